#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A helper that follows: what a driver selects becomes a module with it, and links in y, m and n.

The family: A is the driver, B a driver that is tristate already, both select LIB; LIB selects
BASE. USER uses LIB without selecting it. STUCK is a helper that can be no module, and WIDE is
selected from another folder, so it is none of the family.
"""

import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from mini import FILES, MiniKernel  # noqa: E402

FOLDER = "drivers/fam"
KCONFIG = """config FAM_BASE
\tbool

config FAM_LIB
\tbool
\tselect FAM_BASE

config FAM_STUCK
\tbool

config FAM_WIDE
\tbool

config FAM_A
\tbool "Driver A"
\tselect FAM_LIB
\tselect FAM_STUCK
\tselect FAM_WIDE
\thelp
\t  A.

config FAM_B
\ttristate "Driver B"
\tselect FAM_LIB
\thelp
\t  B.

config FAM_USER
\ttristate "User of the library"
\thelp
\t  Uses what is there.
"""
MAKEFILE = """obj-$(CONFIG_FAM_BASE) += base.o
obj-$(CONFIG_FAM_LIB) += shared.o
lib-$(CONFIG_FAM_STUCK) += stuck.o
obj-$(CONFIG_FAM_WIDE) += wide.o
obj-$(CONFIG_FAM_A) += a.o
obj-$(CONFIG_FAM_B) += b.o
obj-$(CONFIG_FAM_USER) += user.o
"""
HEADER = "int fam_base(int x);\nint fam_lib(int x);\nint fam_stuck(int x);\nint fam_wide(int x);\n"
HEAD = "// SPDX-License-Identifier: GPL-2.0-only\n/* {what}. */\n#include <linux/{header}.h>\n" \
       "#include <linux/fam.h>\n\n"
LIBRARY = HEAD + "int fam_{name}(int x)\n{{\n\treturn {value};\n}}\n{export}"
CALLER = HEAD + "static int __init {name}_init(void)\n{{\n\treturn {value};\n}}\n{call}({name}_init);\n"
TAGS = '\nMODULE_DESCRIPTION("{name}");\nMODULE_LICENSE("GPL");\n'
OBJECTS = {"base": "FAM_BASE", "shared": "FAM_LIB", "a": "FAM_A", "b": "FAM_B", "user": "FAM_USER"}


def library(name, value, export=""):
    """A source that others call."""
    return LIBRARY.format(what=f"The {name}", header="export", name=name, value=value, export=export)


def caller(name, value):
    """A source that can be a module, and calls others."""
    return CALLER.format(what=name, header="module", name=name, value=value,
                         call="module_init") + TAGS.format(name=name)


def sources():
    """{path: text}: the family, and what is around it."""
    own = {
        "Kconfig": KCONFIG,
        "Makefile": MAKEFILE,
        "base.c": library("base", "x + 1"),
        "shared.c": library("lib", "fam_base(x)", "EXPORT_SYMBOL_GPL(fam_lib);\n"),
        "stuck.c": library("stuck", "x"),
        "wide.c": library("wide", "x"),
        "a.c": CALLER.format(what="Driver A", header="init", name="a", call="device_initcall",
                             value="fam_lib(1) + fam_stuck(1) + fam_wide(1)"),
        "b.c": caller("b", "fam_lib(1)"),
        "user.c": caller("user", "fam_lib(1)"),
    }
    files = {f"{FOLDER}/{name}": text for name, text in own.items()}
    files["include/linux/fam.h"] = HEADER
    files["drivers/Makefile"] = "obj-y += toy/ fam/\n"
    files["Kconfig"] = FILES["Kconfig"] + 'source "drivers/fam/Kconfig"\n'
    files["drivers/toy/Kconfig"] = FILES["drivers/toy/Kconfig"] + \
        'config TOY_WIDE\n\tbool "wide"\n\tselect FAM_WIDE\n'
    return files


def kernel_in(where):
    """The miniature with the family in its image."""
    options = "".join(f"CONFIG_FAM_{name}=y\n" for name in
                      ("A", "B", "USER", "LIB", "BASE", "STUCK", "WIDE"))
    stems = [f"{FOLDER}/{name}" for name in (*OBJECTS, "stuck", "wide")]
    return MiniKernel(where, files=sources(), options=options, objects=stems)


def modsplit(kernel, *words, check=True):
    """What modsplit says."""
    done = subprocess.run([os.environ["MODSPLIT"], *map(str, words[:1]), "-C", str(kernel.tree),
                           f"O={kernel.build}", *map(str, words[1:])], text=True, check=False,
                          capture_output=True, timeout=250)
    if check and done.returncode:
        sys.exit(f"FAILED: {words}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def check_findings(kernel):
    """The helpers stand behind the driver, and what they come to."""
    drivers = json.loads(modsplit(kernel, "analyze", "--json", "CONFIG_FAM_A"))["drivers"]
    found = [(d["config"], d["follows"], d["verdict"]) for d in drivers]
    want = [("FAM_A", None, "convertible"), ("FAM_LIB", "FAM_A", "convertible"),
            ("FAM_STUCK", "FAM_A", "blocked"), ("FAM_BASE", "FAM_A", "convertible")]
    if found != want:
        sys.exit(f"FAILED: found {found}\nwanted {want}")
    said = {f["subject"]: f["severity"] for f in drivers[0]["findings"]
            if f["rule"] == "helper-is-bool"}
    if said != {"FAM_LIB": "change", "FAM_BASE": "change", "FAM_STUCK": "note"}:
        sys.exit(f"FAILED: the driver's findings say {said}")


def values_with(kernel, given, options=tuple(OBJECTS.values())):
    """The values of the family's options for what a user gives, by modsplit's own reading."""
    text = "".join(f"CONFIG_{name}={value}\n" if value != "n" else f"# CONFIG_{name} is not set\n"
                   for name, value in {"MODULES": "y", **given}.items())
    config = kernel.build / "asked.config"
    config.write_text(text)
    subprocess.run([os.environ["MODSPLIT"], "conf", f"--defconfig={config}", "Kconfig"], check=True,
                   cwd=kernel.tree, capture_output=True, timeout=60,
                   env={**os.environ, "KCONFIG_CONFIG": str(kernel.build / "made.config"),
                        "srctree": str(kernel.tree), "ARCH": "mini"})
    made = (kernel.build / "made.config").read_text()
    return {name: (re.search(rf"^CONFIG_{name}=([ym])$", made, re.M) or [0, "n"])[1]
            for name in options}


def symbols(path):
    """(defined, needed) names of an object, as nm has them."""
    lines = subprocess.run(["nm", str(path)], text=True, check=True,
                           capture_output=True).stdout.splitlines()
    pairs = [line.split()[-2:] for line in lines]
    return ({n for kind, n in pairs if kind in "TDBR"}, {n for kind, n in pairs if kind == "U"})


def missing_with(kernel, values):
    """What the linker and modpost would miss with these values: (object, symbol)."""
    image, modules, needs, exported = set(), set(), {}, {"core_add"}
    for name, option in {**OBJECTS, "stuck": None, "wide": None}.items():
        source = kernel.tree / FOLDER / f"{name}.c"
        value = values[option] if option else "y"
        if value == "n":
            continue
        target = kernel.build / f"{name}.{value}.o"
        subprocess.run(["cc", f"-I{kernel.tree}/include", *(["-DMODULE"] if value == "m" else []),
                        "-fno-pic", "-c", "-o", str(target), str(source)], check=True)
        defined, needs[name, value] = symbols(target)
        (image if value == "y" else modules).update(defined)
        exported |= set(re.findall(r"^EXPORT_SYMBOL_GPL\((\w+)\)", source.read_text(), re.M))
    return {(name, symbol) for (name, value), wanted in needs.items() for symbol in wanted
            if symbol not in (image if value == "y" else exported & (image | modules))}


def holes(kernel):
    """All combinations of what a user can set that do not link."""
    found = {}
    for a, b, user in itertools.product("nmy", repeat=3):
        values = values_with(kernel, {"FAM_A": a, "FAM_B": b, "FAM_USER": user})
        missing = missing_with(kernel, values)
        # whoever uses the library without selecting it needs it to be there: as it ever was
        if missing and values["FAM_LIB"] != "n":
            found[tuple(sorted(values.items()))] = missing
    return found


def main():
    with tempfile.TemporaryDirectory(prefix="modsplit-helpers-") as scratch:
        where = pathlib.Path(scratch)
        kernel = kernel_in(where)
        check_findings(kernel)
        modsplit(kernel, "patch", "-q", "-o", where / "series", "CONFIG_FAM_A")
        series = json.loads((where / "series/series.json").read_text())
        for closing in (False, True):
            for patch in series["patches"]:
                if (patch["kind"] == "link") == closing:
                    subprocess.run(["patch", "-p1", "-s", "-d", str(kernel.tree), "-i",
                                    str(where / "series" / patch["mail"])], check=True)
            found = holes(kernel)
            if closing == bool(found):
                sys.exit(f"FAILED: {'closed' if closing else 'open'}: {found}")
        kconfig = (kernel.tree / FOLDER / "Kconfig").read_text()
        types = dict(re.findall(r"^config (\w+)\n\t(bool|tristate)", kconfig, re.M))
        bools = {name for name, kind in types.items() if kind == "bool"}
        if bools != {"FAM_STUCK", "FAM_WIDE"}:
            sys.exit(f"FAILED: still bool: {bools}")
        for name in ("shared", "base"):
            if "MODULE_LICENSE(\"GPL\")" not in (kernel.tree / FOLDER / f"{name}.c").read_text():
                sys.exit(f"FAILED: {name}.c has no licence for its module")
    print("a driver, two helpers that follow and one that stays: 27 combinations link")


if __name__ == "__main__":
    main()
