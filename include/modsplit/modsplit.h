/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MODSPLIT_MODSPLIT_H
#define MODSPLIT_MODSPLIT_H

/**
 *  tree, .config, objects, vmlinux
 *         |  scan
 *         v
 *       model ------------------------------+
 *         |  analyze  (+ rules/)            |
 *         v                                 |
 *      findings                             |
 *         |  plan                           |  before / after
 *         v                                 |
 *       plan                                |
 *         |  patch                          |
 *         v                                 |
 *      series --verify--> outcome --report--> text, JSON, Markdown, HTML, JUnit, SARIF
 *
 * Each stage is one function that takes a value and gives a value; each value has one versioned
 * JSON form, so every stage can be run, saved, replayed and tested alone.
 */
#include <modsplit/analyze.h>
#include <modsplit/answers.h>
#include <modsplit/build.h>
#include <modsplit/error.h>
#include <modsplit/job.h>
#include <modsplit/kbuild.h>
#include <modsplit/kconfig.h>
#include <modsplit/moves.h>
#include <modsplit/patch.h>
#include <modsplit/plan.h>
#include <modsplit/report.h>
#include <modsplit/scan.h>
#include <modsplit/verify.h>

#endif
