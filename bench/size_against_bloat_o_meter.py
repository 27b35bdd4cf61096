#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""`modsplit size BEFORE AFTER` against the kernel's bloat-o-meter, on the same two files.

usage: MODSPLIT=build/dev/modsplit bench/size_against_bloat_o_meter.py [BEFORE AFTER]

Without files it assembles two with 215,000 symbols each, as many as a vmlinux of arm64's defconfig
has, with names of such length, of which one in a hundred differs: two such kernels would take hours
to build. Give two of your own to have them measured. The bar is 20 times. Both must come to the same
sum. bloat-o-meter is the one of the fixture 6.12-smmu; it reads symbols alone, modsplit the sections
as well, and makes the rows add up. The best of five runs each, page cache warm.
"""

import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests/lib"))
from kernel import Fixture, run  # noqa: E402

SYMBOLS, RUNS = 215000, 5
WORDS = ("arm dev pci irq clk net sock tcp skb lock page node zone probe remove init get put set "
         "state queue map power reset table").split()


def assemble(path, changed):
    """An object with SYMBOLS names; of `changed` ones, each hundredth is larger."""
    chance = random.Random(1)
    lines = [".data"]
    for number in range(SYMBOLS):
        name = "_".join(chance.choices(WORDS, k=chance.randint(2, 5))) + f"_{number}"
        size = 4 * chance.randint(4, 60) + (8 if changed and number % 100 == 0 else 0)
        lines.append(f".type {name},%object\n{name}: .skip {size}\n.size {name},{size}")
    source = path.with_suffix(".s")
    source.write_text("\n".join(lines) + "\n")
    run(["as", source, "-o", path])
    return path


def best(argv):
    """Seconds of the fastest run, and what it printed."""
    seconds = []
    for _ in range(RUNS):
        start = time.monotonic()
        done = subprocess.run([str(a) for a in argv], capture_output=True, text=True, check=True)
        seconds.append(time.monotonic() - start)
    return min(seconds), done.stdout


def symbol_sums(pair):
    """What modsplit says that all symbols weigh, before and after."""
    done = run([os.environ["MODSPLIT"], "size", "--json", *pair])
    rows = [row for row in json.loads(done.stdout)["artefacts"][0]["rows"]
            if row["kind"] == "symbol" and not row["name"].startswith("(")]
    return sum(row["before"] for row in rows), sum(row["bytes"] for row in rows)


def main():
    peer = Fixture("6.12-smmu").tree / "scripts/bloat-o-meter"
    with tempfile.TemporaryDirectory(prefix="modsplit-bench-") as scratch:
        where = pathlib.Path(scratch)
        pair = sys.argv[1:3] if len(sys.argv) == 3 else [assemble(where / "before.o", False),
                                                         assemble(where / "after.o", True)]
        theirs, said = best([peer, *pair])
        ours, _ = best([os.environ["MODSPLIT"], "size", *pair])
        sums = tuple(map(int, re.search(r"Before=(\d+), After=(\d+)", said).groups()))
        assert sums == symbol_sums(pair), f"bloat-o-meter {sums}, modsplit {symbol_sums(pair)}"
        print(f"bloat-o-meter {theirs:6.2f} s, modsplit {ours:6.2f} s: {theirs / ours:.1f} times "
              f"faster; by both {sums[0]} bytes became {sums[1]}")


if __name__ == "__main__":
    main()
