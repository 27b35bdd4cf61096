/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LEDGER_UNITS_H
#define LEDGER_UNITS_H

#include "formats/dwarf.h"

/**
 * ledger_unit_objects: the object of each unit, by the path of its source in the tree or in the
 * build: "drivers/x/y.o"; NULL: the source lies in neither. The caller frees the array, which owns
 * its texts. The tree is where init/main.c lies; the build, where the compiler ran.
 */
GPtrArray *ledger_unit_objects(const struct scan_dwarf *dwarf);

#endif
