# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034 # the lists are for who sources this
# What modsplit and its tests need from Debian, and how to get what is missing.
# Debian 12 and 13 use the same names for all of these.

# to build modsplit, to check its sources
packages_build="build-essential cmake ninja-build pkg-config git python3
	libglib2.0-dev libjansson-dev libelf-dev libdw-dev libarchive-dev libfdt-dev
	libclang-dev clang-format mandoc"

# to build an arm64 kernel; checkpatch.pl and get_maintainer.pl want perl
packages_kernel="gcc-aarch64-linux-gnu libc6-dev-arm64-cross bc flex bison libssl-dev
	cpio device-tree-compiler rsync kmod xz-utils perl"

# to boot it. ipxe-qemu: the machine 'virt' has a network card, whose ROM must be there
packages_boot="qemu-system-arm qemu-efi-aarch64 ipxe-qemu"

# for the kernels of the slow tests
packages_slow="gcc-arm-linux-gnueabihf libc6-dev-armhf-cross
	gcc-riscv64-linux-gnu libc6-dev-riscv64-cross qemu-system-misc
	qemu-system-x86"

# what `scripts/check --all` can use and does without
packages_optional="clang clang-tidy shellcheck python3-pytest chromium chromium-driver gawk"

# missing_packages NAME…: those of them that are not installed
missing_packages() {
	for name in "$@"; do
		state=$(dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null | head -n 1)
		[ "$state" = installed ] || printf '%s ' "$name"
	done
}

# as_root COMMAND…: directly, or through sudo (which may ask, unless nobody is there)
as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif [ -t 0 ]; then
		sudo "$@"
	else
		sudo -n "$@"
	fi
}

apt_install() {
	as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -q --no-install-recommends "$@" </dev/null
}

# install_packages NAME…: by name and only if something is missing
install_packages() {
	command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || {
		step "not a Debian system: taking the tools as they are"
		return 0
	}
	missing=$(missing_packages "$@")
	[ -n "$missing" ] || {
		step "packages: nothing is missing"
		return 0
	}
	step "packages: installing $missing"
	if [ "$(id -u)" != 0 ]; then
		command -v sudo >/dev/null ||
			die "installing packages needs root, and there is no sudo; as root, run:
  apt-get install --no-install-recommends $missing"
		step "packages: this needs root, asking sudo"
	fi
	# a fresh machine has no package lists, an old one has stale ones
	# shellcheck disable=SC2086
	{ ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1 && apt_install $missing; } ||
		{ as_root apt-get update -q && apt_install $missing; } ||
		die "packages could not be installed; as root, run:
  apt-get install --no-install-recommends $missing"
}

# fresh_lists: apt must know today's kernel packages, unless one is in the cache already
fresh_lists() {
	command -v apt-get >/dev/null || return 0
	ls "$MODSPLIT_CACHE"/packages/linux-source-*.deb >/dev/null 2>&1 && return 0
	ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1 &&
		[ -n "$(find /var/lib/apt/lists -maxdepth 0 -mtime -1)" ] && return 0
	step "packages: refreshing apt's lists, which are older than a day"
	as_root apt-get update -q || step "packages: could not refresh them; trying the old ones"
}
