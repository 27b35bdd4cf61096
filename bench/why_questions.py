#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""How many `modsplit config why` questions a second, once the tree is loaded.

usage: MODSPLIT=build/dev/modsplit bench/why_questions.py [FIXTURE [QUESTIONS]]

Asks for one option, then for many in one run, and takes the difference: no other tool answers, so
there is no peer; the bar is 1,000 a second. Prints processor seconds, the least of three.
"""

import os
import pathlib
import re
import resource
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests/lib"))
from kernel import Fixture  # noqa: E402


def seconds(fixture, names):
    """Processor seconds of one run of `config why`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([os.environ["MODSPLIT"], "config", "-C", fixture.tree, f"O={fixture.build}",
                    f"ARCH={fixture.arch}", f"CROSS_COMPILE={fixture.cross}", "why", *names],
                   check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    fixture = Fixture(sys.argv[1] if len(sys.argv) > 1 else "6.12-smmu")
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 20000
    config = (fixture.build / ".config").read_text()
    names = re.findall(r"^(?:# )?CONFIG_(\w+)(?:=| is not set)", config, re.M)
    names = (names * (wanted // len(names) + 1))[:wanted + 1]
    one = min(seconds(fixture, names[:1]) for _ in range(3))
    many = min(seconds(fixture, names) for _ in range(3))
    print(f"load {one:.3f} s, {wanted} questions {many - one:.3f} s: "
          f"{wanted / (many - one):,.0f} a second")


if __name__ == "__main__":
    main()
