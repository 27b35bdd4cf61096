#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What makefiles and Kconfig make of modules: they must not need each other, nor share an object, nor
be empty, and somebody must be able to set them to m. Each shape stands beside a twin that differs in
one word and is fine.

ROUND and its twin STRAIGHT: ROUND needs MID, MID needs END, and END needs ROUND (STRAIGHT: nothing).
ONE and BOTH share an object, and so do PLAIN and PLAIN2, whose lists have no composite; OTHER shares
with nobody. HOLLOW hangs on PART; SOLID has a part of its own. SHY
is asked about if NEVER, BOLD if PART, and CALM has a default besides that can be m.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from mini import FILES, MiniKernel  # noqa: E402

FOLDER = "drivers/duo"
BOOL, TRISTATE = ("ROUND", "STRAIGHT", "ONE", "OTHER", "HOLLOW", "SOLID", "PART",
                  "PLAIN", "PLAIN2"), ("MID", "END", "MID2", "END2", "BOTH")
KCONFIG = "".join(f'config {name}\n\t{kind} "{name}"\n\thelp\n\t  {name}.\n\n'
                  for kind, names in (("bool", BOOL), ("tristate", TRISTATE)) for name in names)
for shy, condition, default in (("SHY", "NEVER", "y"), ("BOLD", "PART", "y"), ("CALM", "NEVER", "MID")):
    KCONFIG += f'config {shy}\n\tbool "{shy}" if {condition}\n\tdefault {default}\n\n'
MAKEFILE = """obj-$(CONFIG_ROUND) += round.o
obj-$(CONFIG_MID) += mid.o
obj-$(CONFIG_END) += end.o
obj-$(CONFIG_STRAIGHT) += straight.o
obj-$(CONFIG_MID2) += mid2.o
obj-$(CONFIG_END2) += end2.o
obj-$(CONFIG_ONE) += one.o
one-y := one-main.o common.o
obj-$(CONFIG_BOTH) += both.o
both-y := both-main.o common.o
obj-$(CONFIG_OTHER) += other.o
other-y := other-main.o
obj-$(CONFIG_HOLLOW) += hollow.o
hollow-$(CONFIG_PART) += hollow-part.o
obj-$(CONFIG_SOLID) += solid.o
solid-y := solid-main.o
solid-$(CONFIG_PART) += solid-part.o
obj-$(CONFIG_SHY) += shy.o
obj-$(CONFIG_BOLD) += bold.o
obj-$(CONFIG_CALM) += calm.o
obj-$(CONFIG_PLAIN) += plain.o util.o
obj-$(CONFIG_PLAIN2) += plain2.o util.o
"""
# who defines a function of its name, and whom it calls
CALLS = {"round": "mid", "mid": "end", "end": "round", "straight": "mid2", "mid2": "end2",
         "end2": "", "one-main": "common", "both-main": "common", "common": "", "other-main": "",
         "hollow-part": "", "solid-main": "", "solid-part": "",
         "plain": "util", "plain2": "util", "util": "", "shy": "", "bold": "", "calm": ""}


def word(name):
    """The function of a source."""
    return f"duo_{name.replace('-', '_')}"


def source(name, callee):
    """A source that defines a function and calls another."""
    called = f"{word(callee)}(1)" if callee else "1"
    return (f"// SPDX-License-Identifier: GPL-2.0-only\n/* {name}. */\n#include <linux/module.h>\n"
            f"#include <linux/duo.h>\n\nint {word(name)}(int x)\n{{\n\treturn x + {called};\n}}\n"
            f"\nstatic int __init {word(name)}_init(void)\n{{\n\treturn 0;\n}}\n"
            f"device_initcall({word(name)}_init);\n")


def kernel_in(where):
    """The miniature with all of them in its image."""
    files = {f"{FOLDER}/{name}.c": source(name, callee) for name, callee in CALLS.items()}
    files[f"{FOLDER}/Makefile"] = MAKEFILE
    files[f"{FOLDER}/Kconfig"] = KCONFIG
    files["include/linux/duo.h"] = "".join(f"int {word(name)}(int x);\n" for name in CALLS)
    files["drivers/Makefile"] = "obj-y += toy/ duo/\n"
    files["Kconfig"] = FILES["Kconfig"] + f'source "{FOLDER}/Kconfig"\n'
    options = "".join(f"CONFIG_{name}=y\n" for name in (*BOOL, *TRISTATE, "SHY", "BOLD", "CALM"))
    return MiniKernel(where, files=files, options=options,
                      objects=[f"{FOLDER}/{name}" for name in CALLS])


