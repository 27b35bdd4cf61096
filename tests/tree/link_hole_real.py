#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A driver of the kernel itself with which the image would not link: predicted, seen, closed.

usage: link_hole_real.py FIXTURE OPTION [NAME=VALUE…]

The driver, and what else is asked for, is built into a copy of the fixture. analyze says that it
can be a module, and with which values the image would not link then. With the series applied but
for the patches that close the holes, and these values set, the kernel's own link names the symbols
that were foretold (one of each hole is); with the whole series it links, with what Kconfig makes of
the same values, and the driver is a module.
"""

import json
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Copy, Fixture, fail  # noqa: E402


def predicted(view, option):
    """(values, missing symbols, how they are closed) of all holes."""
    done = view.modsplit("analyze", "--json", "--whole-tree", f"CONFIG_{option}", check=False)
    driver = json.loads(done.stdout)["drivers"][0]
    if driver["verdict"] != "convertible":
        fail(f"{option} is {driver['verdict']}:\n{done.stdout}")
    values, symbols, closed = set(), set(), set()
    for finding in driver["findings"]:
        if finding["rule"] == "link-hole":
            given = {a["name"]: a["value"] for a in finding["arguments"]}
            values |= set(given["values"].split())
            values |= set(given.get("also", "").split())
            symbols.add(given["symbol"])
            closed.add(given["close"])
    if not symbols:
        fail(f"{option}: no hole is predicted")
    return dict(value.split("=") for value in values), symbols, closed


def link(copy):
    """What the kernel's own link misses, and its status."""
    done = copy.make("vmlinux", check=False)
    said = done.stdout + done.stderr
    return set(re.findall(r"undefined reference to `(\w+)'", said)), done


def value_of(copy, option):
    """What .config has."""
    text = (copy.build / ".config").read_text()
    return (re.search(rf"^CONFIG_{option}=(.*)$", text, re.M) or [0, "n"])[1]


def main():
    fixture, option = Fixture(sys.argv[1]), sys.argv[2]
    asked = dict(word.split("=") for word in sys.argv[3:])
    with tempfile.TemporaryDirectory(prefix="modsplit-hole-") as scratch:
        where = pathlib.Path(scratch)
        copy = Copy(fixture, where)
        copy.config(**{option: "y"}, **asked)
        copy.make("vmlinux")
        values, symbols, closed = predicted(copy.view(), option)
        copy.view().modsplit("patch", "-q", "-o", where / "series", f"CONFIG_{option}")
        patches = json.loads((where / "series/series.json").read_text())["patches"]
        for patch in patches:
            if patch["kind"] != "link":
                copy.apply(where / "series" / patch["mail"])
        copy.config(**values)
        if {name: value_of(copy, name) for name in values} != values:
            fail(f"Kconfig does not allow {values}")
        missing, _ = link(copy)
        if not symbols <= missing:
            fail(f"{values}: the link misses {missing}, predicted were {symbols}")
        for patch in patches:
            if patch["kind"] == "link":
                copy.apply(where / "series" / patch["mail"])
        copy.config(**values)
        missing, done = link(copy)
        if missing or done.returncode:
            fail(f"{values}, closed: {missing}\n{done.stderr[-3000:]}")
        if value_of(copy, option) != "m":
            fail(f"closed, {option} is no module any more")
    print(f"{option}: {' '.join(sorted(symbols))} predicted, seen, closed ({', '.join(closed)})")


if __name__ == "__main__":
    main()
