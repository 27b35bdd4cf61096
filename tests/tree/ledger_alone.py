#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Whose the symbols of a vmlinux are without its objects, beside what its objects say.

usage: ledger_alone.py FIXTURE [BUILD]

A copy of the fixture is built with debug information and, where the kernel has them, ranges of the
built-in modules; or BUILD is such a build. Its vmlinux alone is asked: by debug information, by the
same compressed, by ranges, by both.

Debug information must give an object the symbols that the objects give it; 97 of 100, for what it
cannot know is: which object a source is in that is compiled and then renamed by objcopy (the EFI stub
and arm64's early code take parts of lib/ so, nearly two symbols in a hundred), tables of the compiler
at the borders of an object, and what assembler sources keep outside of code. Only of the renamed ones it may name
another object; of the others none. Ranges may give a module nothing that is not of its objects, as
the kernel's .cmd files name the module of each; and 97 of 100 symbols in the sections they speak of.
"""

import collections
import json
import os
import pathlib
import re
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Copy, Fixture, fail, run, skip  # noqa: E402

SHARE = 0.97


def vmlinux(path):
    artefact = json.loads(run([os.environ["MODSPLIT"], "size", "--json", path]).stdout)["artefacts"][0]
    sums = collections.Counter()
    for row in artefact["rows"]:
        sums[row["kind"]] += row["bytes"]
    if set(sums.values()) != {artefact["bytes"]}:
        fail(f"{path}: {dict(sums)} are not {artefact['bytes']}")
    return artefact


def owners(artefact):
    """(symbol, bytes) -> Counter of objects."""
    found = collections.defaultdict(collections.Counter)
    for thing in artefact["objects"]:
        for symbol in thing["symbols"]:
            found[symbol["name"], symbol["bytes"]][thing["name"]] += 1
    return found


def command_of(build, thing):
    path = build / thing
    path = path.with_name(f".{path.name}.cmd")
    return path.read_text().split("\n")[0] if path.exists() else ""


def make_build(fixture, where):
    copy = Copy(fixture, where)
    wanted = {"DEBUG_INFO_NONE": "n", "DEBUG_INFO_DWARF5": "y"}
    if "BUILTIN_MODULE_RANGES" in (copy.tree / "lib/Kconfig.debug").read_text():
        if not shutil.which("gawk"):
            skip("gawk, with which the kernel makes modules.builtin.ranges, is not installed")
        wanted.update(EXPERT="y", VMLINUX_MAP="y", BUILTIN_MODULE_RANGES="y")
    copy.config(**wanted)
    copy.make("vmlinux")
    return copy.build


def check_dwarf(build, exact, told, what):
    """The share of symbols with the same owner; what differs is shown, by object."""
    same = total = 0
    wrong, unknown = collections.Counter(), collections.Counter()
    for symbol, names in exact.items():
        same += sum((names & told[symbol]).values())
        total += sum(names.values())
        others = list((told[symbol] - names).elements())
        for thing in (names - told[symbol]).elements():
            other = others.pop() if others else None
            if other == "(unknown)":
                unknown[f"{re.sub('[0-9]+', 'N', symbol[0])}"] += 1
            elif thing != "(unknown)" and "objcopy" not in command_of(build, thing):
                fail(f"{what}: {symbol} belongs to {thing}, not to {other}")
            else:
                wrong[f"{thing} as {other}"] += 1
    print(f"{what}: {same} of {total} symbols as the objects have them ({100 * same / total:.1f}%), "
          f"{sum(unknown.values())} unknown, {sum(wrong.values())} of renamed objects")
    for kind, found in (("unknown", unknown), ("renamed", wrong)):
        for name, count in found.most_common(8):
            print(f"    {kind}: {count} times {name}")
    if same < SHARE * total:
        fail(f"{what}: {same} of {total}")
    return same


def modules_of(build, exact):
    """object -> the module that it would be part of, as its command has it."""
    listed = {line[len("kernel/"):-len(".ko")]
              for line in (build / "modules.builtin").read_text().split()}
    found = {}
    for thing in {name for names in exact.values() for name in names}:
        match = re.search(r"DKBUILD_MODFILE='\"([^\"]+)\"'", command_of(build, thing))
        if match and match.group(1) in listed:
            found[thing] = match.group(1) + ".o"
    return found


def sections_of(fixture, path):
    """(name, bytes) -> sections of the image's symbols."""
    names = dict(re.findall(r"\[\s*(\d+)\] (\S+)", run([f"{fixture.cross}readelf", "-SW",
                                                       path]).stdout))
    found = collections.defaultdict(set)
    for line in run([f"{fixture.cross}readelf", "-sW", path]).stdout.splitlines():
        words = line.split()
        if len(words) >= 8 and words[6] in names:
            found[words[7], int(words[2], 0)].add(names[words[6]])
    return found


def check_ranges(fixture, build, exact, told):
    modules, spoken = modules_of(build, exact), collections.defaultdict(set)
    sections = sections_of(fixture, build / "vmlinux")
    for line in (build / "modules.builtin.ranges").read_text().splitlines():
        words = line.split()
        spoken[words[-1]].add(words[0])
    same = total = 0
    for symbol, names in exact.items():
        want = collections.Counter(modules.get(n, "(unknown)") for n in names.elements())
        got = told[symbol]
        for thing in (got - want).elements():
            if thing != "(unknown)":
                fail(f"ranges: {symbol} of {names} belongs to {thing}")
        for thing, count in want.items():
            module = pathlib.PurePath(thing).stem.replace("-", "_")
            if thing == "(unknown)" or not sections[symbol] & spoken[module]:
                continue
            total += count
            same += min(count, got[thing])
    print(f"ranges: {same} of {total} symbols of {len(set(modules.values()))} modules as the "
          "objects have them, and no others")
    if not total or same < SHARE * total:
        fail(f"ranges: {same} of {total}")


def check(fixture, build, where):
    exact = owners(vmlinux(build))
    image = where / "vmlinux"
    shutil.copy(build / "vmlinux", image)
    plain = owners(vmlinux(image))
    alone = check_dwarf(build, exact, plain, "debug information")
    run([f"{fixture.cross}objcopy", "--compress-debug-sections=zlib", image])
    if owners(vmlinux(image)) != plain:
        fail("compressed debug information tells something else")
    if not (build / "modules.builtin.ranges").exists():
        print("this kernel has no modules.builtin.ranges")
        return
    shutil.copy(build / "modules.builtin.ranges", where)
    shutil.copy(build / "modules.builtin", where)
    both = check_dwarf(build, exact, owners(vmlinux(image)), "with ranges")
    if both < alone:
        fail("with ranges less is known")
    run([f"{fixture.cross}strip", "--strip-debug", image])
    check_ranges(fixture, build, exact, owners(vmlinux(image)))


def main():
    fixture = Fixture(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="modsplit-alone-", dir=fixture.build.parent) as scratch:
        where = pathlib.Path(scratch)
        (where / "alone").mkdir()
        build = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else make_build(fixture, where)
        check(fixture, build, where / "alone")


if __name__ == "__main__":
    main()
