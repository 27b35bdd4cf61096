# SPDX-License-Identifier: GPL-2.0-only
"""The edits of a kernel recipe: each takes a file's text and words, and gives the new text.

An edit that finds nothing to work on raises Misfit, whose message says what was looked for.
The table at the end names every edit with the words it takes; README.md in
kernel-fixtures/linux describes them for whoever writes a recipe.
"""

import re

import kernel_text as kt
from kernel_make import drop_config, flatten_composite, set_type
from kernel_misfit import Misfit

__all__ = ["EDITS", "Misfit"]


def drop_export(text, symbol):
    tokens = kt.tokenize(text)
    spans = [
        (tokens[first].start, tokens[last].end)
        for first, opening, last in kt.invocations(tokens, re.compile(r"EXPORT_\w*SYMBOL\w*"))
        if kt.argument_words(tokens, opening)[:1] == [symbol]
    ]
    if not spans:
        raise Misfit(f"no EXPORT_SYMBOL*({symbol}) at file scope")
    return _remove_all(text, spans)


def drop_macro(text, macro):
    tokens = kt.tokenize(text)
    spans = [
        (tokens[first].start, tokens[last].end)
        for first, _, last in kt.invocations(tokens, re.compile(re.escape(macro)))
    ]
    if not spans:
        raise Misfit(f"no {macro}(...) at file scope")
    return _remove_all(text, spans)


def replace_macro(text, old, new, *words):
    """OLD(...) at file scope becomes NEW(words); without words it keeps its arguments."""
    tokens = kt.tokenize(text)
    found = kt.invocations(tokens, re.compile(re.escape(old)))
    if len(found) != 1:
        raise Misfit(f"one {old}(...) at file scope was looked for, {len(found)} found")
    first, opening, last = found[0]
    if not words:
        return text[:tokens[first].start] + new + text[tokens[first].end:]
    given = kt.argument_words(tokens, opening)
    missing = [word for word in words if word not in given]
    if missing:
        raise Misfit(f"{old}({', '.join(given)}) has no argument {missing[0]}")
    call = f"{new}({', '.join(words)});"
    return text[:tokens[first].start] + call + text[tokens[last].end:]


def drop_function(text, name):
    return _drop_one(text, name, "{", "definition of the function")


def drop_prototype(text, name):
    return _drop_one(text, name, ";", "prototype of the function")


def _drop_one(text, name, ending, what):
    tokens = kt.tokenize(text)
    found = kt.functions(tokens, name, ending)
    if len(found) != 1:
        raise Misfit(f"one {what} {name}() was looked for, {len(found)} found")
    first, last = found[0]
    return kt.remove(text, tokens[first].start, tokens[last].end, comment=True)


def drop_field(text, variable, fields):
    """Drop the one designated initializer among FIELDS ('.a|.b') in VARIABLE's initializer."""
    tokens = kt.tokenize(text)
    opening = _initializer(tokens, variable)
    closing = kt.matching(tokens, opening)
    names = [field.lstrip(".") for field in fields.split("|")]
    spans = []
    for at in range(opening + 1, closing - 2):
        dot, ident, equals = tokens[at:at + 3]
        if dot.text == "." and ident.text in names and equals.text == "=":
            spans.append(_field_span(tokens, at))
    if len(spans) != 1:
        raise Misfit(f"one field {fields} in the initializer of {variable} was looked for, "
                     f"{len(spans)} found")
    return kt.remove(text, *spans[0])


def _initializer(tokens, variable):
    for at, token in enumerate(tokens):
        if token.depth != 0 or token.pp or token.text != variable:
            continue
        after = at + 1
        while after < len(tokens) and tokens[after].text == "[":
            after = kt.matching(tokens, after) + 1
        if [t.text for t in tokens[after:after + 2]] == ["=", "{"]:
            return after + 1
    raise Misfit(f"no variable {variable} with an initializer")


def _field_span(tokens, at):
    depth, last = tokens[at].depth, at
    while tokens[last].text != "," or tokens[last].depth > depth:
        if tokens[last + 1].depth < depth:
            break                               # the last field, without a comma
        last += 1
    return tokens[at].start, tokens[last].end


def replace_call(text, old, argument, new):
    """OLD(ARGUMENT) becomes NEW(ARGUMENT) wherever it is called."""
    tokens = kt.tokenize(text)
    found = _calls(tokens, old, argument)
    if not found:
        raise Misfit(f"no {old}({argument})")
    for at, _ in reversed(found):
        text = text[:tokens[at].start] + new + text[tokens[at].end:]
    return text


def _calls(tokens, name, argument):
    """(name, closing) indices of every call NAME(ARGUMENT)."""
    found = []
    for at in range(len(tokens) - 3):
        if [t.text for t in tokens[at:at + 4]] == [name, "(", argument, ")"]:
            found.append((at, at + 3))
    return found


