#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""patch in a git checkout: base-commit, prefixes, --apply --branch, and what is refused."""

import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from answers import Judge  # noqa: E402
from mini import MiniKernel  # noqa: E402


class Checkout:
    """The miniature kernel as a repository with a short history."""

    def __init__(self, where):
        self.kernel = MiniKernel(where)
        self.tree = self.kernel.tree
        self.git("init", "-q", "-b", "main", ".")
        self.git("add", "-A")
        self.git("commit", "-qm", "Begin")
        for name, subject in (("core/core.c", "lib: Core: fix a"),
                              ("core/core.c", "Merge of sorts"),
                              ("core/core.c", "lib: Core: fix b"),
                              ("drivers/toy/toy.c", "media: toy: say c")):
            self.change(name)
            self.git("commit", "-qam", subject)

    def git(self, *argv):
        """What git says."""
        return subprocess.run(["git", *argv], cwd=self.tree, check=True, text=True,
                              capture_output=True).stdout.strip()

    def change(self, name):
        """Another comment at the file's end; older than the objects, as nothing is built again."""
        path = self.tree / name
        path.write_text(path.read_text() + "/* more */\n")
        os.utime(path, (1000000000, 1000000000))


def mails(judge, checkout, where):
    """Prefixes of the history, base-commit, the signature of who asks."""
    judge.ask("series", checkout.kernel.words("patch", "--signoff", "-o", where / "v1", "TOY"), 0)
    texts = [p.read_text() for p in sorted((where / "v1").glob("*.patch"))]
    subjects = [t.split("\nSubject: ")[1].split("\n")[0] for t in texts]
    if not (subjects[1].startswith("[PATCH 1/3] lib: Core: ")
            and subjects[2].startswith("[PATCH 2/3] media: toy: ")):
        judge.note("prefixes", f"{subjects}")
    if f"base-commit: {checkout.git('rev-parse', 'HEAD')}\n" not in texts[0]:
        judge.note("base-commit", texts[0])
    if not all("\nSigned-off-by: A User <user@example.org>\n" in t for t in texts[1:]):
        judge.note("signoff", texts[1])
    judge.ask("second revision", checkout.kernel.words(
        "patch", "-v2", "--unload=never", "--previous", where / "v1", "-o", where / "v2", "TOY"), 0)
    cover = (where / "v2/v2-0000-cover-letter.patch").read_text()
    if "\nRange-diff against v1:\n" not in cover or "\n3:  " not in cover:
        judge.note("second revision", cover)
    judge.ask("no earlier series", checkout.kernel.words(
        "patch", "--previous", where / "none", "-o", where / "v3", "TOY"), 2, "none", "earlier")
    judge.absent("no earlier series", where / "v3")


def branches(judge, checkout):
    """Commits on a branch of their own; HEAD, work tree and index stay."""
    def ask(branch, status, *words):
        judge.ask(f"--branch {branch}", checkout.kernel.words("patch", "--apply", "--branch",
                                                              branch, "TOY"), status, *words)

    head = checkout.git("rev-parse", "HEAD")
    ask("topic", 0)
    log = checkout.git("log", "--format=%an %s", f"{head}..topic").split("\n")
    if len(log) != 3 or not all(line.startswith("A User ") for line in log):
        judge.note("--branch", f"{log}")
    ask("topic", 2, "there is a branch of that name")
    # with a folder for the series, too: it is asked before that is written
    series = checkout.kernel.build.parent / "series-of-topic"
    judge.ask("--branch topic -o", checkout.kernel.words(
        "patch", "--apply", "--branch", "topic", "-o", series, "TOY"), 2, "choose another one")
    judge.absent("--branch topic -o", series)
    ask("no name", 2, "no name for a branch")
    checkout.git("checkout", "-q", "--detach")
    ask("from-detached", 0)
    checkout.git("checkout", "-q", "main")
    checkout.change("core/core.c")
    ask("dirty", 2, "'core/core.c' has changes that are not committed")
    checkout.git("checkout", "-q", ".")
    if checkout.git("status", "--porcelain") or checkout.git("rev-parse", "HEAD") != head:
        judge.note("--branch", "the work tree or HEAD was changed")
    found = checkout.git("branch", "--format=%(refname:short)").split("\n")
    if found != ["from-detached", "main", "topic"]:
        judge.note("--branch", f"branches: {found}")
    if len(checkout.git("worktree", "list").split("\n")) != 1:
        judge.note("--branch", "a work tree was left behind")


def main():
    judge = Judge()
    with tempfile.TemporaryDirectory(prefix="modsplit-repo-") as scratch:
        where = pathlib.Path(scratch).resolve()
        os.environ.update(MODSPLIT_CACHE=str(where / "cache"))
        for role in ("AUTHOR", "COMMITTER"):
            os.environ.update({f"GIT_{role}_NAME": "A User",
                               f"GIT_{role}_EMAIL": "user@example.org"})
        checkout = Checkout(where)
        mails(judge, checkout, where)
        branches(judge, checkout)
    sys.exit(judge.finish())


if __name__ == "__main__":
    main()
