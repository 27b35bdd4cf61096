# SPDX-License-Identifier: GPL-2.0-only
"""Headers: each compiles alone, and each function that it declares has its contract above it."""
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from house_lib import Skip, blank, check, line_of

FLAGS = ["-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE", "-fsyntax-only"]


def glib_flags():
    try:
        out = subprocess.run(["pkg-config", "--cflags", "glib-2.0", "gio-unix-2.0", "jansson"],
                             capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise Skip(f"pkg-config cannot tell the flags of glib ({error})")
    # as system headers: warnings in them are not ours
    return [re.sub(r"^-I", "-isystem", flag) for flag in out.split()]


def compile_alone(house, names, compiler, language, standard):
    """Compile a file that does nothing but include the header, twice."""
    flags = FLAGS + [f"-I{house.root}/src", f"-I{house.root}/include"] + glib_flags()

    def one(name):
        with tempfile.TemporaryDirectory(prefix="modsplit-header-") as folder:
            path = pathlib.Path(folder, "alone." + language)
            line = f'#include "{house.root / name}"\n'
            path.write_text(line + line)
            command = [compiler, f"-std={standard}", *flags, str(path)]
            run = subprocess.run(command, capture_output=True, text=True)
        first = next((l for l in run.stderr.splitlines() if "error" in l), run.stderr[:200])
        first = first.replace(str(house.root) + "/", "")
        return [f"{name}: does not compile alone in {standard}: {first}"] if run.returncode else []

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return [c for found in pool.map(one, names) for c in found]


@check("headers-alone", [
    (None, {"src/base/a.h": "#pragma once\n#include <glib.h>\nGPtrArray *base_a(void);\n",
            "include/modsplit/m.h": "#pragma once\nint ms_m(void);\n"}),
    ("src/base/a.h: does not compile alone in gnu17",
     {"src/base/a.h": "#pragma once\nGPtrArray *base_a(void);\n"}),
    ("src/base/a.h: does not compile alone in gnu17",
     {"src/base/a.h": "struct twice { int a; };\n"}),
    ("include/modsplit/m.h: does not compile alone in gnu++17",
     {"include/modsplit/m.h": "#pragma once\nint ms_m(int class);\n"}),
])
def check_alone(house):
    """Each header compiles alone and twice, as C; the public ones also as C++."""
    wrong = compile_alone(house, house.match("src/*.h", "include/*.h"), house.cc, "c", "gnu17")
    if shutil.which(house.cxx):
        wrong += compile_alone(house, house.match("include/*.h"), house.cxx, "cc", "gnu++17")
    return wrong


def flatten(text):
    """Blanked text without preprocessor lines, the insides of braces and extern "C" wrappers."""
    text = blank(text)
    text = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: re.sub(r"[^\n]", " ", m.group(0)),
                  text, flags=re.MULTILINE)
    # macros that stand as declarations end without a semicolon: G_DEFINE_…(a, b), G_BEGIN_DECLS
    text = re.sub(r"^[A-Z][A-Z_]+(\([^)]*\))?[ \t]*$",
                  lambda m: re.sub(r"[^\n]", " ", m.group(0)), text, flags=re.MULTILINE)
    text = re.sub(r"\bextern\s+\{", lambda m: re.sub(r"[^\n]", " ", m.group(0)), text)
    out, depth = [], 0
    for char in text:
        if char == "{":
            depth += 1
            out.append("{" if depth == 1 else " ")
        elif char == "}":
            depth = max(0, depth - 1)
            out.append("}" if depth == 0 else " ")
        else:
            out.append(char if depth == 0 or char == "\n" else " ")
    return "".join(out)


def declarations(text):
    """(first line, last line, name) of every declaration in a header; name is None for a type."""
    found, flat = [], flatten(text)
    for match in re.finditer(r"[^;{}]+(?:;|\{[^}]*\}[^;{}]*;|\{[^}]*\})", flat):
        statement = match.group(0)
        call = re.search(r"(?<!\w)(?!__attribute__)([a-z_]\w*)\s*\(", statement)
        name = call.group(1) if call and "(" in statement.split("{")[0] else None
        if re.match(r"\s*(typedef\b|(struct|enum|union)\s*\w*\s*\{)", statement):
            name = None
        if name and name.endswith("_error_quark"):
            name = None         # a quark is what its #define says
        first = match.start() + len(statement) - len(statement.lstrip())
        found.append((line_of(flat, first), line_of(flat, match.end() - 1), name))
    return found


@check("header-comments", [
    (None, {"src/base/a.h": "/* opens the door; NULL and @error if it is stuck */\n"
                            "struct door *door_open(int n,\n\t\tGError **error);\n"
                            "G_DEFINE_AUTOPTR_CLEANUP_FUNC(Door, door_free)\n"
                            "typedef int (*door_fn)(int a);\n"
                            "struct knob {\n\tint (*turn)(int);\n};\n"
                            "/* width and height, in mm */\nint door_w(void);\nint door_h(void);\n"
                            "int door_n(void); /* its number */\n\n"
                            "/* hangs it; 0 or -1 */\ntypedef int (*hanger)(int a);\n"
                            "int hang_left(int a);\nint hang_right(int a);\n"}),
    ("src/base/a.h:4: 'door_free' has no comment",
     {"src/base/a.h": "struct door {\n\tint n;\n};\nvoid door_free(struct door *door);\n"}),
    ("src/base/a.h:1: 'door_open' has no comment",
     {"src/base/a.h": "struct door *door_open(int n);\n"}),
    ("src/base/a.h:5: 'door_shut' has no comment",
     {"src/base/a.h": "/* opens */\n__attribute__((cold))\nint door_open(int n);\n\n"
                      "int door_shut(int n);\n"}),
    ("src/base/a.h:4: 'door_shut' has no comment",
     {"src/base/a.h": "/* opens */\nint door_open(int n);\n\n"
                      "enum state door_shut(int n);\nint door_lock(int n);\n"}),
    ("src/base/a.h:3: 'door_open' has no comment",
     {"src/base/a.h": "G_BEGIN_DECLS\n\nint door_open(int n);\nG_END_DECLS\n"}),
    ("'ms_m' has no comment",
     {"include/modsplit/m.h": '#ifdef __cplusplus\nextern "C" {\n#endif\n\nint ms_m(int n);\n'}),
])
def check_comments(house):
    """A comment stands right above each function of a header, or above the group it is in."""
    wrong = []
    for name in house.match("src/*.h", "include/*.h"):
        text = house.text(name)
        raw = text.split("\n")
        documented_until = -1
        for first, last, function in declarations(text):
            above = raw[first - 2].rstrip() if first > 1 else ""
            beside = "/*" in raw[last - 1] or "//" in raw[last - 1]
            if above.endswith("*/") or beside or documented_until == first - 1:
                documented_until = last
            elif function:
                wrong.append(f"{name}:{first}: '{function}' has no comment")
    return wrong


CHECKS = {"headers-alone": check_alone, "header-comments": check_comments}
