#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""`modsplit size` on a miniature's build: images, initramfs, modules; and builds that are not whole."""

import gzip
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from answers import Judge  # noqa: E402
from mini import MiniKernel  # noqa: E402
from sizes import budget  # noqa: E402

IMAGES = ("Image", "Image.gz", "Image.bz2", "Image.lz4", "Image.lzma", "Image.lzo", "Image.xz",
          "Image.zst", "bzImage", "vmlinuz.efi", "zImage")
MODULE = ('const char text[40] __attribute__((section(".rodata.strings"))) = "strings";\n'
          'static char entry[24] __attribute__((section("__ksymtab"), used)) = {1};\n'
          'static char name[6] __attribute__((section("__ksymtab_strings"), used)) = "thing";\n'
          "int tin_data = 5, tin_bss[32];\nint tin_probe(int x)\n{\n\treturn x * 3;\n}\n")
FILES = {"init": 700, "bin/sh": 5001, "bin/ls": 10, "lib/modules/tin.ko": 12345}


def cpio(files):
    """A cpio archive in the kernel's format ("newc")."""
    out = b""
    for number, (name, size) in enumerate([*files.items(), ("TRAILER!!!", 0)]):
        fields = [number, 0o100644, 0, 0, 1, 0, size, 0, 0, 0, 0, len(name) + 1, 0]
        head = b"070701" + b"".join(b"%08x" % field for field in fields) + name.encode() + b"\0"
        out += head + bytes(-len(head) % 4) + b"x" * size + bytes(-size % 4)
    return out


def size(judge, name, *words, status=0):
    return judge.ask(name, ["size", *words], status)


def rows(ledger, name, kind):
    for artefact in ledger["artefacts"]:
        if artefact["name"] == name:
            found = {r["name"]: r["bytes"] for r in artefact["rows"] if r["kind"] == kind}
            return artefact["bytes"], found
    return None, {}


def expect(judge, name, got, want):
    if got != want:
        judge.note(name, f"{got}, not {want}")


def check_images(judge, build):
    boot = build / "arch/mini/boot"
    boot.mkdir(parents=True)
    for number, name in enumerate(IMAGES):
        (boot / name).write_bytes(bytes(1000 + number))
    for other in ("Image.o", ".Image.cmd", "Imagination", "install.sh"):
        (boot / other).write_bytes(bytes(7))
    ledger = json.loads(size(judge, "images", "--json", build).stdout)
    got = {a["name"]: a["bytes"] for a in ledger["artefacts"] if a["file"].startswith("arch/")}
    expect(judge, "images", got, {name: 1000 + n for n, name in enumerate(IMAGES)})


def check_initramfs(judge, build, where):
    plain, packed = where / "initramfs.cpio", where / "initramfs.img"
    plain.write_bytes(cpio(FILES))
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    (build / "usr").mkdir()
    shutil.copy(packed, build / "usr/initramfs_inc_data")
    for name, words, file in (("linked in", [], build / "usr/initramfs_inc_data"),
                              ("plain", [f"--initramfs={plain}"], plain),
                              ("packed", ["--initramfs", packed], packed)):
        ledger = json.loads(size(judge, name, "--json", *words, build).stdout)
        total, files = rows(ledger, "initramfs", "object")
        expect(judge, f"{name}: bytes", total, file.stat().st_size)
        expect(judge, f"{name}: sum", sum(files.values()), total)
        expect(judge, f"{name}: files", {k: v for k, v in files.items() if k[0] != "("}, FILES)
        _, folders = rows(ledger, "initramfs", "folder")
        expect(judge, f"{name}: folders", (folders.get("bin"), folders.get("lib/modules")),
               (5011, 12345))
        expect(judge, f"{name}: compression", files.get("(compression)", 0),
               total - plain.stat().st_size)
    limits = budget(where, "b.json", {"artefact": "initramfs", "folder": "bin", "max": 5000})
    done = size(judge, "budget", "--budget", limits, "--initramfs", packed, build, status=1)
    if "exceeded" not in done.stdout:
        judge.note("budget", done.stdout)
    packed.write_bytes(packed.read_bytes()[:-20])
    (where / "text").write_text("no archive\n")
    for name, path, words in (("cut", packed, "no whole cpio archive"),
                              ("text", where / "text", "no whole cpio archive"),
                              ("absent", where / "absent", "cannot read")):
        done = size(judge, name, f"--initramfs={path}", build, status=2)
        if words not in done.stderr or done.stdout:
            judge.note(name, done.stderr)
    done = size(judge, "two builds", f"--initramfs={plain}", build, build, status=2)
    if "--initramfs belongs to one build" not in done.stderr:
        judge.note("two builds", done.stderr)


