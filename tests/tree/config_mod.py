#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What `modsplit config mod` says of a build: the options that Kconfig lets be m, and their bytes.

usage: config_mod.py FIXTURE

The bytes are those of `modsplit size`, the largest first; without a build they are unknown, which
is said once. A few options, the largest ones too, are set to m in a copy of the .config, and the
tree's own make leaves them so; of the options that are y and tristate and not named, none stays m.
"""

import json
import os
import pathlib
import re
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Fixture, fail, run  # noqa: E402

TRIED = 2


def mod(fixture, *arguments):
    """The rows of config mod, and the lines of its text and of stderr."""
    text = fixture.modsplit("config", *arguments, "mod")
    rows = json.loads(fixture.modsplit("config", "--json", *arguments, "mod").stdout)["options"]
    return rows, text.stdout.splitlines(), text.stderr.splitlines()


def check_sizes(fixture):
    """The same numbers as those of modsplit size, in order; the names of the options."""
    rows, lines, said = mod(fixture)
    ledger = json.loads(run([os.environ["MODSPLIT"], "size", "--json", fixture.build]).stdout)
    vmlinux = next(a for a in ledger["artefacts"] if a["name"] == "vmlinux")
    sizes = {r["name"]: r["bytes"] for r in vmlinux["rows"] if r["kind"] == "option"}
    wrong = [r for r in rows if r["bytes"] != sizes.get(r["option"], 0)]
    if wrong or not any(r["bytes"] > 0 for r in rows):
        fail(f"other sizes than modsplit size: {wrong[:5]}")
    if rows != sorted(rows, key=lambda r: (-r["bytes"], r["option"])):
        fail("the options are not sorted by their sizes")
    shown = [(int(line.split()[0]), line.split()[1]) for line in lines]
    if shown != [(r["bytes"], r["option"]) for r in rows] or said:
        fail(f"the text does not say what --json says: {lines[:3]} {said[:3]}")
    return [r["option"] for r in rows]


def check_unknown(fixture, config, names):
    """A .config without a build: no sizes, and one line that says so."""
    rows, lines, said = mod(fixture, f"--config={config}")
    if any(r["bytes"] is not None for r in rows) or sorted(names) != [r["option"] for r in rows]:
        fail(f"sizes without a build: {rows[:3]}")
    if [line.split()[0] for line in lines] != sorted(names):
        fail(f"the text without a build: {lines[:3]}")
    if len(said) != 1 or "sizes are not known" not in said[0]:
        fail(f"said of the missing build: {said}")


def stays_m(fixture, where, option):
    """Does the tree's own conf leave the option m?"""
    text = (fixture.build / ".config").read_text()
    (where / ".config").write_text(text.replace(f"\nCONFIG_{option}=y\n", f"\nCONFIG_{option}=m\n"))
    run(["make", "-C", fixture.tree, f"O={where}", f"ARCH={fixture.arch}",
         f"CROSS_COMPILE={fixture.cross}", "olddefconfig"])
    return f"\nCONFIG_{option}=m\n" in (where / ".config").read_text()


def check_values(fixture, where, names):
    """make has the same mind."""
    options = re.findall(r"(?m)^CONFIG_(\w+)=y$", (fixture.build / ".config").read_text())
    why = fixture.modsplit("config", "why", *options).stdout
    tristates = re.findall(r"(?m)^(\w+)=y  tristate$", why)
    others = sorted(set(tristates) - set(names))
    for option in names[:TRIED // 2] + names[-TRIED // 2:]:
        if not stays_m(fixture, where, option):
            fail(f"{option} cannot be m")
    for option in others[::max(1, len(others) // TRIED)]:
        if stays_m(fixture, where, option):
            fail(f"{option} can be m and is not named")
    if not others:
        fail("every tristate can be m: this shows nothing")


def main():
    fixture = Fixture(sys.argv[1])
    names = check_sizes(fixture)
    with tempfile.TemporaryDirectory(prefix="modsplit-mod-") as scratch:
        config = pathlib.Path(scratch) / "config"
        shutil.copy(fixture.build / ".config", config)
        check_unknown(fixture, config, names)
        where = pathlib.Path(scratch) / "judge"
        where.mkdir()
        check_values(fixture, where, names)
    print(f"{len(names)} options could be m, with their sizes")


if __name__ == "__main__":
    main()
