#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The exports that analyze predicts equal those that modpost misses, in both directions.

usage: exports_equal_modpost.py FIXTURE DRIVER

The judge builds the driver as a module with the series applied but for its export patches, with
modpost's cap on reports raised. Then the object's own undefined symbols, as the final series makes
it, are compared with those that scan's probe found.
"""

import json
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Copy, Fixture, fail, run  # noqa: E402


def difference(name, predicted, judged):
    """A line for each symbol that only one side has."""
    lines = [f"  only predicted: {s}" for s in sorted(predicted - judged)]
    lines += [f"  only {name}: {s}" for s in sorted(judged - predicted)]
    return "\n".join(lines)


def raise_cap(copy):
    """modpost prints the first ten only; the scratch copy's prints all."""
    name = "scripts/mod/modpost.c"
    text = (copy.tree / name).read_text()
    raised = re.sub(r"(#define\s+MAX_UNRESOLVED_REPORTS\s+)\d+", r"\g<1>100000", text)
    if raised == text and "too many unresolved" in text:
        fail(f"{name}: its cap on reports was not found")
    copy.write(name, raised)


def undefined_reports(text):
    """The symbols that modpost calls undefined, with the module that needs each."""
    return set(re.findall(r'modpost: "(\S+)" \[(\S+)\.ko\] undefined!', text))


def judge(fixture, driver, series, model, where):
    """Builds the module without the export patches; gives modpost's list and the object's."""
    copy = Copy(fixture, where)
    manifest = json.loads((series / "series.json").read_text())
    for patch in manifest["patches"]:
        if patch["kind"] != "export":
            copy.apply(series / patch["mail"])
    raise_cap(copy)
    copy.config(**{driver["config"]: "m"})
    done = copy.make("modules", check=False)
    reports = undefined_reports(done.stdout + done.stderr)
    if not done.returncode and driver["exports"]:
        fail("the control build linked although its exports are missing")
    others = {module for _, module in reports} - {model["module_file"]}
    if others:
        fail(f"modpost complains about other modules too: {sorted(others)}")
    built = copy.build / (model["module_file"] + ".o")
    if not built.exists():
        fail(f"{built.name} was not built:\n{done.stdout[-2000:]}{done.stderr[-3000:]}")
    names = run([fixture.cross + "nm", "-u", built]).stdout.split()
    # __this_module is in the .mod.c that modpost itself writes for every module
    return ({symbol for symbol, _ in reports},
            {n for n in names if n not in ("U", "w", "W", "__this_module")})


def main():
    fixture, query = Fixture(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory(prefix="modsplit-judge-", dir=fixture.build.parent) as scratch:
        where = pathlib.Path(scratch)
        series = where / "series"
        driver = fixture.analyze(query)
        fixture.modsplit("patch", "-q", "-o", series, query)
        model = json.loads(fixture.modsplit("scan", query).stdout)["drivers"][0]
        predicted = {e["symbol"] for e in driver["exports"]}
        missing, undefined = judge(fixture, driver, series, model, where)
    if predicted != missing:
        fail("the exports differ from modpost's:\n" + difference("modpost", predicted, missing))
    # the probe sees the untouched source; what remove and exit call is added by the rules
    added = {e["symbol"] for e in driver["exports"] if not e["used_at"]}
    probed = {s["name"] for s in model["symbols"] if s["needed"]}
    generated = undefined - probed
    calls = {a["value"] for f in driver["findings"] for a in f["arguments"]}
    words = set(re.findall(r"\w+", "\n".join(calls)))
    unexplained = generated - added - words
    if probed - undefined or unexplained:
        fail("the probe's undefined symbols differ from the object's:\n" +
             difference("object", probed, undefined - (generated - unexplained)))
    print(f"{len(predicted)} exports equal modpost's, {len(probed)} undefined symbols equal the "
          f"object's, {len(generated)} more come with the exit: {sorted(generated)}")


if __name__ == "__main__":
    main()
