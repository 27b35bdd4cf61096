#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Options with which the image does not link: predicted, seen to fail, closed, and linked.

usage: link_holes.py FIXTURE [--predict]

A small driver with its users is added to a copy of the fixture. Each user is a hole
of its own kind; two of them are none. modsplit names the holes and their values; with these values,
as the series leaves the driver but with the holes open, the kernel's own link names each missing
symbol. With the whole series applied the same values are asked for: what Kconfig makes of them
links. With --predict nothing is built.
"""

import json
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Copy, Fixture, fail  # noqa: E402

FOLDER = "drivers/misc/holes"
STUB = """/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOLES_{upper}_H
#define HOLES_{upper}_H
#if IS_ENABLED(CONFIG_HOLE_DRV)
int {name}(int x);
#else
static inline int {name}(int x)
{{
	return x;
}}
#endif
#endif
"""
PLAIN = """/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOLES_PLAIN_H
#define HOLES_PLAIN_H
int hole_free(int x);
int hole_flag(int x);
int hole_test(int x);
int hole_safe(int x);
#endif
"""
USER = """// SPDX-License-Identifier: GPL-2.0-only
#include <linux/init.h>
#include <linux/module.h>
#include "{header}"

static int __init {name}_user(void)
{{
	{code}
}}
module_init({name}_user);
MODULE_DESCRIPTION("A user of the driver");
MODULE_LICENSE("GPL");
"""
DRIVER = """// SPDX-License-Identifier: GPL-2.0-only
/* A device that is there to be used. */
#include <linux/export.h>
#include <linux/init.h>
#include <linux/mod_devicetable.h>
#include <linux/platform_device.h>
{includes}
{functions}
static int hole_probe(struct platform_device *pdev)
{{
	return 0;
}}

static const struct of_device_id hole_match[] = {{
	{{ .compatible = "modsplit,hole" }},
	{{ }}
}};

static struct platform_driver hole_driver = {{
	.driver = {{
		.name = "hole",
		.of_match_table = hole_match,
		.suppress_bind_attrs = true,
	}},
	.probe = hole_probe,
}};
builtin_platform_driver(hole_driver);
"""
# name: (type, lines of its Kconfig entry, header or None for plain.h, how it is closed)
USERS = {
    "free": ("tristate", "", None, ("HOLE_FREE", "HOLE_DRV")),
    "stub": ("tristate", "", "stub", ("HOLE_STUB", "HOLE_DRV || !HOLE_DRV")),
    "flag": ("bool", "\tdepends on HOLE_DRV\n", None, ("HOLE_FLAG", "HOLE_DRV=y")),
    "soft": ("bool", "", "soft", "soft.h"),
    "imply": ("bool", "\timply HOLE_DRV\n", "imply", "imply.h"),
    "some": ("tristate", "\tselect HOLE_DRV if HOLE_SOME_MORE\n", "some", "some.h"),
    "test": ("bool", "", None, "test.c"),
    "always": (None, "", "always", "always.h"),
    "safe": ("tristate", "\tdepends on HOLE_DRV\n", None, None),
    "mind": ("tristate", "\tdepends on HOLE_DRV || !HOLE_DRV\n", "mind", None),
}
HOLES = {name for name, user in USERS.items() if user[3]}


def kconfig():
    """The folder's Kconfig: the driver as a bool, its library, and an option for each user."""
    text = ("# SPDX-License-Identifier: GPL-2.0-only\n"
            "config HOLE_DRV\n\tbool \"Driver with holes around it\"\n\thelp\n\t  A driver.\n\n"
            "config HOLE_SOME_MORE\n\tbool \"More of some\"\n\n")
    for name, (kind, lines, _, _) in USERS.items():
        if kind:
            text += f"config HOLE_{name.upper()}\n\t{kind} \"User {name}\"\n{lines}\n"
    return text


def makefile():
    """The folder's makefile."""
    text = "# SPDX-License-Identifier: GPL-2.0-only\nobj-$(CONFIG_HOLE_DRV) += drv.o\n"
    for name, (kind, _, _, _) in USERS.items():
        text += f"obj-{f'$(CONFIG_HOLE_{name.upper()})' if kind else 'y'} += {name}.o\n"
    return text


