#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What modsplit says moves in the defconfigs is what its own series makes of them.

The family of helpers.py with a defconfig for every combination of what a user can say. The values
before and after, with the whole series applied, are made by `modsplit conf`, which knows nothing
of plans. Among what moves is a user of the library that only a dependency of the series, X || !X,
makes a module; so the type of the options alone does not foretell it.
"""

import itertools
import json
import pathlib
import subprocess
import sys
import tempfile

from helpers import OBJECTS, kernel_in, modsplit, values_with

CONFIGS = "arch/mini/configs"
OPTIONS = (*OBJECTS.values(), "FAM_STUCK", "FAM_WIDE")


def combinations():
    """{name of a defconfig: what it says}."""
    return {f"{a}{b}{user}_defconfig": {"FAM_A": a, "FAM_B": b, "FAM_USER": user}
            for a, b, user in itertools.product("nmy", repeat=3)}


def write_defconfigs(kernel):
    """A file for each of them."""
    folder = kernel.tree / CONFIGS
    folder.mkdir(parents=True)
    for name, given in combinations().items():
        text = "".join(f"CONFIG_{option}={value}\n" if value != "n" else
                       f"# CONFIG_{option} is not set\n" for option, value in given.items())
        (folder / name).write_text("CONFIG_MODULES=y\n" + text)


def foretold(kernel, *words):
    """{(option, before, after): defconfigs} of analyze."""
    answer = modsplit(kernel, "analyze", "--json", *words, "CONFIG_FAM_A")
    found = {}
    for finding in json.loads(answer)["drivers"][0]["findings"]:
        if finding["rule"] == "defconfig-moves":
            given = {a["name"]: a["value"] for a in finding["arguments"]}
            found[given["option"], given["before"], given["after"]] = \
                {pathlib.PurePath(name).name for name in given["defconfigs"].split()}
    return found


def values(kernel):
    """{defconfig: {option: value}}."""
    return {name: values_with(kernel, given, OPTIONS) for name, given in combinations().items()}


def apply_series(kernel, where):
    """Makes the series and applies it to the tree."""
    modsplit(kernel, "patch", "-q", "-o", where, "CONFIG_FAM_A")
    for patch in json.loads((where / "series.json").read_text())["patches"]:
        subprocess.run(["patch", "-p1", "-s", "-d", str(kernel.tree), "-i",
                        str(where / patch["mail"])], check=True)


def main():
    with tempfile.TemporaryDirectory(prefix="modsplit-moves-") as scratch:
        where = pathlib.Path(scratch)
        kernel = kernel_in(where)
        write_defconfigs(kernel)
        got, without = foretold(kernel, "--whole-tree"), foretold(kernel)
        before = values(kernel)
        apply_series(kernel, where / "series")
        after = values(kernel)
        want = {}
        for name, option in itertools.product(before, OPTIONS):
            pair = before[name][option], after[name][option]
            if pair[0] != pair[1]:
                want.setdefault((option, *pair), set()).add(name)
        if got != want:
            sys.exit(f"FAILED: modsplit names {got}\nthe series gives {want}")
        if "FAM_USER" not in {option for option, _, _ in want}:
            sys.exit(f"FAILED: no dependency of the series moves anything: {want}")
        if without:
            sys.exit(f"FAILED: named where only the build is looked at: {without}")
    print(f"{len(want)} moves in {len(before)} defconfigs, as foretold")


if __name__ == "__main__":
    main()
