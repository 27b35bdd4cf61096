#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Drivers that must not become modules, on an untouched tree: each is refused for its true reason.

usage: MODSPLIT=... must_refuse.py FIXTURE

must_refuse.json says of each option which rule must block it, in which file, and what stands in the
line that the finding names. What the fixture leaves out (`set`, and the option itself) is built in
first, in a copy of it.
"""

import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Copy, Fixture, fail  # noqa: E402


def wanting(build, rows):
    """The options of the rows that are not y in the configuration of a build."""
    config = (pathlib.Path(build) / ".config").read_text()
    wanted = {option for row in rows for option in (*row.get("set", ()), row["option"])}
    return sorted(option for option in wanted if f"CONFIG_{option}=y\n" not in config)


def line_of(view, finding):
    """The text that a finding points at."""
    lines = (view.tree / finding["file"]).read_text().split("\n")
    return lines[finding["line"] - 1] if 0 < finding["line"] <= len(lines) else ""


def wrong(view, row):
    """What is not as the table has it, or None."""
    answer = view.analyze(f"CONFIG_{row['option']}")
    if answer["verdict"] != "blocked":
        return answer["verdict"]
    blockers = [f for f in answer["findings"] if f["severity"] == "blocker"]
    if any(f["rule"] == row["rule"] and f["file"] == row["file"] and
           row["names"] in line_of(view, f) for f in blockers):
        return None
    return f"{row['rule']} does not name '{row['names']}' in {row['file']}: " + \
        "; ".join(f"{f['rule']} at {f['file']}:{f['line']}" for f in blockers)


def judge(view, rows):
    """The complaints about all rows."""
    return [f"{row['option']}: {what}" for row in rows for what in (wrong(view, row),) if what]


def main():
    table = json.loads(pathlib.Path(__file__).with_suffix(".json").read_text())
    rows = [row for row in table if row["fixture"] == sys.argv[1]]
    fixture = Fixture(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="modsplit-refuse-",
                                     dir=fixture.build.parent) as scratch:
        view, absent = fixture, wanting(fixture.build, rows)
        if absent:
            copy = Copy(fixture, pathlib.Path(scratch))
            copy.config(**{option: "y" for option in absent})
            if wanting(copy.build, rows):
                fail(f"this kernel's Kconfig does not allow {wanting(copy.build, rows)}")
            copy.make()
            view = copy.view()
        said = judge(view, rows)
    if said or not rows:
        fail("\n".join(said) or f"no driver is asked for on {sys.argv[1]}")
    print(f"{len(rows)} reasons to refuse, each told at its place")


if __name__ == "__main__":
    main()
