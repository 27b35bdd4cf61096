#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A second driver on a tree where the first one's series is applied: nothing is made twice.

usage: second_driver.py FIXTURE FIRST SECOND

Afterwards the consumers wait whenever modules can be loaded (the form of 2019), which is a risk to
be told, and nothing to be patched.
"""

import json
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Copy, Fixture, fail, run  # noqa: E402
from series_passes_judges import apply_in_git, checkpatch  # noqa: E402

EXPORT = re.compile(r"^\+EXPORT_SYMBOL\w*\((\w+)", re.M)


def make_series(fixture, driver, where):
    """modsplit patch on the fixture or a copy of it: the manifest, and its mails as one text."""
    fixture.modsplit("patch", "-q", "--signoff", "-o", where, driver)
    manifest = json.loads((where / "series.json").read_text())
    return manifest, "".join((where / p["mail"]).read_text() for p in manifest["patches"])


def deferral(view, driver):
    """What analyze says of deferral: (severity, the arguments)."""
    for finding in view.analyze(driver)["findings"]:
        if finding["rule"] == "probe-deferral":
            return finding["severity"], {a["name"]: a["value"] for a in finding["arguments"]}
    fail(f"nothing is said of deferral for {driver}")
    return None


def check_second(first, second, options):
    """The second series has only its own things."""
    kinds = [p["kind"] for p in second[0]["patches"]]
    if "deferral" in kinds:
        fail(f"deferral is planned again: {kinds}")
    twice = set(EXPORT.findall(first[1])) & set(EXPORT.findall(second[1]))
    if twice:
        fail(f"exported twice: {sorted(twice)}")
    if not EXPORT.findall(first[1]):
        fail("the first series exports nothing; the test shows nothing")
    selects = re.findall(r"^\+\s+(select \w+ if \w+=m)$", second[1], re.M)
    if selects != [f"select {options[0]} if {options[1]}=m"]:
        fail(f"the second driver joins by {selects}")
    if re.search(r"^[-+].*CONFIG_" + options[2] + r"\b", second[1], re.M):
        fail(f"the second series touches what is {options[2]}'s")


def main():
    fixture, first, second = Fixture(sys.argv[1]), sys.argv[2], sys.argv[3]
    with tempfile.TemporaryDirectory(prefix="modsplit-second-") as scratch:
        where = pathlib.Path(scratch)
        one = make_series(fixture, f"CONFIG_{first}", where / "first")
        gate = deferral(fixture, f"CONFIG_{first}")[1]["option"]
        copy = Copy(fixture, where)
        for patch in one[0]["patches"]:
            copy.apply(where / "first" / patch["mail"])
        copy.make("olddefconfig")
        copy.make()
        view = copy.view()
        severity, arguments = deferral(view, f"CONFIG_{first}")
        if (severity, arguments["standing"]) != ("note", "covered"):
            fail(f"the first driver's own series is not seen: {severity} {arguments}")
        two = make_series(view, f"CONFIG_{second}", where / "second")
        check_second(one, two, (gate, second, first))
        apply_in_git(view, where / "second", two[0], where / "repository")
        for patch in two[0]["patches"]:
            checkpatch(view, where / "second" / patch["mail"])
        consumer = next(p["files"] for p in one[0]["patches"] if p["kind"] == "deferral")
        for name in (f for f in consumer if f.endswith(".c")):
            copy.write(name, (copy.tree / name).read_text().replace(gate, "MODULES"))
        copy.make()
        severity, arguments = deferral(view, f"CONFIG_{second}")
        if (severity, arguments["standing"]) != ("risk", "loose"):
            fail(f"waiting by CONFIG_MODULES alone is taken for {severity} {arguments}")
        plan = json.loads(view.modsplit("plan", "--json", f"CONFIG_{second}").stdout)
        if any(step["kind"] == "deferral" for step in plan["steps"]):
            fail("a second condition is planned behind CONFIG_MODULES")
    print(f"{second} after {first}: {len(two[0]['patches'])} patches of its own")


if __name__ == "__main__":
    main()
