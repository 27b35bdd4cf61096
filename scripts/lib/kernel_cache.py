# SPDX-License-Identifier: GPL-2.0-only
"""The cache of kernel fixtures: packages, unpacked trees, locks and the runs of programs.

Layout, below $MODSPLIT_CACHE (default $XDG_CACHE_HOME/modsplit, ~/.cache/modsplit):
  packages/<package>_<version>_all.deb
  linux/pristine-<package>-<version>/       as unpacked; never changed, fixtures hard-link to it
  linux/<fixture>-<package version>/tree    the patched source
  linux/<fixture>-<package version>/build   its build
  linux/<fixture>                           link to the last one that was built
"""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GIB = 1 << 30


class FixtureError(Exception):
    """What failed and what to do; one message a line."""

    status = 2


class BuildFailed(FixtureError):
    """The tree is there and does not become what it should."""

    status = 1


class Skipped(Exception):
    """The Debian suite has no such package."""


class Cancelled(BaseException):
    """Ended by a signal."""


def root():
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(os.environ.get("MODSPLIT_CACHE") or os.path.join(base, "modsplit")).absolute()


def say(text):
    print(f"kernel-fixture: {text}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def lock(name):
    """Hold the lock NAME of the cache; wait for whoever holds it."""
    directory = root() / "linux"
    directory.mkdir(parents=True, exist_ok=True)
    with open(directory / f".{name}.lock", "w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"{name}: waiting for another kernel-fixture that works on it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def scratch(parent, prefix):
    """A new directory below PARENT, which is gone afterwards unless it was renamed.

    The caller holds the lock that PREFIX belongs to, so what an earlier, killed run left is
    removed first.
    """
    parent.mkdir(parents=True, exist_ok=True)
    for old in parent.glob(f"{prefix}.*.tmp"):
        shutil.rmtree(old, ignore_errors=True)
    path = Path(tempfile.mkdtemp(prefix=f"{prefix}.", suffix=".tmp", dir=parent))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def write_stamp(path, text):
    temporary = path.with_name(path.name + ".new")
    temporary.write_text(text + "\n", encoding="ascii")
    os.replace(temporary, path)


def read_stamp(path):
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None


def need_space(directory, size, what):
    """Fail unless the file system of DIRECTORY has SIZE bytes left."""
    free = shutil.disk_usage(directory).free
    if free < size:
        raise FixtureError(
            f"{what} needs {size / GIB:.1f} GiB in '{directory}', {free / GIB:.1f} GiB are free: "
            f"free {(size - free) / GIB:.1f} GiB or set MODSPLIT_CACHE to a larger disk")


def stop(process):
    """End PROCESS with all its children."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def output(*arguments):
    """stdout of a program that answers at once, or None if it fails."""
    try:
        done = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              stdin=subprocess.DEVNULL, timeout=120, check=False, text=True,
                              env={**os.environ, "LC_ALL": "C"})
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


class Progress:
    """Counts steps: one line that is rewritten on a terminal, else a line every 20 seconds."""

    def __init__(self, label, expected):
        self.label, self.expected, self.count = label, expected, 0
        self.terminal = sys.stderr.isatty()
        self.started = self.shown = time.monotonic()

    def step(self):
        self.count += 1
        now = time.monotonic()
        if now - self.shown >= (0.2 if self.terminal else 20):
            self.shown = now
            self._show(now)

    def _show(self, now):
        seconds = int(now - self.started)
        text = f"{self.label}: {self.count} steps"
        if self.expected:
            share = min(99, 100 * self.count // self.expected)
            text = f"{self.label}: {self.count} of about {self.expected} steps, {share}%"
        text += f", {seconds // 60}:{seconds % 60:02d}"
        if self.terminal:
            sys.stderr.write(f"\r\033[Kkernel-fixture: {text}")
            sys.stderr.flush()
        else:
            say(text)

    def done(self):
        if self.terminal:
            sys.stderr.write("\r\033[K")
        return int(time.monotonic() - self.started)


def run(arguments, log, label, expected=0, limit=7200, env=None):
    """Run a program, its output to LOG (appended), a step of progress for each line of kbuild.

    Returns its status; it and its children are gone when this returns or raises.
    """
    progress = Progress(label, expected)
    deadline = time.monotonic() + limit
    with open(log, "ab", buffering=0) as out:
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, start_new_session=True,
                                   env={**os.environ, "LC_ALL": "C", **(env or {})})
        try:
            for line in process.stdout:
                out.write(line)
                if line.startswith(b"  ") and line[2:3].isupper():
                    progress.step()
                if time.monotonic() > deadline:
                    raise FixtureError(f"{label}: no end after {limit} s; see '{log}'")
            return process.wait()
        finally:
            if process.poll() is None:
                stop(process)
            process.stdout.close()
            progress.done()
