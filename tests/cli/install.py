#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What `cmake --install BUILD --prefix DIR` puts there: the program, which runs, and its pages."""

import filecmp
import os
import pathlib
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]


def installed_wrong(prefix):
    """Complaints about what was installed below a prefix."""
    pages = {f"man1/{page.name}": page for page in (SOURCE / "docs/man").glob("*.1")}
    found = {path.relative_to(prefix).as_posix(): path
             for path in prefix.rglob("*") if path.is_file()}
    program = found.pop("bin/modsplit", None)
    if not program:
        return ["bin/modsplit is not there"]
    wrong = []
    for command in (["--version"], ["explain", "symbol-not-exported"]):
        run = subprocess.run([program, *command], capture_output=True, text=True, cwd=prefix)
        if run.returncode or not run.stdout:
            wrong.append(f"'modsplit {' '.join(command)}': status {run.returncode}, {run.stderr}")
    for name, path in found.items():
        page = pages.pop("/".join(pathlib.PurePath(name).parts[-2:]), None)
        if not page:
            wrong.append(f"{name} is neither the program nor a page")
        elif not filecmp.cmp(page, path, shallow=False):
            wrong.append(f"{name} is not as in docs/man")
    return wrong + [f"{name} is not there" for name in pages]


def main():
    cmake, build, configuration = sys.argv[1:]
    # DESTDIR would put the files elsewhere
    env = {name: value for name, value in os.environ.items() if name != "DESTDIR"}
    with tempfile.TemporaryDirectory() as scratch:
        prefix = pathlib.Path(scratch).resolve() / "prefix"
        command = [cmake, "--install", build, "--prefix", prefix]
        if configuration:
            command += ["--config", configuration]
        subprocess.run(command, check=True, env=env, stdout=subprocess.DEVNULL)
        wrong = installed_wrong(prefix)
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
