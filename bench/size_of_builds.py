#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""`modsplit size` on whole builds: seconds, the page's bytes and the memory, each beside its bar.

usage: MODSPLIT=build/dev/modsplit bench/size_of_builds.py

The builds are the fixture 6.12-smmu, and one of 5,000 objects with 215,000 symbols, as many as
arm64's defconfig has, which is written here: objects, archive, makefiles and .config; ld links it.
The best of five runs each, page cache warm, on a machine that does nothing else: the time of a
processor is beside it. Exit status 1 if a bar is missed.
"""

import os
import pathlib
import resource
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests/lib"))
from kernel import Fixture, run  # noqa: E402

OBJECTS, SYMBOLS, FOLDERS, RUNS = 5000, 43, 100, 5
PROGBITS, SYMTAB, STRTAB = 1, 2, 3


def strings(names):
    """A string table and the place of each name in it."""
    table, places = b"\0", {}
    for name in names:
        places[name] = len(table)
        table += name.encode() + b"\0"
    return table, places


def write_object(path, number):
    """A relocatable object for x86_64: SYMBOLS functions, every other one local."""
    names = [f"some_subsystem_{number}_{'local' if k % 2 else 'global'}_function_{k}"
             for k in range(SYMBOLS)]
    table, places = strings(names)
    symbols, text = [], 0
    for k, name in enumerate(names):
        size = 16 * (1 + (number + k) % 12)
        symbols.append((k % 2 == 0, struct.pack("<IBBHQQ", places[name],
                                                (0x12 if k % 2 == 0 else 0x02), 0, 1, text, size)))
        text += size
    symbols.sort(key=lambda s: s[0])
    local = 1 + sum(not s[0] for s in symbols)
    symtab = bytes(24) + b"".join(s[1] for s in symbols)
    heads, at = strings([".text", ".symtab", ".strtab", ".shstrtab"])
    parts, offset, sections = [b"\x90" * text, symtab, table, heads], 64, [bytes(64)]
    for name, kind, flags, link, info, entry, data in (
            (".text", PROGBITS, 6, 0, 0, 0, parts[0]), (".symtab", SYMTAB, 0, 3, local, 24, symtab),
            (".strtab", STRTAB, 0, 0, 0, 0, table), (".shstrtab", STRTAB, 0, 0, 0, 0, heads)):
        sections.append(struct.pack("<IIQQQQIIQQ", at[name], kind, flags, 0, offset, len(data), link,
                                    info, 8, entry))
        offset += len(data)
    head = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 1, 62, 1, 0, 0, offset,
                                                          0, 64, 0, 0, 64, 5, 4)
    path.write_bytes(head + b"".join(parts) + b"".join(sections))


def large_build(build):
    """OBJECTS objects in FOLDERS folders, an option each; archived and linked."""
    options, objects = [], []
    for folder in range(FOLDERS):
        where = build / f"drivers/folder{folder}"
        where.mkdir(parents=True)
        lines = []
        for number in range(folder, OBJECTS, FOLDERS):
            write_object(where / f"part{number}.o", number)
            objects.append(f"drivers/folder{folder}/part{number}.o")
            options.append(f"PART{number}")
            lines.append(f"obj-$(CONFIG_PART{number}) += part{number}.o\n")
        (where / "Makefile").write_text("".join(lines))
    (build / "drivers/Makefile").write_text(
        "".join(f"obj-y += folder{n}/\n" for n in range(FOLDERS)))
    (build / "Kbuild").write_text("obj-y += drivers/\n")
    (build / "Makefile").write_text("VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 1\nEXTRAVERSION =\n")
    (build / ".config").write_text("# Linux/mini 6.12.1 Kernel Configuration\n" +
                                   "".join(f"CONFIG_{o}=y\n" for o in options))
    (build / "objects").write_text("\n".join(objects))
    run(["ar", "cDPrST", "vmlinux.a", "@objects"], cwd=build)
    run(["ld", "-r", "-o", "vmlinux", "--whole-archive", "vmlinux.a"], cwd=build)


def best(*words):
    """Seconds of the fastest run, of its processor time, and what it printed."""
    seconds = []

    def worked():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    for _ in range(RUNS):
        start, before = time.monotonic(), worked()
        said = subprocess.run([os.environ["MODSPLIT"], "size", *map(str, words)], check=True,
                              stdout=subprocess.PIPE).stdout
        seconds.append((time.monotonic() - start, worked() - before))
    return (*min(seconds), said)


def main():
    missed = 0

    def bar(what, value, most, unit, more=""):
        nonlocal missed
        missed += value >= most
        print(f"{what:36} {value:6.2f} {unit}, bar {most:g} {unit}{more}"
              f"{'' if value < most else ': MISSED'}")

    small, worked, _ = best(Fixture("6.12-smmu").build)
    bar("ledger of the fixture's build", small, 0.5, "s", f" ({worked:.2f} s of a processor)")
    with tempfile.TemporaryDirectory(prefix="modsplit-bench-") as scratch:
        build = pathlib.Path(scratch)
        large_build(build)
        large, worked, _ = best(build)
        bar(f"ledger of a build of {OBJECTS} objects", large, 3, "s",
            f" ({worked:.2f} s of a processor)")
        _, _, page = best("--format=html", build)
        bar("its page", len(page) / 2**20, 5, "MB")
    bar("peak memory of all runs", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20, 1,
        "GB")
    sys.exit(missed > 0)


if __name__ == "__main__":
    main()
