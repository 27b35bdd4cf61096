#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What modsplit says moves in the defconfigs is what the kernel's own make makes of them.

usage: defconfig_moves.py FIXTURE series|type OPTION

Every defconfig of the fixture's arch is made with the tree as it is, and with a copy of it in which
the option is a tristate: by the whole series of modsplit (series), or by its type in the Kconfig
file alone (type). What differs, of the options that the tree has, is what analyze names, with the
same values and the same defconfigs.
"""

import json
import os
import pathlib
import re
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Fixture, fail, run  # noqa: E402


def foretold(fixture, option):
    """{(option, before, after): defconfigs} of analyze."""
    done = fixture.modsplit("analyze", "--json", "--whole-tree", f"CONFIG_{option}", check=False)
    if done.returncode not in (0, 1):
        fail(f"modsplit analyze: status {done.returncode}\n{done.stderr}")
    found = {}
    for finding in json.loads(done.stdout)["drivers"][0]["findings"]:
        if finding["rule"] == "defconfig-moves":
            given = {a["name"]: a["value"] for a in finding["arguments"]}
            found[given["option"], given["before"], given["after"]] = \
                set(given["defconfigs"].split())
    return found


def farm(tree, where, files):
    """A tree of links, in which only these files are copies that may be changed."""
    where.mkdir()
    for entry in tree.iterdir():
        below = [f.split("/", 1)[1] for f in files if f.split("/", 1)[0] == entry.name and "/" in f]
        if below:
            farm(entry, where / entry.name, below)
        elif entry.name in files:
            shutil.copy(entry, where / entry.name)
        else:
            (where / entry.name).symlink_to(entry)


def change_type(fixture, tree, option):
    """The option's one definition says tristate in place of bool."""
    pattern = re.compile(rf"(?m)^((?:menu)?config {option}\n(?:\t.*\n)*?\t)bool\b")
    texts = {p: p.read_text(errors="surrogateescape") for p in fixture.tree.rglob("Kconfig*")
             if p.is_file() and not p.is_symlink()}
    found = [p for p, text in texts.items() if pattern.search(text)]
    if len(found) != 1:
        fail(f"{option} is defined as a bool in {found}")
    name = str(found[0].relative_to(fixture.tree))
    farm(fixture.tree, tree, [name])
    (tree / name).write_text(pattern.sub(r"\1tristate", texts[found[0]]),
                             errors="surrogateescape")
    return set()


def apply_series(fixture, tree, option):
    """Makes the series and applies it; the names of the options that it adds."""
    series, added = tree.parent / "series", set()
    fixture.modsplit("patch", "-q", "-o", series, f"CONFIG_{option}")
    patches = json.loads((series / "series.json").read_text())["patches"]
    farm(fixture.tree, tree, sorted({f for p in patches for f in p["files"]}))
    for patch in patches:
        mail = series / patch["mail"]
        run(["git", "apply", "--whitespace=nowarn", mail], cwd=tree,
            env={**os.environ, "GIT_DIR": "/nonexistent", "GIT_CEILING_DIRECTORIES": "/"})
        added |= set(re.findall(r"(?m)^\+(?:menu)?config (\w+)$", mail.read_text()))
    return added


def values(fixture, tree, where, name):
    """What make writes of a defconfig: {option: value} of those that are set, and those that are
    said not to be."""
    target = str(pathlib.PurePath(name).relative_to(f"arch/{fixture.arch}/configs"))
    run(["make", "-C", tree, f"O={where}", f"ARCH={fixture.arch}",
         f"CROSS_COMPILE={fixture.cross}", target])
    text = (where / ".config").read_text()
    return dict(re.findall(r"(?m)^CONFIG_(\w+)=(.*)$", text)), \
        set(re.findall(r"(?m)^# CONFIG_(\w+) is not set$", text))


def made(fixture, tree, added, where):
    """As foretold(), of what make writes."""
    found = {}
    for path in sorted((fixture.tree / f"arch/{fixture.arch}/configs").rglob("*defconfig")):
        name = str(path.relative_to(fixture.tree))
        before, unset_before = values(fixture, fixture.tree, where / "before", name)
        after, unset_after = values(fixture, tree, where / "after", name)
        for option in (before.keys() | after.keys()) - added:
            # not written at all is as good as not set for what can be y
            logic = {before.get(option), after.get(option)} & {"y", "m"} or \
                option in unset_before | unset_after
            none = "n" if logic else "nothing"
            was, now = before.get(option, none), after.get(option, none)
            if was != now:
                found.setdefault((option, was.strip('"'), now.strip('"')), set()).add(name)
    return found


def main():
    fixture, how, option = Fixture(sys.argv[1]), sys.argv[2], sys.argv[3]
    with tempfile.TemporaryDirectory(prefix="modsplit-moves-") as scratch:
        where = pathlib.Path(scratch)
        tree = where / "tree"
        added = (apply_series if how == "series" else change_type)(fixture, tree, option)
        want = made(fixture, tree, added, where)
        got = foretold(fixture, option)
        if got != want:
            fail(f"modsplit names {got}\nmake gives {want}")
        if how == "type" and not want:
            fail(f"nothing moves with {option}: this shows nothing")
    print(f"{option}: {len(want)} options move, as foretold")


if __name__ == "__main__":
    main()
