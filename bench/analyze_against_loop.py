#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""`modsplit analyze` against the loop that it replaces: flip the option, build, read modpost.

usage: MODSPLIT=build/dev/modsplit bench/analyze_against_loop.py [FIXTURE [DRIVER]]

Both sides answer the same question in the same run, on a private copy of the fixture's build:
which symbols does the driver need that the image does not export? The loop is `make olddefconfig
modules` with the option set to m in a tree where the driver already compiles as a module. Cold means
that the page cache was dropped and modsplit's own cache is empty; dropping needs root, without it
the cold row is left out. Prints seconds, ratios and modsplit's peak memory.
"""

import json
import os
import pathlib
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
        if patch["kind"] not in ("export", "unload"):
            copy.apply(series / patch["mail"])
    copy.config(**{manifest["config"]: "y"})
    copy.make("Image", "modules")
    return copy, manifest["config"]


def loop(copy, option):
    """Flip, build, read; then back to where it was, untimed."""
    def flip_build_read():
        copy.config(**{option: "m"})
        done = copy.make("modules", check=False)
        assert "undefined!" in done.stderr + done.stdout, "modpost had nothing to say"
    seconds = timed(flip_build_read)
    copy.config(**{option: "y"})
    copy.make("Image", "modules")
    return seconds


def row(name, loop_seconds, ours):
    print(f"{name:6} {loop_seconds:9.2f} s {ours:9.2f} s {loop_seconds / ours:8.1f} x")


def main():
    name = sys.argv[1] if len(sys.argv) > 1 else "6.12-smmu"
    query = sys.argv[2] if len(sys.argv) > 2 else "drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c"
    fixture = Fixture(name)
    with tempfile.TemporaryDirectory(prefix="modsplit-bench-", dir=fixture.build.parent) as scratch:
        where = pathlib.Path(scratch)
        peaks = []  # KiB of modsplit, or of the largest of its own children
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

        print(f"{name}, {query}\n{'':6} {'loop':>11} {'modsplit':>11} {'ratio':>10}")
        if drop_page_cache():
            cold_ours = timed(ours)
            drop_page_cache()
            row("cold", loop(copy, option), cold_ours)
        else:
            print("cold   left out: dropping the page cache needs root")
            ours()
        row("warm", loop(copy, option), min(timed(ours) for _ in range(3)))
    print(f"peak memory of modsplit or a child of it: {max(peaks) / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
