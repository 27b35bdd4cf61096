# SPDX-License-Identifier: GPL-2.0-only
"""Rules of the house that can be read off the text of a file."""
import re

from house_lib import blank, check, functions, line_of

SPDX = "SPDX-License-Identifier: GPL-2.0-only"
C = f"/* {SPDX} */\n"

MAX_FILE = 600
MAX_FUNCTION = 60


def lines_of(n):
    return C + "int a;\n" * (n - 1)


def function_of(n, name="long_one"):
    return f"{C}int {name}(int a,\n\t\tint b)\n{{\n" + "\ta++;\n" * n + "}\n"


@check("file-size", [
    (None, {"src/base/a.c": lines_of(MAX_FILE)}),
    ("src/base/a.c: 601 lines", {"src/base/a.c": lines_of(MAX_FILE + 1)}),
])
def check_file_size(house):
    """A file of more than 600 lines is two things."""
    wrong = []
    for name in house.match("src/*.[ch]", "include/*.h", "tests/*.[ch]", "tests/*.py",
                            "scripts/*", "bench/*"):
        count = house.text(name).count("\n")
        if count > MAX_FILE:
            wrong.append(f"{name}: {count} lines, more than {MAX_FILE}")
    return wrong


@check("function-size", [
    (None, {"src/base/a.c": function_of(MAX_FUNCTION)}),
    (None, {"src/base/a.c": function_of(MAX_FUNCTION + 1),
            "tests/house/long-functions.txt": "src/base/a.c long_one  a table in disguise\n"}),
    ("src/base/a.c:4: 'long_one' has 61 lines",
     {"src/base/a.c": function_of(MAX_FUNCTION + 1)}),
    ("'src/base/a.c short_one' is not long",
     {"src/base/a.c": function_of(3, "short_one"),
      "tests/house/long-functions.txt": "src/base/a.c short_one  was long once\n"}),
    ("gives no reason",
     {"src/base/a.c": function_of(MAX_FUNCTION + 1),
      "tests/house/long-functions.txt": "src/base/a.c long_one\n"}),
])
def check_function_size(house):
    """A function has at most 60 lines between its braces, or a reason in long-functions.txt."""
    wrong, allowed = [], set()
    listing = "tests/house/long-functions.txt"
    for number, line in enumerate(house.text(listing).splitlines()
                                  if listing in house.files else [], 1):
        words = line.split("#")[0].split()
        if words:
            allowed.add(" ".join(words[:2]))
            if len(words) < 3:
                wrong.append(f"{listing}:{number}: '{line}' gives no reason")
    for name in house.match("src/*.c", "src/*.h", "tests/*.c", "bench/*.c"):
        for number, function, count in functions(house.text(name)):
            key = f"{name} {function}"
            if count > MAX_FUNCTION and key not in allowed:
                wrong.append(f"{name}:{number}: '{function}' has {count} lines, "
                             f"more than {MAX_FUNCTION}")
            if count > MAX_FUNCTION:
                allowed.discard(key)
    return wrong + [f"{listing}: '{key}' is not long (any more)" for key in sorted(allowed)]


LOUD = re.compile(
    r"\b(printf|vprintf|puts|putchar|perror|exit|quick_exit|abort|assert|err|errx|warn|warnx|"
    r"g_print|g_printerr|g_message|g_warning|g_critical|g_error|g_log|g_info|g_debug|"
    r"g_warning_once|g_return_if_reached)\s*\(|\b(stdout|stderr)\b")


