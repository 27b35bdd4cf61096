#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""`modsplit analyze` against the loop that it replaces: flip the option, build, read modpost.

usage: MODSPLIT=build/dev/modsplit bench/analyze_against_loop.py [FIXTURE [DRIVER]]

Both sides answer the same question in the same run, on a private copy of the fixture's build:
which symbols does the driver need that the image does not export? The loop is `make olddefconfig
modules` with the option set to m in a tree where the driver already compiles as a module. modpost
names at most ten symbols: as long as it names some, they are exported, and it is built again; what
a person takes to find their places is not counted. "1 build" is the first of these rounds alone,
which need not have the whole answer. Cold means that the page cache was dropped and modsplit's own
cache is empty; dropping needs root, without it the cold rows are left out. Prints seconds, ratios
and modsplit's peak memory.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests/lib"))
from kernel import Copy, Fixture  # noqa: E402

DROP = pathlib.Path("/proc/sys/vm/drop_caches")


def drop_page_cache():
    """True if the page cache could be dropped."""
    os.sync()
    try:
        DROP.write_text("3")
        return True
    except OSError:
        return False


def timed(function):
    """Seconds that a call takes."""
    start = time.monotonic()
    function()
    return time.monotonic() - start


def prepare(fixture, query, where):
    """A copy whose driver compiles as a module, with the exports still missing."""
    series = where / "series"
    fixture.modsplit("patch", "-q", "-o", series, query)
    manifest = json.loads((series / "series.json").read_text())
    copy = Copy(fixture, where)
    for patch in manifest["patches"]:
        if patch["kind"] != "export":
            copy.apply(series / patch["mail"])
    copy.config(**{manifest["config"]: "y"})
    copy.make("Image", "modules")
    return copy, manifest["config"]


def export(copy, places, names):
    """What a person does after a round, at the end of each symbol's file; gives the files' texts."""
    before = {}
    for name in names:
        path = copy.tree / places[name]
        text = path.read_text()
        before.setdefault(places[name], text)
        copy.write(places[name], f"{text}EXPORT_SYMBOL_GPL({name});\n")
    return before


def loop(copy, option, places):
    """Seconds until modpost has named every symbol, a number a round; then all is put back."""
    rounds, named, files = [], set(), {}
    told = None
    while told is None or told:
        start = time.monotonic()
        if told is None:
            copy.config(**{option: "m"})
        done = copy.make(*(["modules"] if told is None else ["vmlinux", "modules"]), check=False)
        rounds.append(time.monotonic() - start)
        told = set(re.findall(r'"(\w+)" \[[^]]*\] undefined!', done.stderr + done.stdout))
        assert not told & named, f"exported, and still named: {sorted(told & named)}"
        assert told or done.returncode == 0, done.stderr
        for name, text in export(copy, places, told).items():
            files.setdefault(name, text)
        named |= told
    assert named == set(places), f"modpost named {sorted(named)}, analyze {sorted(places)}"
    for name, text in files.items():
        copy.write(name, text)
    copy.config(**{option: "y"})
    copy.make("Image", "modules")
    return rounds


def rows(name, rounds, ours):
    """The last round only shows that there is nothing left: it is part of no row."""
    asking = rounds[:-1]
    for what, seconds in ((f"{len(asking)} builds", sum(asking)), ("1 build", asking[0])):
        print(f"{name:6} {what:9} {seconds:9.2f} s {ours:9.2f} s {seconds / ours:8.1f} x")


def main():
    name = sys.argv[1] if len(sys.argv) > 1 else "6.12-smmu"
    query = sys.argv[2] if len(sys.argv) > 2 else "drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c"
    fixture = Fixture(name)
    with tempfile.TemporaryDirectory(prefix="modsplit-bench-", dir=fixture.build.parent) as scratch:
        where = pathlib.Path(scratch)
        peaks = []  # KiB of modsplit, or of the largest of its own children
        places = {row["symbol"]: row["file"] for row in fixture.analyze(query)["exports"]}
        copy, option = prepare(fixture, query, where)
        os.environ["MODSPLIT_CACHE"] = str(where / "cache")
        analyze = [os.environ["MODSPLIT"], "analyze", "-q", "-C", fixture.tree,
                   f"O={fixture.build}", "ARCH=arm64", "CROSS_COMPILE=aarch64-linux-gnu-", query]

        def ours():
            child = subprocess.Popen([str(a) for a in analyze], stdout=subprocess.DEVNULL)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            assert child.returncode == 0, f"modsplit ended with status {child.returncode}"
            peaks.append(usage.ru_maxrss)

        print(f"{name}, {query}\n{'':16} {'loop':>11} {'modsplit':>11} {'ratio':>10}")
        if drop_page_cache():
            cold_ours = timed(ours)
            drop_page_cache()
            rows("cold", loop(copy, option, places), cold_ours)
        else:
            print("cold   left out: dropping the page cache needs root")
            ours()
        rows("warm", loop(copy, option, places), min(timed(ours) for _ in range(3)))
    print(f"peak memory of modsplit or a child of it: {max(peaks) / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
