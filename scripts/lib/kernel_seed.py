# SPDX-License-Identifier: GPL-2.0-only
"""Begin a fixture's build with a copy of its base's: what both compile alike is compiled once.

The copy is moved to its new place as `make` would have written it there. Of the two trees only the
files that a recipe names can differ; they become newer than every object, so that make compiles
what comes of them. All else that differs, make sees by itself.
"""

import os
import shutil
import subprocess
from pathlib import Path

import kernel_cache as cache
from kernel_recipe import replace_file


def seed(base, home, files):
    """HOME's build from BASE's, whose tree differs from HOME's in FILES at most."""
    with cache.scratch(home, ".build") as temporary:
        os.rmdir(temporary)
        copy = subprocess.run(["cp", "-a", "--reflink=auto", str(base / "build"), str(temporary)],
                              check=False, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        if copy.returncode:
            raise cache.FixtureError(f"cannot copy '{base / 'build'}': {copy.stderr.decode()}")
        relocate(temporary, base, home)
        for name in files:
            path = home / "tree" / name
            if path.is_file():
                replace_file(path, path.read_bytes(), path.stat().st_mode & 0o777)
        shutil.rmtree(home / "build", ignore_errors=True)
        os.rename(temporary, home / "build")


def relocate(build, base, home):
    """BUILD, a copy of BASE/build beside a copy of BASE/tree, names HOME's instead: in commands,
    dependencies, its makefile and the link to its source. Times stay as they are."""
    before, after = f"{base}/".encode(), f"{home}/".encode()
    for folder, _, names in os.walk(build):
        for name in names:
            if name.endswith((".cmd", ".d")) or (name == "Makefile" and Path(folder) == build):
                _rewrite(Path(folder, name), before, after)
    link = build / "source"
    if link.is_symlink():
        link.unlink()
        link.symlink_to(home / "tree")


def _rewrite(path, before, after):
    data, status = path.read_bytes(), path.stat()
    if before in data:
        path.write_bytes(data.replace(before, after))
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
