# SPDX-License-Identifier: GPL-2.0-only
"""Debian's kernel source packages: which version, download once, unpack once."""

import functools
import gzip
import os
import re
import subprocess
import tempfile
import zlib

import kernel_cache as cache
from kernel_cache import FixtureError, Skipped

PRISTINE_SIZE = int(2.2 * cache.GIB)
PACKAGE_SIZE = int(0.3 * cache.GIB)


def _packages():
    return cache.root() / "packages"


def _cached(package):
    """{version: file} of the package files that are in the cache."""
    found = {}
    for path in sorted(_packages().glob(f"{package}_*.deb")):
        fields = cache.output("dpkg-deb", "-f", str(path), "Package", "Version")
        match = re.search(r"^Package: (\S+)\nVersion: (\S+)", fields or "")
        if match and match.group(1) == package:
            found[match.group(2)] = path
    return found


def _candidate(package):
    """The version that apt would download, or None."""
    policy = cache.output("apt-cache", "policy", package) or ""
    match = re.search(r"^\s*Candidate: (\S+)", policy, re.M)
    return match.group(1) if match and match.group(1) != "(none)" else None


def _has_lists():
    files = cache.output("apt-get", "indextargets", "--format", "$(FILENAME)",
                         "Created-By: Packages") or ""
    return any(os.path.exists(name) for name in files.splitlines())


def _newer(first, second):
    """dpkg's order of versions, for functools.cmp_to_key."""
    if first == second:
        return 0
    return 1 if cache.output("dpkg", "--compare-versions", first, "gt", second) is not None else -1


def resolve(fixture, package):
    """The version to work on: apt's candidate, or where apt knows none the newest in the cache."""
    version = _candidate(package)
    if version:
        return version
    cached = _cached(package)
    if cached:
        return max(cached, key=functools.cmp_to_key(_newer))
    if not _has_lists():
        raise FixtureError(f"{fixture}: apt has no package lists: run 'apt-get update', then again")
    raise Skipped(f"skipped: {fixture}: package {package} is not in this Debian suite")


def download(fixture, package, version):
    """Fetch the package into the cache; returns the file."""
    _packages().mkdir(parents=True, exist_ok=True)
    cache.need_space(_packages(), PACKAGE_SIZE, f"{fixture}: the package {package}")
    cache.say(f"{fixture}: downloading {package} {version}")
    with cache.scratch(_packages(), f".{package}") as temporary:
        os.chmod(temporary, 0o755)
        process = subprocess.Popen(["apt-get", "-q", "download", f"{package}={version}"],
                                   cwd=temporary, stdin=subprocess.DEVNULL, start_new_session=True,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            errors = process.communicate(timeout=3600)[1].decode(errors="replace")
        except subprocess.TimeoutExpired as error:
            raise FixtureError(f"{fixture}: no end of the download after an hour") from error
        finally:
            if process.poll() is None:
                cache.stop(process)
        files = list(temporary.glob("*.deb"))
        if process.returncode or len(files) != 1:
            raise FixtureError(f"{fixture}: 'apt-get download {package}={version}' failed: "
                               f"{errors.strip() or 'no package came'}\n"
                               f"{fixture}: is the network there, are the lists new "
                               "('apt-get update')?")
        target = _packages() / files[0].name
        os.replace(files[0], target)
    return target


def _unpack(package, file, target):
    """Unpack the source that the package FILE holds into the directory TARGET."""
    member = f"./usr/src/{package}.tar.xz"
    with tempfile.TemporaryFile() as errors:
        steps = [["dpkg-deb", "--fsys-tarfile", str(file)],
                 ["tar", "-xO", "-f", "-", member],
                 ["xz", "-dc", "-T0"],
                 ["tar", "-x", "-f", "-", "-C", str(target), "--strip-components=1"]]
        running, source = [], subprocess.DEVNULL
        try:
            for step in steps:
                process = subprocess.Popen(step, stdin=source, stdout=subprocess.PIPE,
                                           stderr=errors, start_new_session=True)
                if running:
                    running[-1].stdout.close()
                source = process.stdout
                running.append(process)
            running[-1].communicate(timeout=3600)
            status = [process.wait(60) for process in running]
        finally:
            for process in running:
                if process.poll() is None:
                    cache.stop(process)
        if any(status):
            errors.seek(0)
            raise FixtureError(f"'{file}' cannot be unpacked: "
                               f"{errors.read().decode(errors='replace').strip()}\n"
                               "remove it, then run again to fetch it anew")


def _write_changelog(package, file, target):
    """The newest entry of the package's changelog where Debian's own source trees have it.

    The kernel tarball does not say which package it came from; modsplit reads it there.
    """
    member = f"./usr/share/doc/{package}/changelog.Debian.gz"
    listing = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(file)], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL)
    packed = subprocess.run(["tar", "-xO", "-f", "-", member], stdin=listing.stdout,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout
    listing.stdout.close()
    listing.wait(3600)
    try:
        text = gzip.decompress(packed).decode(errors="replace")
    except (OSError, EOFError, zlib.error):
        return
    match = re.match(r"\S.*?^ -- [^\n]*\n", text, re.M | re.S)
    if match:
        (target / "debian").mkdir(exist_ok=True)
        (target / "debian/changelog").write_text(match.group(0))


def unpacked(fixture, package, version):
    """The package's own tree, fetched and unpacked once, never changed."""
    linux = cache.root() / "linux"
    target = linux / f"pristine-{package}-{version}"
    if target.is_dir():
        return target
    with cache.lock(f"pristine-{package}"):
        if target.is_dir():
            return target
        file = _cached(package).get(version) or download(fixture, package, version)
        cache.need_space(linux, PRISTINE_SIZE, f"{fixture}: the source of {package}")
        cache.say(f"{fixture}: unpacking {file.name}")
        with cache.scratch(linux, f".pristine-{package}") as temporary:
            _unpack(package, file, temporary)
            if not (temporary / "Kconfig").is_file():
                raise FixtureError(f"{fixture}: '{file}' holds no kernel source")
            _write_changelog(package, file, temporary)
            os.chmod(temporary, 0o755)
            os.rename(temporary, target)
    return target
