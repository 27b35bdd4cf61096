# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154 # $me, $top and $jobs are the sourcing script's
# Shared by scripts/check and scripts/quickstart; sourced with $me and $top set.

MODSPLIT_CACHE=${MODSPLIT_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/modsplit}
export MODSPLIT_CACHE

started=$(date +%s)

# step TEXT: one line a step, with the time since the start
step() {
	now=$(($(date +%s) - started))
	printf '== %s [%d:%02d] %s\n' "$me" $((now / 60)) $((now % 60)) "$*"
}

# die TEXT: what failed and what to do; status 2, "could not tell"
die() {
	printf '%s: %s\n' "$me" "$*" >&2
	exit 2
}

# build PRESET: configure and build; both do only what is left to do
build() {
	step "configure (preset $1)"
	(cd "$top" && cmake --preset "$1" >"$top/build/$1.configure.log" 2>&1) || {
		cat "$top/build/$1.configure.log" >&2
		die "cmake could not configure preset '$1'; what it said is above"
	}
	step "build (preset $1, $jobs jobs)"
	cmake --build "$top/build/$1" -j "$jobs" ||
		die "the build of preset '$1' failed; the first error above is the one to read"
}
