#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""modsplit conf writes what the tree's own conf writes, byte for byte.

usage: conf_equals.py TREE-OR-FIXTURE few|modes|all|random [N]

few: what takes seconds. modes: three arches, some defconfigs, each mode once. all: every arch with
each of its defconfigs and fragments and the all*configs; with N, each N-th of these cases. random:
N randconfigs over five arches.
"""

import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from conf import Judge, check_cases, roomy_memory  # noqa: E402
from kernel import Fixture, fail  # noqa: E402

ALL_MODES = ["--allnoconfig", "--allyesconfig", "--allmodconfig", "--alldefconfig"]
RANDOM_ARCHES = ["x86_64", "arm64", "arm", "powerpc", "mips"]


def defconfig_text(judge, name):
    return (judge.tree / name).read_text()


def few(judge):
    """Reading, defaults, selects, modules, choices and chance, once each."""
    text = defconfig_text(judge, "arch/arm64/configs/defconfig")
    arm = "arch/arm/configs/multi_v7_defconfig"
    return [("arm64", ["--allmodconfig"], None, None), ("arm64", ["--olddefconfig"], text, None),
            ("arm64", ["--savedefconfig=defconfig"], text, None),
            ("arm64", ["--syncconfig"], text, None), ("arm", [f"--defconfig={arm}"], None, None),
            ("arm64", ["--randconfig"], None, {"KCONFIG_SEED": "77"})]


def modes(judge):
    """Each mode, on what a kernel engineer has."""
    text = defconfig_text(judge, "arch/arm64/configs/defconfig")
    arm = "arch/arm/configs/multi_v7_defconfig"
    cases = [("arm64", [mode], None, None) for mode in ALL_MODES]
    cases += [("arm64", [mode], text, None)
              for mode in ("--olddefconfig", "--oldconfig", "--savedefconfig=defconfig",
                           "--listnewconfig", "--helpnewconfig", "--syncconfig",
                           "--yes2modconfig", "--mod2yesconfig", "--mod2noconfig")]
    cases += [("arm", [f"--defconfig={arm}"], None, None), ("x86_64", ["--allmodconfig"], None, None)]
    cases += [("arm64", ["--randconfig"], None, {"KCONFIG_SEED": str(seed)}) for seed in (1, 77)]
    return cases


def every(judge):
    """Every arch: its defconfigs, its fragments alone, and the all*configs."""
    cases = []
    for arch in judge.arches():
        cases += [(arch, [mode], None, None) for mode in ALL_MODES]
        cases += [(arch, [f"--defconfig={name}"], None, None) for name in judge.defconfigs(arch)]
    return cases


def by_chance(count):
    """Seeds over five arches; every fifth with probabilities of its own."""
    cases = []
    for seed in range(count):
        extra = {"KCONFIG_SEED": hex(seed * 2654435761 % 2**32)}
        if seed % 5 == 4:
            extra["KCONFIG_PROBABILITY"] = f"{seed % 60}:{seed % 40}"
        cases.append((RANDOM_ARCHES[seed % 5], ["--randconfig"], None, extra))
    return cases


def main():
    if len(sys.argv) not in (3, 4):
        fail("usage: conf_equals.py TREE-OR-FIXTURE few|modes|all|random [N]")
    name, what = sys.argv[1:3]
    tree = pathlib.Path(name) if "/" in name else Fixture(name).tree
    with tempfile.TemporaryDirectory(prefix="modsplit-conf-", dir=roomy_memory()) as scratch:
        judge = Judge(tree, scratch)
        if what == "few":
            cases = few(judge)
        elif what == "modes":
            cases = modes(judge)
        elif what == "all":
            cases = every(judge)[::int(sys.argv[3]) if len(sys.argv) > 3 else 1]
        else:
            cases = by_chance(int(sys.argv[3]))
        check_cases(judge, cases)


if __name__ == "__main__":
    main()
