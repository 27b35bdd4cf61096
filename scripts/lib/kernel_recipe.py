#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Read a kernel recipe and apply its edits to a kernel tree.

All edits are made in memory first: either every one fits and the changed files are written, or
nothing is written and each edit that does not fit is named. A changed file is written anew and
renamed into place, so that a tree made of hard links leaves the other links alone.
"""

import argparse
import hashlib
import os
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

from kernel_edits import EDITS, Misfit
from kernel_text import TextError

FIELDS = ("package", "arch", "cross", "config", "steps", "dtbs", "base")
NEEDED = ("package", "arch", "config")
HERE = Path(__file__).resolve().parent
PROGRAM = ("kernel_recipe.py", "kernel_edits.py", "kernel_make.py", "kernel_text.py")

Edit = namedtuple("Edit", "place name optional file words")


class RecipeError(Exception):
    """A recipe that cannot be read or does not fit; one message a line."""


class Recipe:
    """A recipe and those that it is based on: fields, edits in order, the files it was read from."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.name = self.directory.name
        self.fields, self.edits, self.files = {}, [], []
        self.base = None        # the recipe that this one starts from
        self._read()
        missing = [field for field in NEEDED if field not in self.fields]
        if missing:
            raise RecipeError(f"{self._place()}: no line '{missing[0]} ...'")
        self.config = self.directory.parent / self.fields["config"]
        if not self.config.is_file():
            raise RecipeError(f"{self._place()}: no configuration fragment '{self.config}'")

    def _place(self, number=None):
        name = f"kernel-fixtures/linux/{self.name}/recipe"
        return f"{name}:{number}" if number else name

    def _read(self):
        path = self.directory / "recipe"
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise RecipeError(f"{self._place()}: cannot be read: {error}") from error
        self.files.append(path)
        for number, line in enumerate(lines, 1):
            words = line.split("#")[0].split()
            if words:
                self._line(self._place(number), words)

    def _line(self, place, words):
        name = words[0]
        if name in FIELDS:
            self._field(place, words)
            return
        optional = name.endswith("?")
        name = name.rstrip("?")
        if name not in EDITS:
            raise RecipeError(f"{place}: unknown word '{name}'")
        _, least, most = EDITS[name]
        count = len(words) - 2
        if count < least or (most is not None and count > most):
            raise RecipeError(f"{place}: '{name}' takes a file and "
                              f"{least if least == most else f'at least {least}'} words")
        file = words[1]
        if file.startswith("/") or ".." in file.split("/"):
            raise RecipeError(f"{place}: '{file}' leads out of the tree")
        if name == "insert-after":
            words = words[:4] + [self._fragment(place, words[4])]
        self.edits.append(Edit(place, name, optional, file, tuple(words[2:])))

    def _field(self, place, words):
        if len(words) != 2:
            raise RecipeError(f"{place}: '{words[0]}' takes one word")
        if words[0] == "base":
            base = self.directory.parent / words[1]
            if base == self.directory or self.fields or self.edits:
                raise RecipeError(f"{place}: 'base' must come first and name another recipe")
            self.base = Recipe(base)
            self.fields, self.edits = dict(self.base.fields), list(self.base.edits)
            self.files = list(self.base.files)
        else:
            self.fields[words[0]] = words[1]

    def _fragment(self, place, name):
        path = self.directory / name
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise RecipeError(f"{place}: cannot read '{name}': {error}") from error
        self.files.append(path)
        return "\n".join(line for line in lines if "SPDX-License-Identifier" not in line)

    def key(self, version=""):
        """What the patched tree depends on, as a hash: recipe, edits' program, package version."""
        digest = hashlib.sha256(f"{self.fields['package']}={version}\n".encode())
        for path in self.files + [HERE / name for name in PROGRAM]:
            digest.update(path.read_bytes() + b"\0")
        return digest.hexdigest()


def describe(edit):
    words = [word if "\n" not in word else "..." for word in edit.words]
    return " ".join([edit.name, edit.file, *words])


def _tree_file(tree, edit):
    """The file an edit works on; a symbolic link on the way is refused, never followed."""
    path = tree
    for part in edit.file.split("/"):
        path = path / part
        if path.is_symlink():
            raise Misfit("it is a symbolic link or lies behind one")
    if not path.is_file():
        raise Misfit("there is no such file in this tree")
    return path


def plan(recipe, tree):
    """Work out all edits. Returns ({path: new text}, [notes]); raises RecipeError naming every
    edit that does not fit. Nothing is written."""
    texts, misfits, notes = {}, [], []
    for edit in recipe.edits:
        try:
            path = _tree_file(tree, edit)
            if path not in texts:
                texts[path] = path.read_bytes().decode("utf-8", "surrogateescape")
            texts[path] = EDITS[edit.name][0](texts[path], *edit.words)
        except (Misfit, TextError, IndexError) as error:
            reason = "it ends in the middle of a statement" if isinstance(error, IndexError) \
                else str(error)
            message = f"{edit.place}: '{describe(edit)}' does not fit: '{edit.file}': {reason}"
            (notes if edit.optional and isinstance(error, Misfit) else misfits).append(message)
    if misfits:
        raise RecipeError("\n".join(misfits))
    return texts, notes


def replace_file(path, data, mode=0o644):
    """Write DATA to a new file and rename it to PATH; other hard links of PATH keep theirs."""
    handle, name = tempfile.mkstemp(prefix=".modsplit-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def apply(recipe, tree, stamp=None, key=None):
    """Apply RECIPE to TREE, once: STAMP, a file outside the tree, remembers KEY when it is done.

    Returns (files written, notes); the files are None if the stamp says that it was done before.
    """
    key = key or recipe.key()
    if stamp and stamp.exists():
        if stamp.read_text(encoding="ascii").strip() == key:
            return None, []
        raise RecipeError(f"'{tree}' was made by another recipe; start from the package's own tree")
    texts, notes = plan(recipe, tree)
    written = []
    for path, text in sorted(texts.items()):
        data = text.encode("utf-8", "surrogateescape")
        if data != path.read_bytes():
            replace_file(path, data, path.stat().st_mode & 0o777)
            written.append(str(path.relative_to(tree)))
    if stamp:
        replace_file(stamp, f"{key}\n".encode())
    return written, notes


def main(arguments=None):
    parser = argparse.ArgumentParser(description="apply a kernel recipe to a kernel tree")
    parser.add_argument("recipe", help="directory that holds the recipe")
    parser.add_argument("tree", help="kernel tree to change")
    parser.add_argument("--stamp", type=Path, help="file that remembers what was applied")
    options = parser.parse_args(arguments)
    try:
        written, notes = apply(Recipe(options.recipe), Path(options.tree), options.stamp)
    except (RecipeError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for note in notes:
        print(f"note: optional: {note}", file=sys.stderr)
    print("applied already" if written is None else "\n".join(written))
    return 0


if __name__ == "__main__":
    sys.exit(main())
