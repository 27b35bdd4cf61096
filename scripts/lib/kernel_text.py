# SPDX-License-Identifier: GPL-2.0-only
"""Just enough of C's lexical grammar to edit kernel sources by name.

Comments, strings and preprocessor lines are told apart from code, so that an edit never fires
inside one of them. Nothing is expanded: a token is a slice of the text.
"""

import re
from collections import namedtuple

# kind: ident, number, string, punct; pp: part of a preprocessor line; depth: open braces and
# parentheses around the token (an opening one counts for what follows it)
Token = namedtuple("Token", "kind text start end pp depth")

LEXEME = re.compile(
    r"""(?P<space>(?:[ \t\r\f\v]|\\\n)+)
      | (?P<newline>\n)
      | (?P<comment>/\*.*?\*/|//(?:\\\n|[^\n])*)
      | (?P<string>L?"(?:\\.|[^"\\\n])*"|L?'(?:\\.|[^'\\\n])*')
      | (?P<ident>[A-Za-z_]\w*)
      | (?P<number>\.?\d(?:[eEpP][+-]|[\w.])*)
      | (?P<punct>\#\#|.)""",
    re.X | re.S,
)
OPENING, CLOSING = "({[", ")}]"


class TextError(Exception):
    """The text cannot be read as C; the message says where."""


def tokenize(text):
    """Return the tokens of TEXT, comments and white space left out."""
    tokens, depth, stack = [], 0, []
    pp, line_start = False, True
    for match in LEXEME.finditer(text):
        kind = match.lastgroup
        if kind == "newline":
            pp, line_start = False, True
            continue
        if kind in ("space", "comment"):
            continue
        word = match.group()
        if line_start and word == "#":
            pp = True
            depth = _enter_directive(text, match.end(), depth, stack)
        line_start = False
        if not pp and kind == "punct" and word in CLOSING:
            depth -= 1
        tokens.append(Token(kind, word, match.start(), match.end(), pp, depth))
        if not pp and kind == "punct" and word in OPENING:
            depth += 1
    return tokens


def _enter_directive(text, position, depth, stack):
    """Every branch of a conditional starts at the depth that its #if had."""
    word = re.compile(r"[ \t]*([a-z]*)").match(text, position).group(1)
    if word in ("if", "ifdef", "ifndef"):
        stack.append(depth)
    elif word in ("else", "elif") and stack:
        return stack[-1]
    elif word == "endif" and stack:
        stack.pop()
    return depth


def matching(tokens, index):
    """Index of the token that closes the bracket at INDEX."""
    depth = tokens[index].depth
    for at in range(index + 1, len(tokens)):
        token = tokens[at]
        if not token.pp and token.depth == depth and token.text in CLOSING:
            return at
    raise TextError("a bracket is never closed")


def arguments(tokens, opening):
    """The arguments of the call whose '(' is at OPENING, each a list of tokens."""
    closing = matching(tokens, opening)
    inner, out = tokens[opening].depth + 1, [[]]
    for token in tokens[opening + 1:closing]:
        if token.text == "," and token.depth == inner:
            out.append([])
        else:
            out[-1].append(token)
    return out if out != [[]] else []


def argument_words(tokens, opening):
    """The arguments as text, each without white space."""
    return ["".join(t.text for t in arg) for arg in arguments(tokens, opening)]


def item_start(tokens, index):
    """Index of the first token of the file-scope item that INDEX belongs to."""
    at = index
    while at > 0:
        before = tokens[at - 1]
        if before.pp or (before.depth == 0 and before.text in (";", "}")):
            break
        at -= 1
    return at


def invocations(tokens, name):
    """Macro invocations NAME(...) at file scope, as (first, opening, last) indices.

    NAME is a compiled pattern for the whole identifier. A trailing semicolon is included.
    """
    found = []
    for at, token in enumerate(tokens[:-1]):
        if token.pp or token.depth != 0 or token.kind != "ident":
            continue
        if not name.fullmatch(token.text) or tokens[at + 1].text != "(":
            continue
        before = tokens[at - 1] if at else None
        if before and not before.pp and before.text not in (";", "}", ")"):
            continue                            # a declaration or a definition
        last = matching(tokens, at + 1)
        if last + 1 < len(tokens) and tokens[last + 1].text == ";":
            last += 1
        found.append((at, at + 1, last))
    return found


def functions(tokens, name, ending):
    """Definitions (ENDING '{') or prototypes (';') of NAME, as (first, last) indices."""
    found = []
    for at, token in enumerate(tokens[:-1]):
        if token.pp or token.depth != 0 or token.text != name or tokens[at + 1].text != "(":
            continue
        first = item_start(tokens, at)
        if first == at:
            continue                            # an invocation
        after = matching(tokens, at + 1) + 1
        while after < len(tokens) and not tokens[after].pp and tokens[after].text not in (";", "{"):
            after = matching(tokens, after) + 1 if tokens[after].text == "(" else after + 1
        if after < len(tokens) and tokens[after].text == ending:
            found.append((first, matching(tokens, after) if ending == "{" else after))
    return found


def whole_lines(text, start, end):
    """Widen (START, END) to whole lines where nothing else stands on them."""
    first = text.rfind("\n", 0, start) + 1
    last = end if text[end - 1:end] == "\n" else text.find("\n", end) + 1 or len(text)
    if text[first:start].strip() or text[end:last].strip():
        return start, end
    return first, last


def remove(text, start, end, comment=False):
    """TEXT without (START, END), its lines, and the blank line that this would double.

    COMMENT: the comment block that ends on the line right above goes as well.
    """
    start, end = whole_lines(text, start, end)
    if comment:
        start = _comment_above(text, start)
    head, tail = text[:start], text[end:]
    if head.endswith("\n\n") and (tail.startswith("\n") or not tail):
        head = head[:-1]
    elif not head and tail.startswith("\n"):
        tail = tail[1:]
    return head + tail


def _comment_above(text, start):
    head = text[:start]
    if not head.endswith("*/\n"):
        return start
    opening = head.rfind("/*")
    line = head.rfind("\n", 0, opening) + 1
    return line if not head[line:opening].strip() else start
