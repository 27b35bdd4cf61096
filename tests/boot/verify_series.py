#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The proof of a series in patches/ holds: every rung, every boot, and the control fails.

usage: verify_series.py FIXTURE FOLDER [modsplit verify options]

Climbs the whole ladder again and compares what it finds with the outcome saved beside the series:
rungs, verdicts and what each device became. Sizes may differ by compiler, but must fall. Where
Debian has another version of the kernel than the series was saved for, the like is made for that
version, and must be proved as the saved one was.
"""

import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Fixture, SOURCE, fail  # noqa: E402


def summary(outcome):
    """What must be the same on every machine."""
    return {
        "rungs": {r["name"]: r["state"] for r in outcome["rungs"]},
        "scenarios": {s["name"]: (s["expect"], s["verdict"], s["state"])
                      for s in outcome["scenarios"]},
        "comparison": [tuple(sorted(row.items())) for row in outcome["comparison"]],
    }


def check_controls(outcome):
    """A control differs from its twin by one patch, and must not pass as its twin does."""
    scenarios = {s["name"]: s for s in outcome["scenarios"]}
    controls = [s for s in outcome["scenarios"] if s["control_of"]]
    for control in controls:
        twin = scenarios[control["control_of"]]
        if control["verdict"] == twin["verdict"]:
            fail(f"control {control['name']} ends as its twin does: {control['verdict']}")
    return len(controls)


def check_sizes(outcome):
    """The image must have become smaller, and the module must be there."""
    size = {row["row"]: (row["before"], row["after"]) for row in outcome["size"]}
    for row, (before, after) in size.items():
        if row == "Image.gz" and not after < before:
            fail(f"{row} did not shrink: {before} -> {after}")
    if not any(row.endswith(".ko") or ".ko " in row for row in size):
        fail("no row for the module")


def main():
    fixture, folder = Fixture(sys.argv[1]), SOURCE / "patches" / sys.argv[2]
    with tempfile.TemporaryDirectory(prefix="modsplit-verify-") as scratch:
        series = fixture.fitting_series(folder, pathlib.Path(scratch) / "series")
        done = fixture.modsplit("verify", "--json", *sys.argv[3:], series, check=False)
    if done.returncode not in (0, 1):
        fail(f"modsplit verify: status {done.returncode}\n{done.stderr[-4000:]}")
    outcome = json.loads(done.stdout)
    saved = json.loads((folder / "outcome.json").read_text())
    for rung in outcome["rungs"]:
        print(f"{rung['name']}: {rung['state']} {rung['reason'] or ''}")
    for scenario in outcome["scenarios"]:
        print(f"boot {scenario['name']}: {scenario['verdict']}, {scenario['state']}")
    if done.returncode:
        fail("the proof is not complete")
    if summary(outcome) != summary(saved):
        fail(f"not what was saved:\n{summary(outcome)}\n{summary(saved)}")
    if not check_controls(outcome):
        fail("no control was run")
    check_sizes(outcome)


if __name__ == "__main__":
    main()
