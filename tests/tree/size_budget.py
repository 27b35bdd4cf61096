#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A budget on a real build: places, the history, and findings in SARIF.

usage: size_budget.py FIXTURE OPTION

A limit on an option that is exceeded stands at the line of the tree that begins its definition; a
record has what the ledger has; each of analyze's findings is one result of its SARIF.
"""

import collections
import json
import os
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Fixture, fail, run  # noqa: E402
from sizes import budget  # noqa: E402

LEVELS = {"blocker": "error", "change": "warning", "risk": "warning", "note": "note"}


def size(*arguments, status=0):
    done = run([os.environ["MODSPLIT"], "size", *arguments], check=False)
    if done.returncode != status:
        fail(f"size {arguments}: status {done.returncode}\n{done.stdout[-2000:]}{done.stderr}")
    return done.stdout


def rows_of(ledger, name, kind):
    artefact = next(a for a in ledger["artefacts"] if a["name"] == name)
    return {r["name"]: r["bytes"] for r in artefact["rows"] if r["kind"] == kind}


def check_places(fixture, option, where):
    limits = budget(where, "tight.json", {"option": option, "max": 1})
    said = size("--format=github", "--budget", limits, fixture.build, status=1)
    match = re.match(r"::error title=[^,]*,file=([^,]*),line=(\d+)::", said)
    if not match:
        fail(f"no annotation: {said[:500]}")
    line = (fixture.tree / match.group(1)).read_text().split("\n")[int(match.group(2)) - 1]
    if not re.fullmatch(rf"(menu)?config {option}", line):
        fail(f"{match.group(1)}:{match.group(2)} is '{line}'")
    log = json.loads(size("--format=sarif", "--budget", limits, fixture.build, status=1))
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    if place["artifactLocation"]["uri"] != match.group(1) or \
       place["region"]["startLine"] != int(match.group(2)):
        fail(f"SARIF has another place: {place}")


def check_history(fixture, option, where):
    history = where / "history.jsonl"
    ledger = json.loads(size("--json", fixture.build))
    below = sum(n for f, n in rows_of(ledger, "vmlinux", "folder").items()
                if f == "drivers" or f.startswith("drivers/"))
    limits = budget(where, "wide.json", {"option": option, "growth": "1%"},
                    {"folder": "drivers/", "growth": "1%"},
                    {"artefact": "vmlinux (init)", "growth": 0})
    said = size("--budget", limits, "--record", history, fixture.build)
    if "no base yet" not in said:
        fail(f"the first record has a base: {said[:1000]}")
    record = json.loads(history.read_text())
    if {a["name"]: a["bytes"] for a in record["artefacts"]} != \
       {a["name"]: a["bytes"] for a in ledger["artefacts"]}:
        fail("the record has other files than the ledger")
    if rows_of(record, "vmlinux", "section") != rows_of(ledger, "vmlinux", "section"):
        fail("the record has other sections than the ledger")
    if rows_of(record, "vmlinux", "folder") != {"drivers/": below}:
        fail(f"below drivers/ are {below} bytes: {rows_of(record, 'vmlinux', 'folder')}")
    again = json.loads(size("--json", "--budget", limits, "--record", history, fixture.build))
    for check in again["budget"]["checks"]:
        if check["state"] != "met" or check["before"] != check["bytes"]:
            fail(f"the same build has grown: {check}")
    return len(history.read_text().splitlines()[0])


def check_findings(fixture, option):
    found = json.loads(fixture.modsplit("analyze", "--json", f"CONFIG_{option}",
                                        check=False).stdout)
    log = json.loads(fixture.modsplit("analyze", "--format=sarif", f"CONFIG_{option}",
                                      check=False).stdout)
    want = collections.Counter((f["rule"], LEVELS[f["severity"]], f["line"])
                               for f in found["drivers"][0]["findings"])
    have = collections.Counter(
        (r["ruleId"], r["level"],
         r["locations"][0]["physicalLocation"].get("region", {}).get("startLine", 0))
        for r in log["runs"][0]["results"])
    if want != have or not want:
        fail(f"SARIF has other findings: {want - have}, {have - want}")
    for result in log["runs"][0]["results"]:
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        if not (fixture.tree / uri).exists():
            fail(f"'{uri}' is not below the top of the tree")
    return sum(want.values())


def main():
    fixture, option = Fixture(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory(prefix="modsplit-budget-") as scratch:
        where = pathlib.Path(scratch)
        check_places(fixture, option, where)
        width = check_history(fixture, option, where)
    findings = check_findings(fixture, option)
    print(f"a record has {width} bytes; {findings} findings are as many results")


if __name__ == "__main__":
    main()