def said(kernel, driver, rule):
    """(severity, file, line, message) of what a rule says of a driver."""
    done = subprocess.run([os.environ["MODSPLIT"], "analyze", "--json", "-C", str(kernel.tree),
                           f"O={kernel.build}", f"CONFIG_{driver}"], text=True, check=False,
                          capture_output=True, timeout=100)
    if done.returncode not in (0, 1):
        sys.exit(f"FAILED: {driver}: status {done.returncode}\n{done.stderr}")
    return [(f["severity"], f["file"], f["line"], f["message"])
            for d in json.loads(done.stdout)["drivers"] for f in d["findings"]
            if f["rule"] == rule]


def line(path, text):
    """The line of a file of the folder that holds a text."""
    return path.read_text().split("\n").index(text) + 1


def expect(what, found, severity, file, number, *words):
    """One finding of that severity, at that place, with those words."""
    if len(found) != 1 or found[0][:3] != (severity, file, number) or \
            any(w not in found[0][3] for w in words):
        sys.exit(f"FAILED: {what}: {found}, wanted {severity} at {file}:{number} with {words}")


def main():
    with tempfile.TemporaryDirectory(prefix="modsplit-modules-") as scratch:
        kernel = kernel_in(pathlib.Path(scratch))
        folder = kernel.tree / FOLDER
        expect("three modules need each other", said(kernel, "ROUND", "module-cycle"), "blocker",
               f"{FOLDER}/end.c", line(folder / "end.c", "\treturn x + duo_round(1);"),
               "round needs 'duo_mid' of mid", "mid needs 'duo_end' of end",
               "end needs 'duo_round' of round")
        expect("an object in two modules", said(kernel, "ONE", "object-in-two-modules"), "risk",
               f"{FOLDER}/Makefile", line(folder / "Makefile", "both-y := both-main.o common.o"),
               f"'{FOLDER}/common.o'", "BOTH=y, ONE=m", "as the other way round today")
        expect("a module of nothing", said(kernel, "HOLLOW", "composite-empty"), "blocker",
               f"{FOLDER}/Makefile", line(folder / "Makefile", "obj-$(CONFIG_HOLLOW) += hollow.o"),
               "HOLLOW=m, PART=n")
        for driver, other, number in (("PLAIN", "PLAIN2", 2), ("PLAIN2", "PLAIN", 1)):
            expect("a plain object on two lists", said(kernel, driver, "object-in-two-modules"),
                   "blocker", f"{FOLDER}/Makefile", MAKEFILE.count("\n") - 2 + number,
                   f"'{FOLDER}/util.o'", "listed by itself", f"{driver}=m", f"{other}=y")
        expect("a prompt that nobody sees", said(kernel, "SHY", "option-hidden"), "blocker",
               f"{FOLDER}/Kconfig", line(folder / "Kconfig", "config SHY"), "if NEVER alone")
        for driver, rule in (("BOLD", "option-hidden"), ("CALM", "option-hidden"), ("STRAIGHT", "module-cycle"), ("OTHER", "object-in-two-modules"),
                             ("SOLID", "composite-empty")):
            if said(kernel, driver, rule):
                sys.exit(f"FAILED: {driver}: {said(kernel, driver, rule)}")
        # a bool option keeps its copy in the image: that is new with this driver as a module
        kconfig = kernel.tree / FOLDER / "Kconfig"
        kconfig.write_text(kconfig.read_text().replace('tristate "BOTH"', 'bool "BOTH"')
                           .replace('tristate "END"', 'bool "END"'))
        expect("an object in a module and in the image",
               said(kernel, "ONE", "object-in-two-modules"), "blocker", f"{FOLDER}/Makefile",
               line(folder / "Makefile", "both-y := both-main.o common.o"), "BOTH=y, ONE=m")
        # what stays in the image is no module: another rule speaks of it
        if said(kernel, "ROUND", "module-cycle") or not said(kernel, "ROUND", "reverse-reference"):
            sys.exit("FAILED: END stays in the image, and is taken for a module")
    print("modules beside a driver: a cycle, a shared object, an empty one, and their twins")


if __name__ == "__main__":
    main()