def choose_true(text, test, argument):
    """TEST(ARGUMENT) ? A : B becomes A."""
    tokens = kt.tokenize(text)
    for at, closing in reversed(_calls(tokens, test, argument)):
        if tokens[closing + 1].text != "?":
            continue
        colon = _next_at(tokens, closing + 2, (":",))
        end = _next_at(tokens, colon + 1, (",", ")", ";", "}"))
        kept = text[tokens[closing + 2].start:tokens[colon - 1].end]
        return text[:tokens[at].start] + kept + text[tokens[end - 1].end:]
    raise Misfit(f"no {test}({argument}) ? ... : ...")


def _next_at(tokens, at, ends):
    """The first token from AT on, outside brackets opened on the way, that is one of ENDS."""
    while tokens[at].text not in ends:
        at = kt.matching(tokens, at) + 1 if tokens[at].text in kt.OPENING else at + 1
    return at


def keep_if(text, symbol):
    """Resolve every #ifdef SYMBOL as if it were true; what is in the #else goes."""
    directive = re.compile(r"^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else|endif)\b([^\n]*)\n", re.M)
    wanted = re.compile(rf"\s*(?:{symbol}|defined\s*\(\s*{symbol}\s*\)|IS_ENABLED\({symbol}\))"
                        r"\s*(?:/\*.*)?")
    stack, cuts = [], []
    for match in directive.finditer(text):
        word, rest = match.group(1), match.group(2)
        if word in ("if", "ifdef", "ifndef"):
            ours = word != "ifndef" and bool(wanted.fullmatch(rest))
            stack.append([ours, None])
            if ours:
                cuts.append((match.start(), match.end()))
        elif word == "elif" and stack and stack[-1][0]:
            raise Misfit(f"the #if of {symbol} has an #elif")
        elif word == "else" and stack and stack[-1][0]:
            stack[-1][1] = match.start()
        elif word == "endif" and stack:
            ours, otherwise = stack.pop()
            if ours:
                cuts.append((match.start() if otherwise is None else otherwise, match.end()))
    if not cuts:
        raise Misfit(f"no #ifdef {symbol}")
    return _remove_all(text, cuts)


def replace_include(text, old, *new):
    """#include <OLD> becomes the includes NEW, each where the order of the block wants it."""
    line = re.compile(r'^#[ \t]*include[ \t]*[<"]([^>"]+)[>"][^\n]*\n', re.M)
    match = next((m for m in line.finditer(text) if m.group(1) == old), None)
    if match is None:
        raise Misfit(f"no #include <{old}>")
    text, place = text[:match.start()] + text[match.end():], match.start()
    for header in new:
        spots = [m for m in line.finditer(text) if m.group(1).split("/")[0] == "linux"]
        if any(m.group(1) == header for m in spots):
            continue
        before = [m for m in spots if m.group(1) < header and m.start() < place]
        after = [m for m in spots if m.group(1) > header]
        spot = before[-1].end() if before else after[0].start() if after else place
        added = f"#include <{header}>\n"
        text, place = text[:spot] + added + text[spot:], place + len(added)
    return text


def insert_after(text, macro, argument, fragment):
    """Put FRAGMENT, a text of ours, behind MACRO(ARGUMENT) at file scope."""
    tokens = kt.tokenize(text)
    for _, opening, last in kt.invocations(tokens, re.compile(re.escape(macro))):
        if kt.argument_words(tokens, opening)[:1] == [argument]:
            end = text.find("\n", tokens[last].end) + 1 or len(text)
            return text[:end] + "\n" + fragment.strip("\n") + "\n" + text[end:]
    raise Misfit(f"no {macro}({argument}) at file scope")


def _remove_all(text, spans):
    for start, end in sorted(spans, reverse=True):
        text = kt.remove(text, start, end)
    return text


# name -> (function, least words, most words) behind the file name; None: any number
EDITS = {
    "choose-true": (choose_true, 2, 2),
    "drop-config": (drop_config, 1, 1),
    "drop-export": (drop_export, 1, 1),
    "drop-field": (drop_field, 2, 2),
    "drop-function": (drop_function, 1, 1),
    "drop-macro": (drop_macro, 1, 1),
    "drop-prototype": (drop_prototype, 1, 1),
    "flatten-composite": (flatten_composite, 1, 1),
    "insert-after": (insert_after, 3, 3),
    "keep-if": (keep_if, 1, 1),
    "replace-call": (replace_call, 3, 3),
    "replace-include": (replace_include, 2, None),
    "replace-macro": (replace_macro, 2, None),
    "set-type": (set_type, 2, 2),
}
