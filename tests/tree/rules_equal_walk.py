#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The two ways of reading makefiles agree in every folder that a configuration enters.

usage: WALK_DUMP=… RULES_DUMP=… rules_equal_walk.py FIXTURE ARCH:CONFIG…

One way evaluates with a configuration, and makefiles_equal_make.py holds it against make. The other
leaves every option open and gives an expression for each object. Here the expressions are evaluated
with the configuration: the same objects must be built in, modules, and parts. Folders where the
second way says that it did not understand something are counted, not compared.
"""

import json
import os
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import kbuild_make  # noqa: E402
from kernel import Fixture, fail, run  # noqa: E402

TOKEN = re.compile(r"\(|\)|&&|\|\||(?P<no>!?)(?P<name>CONFIG_\w+)(?:(?P<op>!?=)(?P<value>[ym]))?"
                   r"|\b[yn]\b")
MOST_NOT_UNDERSTOOD = 0.03  # of the folders


def read_config(build):
    """auto.conf: y and m as they are, any other text counts as set."""
    values = {}
    for line in (build / "include/config/auto.conf").read_text().splitlines():
        name, equal, value = line.partition("=")
        if equal and value:
            values[name] = value if value in "ym" else "y"
    return values


def holds(expression, config):
    """Is the expression over options true?"""
    def python(match):
        text = match.group(0)
        if match.group("name"):
            value = config.get(match.group("name"), "n")
            if match.group("op"):
                return str((value == match.group("value")) == (match.group("op") == "="))
            return str((value == "n") == bool(match.group("no")))
        return {"&&": " and ", "||": " or ", "y": "True", "n": "False"}.get(text, text)
    translated = TOKEN.sub(python, expression)
    assert re.fullmatch(r"(?:True|False|and|or|[() ])*", translated), expression
    return eval(translated)  # noqa: S307: nothing but the words above


def by_rules(rules, config):
    """What the expressions come to: names of built-in objects, modules, and parts of each."""
    found = {"built-in": set(), "modules": set(), "parts": set(), "lib": set()}
    for rule in rules:
        builtin, module = holds(rule["built-in"], config), holds(rule["module"], config)
        if rule["composite"]:
            found["parts"] |= {(rule["composite"], rule["object"])} if builtin or module else set()
        elif rule["library"]:
            found["lib"] |= {rule["object"]} if builtin else set()
        elif not rule["object"].endswith("/"):
            found["built-in"] |= {rule["object"]} if builtin else set()
            found["modules"] |= {rule["object"]} if module else set()
    return found


def by_walk(folder):
    """The same of the folder as the walk has it."""
    objects = folder["built-in"] + folder["modules"]
    return {"built-in": {o["name"] for o in folder["built-in"]},
            "modules": {o["name"] for o in folder["modules"]},
            "lib": set(folder["lib"]),
            "parts": {(o["name"], part) for o in objects for part in o.get("parts", [])}}


def compare(tree, build, arch, cross):
    """(folders, of them not understood, differences)"""
    walked = json.loads(run([os.environ["WALK_DUMP"], tree, build, arch,
                             f"CROSS_COMPILE={cross}"]).stdout)
    rules = json.loads(run([os.environ["RULES_DUMP"], tree, *walked]).stdout)
    config, unclear, lines = read_config(build), 0, []
    for path, folder in walked.items():
        if rules[path]["problems"]:
            unclear += 1
            continue
        mine, theirs = by_rules(rules[path]["rules"], config), by_walk(folder)
        lines += [f"  {path}: {key}: {sorted(mine[key] ^ theirs[key])}"
                  for key in theirs if mine[key] != theirs[key]]
    return len(walked), unclear, lines


def main():
    tree, wrong = Fixture(sys.argv[1]).tree, []
    with tempfile.TemporaryDirectory(prefix="modsplit-rules-") as scratch:
        for configuration in sys.argv[2:]:
            arch, target = configuration.split(":")
            build, cross = pathlib.Path(scratch, f"{arch}-{target}"), kbuild_make.CROSS[arch]
            build.mkdir()
            kbuild_make.configure(tree, build, arch, cross, target)
            folders, unclear, lines = compare(tree, build, arch, cross)
            print(f"{configuration}: {folders} folders, {unclear} not understood, "
                  f"{len(lines)} differences")
            if unclear > folders * MOST_NOT_UNDERSTOOD:
                lines.append(f"  {unclear} folders are not understood")
            wrong += lines
    if wrong:
        fail("\n".join(wrong[:100]))


if __name__ == "__main__":
    main()
