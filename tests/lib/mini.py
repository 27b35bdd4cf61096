# SPDX-License-Identifier: GPL-2.0-only
"""A miniature kernel, written by us and built with the host's cc: what modsplit reads of a real one."""

import subprocess

FILES = {
    "Makefile": "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 1\nEXTRAVERSION =\n",
    "Kbuild": "obj-y += core/ drivers/\n",
    "Kconfig": 'mainmenu "Mini"\nconfig MODULES\n\tbool "modules"\n\tmodules\n'
               'source "drivers/toy/Kconfig"\n',
    "arch/mini/Makefile": "KBUILD_CFLAGS_MODULE += -DMINI_MODULE\n",
    "core/Makefile": "obj-y += core.o\n",
    "core/core.c": "// SPDX-License-Identifier: GPL-2.0-only\n#include <linux/export.h>\n"
                   "#include <linux/core.h>\n\nint core_add(int x)\n{\n\treturn x;\n}\n"
                   "EXPORT_SYMBOL_GPL(core_add);\n\nint core_twice(int x)\n{\n"
                   "\treturn 2 * x;\n}\n",
    "drivers/Makefile": "obj-y += toy/\n",
    "drivers/toy/Makefile": "obj-$(CONFIG_TOY) += toy.o\nobj-$(CONFIG_TIN) += tin.o\n"
                            "obj-$(CONFIG_OFF) += off.o\nobj-y += stay.o\n",
    "drivers/toy/Kconfig": 'config TOY\n\tbool "Toy support"\n\thelp\n\t  Toys.\n\n'
                           'config TIN\n\ttristate "Tin support"\n\thelp\n\t  Tins.\n\n'
                           'config OFF\n\tbool "Off support"\n\thelp\n\t  Off.\n\n'
                           'config HZ\n\tint "Beats"\n\tdefault 100\n',
    "drivers/toy/toy.c": "// SPDX-License-Identifier: GPL-2.0-only\n/* Toy driver. */\n"
                         "#include <linux/init.h>\n#include <linux/core.h>\n\n"
                         "static int __init toy_init(void)\n{\n"
                         "\treturn core_add(1) - core_twice(1) / 2;\n}\n"
                         "device_initcall(toy_init);\n",
    "drivers/toy/tin.c": "// SPDX-License-Identifier: GPL-2.0-only\n#include <linux/module.h>\n"
                         "#include <linux/core.h>\n\nstatic int __init tin_init(void)\n{\n"
                         "\treturn core_add(0);\n}\nmodule_init(tin_init);\n\n"
                         "static void __exit tin_exit(void)\n{\n}\nmodule_exit(tin_exit);\n\n"
                         'MODULE_DESCRIPTION("Tin");\nMODULE_LICENSE("GPL");\n',
    "drivers/toy/off.c": "int off_state;\n",
    "drivers/toy/stay.c": "int stay_state;\n",
    "drivers/toy/toy.h": "int toy(void);\n",
    "include/linux/export.h": "#define EXPORT_SYMBOL_GPL(symbol)\n"
                              "#define EXPORT_SYMBOL_NS_GPL(sym, ns) X(sym, __stringify(ns))\n",
    "include/linux/core.h": "int core_add(int x);\nint core_twice(int x);\n",
    "include/linux/init.h":
        '#define __init __attribute__((section(".init.text")))\n'
        '#define __exit __attribute__((section(".exit.text"), used))\n#ifdef MODULE\n'
        "#define module_init(f) int init_module(void) __attribute__((alias(#f)));\n"
        "#define module_exit(f) void cleanup_module(void) __attribute__((alias(#f)));\n#else\n"
        "#define module_init(f) static void *f##_call __attribute__((used)) = (void *)f;\n"
        "#define module_exit(f)\n#endif\n#define device_initcall(f) module_init(f)\n",
    "include/linux/module.h": "#include <linux/init.h>\n#include <linux/export.h>\n"
                              "#define MODULE_LICENSE(x)\n#define MODULE_DESCRIPTION(x)\n"
                              "#define MODULE_AUTHOR(x)\n",
}
CONFIG = ("# Linux/mini 6.12.1 Kernel Configuration\nCONFIG_MODULES=y\nCONFIG_TOY=y\nCONFIG_TIN=y\n"
          "# CONFIG_OFF is not set\nCONFIG_HZ=100\n")
OBJECTS = ("core/core", "drivers/toy/toy", "drivers/toy/tin", "drivers/toy/stay")


class MiniKernel:
    """tree and build below `where`; drivers: TOY (bool), TIN (tristate), OFF (bool, not built).

    `extra` stands at the end of the core's source; `files` are further ones, or others instead;
    `options` are further lines of .config; `objects` are built into the image too; `cc` is the
    compiler, `flags` are further ones for it.
    """

    def __init__(self, where, extra="", files=None, options="", objects=(), cc="cc",
                 flags=()):
        self.compiler, self.flags = cc, flags
        self.tree, self.build = where / "tree", where / "build"
        for name, text in {**FILES, **(files or {})}.items():
            path = self.tree / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text + extra if name == "core/core.c" else text)
        self.build.mkdir()
        (self.build / ".config").write_text(CONFIG + options)
        stems = (*OBJECTS, *objects)
        for stem in stems:
            self._compile(stem)
        objects = [f"{stem}.o" for stem in stems]
        self._run("ar", "cDPrST", "vmlinux.a", *objects)
        self._run("ld", "-r", "-o", "vmlinux.o", "--whole-archive", "vmlinux.a")
        self._run("ld", "-r", "-o", "vmlinux", "vmlinux.o")
        (self.build / "Module.symvers").write_text(
            "0x0\tcore_add\tvmlinux\tEXPORT_SYMBOL_GPL\t\n")

    def _run(self, *argv):
        subprocess.run(argv, cwd=self.build, check=True)

    def _compile(self, stem):
        source = self.tree / f"{stem}.c"
        words = [self.compiler, f"-I{self.tree}/include", "-fno-pic", "-O2", *self.flags, "-c", "-o",
                 f"{stem}.o", str(source)]
        path = self.build / f"{stem}.o"
        path.parent.mkdir(parents=True, exist_ok=True)
        self._run(*words)
        headers = "".join(f"  {h} \\\n" for h in sorted(self.tree.glob("include/linux/*.h")))
        (path.parent / f".{path.name}.cmd").write_text(
            f"savedcmd_{stem}.o := {' '.join(words)}\n\nsource_{stem}.o := {source}\n\n"
            f"deps_{stem}.o := \\\n{headers}\n")

    def words(self, command, *rest):
        """The arguments of `modsplit command` on this kernel."""
        return [command, "-C", self.tree, f"O={self.build}", *rest]
