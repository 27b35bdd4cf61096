#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The shell steps of docs/ci.md, executed as they stand, on a miniature kernel.

The steps are read out of the document. `make` is a stand-in that puts a miniature's build where the
kernel's would be; `gh` and `curl` keep comments in a file. A budget is met, is near, is exceeded; the
history goes from the main branch to a merge request.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from mini import MiniKernel  # noqa: E402
from sizes import budget  # noqa: E402

SOURCE = pathlib.Path(__file__).resolve().parents[2]
MAKE = '#!/bin/sh\ncase "$*" in *defconfig*) rm -rf build;; *) cp -a "$MINI_BUILD" build;; esac\n'
GH = """#!/usr/bin/env python3
import json, os, pathlib, subprocess, sys
store = pathlib.Path(os.environ["COMMENTS"])
comments = json.loads(store.read_text()) if store.exists() else []
words = sys.argv[1:]
body = next((pathlib.Path(w[len("body=@"):]).read_text() for w in words if w.startswith("body=@")), "")
path = next(w for w in words if w.startswith("repos/o/r/issues/"))
if "POST" in words and path == "repos/o/r/issues/7/comments":
    comments.append(body)
elif "PATCH" in words and path.startswith("repos/o/r/issues/comments/"):
    comments[int(path.rsplit("/", 1)[1]) - 1] = body
elif "--jq" in words and path == "repos/o/r/issues/7/comments":
    answer = json.dumps([{"id": n, "body": text} for n, text in enumerate(comments, 1)])
    query = words[words.index("--jq") + 1]
    print(subprocess.run(["jq", "-r", query], input=answer, check=True, capture_output=True,
                         text=True).stdout, end="")
else:
    sys.exit(f"gh: what is {words}?")
store.write_text(json.dumps(comments))
"""
CURL = """#!/usr/bin/env python3
# notes of a merge request, one a page
import json, os, pathlib, sys, urllib.parse
store = pathlib.Path(os.environ["COMMENTS"])
notes = json.loads(store.read_text()) if store.exists() else ["another's note"]
words = sys.argv[1:]
def after(word):
    return words[words.index(word) + 1] if word in words else None
if after("--header") != "PRIVATE-TOKEN: secret" or "--fail" not in words:
    sys.exit("curl: no token")
url = urllib.parse.urlsplit(next(w for w in words if w.startswith("https://")))
base = "/api/v4/projects/3/merge_requests/5/notes"
body = after("--data-urlencode")
text = pathlib.Path(body[len("body@"):]).read_text() if body else None
if after("--request") == "POST" and url.path == base:
    notes.append(text)
elif after("--request") == "PUT" and url.path.startswith(base + "/"):
    notes[int(url.path.rsplit("/", 1)[1]) - 1] = text
elif not after("--request") and url.path == base:
    page = int(urllib.parse.parse_qs(url.query)["page"][0])
    more = page + 1 if page < len(notes) else ""
    pathlib.Path(after("--dump-header")).write_text(f"HTTP/2 200\\r\\nx-next-page: {more}\\r\\n")
    print(json.dumps([{"id": page, "body": notes[page - 1]}]))
else:
    sys.exit(f"curl: what is {words}?")
store.write_text(json.dumps(notes))
"""


def fail(why):
    """Ends the test as failed."""
    print(f"FAILED: {why}")
    sys.exit(1)


def blocks(heading):
    """The shell steps of the YAML below a heading of docs/ci.md, in order."""
    text = (SOURCE / "docs/ci.md").read_text().split(f"\n## {heading}\n")[1]
    yaml = re.search(r"```yaml\n(.*?)```", text, re.S).group(1).split("\n")
    found, indent = [], None
    for line in yaml:
        depth = len(line) - len(line.lstrip())
        if indent is not None and line.strip() and depth <= indent:
            indent = None
        if indent is not None:
            found[-1].append(line)
        elif re.fullmatch(r"\s*(- |run: |- run: )\|", line):
            found.append([])
            indent = depth
    steps = [re.sub(r"(?m)^ {%d}" % (len(b[0]) - len(b[0].lstrip())), "", "\n".join(b))
             for b in found]
    check_yaml("\n".join(yaml), steps)
    return steps


def check_yaml(text, steps):
    """Where there is a reader of YAML, it finds the same steps."""
    try:
        import yaml
    except ImportError:
        print("PyYAML is not installed: the snippets are not read as YAML")
        return
    document = yaml.safe_load(text)
    job = document["jobs"]["size"] if "jobs" in document else document["size"]
    read = job["script"] if "script" in job else [s["run"] for s in job["steps"] if "run" in s]
    want("steps as YAML", [r.strip() for r in read], [s.strip() for s in steps])


