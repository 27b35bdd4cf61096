#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Whose a symbol is, by `modsplit size` and by the linker.

usage: ledger_owners.py FIXTURE

vmlinux.o is linked again, with a map: by the map, the place of a symbol in it tells the object. What
modsplit gives to an object must be there in the map's, as often, and each place of vmlinux has one
owner. At most one symbol in a thousand may be unknown.
"""

import collections
import json
import os
import pathlib
import re
import shlex
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Fixture, fail, run  # noqa: E402

PLACE = re.compile(r" (\S+)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) (\S+)$")


def symbols(fixture, path):
    """(section, value, name, size) of all that have a size."""
    sections, found = {}, []
    for line in run([f"{fixture.cross}readelf", "-SW", path]).stdout.splitlines():
        match = re.match(r"\s*\[\s*(\d+)\]\s+(\S+)", line)
        if match:
            sections[match.group(1)] = match.group(2)
    for line in run([f"{fixture.cross}readelf", "-sW", path]).stdout.splitlines():
        words = line.split()
        if len(words) >= 8 and words[3] not in ("FILE", "SECTION") and words[6] in sections:
            size = int(words[2], 0)
            if size:
                found.append((sections[words[6]], int(words[1], 16), words[7], size))
    return found


def link_again(fixture, where):
    """The command of vmlinux.o, with another output and a map; the map's lines, one a place."""
    command = (fixture.build / ".vmlinux.o.cmd").read_text().split(":=", 1)[1].split("\n")[0]
    words = shlex.split(command.split(";")[0])
    words[words.index("-o") + 1] = str(where / "vmlinux.o")
    run([*words, "-Map", where / "map"], cwd=fixture.build)
    return re.sub(r"\n ([^\s*]\S*)\n\s+", r"\n \1 ", (where / "map").read_text()).splitlines()


def by_the_map(fixture, where):
    """How often each object has a name and size."""
    places = collections.defaultdict(list)
    for line in link_again(fixture, where):
        match = PLACE.match(line)
        if match and int(match.group(3), 16):
            name = os.path.relpath(re.sub(r"^.*\((.*)\)$", r"\1", match.group(4)), ".")
            places[match.group(1)].append((int(match.group(2), 16), int(match.group(3), 16), name))
    owned = collections.Counter()
    for section, value, name, size in symbols(fixture, where / "vmlinux.o"):
        for start, length, owner in places[section]:
            if start <= value < start + length:
                owned[(owner, name, size)] += 1
                break
    return owned


def main():
    fixture = Fixture(sys.argv[1])
    ledger = json.loads(run([os.environ["MODSPLIT"], "size", "--json", fixture.build]).stdout)
    objects = ledger["artefacts"][0]["objects"]
    ours = collections.Counter((o["name"], s["name"], s["bytes"])
                               for o in objects for s in o["symbols"])
    with tempfile.TemporaryDirectory(prefix="modsplit-owners-") as scratch:
        judged = by_the_map(fixture, pathlib.Path(scratch))
    unknown = sum(n for (owner, _, _), n in ours.items() if owner == "(unknown)")
    wrong = [key for key in ours - judged if key[0] != "(unknown)"]
    if wrong or unknown > sum(ours.values()) / 1000:
        fail(f"{unknown} unknown, {len(wrong)} given to others: {wrong[:10]}")
    first = {}
    for section, value, _, size in symbols(fixture, fixture.build / "vmlinux"):
        first.setdefault((section, value), size)
    if sum(first.values()) != sum(size * n for (_, _, size), n in ours.items()):
        fail("a place of vmlinux has no owner, or two")
    print(f"{sum(ours.values())} symbols, {unknown} unknown, the others as the linker has them")


if __name__ == "__main__":
    main()
