/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef GUEST_ORDERS_H
#define GUEST_ORDERS_H

/**
 * The guest's orders: /orders in the initramfs, one a line, words separated by blanks, `#` begins a
 * comment. Each order runs in a child with a time limit, so that none can hang the guest.
 *
 *   autoload [except MODULE…]          load what modules.alias yields for the modalias files in
 *                                      sysfs, with what modules.dep names, until nothing new comes
 *   wait-until SECONDS                 sleep until so long after boot (CLOCK_MONOTONIC)
 *   wait-for PATTERN SECONDS           sleep until a path matches, so long at most; no failure
 *   snapshot NAME                      report devices, groups, devices_deferred, modules
 *   read-disk NAME DEVICE OFFSET       O_DIRECT read of the 4096 bytes at OFFSET, compared with
 * what the image holds there (see pattern.h) write PATTERN TEXT                 write a text to
 * every file that matches show PATTERN                       report the text of every file that
 * matches load MODULE                        load a module that no device asks for, and what it
 * needs unload MODULE                      delete_module(O_NONBLOCK), with the devices that use it
 *   end-with power-off|restart         when all is done, ask reboot(2) for this and for nothing
 *                                      else: a machine that cannot do it runs on. Without this
 *                                      order it is power-off, and a panic if that fails
 */

struct guest;

/** orders_run: runs all lines of a text, one after the other, and reports each. */
void orders_run(struct guest *guest, char *text);

#endif