class Job:
    """A CI's job: a folder, what it keeps, and its environment."""

    def __init__(self, where, build, environment):
        self.where, self.build = where, build
        tools = where / "tools"
        tools.mkdir(parents=True)
        for name, text in (("make", MAKE), ("gh", GH), ("curl", CURL)):
            (tools / name).write_text(text)
            (tools / name).chmod(0o755)
        (tools / "modsplit").symlink_to(os.environ["MODSPLIT"])
        self.folder = where / "job"
        self.folder.mkdir()
        self.environment = {**os.environ, **environment, "MINI_BUILD": str(build),
                            "PATH": f"{tools}:{os.environ['PATH']}",
                            "COMMENTS": str(where / "comments.json"),
                            "GITHUB_STEP_SUMMARY": str(where / "summary.md")}

    def run(self, steps, **more):
        """The steps as a runner takes them: bash -e, to the first that fails. Status, output."""
        for path in self.folder.glob("size[.-]*"):
            if path.name not in ("size-history.jsonl", "size-budget.json"):
                path.unlink()
        said = ""
        for step in steps:
            done = subprocess.run(["bash", "-e", "-c", step], cwd=self.folder, text=True,
                                  env={**self.environment, **more}, check=False,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            said += done.stdout
            if done.returncode:
                return done.returncode, said
        return 0, said

    def text(self, name):
        """A file that the job has made."""
        return (self.folder / name).read_text()


def bytes_of(build):
    return (build / "vmlinux").stat().st_size


def want(name, have, expected):
    if have != expected:
        fail(f"{name}: {have!r}, not {expected!r}")


def want_in(name, part, whole):
    if part not in whole:
        fail(f"{name}: '{part}' is not in: {whole[-2000:]}")


def limits_for(job, bytes_now):
    """100 bytes of growth, 50 of them a warning; and an absolute limit far away."""
    budget(job.folder, "size-budget.json", {"growth": 100, "warn": 50, "reason": "it must fit"},
           {"section": ".data", "max": bytes_now + 65536})


def build_with(where, table):
    """A miniature kernel whose core has a table of so many bytes."""
    where.mkdir(parents=True)
    kernel = MiniKernel(where, extra=f"char core_table[{table}] = {{1}};\n")
    return kernel.build


def github(where, builds):
    steps = blocks("GitHub Actions")
    want("steps", len(steps), 4)
    job = Job(where, builds["small"], {"GITHUB_SHA": "c0ffee", "GITHUB_REPOSITORY": "o/r",
                                       "PULL": "7"})
    limits_for(job, bytes_of(builds["small"]))
    push = [steps[0], steps[1], steps[3]]
    status, said = job.run(push, GITHUB_EVENT_NAME="push")
    want("first push", status, 0)
    want_in("first push", "no base yet", said)
    record = json.loads(job.text("size-history.jsonl"))
    want("label", record["label"], "c0ffee")
    for name, expected, words in (("small", 0, "Budget size-budget.json: met"),
                                  ("near", 0, "::warning title=size-growth"),
                                  ("large", 1, "::error title=size-growth")):
        status, said = job.run(steps, GITHUB_EVENT_NAME="pull_request",
                               MINI_BUILD=str(builds[name]))
        want(name, status, expected)
        want_in(name, words, said)
        json.loads(job.text("size.sarif"))
        want("a merge request records nothing", len(job.text("size-history.jsonl").splitlines()), 1)
    comments = json.loads((where / "comments.json").read_text())
    want("comments", len(comments), 1)
    want_in("comment", "exceeded", comments[0])
    want_in("summary", "it must fit", (where / "summary.md").read_text())
    status, said = job.run(push, GITHUB_EVENT_NAME="push", MINI_BUILD=str(builds["near"]))
    want("second push", (status, len(job.text("size-history.jsonl").splitlines())), (0, 2))
    status, _ = job.run(push, GITHUB_EVENT_NAME="push", MINI_BUILD=str(where / "none"))
    want("no build", status != 0, True)


def gitlab(where, builds):
    steps = blocks("GitLab CI")
    want("steps", len(steps), 4)
    job = Job(where, builds["small"], {"CI_COMMIT_SHA": "c0ffee", "CI_DEFAULT_BRANCH": "main",
                                       "CI_API_V4_URL": "https://git.example.org/api/v4",
                                       "CI_PROJECT_ID": "3"})
    limits_for(job, bytes_of(builds["small"]))
    status, said = job.run(steps, CI_COMMIT_BRANCH="main")
    want("first", status, 0)
    want_in("first", "no base yet", said)
    for name, expected, severities in (("small", 0, []), ("near", 0, ["minor"]),
                                       ("large", 1, ["critical"])):
        status, said = job.run(steps, CI_MERGE_REQUEST_IID="5", SIZE_TOKEN="secret",
                               MINI_BUILD=str(builds[name]))
        want(name, status, expected)
        want(name, [i["severity"] for i in json.loads(job.text("size-quality.json"))], severities)
        top = xml.etree.ElementTree.fromstring(job.text("size-junit.xml"))
        want(name, (int(top.get("tests")), int(top.get("failures"))), (2, expected))
        want_in(name, "<!-- modsplit:size -->", job.text("size.md"))
    notes = json.loads((where / "comments.json").read_text())
    want("notes", (len(notes), notes[0]), (2, "another's note"))
    want_in("note", "exceeded", notes[1])
    (where / "comments.json").unlink()
    status, _ = job.run(steps, CI_MERGE_REQUEST_IID="5")
    want("no token, no note", (status, (where / "comments.json").exists()), (0, False))


def main():
    for tool in ("bash", "jq"):
        if not shutil.which(tool):
            print(f"skipped: {tool} is not installed")
            sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="modsplit-ci-") as scratch:
        where = pathlib.Path(scratch)
        builds = {name: build_with(where / name, table)
                  for name, table in (("small", 4096), ("near", 4096 + 64), ("large", 4096 + 160))}
        growth = {name: bytes_of(build) - bytes_of(builds["small"])
                  for name, build in builds.items()}
        if not 50 < growth["near"] <= 100 < growth["large"]:
            fail(f"the miniatures do not grow as they should: {growth}")
        github(where / "github", builds)
        gitlab(where / "gitlab", builds)
    print("the steps of docs/ci.md say met, near and exceeded")


if __name__ == "__main__":
    main()
