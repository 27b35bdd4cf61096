#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""`modsplit size` on a miniature's vmlinux without its objects: by debug information, by
modules.builtin.ranges, by both; each beside what the objects say. And when they are damaged."""

import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from answers import Judge  # noqa: E402
from mini import MiniKernel  # noqa: E402

# two objects of a module, with statics of the same names: one in a function, one inlined from a
# header, and one that only the compiler knows (the table that it makes of a switch)
HEADER = ("static inline int *gadget_seen(void)\n{\n\tstatic int seen;\n\n\treturn &seen;\n}\n")
PART = ('#include "gadget.h"\nstatic int state[{n}] = {{{n}}};\n'
        "static __attribute__((noinline)) int gadget_step(int x)\n{{\n\tstatic long steps[2];\n\n"
        "\tsteps[x & 1] += state[x];\n\treturn (int)steps[0] + ++*gadget_seen() * {n};\n}}\n"
        "int gadget_{name}(int x)\n{{\n\tswitch (x) {{\n\tcase 1: return 7;\n\tcase 2: return {n};\n"
        "\tcase 3: return 19;\n\tcase 4: return 23;\n\tcase 5: return 1;\n\t}}\n"
        "\treturn gadget_step(x);\n}}\n")
FILES = {
    "init/main.c": "int booted = 1;\n",
    "init/Makefile": "obj-y += main.o\n",
    "Kbuild": "obj-y += init/ core/ drivers/\n",
    "drivers/Makefile": "obj-y += toy/ gadget/\n",
    "drivers/gadget/Makefile": "obj-$(CONFIG_GADGET) += gadget.o\n"
                               "gadget-y := gadget_core.o io/gadget_io.o\n",
    "drivers/gadget/gadget.h": HEADER,
    "drivers/gadget/gadget_core.c": PART.format(n=11, name="core"),
    "drivers/gadget/io/gadget_io.c": PART.format(n=13, name="io").replace("gadget.h", "../gadget.h"),
}
OBJECTS = ("init/main", "drivers/gadget/gadget_core", "drivers/gadget/io/gadget_io")
MODULE = "drivers/gadget/gadget.o"


def build(where, cc, *flags):
    """The miniature, linked as an image is."""
    made = MiniKernel(where, files=FILES, options="CONFIG_GADGET=y\n", objects=OBJECTS, cc=cc,
                      flags=flags)
    (made.build / "source").symlink_to(made.tree)
    subprocess.run(["ld", "-o", "vmlinux", "-e", "core_add", "-Ttext=0x100000", "--whole-archive",
                    "vmlinux.a"], cwd=made.build, check=True)
    return made.build


def without_objects(build_folder, where):
    """The image in a folder of its own."""
    where.mkdir()
    shutil.copy(build_folder / "vmlinux", where)
    return where


def vmlinux(done):
    return json.loads(done.stdout)["artefacts"][0]


def owners(artefact):
    """symbol and bytes -> objects that have one, as a sorted list."""
    found = {}
    for thing in artefact["objects"]:
        for symbol in thing["symbols"]:
            found.setdefault((symbol["name"], symbol["bytes"]), []).append(thing["name"])
    return {symbol: sorted(names) for symbol, names in found.items()}


def rows(artefact, kind):
    return {r["name"]: r["bytes"] for r in artefact["rows"] if r["kind"] == kind}


def check_sums(judge, name, artefact, *kinds):
    for kind in kinds:
        total = sum(rows(artefact, kind).values())
        if total != artefact["bytes"]:
            judge.note(name, f"{kind} rows come to {total}, not {artefact['bytes']}")


def ask(judge, name, *words, note=None):
    done = judge.ask(name, ["size", "--json", *words], 0)
    if bool(note) != ("note:" in done.stderr) or (note and not re.search(note, done.stderr)):
        judge.note(name, f"'{note}' is expected of: {done.stderr}")
    return vmlinux(done)


# --- debug information ---------------------------------------------------------------------------


def check_dwarf(judge, where, compiler):
    name, cc, flags = compiler
    if not shutil.which(cc):
        print(f"{cc} is not here: {name} was not tried")
        return
    folder = build(where, cc, *flags)
    exact = ask(judge, f"{name}: objects", folder)
    alone = without_objects(folder, where / "alone")
    told = ask(judge, name, alone / "vmlinux")
    check_sums(judge, name, told, "section", "folder", "object", "symbol")
    want, got = owners(exact), owners(told)
    if not any(re.search(r"^steps\.|\.steps$", symbol[0]) for symbol in want):
        judge.note(name, f"the miniature has no static of a function: {sorted(want)}")
    for symbol, names in want.items():
        # the table of a switch is no variable of the source
        if got.get(symbol) != names and not symbol[0].startswith((".", "CSWTCH", "switch.table")):
            judge.note(name, f"{symbol} belongs to {names}, not {got.get(symbol)}")
    check_folder(judge, name, folder, alone, told)


def check_folder(judge, name, folder, alone, told):
    """A folder without objects; with a tree its options are told, too."""
    same = ask(judge, f"{name}: folder", alone)
    if rows(same, "object") != rows(told, "object") or rows(same, "option"):
        judge.note(name, "a folder is not as the file in it")
    shutil.copy(folder / ".config", alone)
    (alone / "source").symlink_to((folder / "source").resolve())
    same = ask(judge, f"{name}: options", alone)
    check_sums(judge, name, same, "option", "folder", "object")
    gadget = sum(b for n, b in rows(same, "object").items() if n.startswith("drivers/gadget/"))
    if rows(same, "option").get("GADGET") != gadget or not gadget:
        judge.note(name, f"GADGET is {gadget} bytes, not {rows(same, 'option')}")


def check_compared(judge, folder, where):
    """Two files are compared by symbols alone, unless it is asked for."""
    other = where / "other"
    shutil.copy(folder / "vmlinux", other)
    pair = [folder / "vmlinux", other]
    if rows(ask(judge, "two files", *pair), "object"):
        judge.note("two files", "debug information was read")
    both = ask(judge, "two files, deep", "--debug-info", *pair)
    if not rows(both, "object") or any(r["bytes"] != r["before"] for r in both["rows"]):
        judge.note("two files, deep", "a file is not as itself")


def check_left_open(judge, folder, where):
    """A local that the objects do not have, for one was compiled after the link."""
    again = where / "again"
    shutil.copytree(folder, again)
    command = (again / "drivers/gadget/.gadget_core.o.cmd").read_text().split(" := ")[1]
    subprocess.run([*command.split("\n")[0].split(), "-Dstate=other"], cwd=again, check=True)
    for name, words, want in (("left open", [], "(unknown)"),
                              ("left open, deep", ["--debug-info"],
                               "drivers/gadget/gadget_core.o")):
        got = owners(ask(judge, name, *words, again)).get(("state", 44))
        if got != [want]:
            judge.note(name, f"'state' belongs to {got}, not {want}")


# --- damage --------------------------------------------------------------------------------------


def debug_sections(path):
    """(offset, size) of what is damaged below."""
    said = subprocess.run(["readelf", "-SW", path], check=True, text=True, capture_output=True).stdout
    return [(int(m.group(2), 16), int(m.group(3), 16)) for m in re.finditer(
        r"(\.debug_(?:info|abbrev|rnglists|str|line_str))\s+PROGBITS\s+\S+\s+(\S+)\s+(\S+)", said)]


def check_damaged(judge, folder, where):
    whole = (folder / "vmlinux").read_bytes()
    places, path, noted = debug_sections(folder / "vmlinux"), where / "damaged", 0
    chance = random.Random(7)
    for turn in range(60):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 3, 30))):
            offset, size = chance.choice(places)
            data[offset + chance.randrange(size)] = chance.randrange(256)
        path.write_bytes(data)
        done = judge.ask(f"damaged {turn}", ["size", "--json", path], 0)
        noted += "cannot be read whole" in done.stderr
        check_sums(judge, f"damaged {turn}", vmlinux(done), "symbol",
                   *(["object", "folder"] if rows(vmlinux(done), "object") else []))
    if not noted:
        judge.note("damaged", "nothing was said of the damage")
    data = bytearray(whole)
    for offset, size in places:
        data[offset:offset + size] = b"\xff" * size
    path.write_bytes(data)
    if rows(ask(judge, "wiped", path, note="cannot be read whole"), "object"):
        judge.note("wiped", "there are objects nevertheless")


# --- modules.builtin.ranges ----------------------------------------------------------------------


def write_ranges(folder, exact, shift=0):
    """What the kernel writes: by section, offsets from where the section begins."""
    said = subprocess.run(["readelf", "-SW", folder / "vmlinux"], check=True, text=True,
                          capture_output=True).stdout
    sections = {m.group(1): (int(m.group(2), 16), int(m.group(3), 16)) for m in re.finditer(
        r"\] (\.\w+)\s+(?:PROGBITS|NOBITS)\s+(\S+)\s+\S+\s+(\S+)", said)}
    names = {s["name"] for o in exact["objects"] for s in o["symbols"] if "gadget" in o["name"]}
    names -= {s["name"] for o in exact["objects"] for s in o["symbols"] if "gadget" not in o["name"]}
    lines, anchor = [], None
    listed = subprocess.run(["nm", "-nS", folder / "vmlinux"], check=True, text=True,
                            capture_output=True).stdout
    symbols = [(int(w[0], 16), int(w[1], 16), w[3]) for w in map(str.split, listed.splitlines())
               if len(w) == 4]
    for section, (start, size) in sections.items():
        inside = [s for s in symbols if start <= s[0] < start + size]
        own = [s for s in inside if s[2] in names]
        if own:
            lines += [f"{section} {inside[0][0] - start:08x}-{inside[0][0] - start:08x} = "
                      f"{inside[0][2]}",
                      f"{section} {own[0][0] - start + shift:08x}-"
                      f"{own[-1][0] + own[-1][1] - start:08x} gadget"]
            anchor = anchor or section
    (folder / "modules.builtin.ranges").write_text("\n".join(lines) + "\n")
    (folder / "modules.builtin").write_text("kernel/drivers/gadget/gadget.ko\n")
    return names


def check_ranges(judge, folder, where):
    exact = ask(judge, "ranges: objects", folder)
    alone = without_objects(folder, where / "ranges")
    names = write_ranges(alone, exact)
    both = ask(judge, "ranges and debug information", alone / "vmlinux")
    got = owners(both)
    for symbol, want in owners(exact).items():
        compilers = symbol[0].startswith(("CSWTCH", "."))
        if got.get(symbol) != ([MODULE] * len(want) if compilers else want):
            judge.note("both", f"{symbol} belongs to {want}, not {got.get(symbol)}")
    subprocess.run(["strip", "--strip-debug", alone / "vmlinux"], check=True)
    told = ask(judge, "ranges", alone / "vmlinux")
    check_sums(judge, "ranges", told, "folder", "object", "symbol")
    own = {s["name"] for o in told["objects"] if o["name"] == MODULE for s in o["symbols"]}
    if own != names or {o["name"] for o in told["objects"]} != {MODULE, "(unknown)"}:
        judge.note("ranges", f"{sorted(own)} are the module's, not {sorted(names)}")
    if rows(told, "folder").get("drivers/gadget") != rows(told, "object").get(MODULE):
        judge.note("ranges", f"{rows(told, 'folder')}")
    (alone / "modules.builtin").unlink()
    told = ask(judge, "ranges without modules.builtin", alone / "vmlinux")
    if "gadget" not in rows(told, "object"):
        judge.note("ranges without modules.builtin", f"{rows(told, 'object')}")
    check_wrong_ranges(judge, alone, exact)


def check_wrong_ranges(judge, alone, exact):
    ranges = alone / "modules.builtin.ranges"
    write_ranges(alone, exact, shift=1)
    ask(judge, "shifted", alone / "vmlinux", note="another build .* begin within a symbol")
    write_ranges(alone, exact)
    right = ranges.read_text()
    for name, text, note in (
            ("anchor", re.sub(r"^(\S+) \S+ = ", r"\1 00000999-00000999 = ", right, flags=re.M),
             "another build .* does not stand at 0x999"),
            ("section", right.replace(".text", ".other"), "another build .* no section .other"),
            ("end", re.sub(r"^(\.text \w+)-\w+ g", r"\1-7fffffff g", right, flags=re.M),
             "another build .* ends before 'gadget' does"),
            ("damaged", right.replace("-", "~", 1), "ranges:1: neither a range"),
            ("cut", right[:right.index("-") + 3], "ranges:1: neither a range")):
        ranges.write_text(text)
        if ask(judge, name, alone / "vmlinux", note=note)["objects"]:
            judge.note(name, "the ranges were used")
    # a folder with nothing that tells
    done = judge.ask("nothing", ["size", alone], 2)
    if "nothing in" not in done.stderr:
        judge.note("nothing", done.stderr)


def main():
    judge = Judge()
    with tempfile.TemporaryDirectory(prefix="modsplit-alone-") as scratch:
        where = pathlib.Path(scratch)
        for compiler in (("dwarf 4", "cc", ["-gdwarf-4"]), ("dwarf 5", "cc", ["-gdwarf-5"]),
                         ("compressed", "cc", ["-gdwarf-5", "-gz"]),
                         ("compressed, old", "cc", ["-gdwarf-4", "-gz=zlib-gnu"]),
                         ("clang", "clang", ["-gdwarf-5"])):
            made = where / compiler[0].replace(" ", "-")
            made.mkdir()
            check_dwarf(judge, made, compiler)
        folder = where / "dwarf-5/build"
        check_compared(judge, folder, where)
        check_left_open(judge, folder, where)
        check_damaged(judge, folder, where)
        check_ranges(judge, folder, where)
    sys.exit(judge.finish())


if __name__ == "__main__":
    main()
