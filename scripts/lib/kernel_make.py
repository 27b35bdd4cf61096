# SPDX-License-Identifier: GPL-2.0-only
"""Edits of Kconfig files and kernel makefiles, by symbol and object name."""

import re

from kernel_misfit import Misfit

ENTRY = re.compile(r"^(config|menuconfig|choice|endchoice|comment|menu|endmenu|if|endif|source|"
                   r"mainmenu)\b", re.M)
TYPE = re.compile(r"^([ \t]+)(bool|tristate|def_bool|def_tristate)\b", re.M)


def _entry(text, symbol):
    """(start, end) of the only entry 'config SYMBOL', trailing blank lines included."""
    heads = list(re.finditer(rf"^(?:menu)?config[ \t]+{re.escape(symbol)}[ \t]*$", text, re.M))
    if len(heads) != 1:
        raise Misfit(f"one 'config {symbol}' was looked for, {len(heads)} found")
    after = ENTRY.search(text, heads[0].end())
    return heads[0].start(), after.start() if after else len(text)


def set_type(text, symbol, kind):
    start, end = _entry(text, symbol)
    match = TYPE.search(text, start, end)
    if match is None:
        raise Misfit(f"'config {symbol}' has no bool or tristate")
    if match.group(2) == kind:
        raise Misfit(f"'config {symbol}' is {kind} already")
    return text[:match.start(2)] + kind + text[match.end(2):]


def drop_config(text, symbol):
    start, end = _entry(text, symbol)
    return text[:start] + text[end:]


def flatten_composite(text, name):
    """The parts of NAME.o are listed as objects of their own, on the line that built NAME.o."""
    whole = re.compile(rf"^obj-(\S+)[ \t]*\+=[ \t]*{re.escape(name)}\.o[ \t]*\n", re.M)
    part = re.compile(rf"^{re.escape(name)}-(\S+)[ \t]*[:+]?=[ \t]*([^\n\\]+)\n", re.M)
    head = whole.search(text)
    if head is None:
        raise Misfit(f"no line that lists {name}.o alone")
    always = [m.group(2).strip() for m in part.finditer(text) if m.group(1) in ("y", "objs")]
    if not always:
        raise Misfit(f"no line that lists the parts of {name}.o")

    def line(match):
        if match.group(1) in ("y", "objs"):
            return ""
        return f"obj-{match.group(1)} += {match.group(2).strip()}\n"

    listed = f"obj-{head.group(1)} += {' '.join(always)}\n"
    return part.sub(line, text[:head.start()] + listed + text[head.end():])
