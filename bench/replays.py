#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Conversions that Linux has made since: 6.1 is the question, 6.12 the answer.

usage: MODSPLIT=build/dev/modsplit bench/replays.py [--no-build] [--jobs N] [OPTION...]

bench/replays.json lists options that are bool in 6.1 and tristate in 6.12, each with the fixture
(scripts/kernel-fixture) that builds it and with what 6.12 has changed for it, where that is known:
exports that are new, and changes in the words of rules/. Each is analyzed on 6.1. The series of
those that come out convertible are applied together to one copy of the fixture, each after it was
shown to apply alone, and built four times: m without the export patches, for modpost's word on what
is missing; then m, y and n. A "batch" is such a copy: a driver and what uses it, each converted as if
the other stayed, are built apart. An option "with" another is a helper, which the other's series
converts. The table's columns:

  verdict   of analyze
  exports   predicted / that modpost misses / new in 6.12
  changes   rules that ask for a change / of those that 6.12 answered / that only 6.12 changed
  m y n     ok, or what failed
"""

import argparse
import json
import pathlib
import sys

TOP = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP / "tests/lib"))
from conversions import convert  # noqa: E402


def show(rows):
    """The table, then why the others are blocked, then the totals."""
    lines = [["option", "verdict", "exports", "changes", "m", "y", "n"]]
    lines += [row.cells() for row in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(4)]
    for line in lines:
        print("  ".join([cell.ljust(widths[i]) for i, cell in enumerate(line[:4])] + line[4:]))
    print()
    for row in rows:
        if row.reason:
            print(f"{row.option}: {row.verdict}: {row.reason}")
    for family in sorted({row.facts["family"] for row in rows}):
        of = [row for row in rows if row.facts["family"] == family]
        good = [row for row in of if row.verdict == "convertible"]
        built = [row for row in good if all(row.built.get(v) == "ok" for v in "myn")]
        wrong = [row.option for row in good
                 if row.missing is not None and row.missing != row.predicted]
        print(f"{family}: {len(of)} options, {len(good)} convertible, {len(built)} of them built as "
              f"m, y and n; exports unlike modpost's: {', '.join(wrong) or 'none'}")


def main():
    parser = argparse.ArgumentParser(description="conversions of 6.12, asked on 6.1")
    parser.add_argument("--no-build", action="store_true", help="verdicts and series only")
    parser.add_argument("--jobs", "-j", type=int, default=2, help="of make")
    parser.add_argument("options", nargs="*", metavar="OPTION")
    asked = parser.parse_args()
    facts = json.loads((TOP / "bench/replays.json").read_text())["options"]
    facts = [f for f in facts if not asked.options or f["option"] in asked.options]
    show(convert(facts, not asked.no_build, asked.jobs))


if __name__ == "__main__":
    main()
