#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""`modsplit size --budget` on saved ledgers: statuses, words, and mistakes in the file of limits."""

import json
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from answers import Judge  # noqa: E402
from sizes import budget, ledger  # noqa: E402

SOURCE = pathlib.Path(__file__).resolve().parents[2]


def statuses(judge, where):
    small, large = ledger(where, "small", 10000), ledger(where, "large", 10500)
    limits = budget(where, "b.json",
                    {"section": ".text", "max": 10400, "warn": 200, "owner": "boot",
                     "reason": "the partition is full"},
                    {"artefact": "drivers/toy/toy.ko", "growth": "1 KiB"})
    done = judge.ask("met", ["size", "--budget", limits, small, small], 0,
                     "2 of 2 limits are kept", "Budget b.json: met")
    if "is edited" in done.stdout:
        judge.note("met", "outside of a repository nobody can tell that it is edited")
    judge.ask("exceeded", ["size", "--budget", limits, small, large], 1,
              r"100\s+more\s+than\s+the\s+limit\s+of\s+10400\s+bytes;\s+the\s+partition\s+is\s+full"
              r"\s+\(ask\s+boot\)", "1 of 2 limits are kept")
    near = ledger(where, "near", 10300)
    judge.ask("near", ["size", "--budget", limits, small, near], 0, "only 100 left",
              "Budget b.json: within the margin")
    judge.ask("no base", ["size", "--budget", limits, small], 2,
              r"b\.json:1:\d+: a limit on growth needs a base")
    done = judge.ask("json", ["size", "--json", "--budget", limits, small, large], 1)
    verdict = json.loads(done.stdout)["budget"]
    if [c["state"] for c in verdict["checks"]] != ["exceeded", "met"]:
        judge.note("json", str(verdict))
    again = where / "again.json"
    again.write_text(done.stdout)
    judge.ask("what was saved is a ledger", ["size", again], 0, "vmlinux")


def mistakes(judge, where):
    small = ledger(where, "small", 10000)

    def asked(name, text, *patterns):
        path = where / "wrong.json"
        path.write_text(text)
        judge.ask(name, ["size", "--budget", path, small], 2, *patterns)

    head = '{"schema": "modsplit.budget/1",\n"limits": [\n'
    asked("no JSON", head, r"wrong\.json:\d+:\d+: not valid JSON")
    asked("unknown key", head + '{"max": 1,\n  "wran": 2}]}',
          r"wrong\.json:4:3: no key 'wran'; there are artefact, section")
    asked("unknown unit", head + '{"max": "1 kB"}]}', r"wrong\.json:3:2: '1 kB' is no amount")
    asked("unknown option", head + '{"option": "TOYS", "max": 1}]}',
          r"wrong\.json:3:1: the build has no option TOYS of vmlinux; near it: 'TOY'")
    asked("unknown file", head + '{"artefact": "drivers/toy/toi.ko", "max": 1}]}',
          r"wrong\.json:3:1: the build has no file .*near it: 'drivers/toy/toy\.ko'")
    judge.ask("no file", ["size", "--budget", where / "none.json", small], 2, "none.json",
              "no such file")
    judge.ask("before the build", ["size", "--budget", where / "none.json", where / "nowhere"], 2,
              "none.json")


def documented(judge, where):
    """The example in docs/formats.md is a budget that modsplit and the schema take."""
    text = (SOURCE / "docs/formats.md").read_text()
    example = re.search(r'```json\n(\{\s*"schema": "modsplit\.budget/1".*?)```', text, re.S)
    path = where / "example.json"
    path.write_text(example.group(1))
    judge.ask("the example is read", ["size", "--budget", path, ledger(where, "small", 10000)], 2,
              "a limit on growth needs a base")
    try:
        import jsonschema
    except ImportError:
        print("jsonschema is not installed: the schema is not checked")
        return
    schema = json.loads((SOURCE / "docs/schemas/budget.json").read_text())
    validator = jsonschema.Draft202012Validator(schema)
    for wrong in validator.iter_errors(json.loads(example.group(1))):
        judge.note("the schema takes the example", wrong.message)
    for limit in ({"option": "X"}, {"max": "1 kB"}, {"max": 1, "wran": 2}, {"max": -1}):
        if validator.is_valid({"schema": "modsplit.budget/1", "limits": [limit]}):
            judge.note("the schema refuses", str(limit))


def main():
    judge = Judge()
    with tempfile.TemporaryDirectory(prefix="modsplit-budget-") as scratch:
        where = pathlib.Path(scratch)
        statuses(judge, where)
        mistakes(judge, where)
        documented(judge, where)
    sys.exit(judge.finish())


if __name__ == "__main__":
    main()