def sources():
    """{path: text} of the folder."""
    files = {"Kconfig": kconfig(), "Makefile": makefile(), "plain.h": PLAIN}
    functions, headers = "", ["plain.h"]
    for name, (_, _, header, _) in USERS.items():
        functions += f"\nint hole_{name}(int x)\n{{\n\treturn x + 1;\n}}\n" \
                     f"EXPORT_SYMBOL_GPL(hole_{name});\n"
        if header:
            files[f"{header}.h"] = STUB.format(upper=name.upper(), name=f"hole_{name}")
            headers.append(f"{header}.h")
        code = f"return hole_{name}(1) == 3;"
        if name == "test":
            code = f"return IS_ENABLED(CONFIG_HOLE_DRV) ? hole_{name}(1) == 3 : 0;"
        files[f"{name}.c"] = USER.format(name=name, header=f"{header or 'plain'}.h", code=code)
    files["drv.c"] = DRIVER.format(functions=functions,
                                   includes="".join(f'#include "{h}"\n' for h in headers))
    return files


def add_folder(copy):
    """Puts the folder into the copy."""
    (copy.tree / FOLDER).mkdir()
    for name, text in sources().items():
        (copy.tree / FOLDER / name).write_text(text)
    above = copy.tree / "drivers/misc/Kconfig"
    text = above.read_text().replace('menu "Misc devices"\n',
                                     'menu "Misc devices"\nsource "drivers/misc/holes/Kconfig"\n')
    copy.write("drivers/misc/Kconfig", text)
    makefile_above = (copy.tree / "drivers/misc/Makefile").read_text()
    copy.write("drivers/misc/Makefile", makefile_above + "obj-y += holes/\n")


def say(**values):
    """Options as a dictionary for Copy.config()."""
    return {f"HOLE_{name.upper()}": value for name, value in values.items()}


def predicted(view):
    """{hole: (values, how it is closed)} of analyze, by the symbol that would be missing."""
    done = view.modsplit("analyze", "--json", "--whole-tree", "CONFIG_HOLE_DRV", check=False)
    found = {}
    for finding in json.loads(done.stdout)["drivers"][0]["findings"]:
        if finding["rule"] != "link-hole":
            continue
        given = {a["name"]: a["value"] for a in finding["arguments"]}
        closed = (given["option"], given["depends"]) if given.get("close") == "depends" \
            else pathlib.PurePath(given.get("test_file", "-")).name
        found[given["symbol"].removeprefix("hole_")] = (given["values"], closed)
    return found


def check_prediction(found):
    """Every hole is named, with how it is closed, and nothing else."""
    want = {name: user[3] for name, user in USERS.items() if user[3]}
    if {name: closed for name, (_, closed) in found.items()} != want:
        fail(f"predicted {found}\nwanted {want}")


def make_series(view, where):
    """(mails that close holes, the other mails) of the driver's series."""
    view.modsplit("patch", "-q", "-o", where, "CONFIG_HOLE_DRV")
    patches = json.loads((where / "series.json").read_text())["patches"]
    mails = {kind == "link": [where / p["mail"] for p in patches if (p["kind"] == "link") ==
                              (kind == "link")] for kind in ("link", "other")}
    return mails[True], mails[False]


def undefined(copy):
    """The driver's symbols that the kernel's own link misses, and its status."""
    done = copy.make("vmlinux", check=False)
    return set(re.findall(r"undefined reference to `hole_(\w+)'", done.stdout + done.stderr)), done


def set_values(copy, values):
    """Sets "X=m Y=y", and says which of them Kconfig left as they were asked for."""
    asked = dict(pair.split("=") for pair in values)
    copy.config(**asked)
    text = (copy.build / ".config").read_text()
    return {name for name, value in asked.items()
            if (f"CONFIG_{name}={value}" in text.splitlines()) == (value != "n")}


def main():
    fixture = Fixture(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="modsplit-holes-") as scratch:
        where = pathlib.Path(scratch)
        copy = Copy(fixture, where)
        add_folder(copy)
        if "--predict" in sys.argv:
            check_prediction(predicted(copy.view()))
            print(f"{len(HOLES)} holes: predicted")
            return
        copy.config(**say(drv="y", free="y", flag="y"))
        copy.make("vmlinux")
        found = predicted(copy.view())
        check_prediction(found)
        closing, rest = make_series(copy.view(), where / "series")
        for mail in rest:
            copy.apply(mail)
        values = sorted({pair for name in HOLES for pair in found[name][0].split()})
        if set_values(copy, values) != {pair.split("=")[0] for pair in values}:
            fail(f"Kconfig does not allow {values}")
        missing, _ = undefined(copy)
        if missing != HOLES:
            fail(f"{values}: the link misses {missing}, predicted were {HOLES}")
        for mail in closing:
            copy.apply(mail)
        set_values(copy, values)
        missing, done = undefined(copy)
        if missing or done.returncode:
            fail(f"{values}, closed: {missing}\n{done.stderr[-3000:]}")
    print(f"{len(HOLES)} holes: predicted, seen, closed")


if __name__ == "__main__":
    main()
