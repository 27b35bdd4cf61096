# SPDX-License-Identifier: GPL-2.0-only
"""Asks modsplit and judges the answer: status, one clear message, nothing left behind."""

import os
import pathlib
import re
import subprocess


class Judge:
    """Collects what was wrong over all questions."""

    def __init__(self):
        self.wrong, self.asked = [], 0

    def ask(self, name, argv, status, *patterns, stdout=None, cwd=None, env=None, silent=False):
        """Runs `modsplit argv`; its stderr (stdout when status is 0) must match every pattern."""
        self.asked += 1
        with open(stdout or os.devnull, "w", encoding="utf-8") as sink:
            done = subprocess.run([os.environ["MODSPLIT"], *map(str, argv)], text=True, cwd=cwd,
                                  env={**os.environ, **(env or {})}, timeout=300, check=False,
                                  stdout=sink if stdout else subprocess.PIPE,
                                  stderr=subprocess.PIPE)
        said = done.stderr if status == 2 else (done.stdout or "") + done.stderr
        if done.returncode != status:
            self.note(name, f"status {done.returncode}, not {status}: {said[-600:]}")
        for pattern in patterns:
            if not re.search(pattern, said):
                self.note(name, f"'{pattern}' is not in: {said[-600:]}")
        if status == 2 and not silent:
            self.check_message(name, done.stderr)
        return done

    def check_message(self, name, said):
        """One message, behind the program's name, without a full stop or a crash's words."""
        lines = [line for line in said.splitlines() if line.startswith("modsplit: ")]
        if len(lines) != 1:
            self.note(name, f"{len(lines)} messages: {said[-600:]}")
        elif lines[0].endswith("."):
            self.note(name, f"ends with a full stop: {lines[0]}")
        if re.search(r"assert|Segmentation|Sanitizer|CRITICAL", said):
            self.note(name, f"crashed: {said[-600:]}")

    def absent(self, name, path):
        """Nothing may stand there."""
        if pathlib.Path(path).exists():
            self.note(name, f"'{path}' was left behind")

    def note(self, name, why):
        """Something is wrong."""
        self.wrong.append(f"{name}: {why}")

    def finish(self):
        """The test's exit status."""
        print("\n".join(self.wrong) or f"{self.asked} questions, each answered as it should be")
        return 1 if self.wrong else 0
