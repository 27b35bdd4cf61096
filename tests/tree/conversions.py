#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Verdicts on drivers that nobody has converted, and the build of their series.

usage: MODSPLIT=... conversions.py FIXTURE

conversions.json says of each option what analyze must come to: "convertible", and then the series of
all of them must build together as m, y and n with modpost silent, and modpost must miss what was
predicted and nothing else; or "blocked", and then some blocker must tell each part of "because".
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from conversions import convert  # noqa: E402


def wrong(row):
    """What is not as the table has it."""
    if row.verdict != row.facts["expect"]:
        yield f"{row.verdict}, not {row.facts['expect']}: {'; '.join(row.blockers) or row.reason}"
        return
    for part in row.facts.get("because", []):
        if not any(part in blocker for blocker in row.blockers):
            yield f"no blocker names '{part}': {'; '.join(row.blockers)}"
    if row.verdict != "convertible":
        return
    if row.missing != row.predicted:
        yield f"exports: predicted {sorted(row.predicted)}, modpost wants {sorted(row.missing or [])}"
    for value in "myn":
        if row.built.get(value) != "ok":
            yield f"as {value}: {row.built.get(value, 'not built')}"


def main():
    table = json.loads(pathlib.Path(__file__).with_suffix(".json").read_text())
    rows = convert([facts for facts in table if facts["fixture"] == sys.argv[1]])
    said = [f"{row.option}: {what}" for row in rows for what in wrong(row)]
    print(f"{len(rows)} options, {len(said)} are not as they should be", *said, sep="\n")
    sys.exit(bool(said) or not rows)


if __name__ == "__main__":
    main()