def check_modules(judge, build, where):
    source, module = where / "tin_mod.c", build / "drivers/toy/tin_mod.ko"
    source.write_text(MODULE)
    subprocess.run(["cc", "-c", "-O2", "-fno-pic", "-fcf-protection=none",
                    "-fno-asynchronous-unwind-tables", "-o", module, source], check=True)
    (build / "modules.order").write_text("drivers/toy/tin_mod.o\n")
    ledger = json.loads(size(judge, "module", "--json", build).stdout)
    on_disk, sections = rows(ledger, "drivers/toy/tin_mod.ko", "section")
    loaded, uses = rows(ledger, "drivers/toy/tin_mod.ko (loaded)", "section")
    expect(judge, "on disk", (on_disk, sum(sections.values())), (module.stat().st_size,) * 2)
    judged = {}
    for line in subprocess.run(["size", "-A", module], check=True, text=True,
                               capture_output=True).stdout.splitlines()[2:]:
        words = line.split()
        if len(words) == 3 and words[0] not in (".comment", ".note.GNU-stack"):
            judged[words[0]] = int(words[1])
    expect(judge, "loaded", (loaded, sum(uses.values())), (sum(judged.values()),) * 2)
    expect(judge, "uses", {k: uses.get(k) for k in ("text", "data", "bss", "ksymtab", "strings")},
           {"text": judged[".text"] + judged.get(".note.gnu.property", 0),
            "data": judged[".data"], "bss": judged[".bss"],
            "ksymtab": judged["__ksymtab"],
            "strings": judged[".rodata.strings"] + judged["__ksymtab_strings"]})
    (build / "modules.order").write_text("drivers/toy/tin_mod.o\ndrivers/toy/more.o\n")
    done = size(judge, "a module is missing", build, status=2)
    if "'drivers/toy/more.ko' is missing" not in done.stderr:
        judge.note("a module is missing", done.stderr)
    module.unlink()
    done = size(judge, "no modules", build)
    if "none of the 2 modules" not in done.stderr:
        judge.note("no modules", done.stderr)


def check_owners(judge, build):
    ledger = json.loads(size(judge, "owners", "--json", build).stdout)
    owned = {o["name"]: {s["name"] for s in o["symbols"]}
             for o in ledger["artefacts"][0]["objects"]}
    for name, symbols in (("core/core.o", {"core_add", "core_twice"}),
                          ("drivers/toy/toy.o", {"toy_init", "toy_init_call"}),
                          ("drivers/toy/stay.o", {"stay_state"})):
        expect(judge, name, owned.get(name), symbols)


def check_other_builds(judge, build, where):
    """Objects that were compiled anew, and not linked: one of them, and all."""
    source = where / "core.c"
    source.write_text("int core_add(int x)\n{\n\treturn x * x * x - 7;\n}\n"
                      "int core_twice(int x)\n{\n\treturn 2 * x;\n}\n")
    subprocess.run(["cc", "-O0", "-c", "-o", build / "core/core.o", source], check=True)
    done = size(judge, "another build", build, status=2)
    if "different builds" not in done.stderr or "'core_" not in done.stderr or done.stdout:
        judge.note("another build", done.stderr)


def main():
    judge = Judge()
    with tempfile.TemporaryDirectory(prefix="modsplit-size-") as scratch:
        where = pathlib.Path(scratch)
        build = MiniKernel(where).build
        check_images(judge, build)
        check_initramfs(judge, build, where)
        check_modules(judge, build, where)
        check_owners(judge, build)
        for top in ("0", "-3"):
            done = size(judge, "top", f"--top={top}", build, status=2)
            if "--top takes a number from 1 on" not in done.stderr:
                judge.note("top", done.stderr)
        check_other_builds(judge, build, where)
    sys.exit(judge.finish())


if __name__ == "__main__":
    main()
