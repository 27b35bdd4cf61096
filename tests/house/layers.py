# SPDX-License-Identifier: GPL-2.0-only
"""src/layers.txt against the #include lines of src/."""
import fnmatch
import re

from house_lib import check, includes

ROOMS = "base:\nmodel: base\nscan: base model\nforeign libelf.h: scan/elf*.c\n"


def read_layers(house):
    """({room: rooms it may include}, [(patterns of headers, patterns of files)], complaints)"""
    rooms, foreign, wrong = {}, [], []
    for number, line in enumerate(house.text("src/layers.txt").splitlines(), 1):
        line = line.split("#")[0].strip()
        if not line:
            continue
        head, colon, tail = line.partition(":")
        words = head.split()
        if not colon or not words:
            wrong.append(f"src/layers.txt:{number}: neither a room nor a foreign header")
        elif words[0] == "foreign":
            foreign.append((words[1:], tail.split()))
        else:
            for below in tail.split():
                # only rooms above this line: so the order of the file proves there is no cycle
                if below not in rooms:
                    wrong.append(f"src/layers.txt:{number}: '{words[0]}' names '{below}', "
                                 "which no line above declares")
            rooms[words[0]] = set(tail.split())
    return rooms, foreign, wrong


@check("layers", [
    (None, {"src/layers.txt": ROOMS, "src/base/a.h": "",
            "src/model/m.c": '#include "base/a.h"\n#include <modsplit/model.h>\n',
            "src/scan/elf.c": "#include <libelf.h>\n#include <glib.h>\n"}),
    ("'base' may not include 'model'",
     {"src/layers.txt": ROOMS, "src/model/m.h": "", "src/base/a.c": '#include "model/m.h"\n'}),
    ("'model' may not include 'scan'",
     {"src/layers.txt": ROOMS, "src/scan/s.h": "", "src/model/m.h": '#include "../scan/s.h"\n'}),
    ("'libelf.h' belongs in scan/elf*.c",
     {"src/layers.txt": ROOMS, "src/scan/index.c": "#include <libelf.h>\n"}),
    ("'attic' has no line",
     {"src/layers.txt": ROOMS, "src/attic/a.c": ""}),
    ("names 'scan', which no line above declares",
     {"src/layers.txt": "base: scan\nscan: base\n", "src/base/a.c": ""}),
    ("public header includes 'base/a.h'",
     {"src/layers.txt": ROOMS, "include/modsplit/scan.h": '#include "base/a.h"\n'}),
    ("no such header in 'base'",
     {"src/layers.txt": ROOMS, "src/scan/s.c": '#include "base/gone.h"\n'}),
])
def check_layers(house):
    """A room includes only what its line names; a foreign header only in its one place."""
    rooms, foreign, wrong = read_layers(house)
    for name in house.match("src/*/*.c", "src/*/*.h"):
        room = name.split("/")[1]
        if room not in rooms:
            wrong.append(f"{name}: room '{room}' has no line in src/layers.txt")
            continue
        for number, quote, header in includes(house.text(name)):
            place = f"{name}:{number}"
            wrong += room_include(house, place, room, rooms, quote, header)
            wrong += foreign_include(place, name[len("src/"):], foreign, header)
    for name in house.match("include/*.h"):
        for number, quote, header in includes(house.text(name)):
            if quote == '"' or header.split("/")[0] in rooms:
                wrong.append(f"{name}:{number}: public header includes '{header}', "
                             "which is not public")
            wrong += foreign_include(f"{name}:{number}", name, foreign, header)
    return wrong


def room_include(house, place, room, rooms, quote, header):
    parts = re.sub(r"^(\.\./)+", "", header).split("/")
    if quote == "<":
        return []
    if len(parts) == 1:
        return []       # beside the file; the compiler knows whether it is there
    if parts[0] not in rooms:
        return [f"{place}: '{header}' is in no room"]
    if parts[0] != room and parts[0] not in rooms[room]:
        return [f"{place}: '{room}' may not include '{parts[0]}' ('{header}')"]
    if not (house.root / "src" / "/".join(parts)).exists():
        return [f"{place}: no such header in '{parts[0]}': '{header}'"]
    return []


def foreign_include(place, name, foreign, header):
    for headers, files in foreign:
        if any(fnmatch.fnmatchcase(header, h) for h in headers) and \
           not any(fnmatch.fnmatchcase(name, f) for f in files):
            return [f"{place}: '{header}' belongs in {' '.join(files)} alone"]
    return []


CHECKS = {"layers": check_layers}