@check("library-silent", [
    (None, {"src/cli/a.c": "void f(void)\n{\n\tprintf(x);\n\texit(2);\n}\n",
            "src/base/a.c": 'void f(void)\n{\n\t/* exit(1) */ g("stderr");\n'
                            "\tfprintf(file, x);\n\tp->abort = 1;\n\tsnprintf(b, 1, x);\n}\n"}),
    ("src/base/a.c:3: 'printf'", {"src/base/a.c": "void f(void)\n{\n\tprintf(x);\n}\n"}),
    ("src/scan/a.c:3: 'stderr'", {"src/scan/a.c": "void f(void)\n{\n\tfputs(x, stderr);\n}\n"}),
    ("src/model/a.c:3: 'abort'", {"src/model/a.c": "void f(void)\n{\n\tabort ();\n}\n"}),
    ("src/patch/a.h:1: 'g_warning'", {"src/patch/a.h": "#define W g_warning(x)\n"}),
])
def check_silent(house):
    """Only src/cli prints or exits."""
    wrong = []
    for name in house.match("src/*.c", "src/*.h"):
        # src/boot/guest is a program of its own, the guest's /init
        if name.startswith(("src/cli/", "src/boot/guest/")):
            continue
        text = blank(house.text(name))
        for match in LOUD.finditer(text):
            before = text[:match.start()].rstrip()[-2:]
            if before[-1:] == "." or before == "->":
                continue        # a member of that name
            word = match.group(1) or match.group(2)
            wrong.append(f"{name}:{line_of(text, match.start())}: '{word}' in a library room")
    return wrong


SHELL = re.compile(r"\b(system|popen|g_spawn_command_line_(?:a)?sync|g_shell_parse_argv|wordexp)"
                   r"\s*\(")
SHELL_ARGV = re.compile(r'"(?:/bin/)?(?:ba|da)?sh"\s*,\s*"-\w*c\w*"')


@check("no-shell", [
    (None, {"src/base/a.c": 'void f(void)\n{\n\tcall("popen(x)", "sh");\n\t/* system(x) */\n}\n'}),
    ("src/cli/a.c:3: 'system'", {"src/cli/a.c": "void f(void)\n{\n\tsystem(x);\n}\n"}),
    ("src/scan/a.c:3: 'popen'", {"src/scan/a.c": "void f(void)\n{\n\tpopen(x, y);\n}\n"}),
    ("src/scan/a.c:1: a shell in an argument vector",
     {"src/scan/a.c": 'char *a[] = { "/bin/sh", "-c", x };\n'}),
])
def check_no_shell(house):
    """Nothing of ours runs a shell; processes are started from an argument vector."""
    wrong = []
    for name in house.match("src/*.c", "src/*.h"):
        text = blank(house.text(name))
        for match in SHELL.finditer(text):
            wrong.append(f"{name}:{line_of(text, match.start())}: '{match.group(1)}' runs a shell")
        text = blank(house.text(name), strings=False)
        for match in SHELL_ARGV.finditer(text):
            wrong.append(f"{name}:{line_of(text, match.start())}: a shell in an argument vector")
    return wrong


@check("licence", [
    (None, {"src/base/a.c": C, "scripts/x": f"#!/bin/sh\n# {SPDX}\n", "docs/a.md": "words\n",
            "COPYING": "text\n"}),
    ("src/base/a.c: no SPDX line", {"src/base/a.c": "int a;\n", "COPYING": "text\n"}),
    ("scripts/x: no SPDX line", {"scripts/x": "#!/bin/sh\n", "COPYING": "text\n"}),
    ("COPYING is missing", {"src/base/a.c": C}),
])
def check_licence(house):
    """Each source file says its licence in the first three lines."""
    wrong = [] if "COPYING" in house.files else ["COPYING is missing"]
    source = (".c", ".h", ".py", ".sh", ".cmake", "CMakeLists.txt", ".S")
    for name in house.files:
        if name.startswith(("kernel-fixtures/cases/", "patches/")):
            continue
        head = "\n".join(house.text(name).split("\n")[:3])
        if (name.endswith(source) or head.startswith("#!")) and SPDX not in head:
            wrong.append(f"{name}: no SPDX line with GPL-2.0-only in the first three lines")
    return wrong


