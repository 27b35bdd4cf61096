/* SPDX-License-Identifier: GPL-2.0-only */
#include <modsplit/error.h>

G_DEFINE_QUARK(ms - error - quark, ms_error)
