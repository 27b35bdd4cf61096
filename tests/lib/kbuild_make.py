# SPDX-License-Identifier: GPL-2.0-only
"""What GNU make says about the folders of a kernel: the judge of modsplit's reading of makefiles.

The tree's own scripts/Makefile.build is read by make, one process a folder, as in a build; a few
lines behind it print what it worked out instead of building anything.
"""

import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import tempfile

CROSS = {"x86": "", "x86_64": "", "arm64": "aarch64-linux-gnu-", "arm": "arm-linux-gnueabihf-"}

PRINT = r"""
judge: ; @:
include $(srctree)/scripts/Makefile.build
relative = $(patsubst $(obj)/%,%,$1)
composite-y := $(call relative,$(multi-obj-y))
composite-m := $(call relative,$(multi-obj-m))
$(info list built-in $(call relative,$(obj-y)))
$(info list modules $(call relative,$(obj-m)))
$(info list lib $(call relative,$(lib-y)))
$(info list folders $(call relative,$(subdir-ym)))
$(foreach m,$(composite-y),$(info built-in-parts $m $(foreach s,-objs -y,$($(m:.o=$s)))))
$(foreach m,$(composite-m),$(info module-parts $m $(foreach s,-objs -y -m,$($(m:.o=$s)))))
"""


class Folder:
    """One folder: lists of words as make leaves them, and the parts of each composite."""

    def __init__(self, path, output):
        self.path = path
        self.lists = {"built-in": [], "modules": [], "lib": [], "folders": []}
        self.parts = {"built-in-parts": {}, "module-parts": {}}
        for line in output.splitlines():
            words = line.split()
            if words and words[0] == "list":
                self.lists[words[1]] = words[2:]
            elif words and words[0] in self.parts:
                self.parts[words[0]][words[1]] = words[2:]

    def children(self, builtin, modorder):
        """(path, linked, has modules) of the folders that a build enters from here."""
        for name in self.lists["folders"]:
            path = name if self.path == "." else f"{self.path}/{name}"
            yield (os.path.normpath(path),
                   builtin and f"{name}/built-in.a" in self.lists["built-in"],
                   modorder and f"{name}/modules.order" in self.lists["modules"])


def has_compiler(cross):
    """Is the cross compiler here?"""
    return shutil.which(cross + "gcc") is not None


def configure(tree, build, arch, cross, target):
    """Makes .config and include/config/auto.conf in an empty folder."""
    for goal in (target, "syncconfig"):
        subprocess.run(["make", "-s", "-C", tree, f"O={build}", f"ARCH={arch}",
                        f"CROSS_COMPILE={cross}", goal],
                       check=True, capture_output=True, stdin=subprocess.DEVNULL)


def exported(tree, build, arch, cross):
    """The environment that the top makefile hands to those of the folders."""
    with tempfile.NamedTemporaryFile("w", suffix=".mk") as extra:
        extra.write("judge-env: ; @env -0\n")
        extra.flush()
        done = subprocess.run(
            ["make", "-s", "-f", tree / "Makefile", "-f", extra.name, "--no-print-directory",
             f"ARCH={arch}", f"CROSS_COMPILE={cross}", "judge-env"],
            cwd=build, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    pairs = [p.split("=", 1) for p in done.stdout.decode().split("\0") if "=" in p]
    # the name and the words of the outer make are no business of the inner ones
    drop = ("MAKEFILE_LIST", "MFLAGS", "MAKE_TERMERR", "MAKE_TERMOUT")
    return {name: value for name, value in pairs if name not in drop}


def folder(path, build, environment, makefile, builtin, modorder):
    """What make says about one folder."""
    done = subprocess.run(
        ["make", "-rR", "-f", makefile, f"obj={path}", f"need-builtin={'1' if builtin else ''}",
         f"need-modorder={'1' if modorder else ''}", "judge"],
        cwd=build, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RuntimeError(f"make on '{path}': {done.stderr[-2000:]}")
    return Folder(path, done.stdout)


def walk(tree, build, arch, cross, only=None, jobs=2):
    """{path: Folder} of every folder that a build enters; `only` cuts the walk to those."""
    tree, build = pathlib.Path(tree).resolve(), pathlib.Path(build).resolve()
    environment = exported(tree, build, arch, cross)
    found, entered = {}, {}
    with tempfile.NamedTemporaryFile("w", suffix=".mk") as makefile, \
         concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        makefile.write(PRINT)
        makefile.flush()

        def ask(path, builtin, modorder):
            return pool.submit(folder, path, build, environment, makefile.name, builtin, modorder)

        waiting = {ask(".", True, True): (".", True, True)}
        while waiting:
            done, _ = concurrent.futures.wait(waiting, return_when="FIRST_COMPLETED")
            for future in done:
                path, *flags = waiting.pop(future)
                found[path] = future.result()
                for child, *wanted in found[path].children(*flags):
                    merged = [a or b for a, b in zip(wanted, entered.get(child, (False, False)))]
                    if entered.get(child) != merged and (only is None or only(child)):
                        entered[child] = merged
                        waiting[ask(child, *merged)] = (child, *merged)
    return found