# spelled so that this file does not match itself
PLACES = re.compile(
    r"(?<![\w.$}*\])-])/(?:home|root|work|Users|mnt|srv|opt)/[\w.]|"
    r"\b(?:deb|security|snapshot|ftp)[.]debian[.]org|\bpypi[.]org|pythonhosted[.]org|"
    r"registry[.]npmjs|\bcrates[.]io|proxy[.]golang[.]org|\bdocker[.]io|\bghcr[.]io|"
    r"\b\d{1,3}[.]\d{1,3}[.]\d{1,3}[.]\d{1,3}:\d+")


@check("no-places", [
    (None, {"docs/a.md": "see ~/.cache, /usr/share, drivers/opt/x and $HOME/work/x\n"}),
    ("docs/a.md:2: ", {"docs/a.md": "\nrun /home" + "/joe/x\n"}),
    ("scripts/x:1: 'pypi", {"scripts/x": "curl https://pypi" + ".org/x\n"}),
    ("scripts/x:1: 'deb", {"scripts/x": "deb http://deb.debian" + ".org/debian x\n"}),
])
def check_no_places(house):
    """No path of somebody's machine and no registry host."""
    wrong = []
    for name in house.files:
        if name == "COPYING":
            continue
        text = house.text(name)
        for match in PLACES.finditer(text):
            wrong.append(f"{name}:{line_of(text, match.start())}: '{match.group(0)}' "
                         "is a place on one machine or network")
    return wrong


@check("whitespace", [
    (None, {"src/base/a.c": C + "int a;\n", "patches/x/0001.patch": "-- \n \n",
            "docs/a.md": "hard break  \nnext\n"}),
    ("src/base/a.c:2: blank at the end", {"src/base/a.c": C + "int a; \n"}),
    ("src/base/a.c:2: indented by spaces", {"src/base/a.c": C + "        int a;\n"}),
    ("src/base/a.c:2: more than 100 columns", {"src/base/a.c": C + "\t" * 10 + "x" * 21 + "\n"}),
    ("src/base/a.c:2: more than 105", {"src/base/a.c": C + "/* " + "x" * 100 + " */\n"}),
    (None, {"src/base/a.c": C + 'char *s = "' + "x" * 100 + '";\n'}),
    ("src/base/a.c: no newline at the end", {"src/base/a.c": C + "int a;"}),
    ("src/base/a.c: carriage return", {"src/base/a.c": C + "int a;\r\n"}),
])
def check_whitespace(house):
    """Tabs, 100 columns, no blanks at line ends, a newline at the end. Data is left alone."""
    wrong = []
    code = set(house.match("*.c", "*.h", "*.py", "*.sh", "*CMakeLists.txt", "*.cmake",
                           "scripts/*", ".ci/*"))
    for name in house.files:
        data = name.startswith(("kernel-fixtures/", "patches/", "tests/bootlog/", "COPYING"))
        if data or not (name in code or name.endswith((".md", ".txt", ".json", ".1"))):
            continue
        text = (house.root / name).read_bytes().decode("utf-8", "replace")
        if text and not text.endswith("\n"):
            wrong.append(f"{name}: no newline at the end")
        if "\r" in text:
            wrong.append(f"{name}: carriage return")
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if name in code and line != line.rstrip():
                wrong.append(f"{name}:{number}: blank at the end of the line")
            if not name.endswith((".c", ".h")):
                continue
            if line.startswith(" " * 8):
                wrong.append(f"{name}:{number}: indented by spaces")
            # strings stay whole, so that they can be searched for; a comment may end a word later
            limit = 105 if re.search(r"/\*|\*/|^\s*\*", line) else 100
            if len(line.expandtabs(8)) > limit and '"' not in line:
                wrong.append(f"{name}:{number}: more than {limit} columns")
    return wrong


CHECKS = {f.name: f for f in (check_file_size, check_function_size, check_silent, check_no_shell,
                              check_licence, check_no_places, check_whitespace)}
