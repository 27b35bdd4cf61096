# SPDX-License-Identifier: GPL-2.0-only
"""Checks that other programs make: clang-format, clang-tidy, sh, objdump."""
import json
import os
import pathlib
import re
import shutil
import subprocess

from house_lib import Skip, check

# another version formats a few constructs differently, so one version is the judge
FORMAT_VERSION = "14"
STYLE = "BasedOnStyle: LLVM\nUseTab: Always\nIndentWidth: 8\nTabWidth: 8\n"


def clang_format():
    for name in (f"clang-format-{FORMAT_VERSION}", "clang-format"):
        if shutil.which(name):
            said = subprocess.run([name, "--version"], capture_output=True, text=True).stdout
            if f"version {FORMAT_VERSION}." in said:
                return name
    raise Skip(f"clang-format {FORMAT_VERSION} is not installed")


@check("format", [
    (None, {".clang-format": STYLE, "src/base/a.c": "int f() {\n\tg();\n\treturn 1;\n}\n"}),
    ("src/base/a.c:", {".clang-format": STYLE, "src/base/a.c": "int f() {\n\tg();\n  return 1;\n}\n"}),
])
def check_format(house):
    """clang-format would change nothing."""
    tool = clang_format()
    names = house.match("src/*.[ch]", "include/*.h", "tests/*.[ch]", "bench/*.[ch]")
    run = subprocess.run([tool, "--style=file", "--dry-run", *names], cwd=house.root,
                         capture_output=True, text=True)
    return re.findall(r"^(\S+?:\d+):.*clang-format-violations", run.stderr, re.MULTILINE)


@check("shell-scripts", [
    (None, {"scripts/x": "#!/bin/sh\nif true; then echo; fi\n"}),
    ("scripts/x:", {"scripts/x": "#!/bin/sh\nif true; then echo\n"}),
    ("scripts/lib/x.sh:", {"scripts/lib/x.sh": "case x in\n"}),
])
def check_shell(house):
    """sh can read every script; shellcheck, where it is installed, has no warning."""
    wrong = []
    for name in house.files:
        first = house.text(name).split("\n", 1)[0]
        if not (name.endswith(".sh") or re.match(r"#! ?/(usr/)?bin/(env )?(ba|da)?sh\b", first)):
            continue
        if name.startswith("kernel-fixtures/cases/"):
            continue
        shell = "bash" if "bash" in first else "sh"
        run = subprocess.run([shell, "-n", name], cwd=house.root, capture_output=True, text=True)
        wrong += [f"{name}: {line}" for line in run.stderr.splitlines()]
        if shutil.which("shellcheck"):
            run = subprocess.run(["shellcheck", "-x", "-S", "warning", "-f", "gcc", name],
                                 cwd=house.root, capture_output=True, text=True)
            wrong += run.stdout.splitlines()
    return wrong


STATE = "static int counter;\nint f(void);\nint f(void) { return ++counter; }\n"
TABLE = 'static const char *const t[] = { "a" };\nconst char *f(int);\n' \
        "const char *f(int i) { return t[i]; }\n"


@check("no-mutable-state", [
    (None, {"mini/libmodsplit_x.a.c": TABLE}),
    ("'counter' is mutable state", {"mini/libmodsplit_x.a.c": STATE}),
])
def check_state(house):
    """No library room keeps mutable state at file scope (what G_DEFINE_QUARK makes aside)."""
    objects = []
    for source in house.match("mini/*.c"):      # only miniatures have these
        path = house.root / (source + ".o")
        subprocess.run([house.cc, "-fPIC", "-c", str(house.root / source), "-o", str(path)],
                       check=True)
        objects.append(path)
    if not objects:
        objects = sorted(pathlib.Path(house.build or ".").glob("src/*/libmodsplit_*.a"))
    if not objects:
        raise Skip("there are no room libraries in the build directory")
    wrong = []
    for path in objects:
        run = subprocess.run(["objdump", "-t", str(path)], capture_output=True, text=True)
        if "__asan_init" in run.stdout:
            raise Skip("built with sanitizers, which keep state of their own")
        for line in run.stdout.splitlines():
            match = re.search(r"\bO (\.data|\.bss|\*COM\*)(\S*)\s+\S+\s+(?:\.hidden )?(\S+)$", line)
            if not match or match.group(2).startswith(".rel.ro"):
                continue
            if not re.match(r"(q|quark|ms_\w*quark\w*)\.\d+$", match.group(3)):
                wrong.append(f"{path.name}: '{match.group(3)}' is mutable state")
    return wrong


@check("tidy", [
    (None, {".clang-tidy": "Checks: '-*,bugprone-sizeof-expression'\nWarningsAsErrors: '*'\n",
            "mini/a.c": "int f(int *p);\nint f(int *p) { return *p; }\n"}),
    ("bugprone-sizeof-expression",
     {".clang-tidy": "Checks: '-*,bugprone-sizeof-expression'\nWarningsAsErrors: '*'\n",
      "mini/a.c": "unsigned long f(void);\nunsigned long f(void) { return sizeof(sizeof(1)); }\n"}),
])
def check_tidy(house):
    """clang-tidy with our .clang-tidy has no warning."""
    if not shutil.which("clang-tidy"):
        raise Skip("clang-tidy is not installed")
    sources = [str(house.root / f) for f in house.match("mini/*.c")]
    if sources:
        database = [{"directory": str(house.root), "file": f, "arguments": ["cc", "-c", f]}
                    for f in sources]
        folder = house.root
        (folder / "compile_commands.json").write_text(json.dumps(database))
    else:
        folder = pathlib.Path(house.build or ".")
        if not (folder / "compile_commands.json").exists():
            raise Skip("there is no compile_commands.json in the build directory")
        built = {e["file"] for e in json.loads((folder / "compile_commands.json").read_text())}
        sources = [str(house.root / f) for f in house.match("src/*.c")]
        sources = [f for f in sources if f in built]
    processes, wrong = [], []
    while sources or processes:
        while sources and len(processes) < (os.cpu_count() or 1):
            command = ["clang-tidy", "--quiet", "-p", str(folder), sources.pop()]
            processes.append(subprocess.Popen(command, stdout=subprocess.PIPE,
                                              stderr=subprocess.DEVNULL, text=True))
        said = processes.pop(0).communicate()[0]
        wrong += [line.replace(str(house.root) + "/", "") for line in said.splitlines()
                  if re.search(r": (warning|error): .*\[", line)]
    return sorted(set(wrong))


CHECKS = {f.name: f for f in (check_format, check_shell, check_state, check_tidy)}
