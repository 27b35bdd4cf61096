# SPDX-License-Identifier: GPL-2.0-only
"""What the checks share: the files of the tree, and C text with comments and strings blanked."""
import fnmatch
import pathlib
import re
import subprocess


class Skip(Exception):
    """The check cannot run on this machine; the text says why."""


class House:
    """The tree under check. Paths are relative to its root, with forward slashes."""

    def __init__(self, root, build=None, cc="cc", cxx="c++"):
        self.root = pathlib.Path(root).resolve()
        self.build = build
        self.cc = cc
        self.cxx = cxx
        self._files = None

    @property
    def files(self):
        """Every file that belongs to the project: git's view, or all of a plain tree."""
        if self._files is None:
            self._files = sorted(self._from_git() or self._from_walk())
        return self._files

    def _from_git(self):
        if not (self.root / ".git").exists():
            return []
        command = ["git", "-c", "safe.directory=*", "-C", str(self.root), "ls-files", "-z",
                   "--cached", "--others", "--exclude-standard"]
        out = subprocess.run(command, capture_output=True, check=True).stdout.decode()
        return [f for f in out.split("\0") if f and (self.root / f).is_file()]

    def _from_walk(self):
        paths = [p.relative_to(self.root) for p in self.root.rglob("*") if p.is_file()]
        return [p.as_posix() for p in paths
                if p.parts[0] not in {".git", "build", "out"} and "__pycache__" not in p.parts]

    def match(self, *patterns):
        """Files that match one of the patterns; '*' also crosses '/'."""
        return [f for f in self.files if any(fnmatch.fnmatchcase(f, p) for p in patterns)]

    def text(self, name):
        return (self.root / name).read_text(encoding="utf-8", errors="replace")


TOKEN = re.compile(r"""/\*.*?\*/ | //[^\n]* | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'""",
                   re.DOTALL | re.VERBOSE)


def blank(text, strings=True):
    """C text with comments (and strings) turned to spaces; every line keeps its number."""
    def erase(match):
        token = match.group(0)
        if token[0] in "\"'" and not strings:
            return token
        return re.sub(r"[^\n]", " ", token)
    return TOKEN.sub(erase, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def includes(text):
    """(line, '"' or '<', name) for every #include of a file that is not in a comment."""
    found = []
    for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]',
                             blank(text, strings=False), re.MULTILINE):
        found.append((line_of(text, match.start()), match.group(1), match.group(2)))
    return found


def functions(text):
    """(line, name, lines between the braces) of every function body that starts in column 0."""
    lines = blank(text).split("\n")
    found, start = [], None
    for number, line in enumerate(lines, 1):
        if line.rstrip() == "{":
            start = number
        elif line.startswith("}") and start is not None:
            name = name_before("\n".join(lines[max(0, start - 9):start - 1]))
            if name:
                found.append((start, name, number - start - 1))
            start = None
    return found


def name_before(text):
    """The name of the function whose parameter list ends `text`, or None."""
    text = text.rstrip()
    if not text.endswith(")"):
        return None
    depth = 0
    for index in range(len(text) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(text[index], 0)
        if depth == 0:
            match = re.search(r"(\w+)\s*$", text[:index])
            return match.group(1) if match else None
    return None


def check(name, miniatures):
    """Decorator: a check with its miniatures, [(expected complaint or None, {path: text})]."""
    def wrap(function):
        function.name = name
        function.miniatures = miniatures
        return function
    return wrap
