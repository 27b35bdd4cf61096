#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A series made for a fixture: `git am` on the pristine tree, `checkpatch.pl --strict` silent.

usage: series_passes_judges.py FIXTURE DRIVER
"""

import json
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from kernel import Fixture, fail, run  # noqa: E402

IDENTITY = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org",
            "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org"}


def apply_in_git(fixture, series, manifest, where):
    """A repository of the touched files as the tree has them, then `git am` of every mail."""
    run(["git", "init", "-q", where])
    for name in sorted({f for p in manifest["patches"] for f in p["files"]}):
        (where / name).parent.mkdir(parents=True, exist_ok=True)
        (where / name).write_bytes((fixture.tree / name).read_bytes())
    env = {**os.environ, **IDENTITY}
    run(["git", "add", "-A"], cwd=where, env=env)
    run(["git", "commit", "-q", "-m", "base"], cwd=where, env=env)
    run(["git", "am", "-q", *[series / p["mail"] for p in manifest["patches"]]], cwd=where, env=env)
    log = run(["git", "log", "--format=%s", "--reverse"], cwd=where).stdout.splitlines()[1:]
    if log != [p["subject"] for p in manifest["patches"]]:
        fail(f"the subjects are {log}")


def checkpatch(fixture, mail):
    """checkpatch.pl --strict says nothing."""
    done = run(["perl", fixture.tree / "scripts/checkpatch.pl", f"--root={fixture.tree}",
                "--strict", "--terse", "--no-summary", mail], check=False, cwd=fixture.tree)
    said = [line for line in done.stdout.splitlines() if line.strip()]
    if done.returncode or said:
        fail(f"checkpatch on {mail.name}:\n{done.stdout}{done.stderr}")


def main():
    fixture, query = Fixture(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory(prefix="modsplit-series-") as scratch:
        where = pathlib.Path(scratch)
        series = where / "series"
        fixture.modsplit("patch", "-q", "--signoff", "-o", series, query)
        manifest = json.loads((series / "series.json").read_text())
        apply_in_git(fixture, series, manifest, where / "repository")
        for patch in manifest["patches"]:
            checkpatch(fixture, series / patch["mail"])
    print(f"{len(manifest['patches'])} patches: git am applies them, checkpatch is silent")


if __name__ == "__main__":
    main()
