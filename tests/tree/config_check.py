#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What `modsplit config check` says of a real tree is true, and checkkconfigsymbols.py agrees.

usage: config_check.py FIXTURE [--judge]

Every option that it calls undefined has no definition in any Kconfig file, and every orphan is
selected nowhere, by a search of this test's own. With --judge: the kernel's own script, which takes
every name with CONFIG_ before it, names them too and many more; it does not look at defaults.
"""

import json
import os
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Fixture, fail, run  # noqa: E402

WORDS = re.compile(r"^\s*(config|menuconfig|select|imply)\s+(\w+)", re.M)


def kconfig_words(tree):
    """(names that are defined, names that are selected or implied) anywhere."""
    defined, selected = set(), set()
    for folder, _, names in os.walk(tree):
        for name in names:
            if not name.startswith("Kconfig"):
                continue
            text = pathlib.Path(folder, name).read_text(errors="replace")
            for word, option in WORDS.findall(text):
                (defined if word.endswith("config") else selected).add(option)
    return defined, selected


def judge_names(tree, scratch):
    """The names that scripts/checkkconfigsymbols.py reports; it lists files by git."""
    run(["git", "init", "-q", "--bare", scratch / "git"])
    environment = {**os.environ, "GIT_DIR": str(scratch / "git"), "GIT_WORK_TREE": str(tree)}
    files = [str(p.relative_to(tree)) for p in tree.rglob("*") if p.is_file()]
    index = "".join(f"100644 {'1' * 40} 0\t{name}\n" for name in files)
    run(["git", "update-index", "--index-info"], env=environment, input=index)
    script = tree / "scripts/checkkconfigsymbols.py"
    said = run([sys.executable, script, "--no-color"], cwd=tree, env=environment).stdout
    return {line.split()[0] for line in said.splitlines()
            if line and not line[0].isspace() and re.fullmatch(r"\w+", line.split()[0])}


def main():
    fixture = Fixture(sys.argv[1])
    done = fixture.modsplit("config", "check", "--json", check=False)
    if done.returncode != 1:
        fail(f"status {done.returncode}: {done.stderr[-2000:]}")
    rows = json.loads(done.stdout)["rows"]
    undefined = {r["option"] for r in rows if r["kind"] == "undefined"}
    orphans = {r["option"] for r in rows if r["kind"] == "dead" and "nothing selects" in r["text"]
               and "hangs" not in r["text"]}
    defined, selected = kconfig_words(fixture.tree)
    if undefined & defined or not undefined:
        fail(f"called undefined, and defined: {sorted(undefined & defined)}")
    if orphans & selected or not orphans <= defined:
        fail(f"called orphans: {sorted(orphans & selected)} {sorted(orphans - defined)}")
    for row in rows:
        line = (fixture.tree / row["file"]).read_text().splitlines()[row["line"] - 1]
        if not re.search(r"(\b|_)" + row["option"] + r"(_MODULE)?\b", line):
            fail(f"{row['file']}:{row['line']} does not name {row['option']}: {line}")
    print(f"{len(undefined)} undefined, {len(orphans)} orphans, {len(rows)} rows in all")
    if "--judge" in sys.argv:
        with tempfile.TemporaryDirectory(prefix="modsplit-check-") as scratch:
            names = judge_names(fixture.tree, pathlib.Path(scratch))
        print(f"only modsplit: {sorted(undefined - names)}")
        if len(undefined - names) * 10 > len(undefined):
            fail("checkkconfigsymbols.py does not know of them")
        if len(undefined) * 4 > len(names):
            fail(f"no fewer false alarms: {len(undefined)} names, the script {len(names)}")
        print(f"checkkconfigsymbols.py: {len(names)} names, {len(undefined & names)} in common")


if __name__ == "__main__":
    main()
