"""Packages of a Debian system and what is in them. Needs apt as configured, and dpkg-deb, but no root."""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys
import tarfile
import urllib.parse
from collections.abc import Callable, Iterator


DOWNLOADS = {"binary": ("download",), "source": ("source", "--download-only", "--tar-only")}


class Apt:
    """apt with its lists and downloads in a folder of ours; sources and keys are the machine's."""

    def __init__(self, folder: pathlib.Path, with_sources: bool) -> None:
        self.downloads = folder / "downloads"
        parts = folder / "sources.d"
        for needed in (self.downloads, parts, folder / "lists/partial", folder / "archives/partial"):
            needed.mkdir(parents=True, exist_ok=True)
        self.options = [
            "-qq",
            f"-oDir::Etc::sourcelist={folder}/none",
            f"-oDir::Etc::sourceparts={parts}",
            f"-oDir::State::lists={folder}/lists",
            f"-oDir::Cache={folder}",
            "-oAPT::Sandbox::User=",
        ]
        for old in parts.iterdir():
            old.unlink()
        for source in machine_sources():
            text = source.read_text(encoding="utf-8")
            text = also_sources(source.suffix, text) if with_sources else text
            (parts / source.name).write_text(text, encoding="utf-8")
        self.is_updated = False

    def run(self, *arguments: str) -> str | None:
        """What apt complains about, or nothing."""
        command = ["apt-get", *self.options, *arguments]
        done = subprocess.run(command, cwd=self.downloads, capture_output=True, text=True)
        return done.stderr.strip() if done.returncode else None

    def fetch_all(self, wanted: list[tuple[str, str, str]]) -> None:
        """Downloads what is missing of (package, version, origin) with two calls of apt.

        If one of them cannot be had, apt fetches none; fetch() then sees to each.
        """
        missing = [each for each in wanted if not any(self.downloads.glob(archive_pattern(*each)))]
        if not missing:
            return
        self.update()
        for origin, command in DOWNLOADS.items():
            names = [f"{package}={version}" for package, version, of in missing if of == origin]
            if names:
                self.run(*command, *names)

    def update(self) -> None:
        if not self.is_updated:
            self.run("update")  # One source that cannot be reached is no reason to stop.
            self.is_updated = True

    def fetch(self, package: str, version: str, origin: str) -> pathlib.Path | None:
        """The archive of this version, or of the one that the machine's sources have now."""
        pattern = archive_pattern(package, version, origin)
        for wanted in (f"{package}={version}", package):
            archive = next(iter(sorted(self.downloads.glob(pattern))), None)
            if archive:
                return archive
            self.update()
            trouble = self.run(*DOWNLOADS[origin], wanted)
            if trouble is None:
                pattern = archive_pattern(package, version if wanted != package else "*", origin)
            else:
                print(f"measure.py: {wanted}: {trouble.splitlines()[-1]}", file=sys.stderr)
        return next(iter(sorted(self.downloads.glob(pattern))), None)


def archive_pattern(package: str, version: str, origin: str) -> str:
    """The names that apt gives: an epoch's colon is written %3a, a tar ball has no Debian revision."""
    if origin == "binary":
        return f"{package}_{urllib.parse.quote(version, safe='+~*').replace('%3A', '%3a')}_*.deb"
    upstream = version.split(":")[-1].rsplit("-", 1)[0]
    return f"{package}_{upstream}.orig.tar.*[!c]"  # not the signature, .asc


def machine_sources() -> list[pathlib.Path]:
    shell = subprocess.run(
        ["apt-config", "shell", "list", "Dir::Etc::sourcelist/f", "parts", "Dir::Etc::sourceparts/d"],
        capture_output=True, text=True, check=True,
    ).stdout
    places = dict(re.findall(r"^(\w+)='([^']*)'", shell, re.MULTILINE))
    single, folder = pathlib.Path(places["list"]), pathlib.Path(places["parts"])
    more = sorted(folder.iterdir()) if folder.is_dir() else []
    return [single] * single.is_file() + [path for path in more if path.suffix in (".list", ".sources")]


def also_sources(suffix: str, text: str) -> str:
    """The same places, for source packages as well."""
    if suffix == ".sources":
        return re.sub(r"^Types:.*$", "Types: deb deb-src", text, flags=re.MULTILINE)
    return text + "\n" + re.sub(r"^deb ", "deb-src ", text, flags=re.MULTILINE)


IsWanted = Callable[[str], bool]


def members(archive: pathlib.Path, origin: str, is_wanted: IsWanted) -> Iterator[tuple[str, bytes]]:
    """(path in the package's tree, bytes) of each regular file that is wanted."""

    def read(tar: tarfile.TarFile, place: Callable[[str], str]) -> Iterator[tuple[str, bytes]]:
        for member in tar:
            path = place(member.name)
            content = tar.extractfile(member) if member.isfile() and is_wanted(path) else None
            if content:
                yield path, content.read()

    if origin == "source":
        with tarfile.open(archive) as tar:
            yield from read(tar, lambda name: name.split("/", 1)[-1])
        return
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(archive)], stdout=subprocess.PIPE) as unpack:
        with tarfile.open(fileobj=unpack.stdout, mode="r|") as tar:
            yield from read(tar, lambda name: name.removeprefix("./"))
