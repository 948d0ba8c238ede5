"""How the labelled C and C++ might be compiled: nobody has configured these packages, so their flags are made up here.

A unit sees the headers of its own package: of each header that it or one of them includes, the folder that makes the name
right, and of several the one nearest to who includes it. Other people's headers are the machine's, and those of a few Debian
packages that are unpacked, not installed. What configure would have made (config.h) is missing, as in a checkout that nobody has
built.
"""

from __future__ import annotations

import json
import os
import pathlib
import re
from collections.abc import Iterable

from packages import Apt, members

C_SUFFIXES = {".c"}
UNIT_SUFFIXES = C_SUFFIXES | {".cc", ".cpp", ".cxx"}
HEADER_SUFFIXES = {".h", ".hh", ".hpp", ".hxx", ".inc", ".ipp", ".tcc", ""}
HEADER_PACKAGES = (
    "libglib2.0-dev", "libkf5coreaddons-dev", "libkf5i18n-dev", "liblua5.3-dev", "libmariadb-dev", "libosmium2-dev",
    "libpq-dev", "libprotozero-dev", "postgresql-server-dev-15", "qtbase5-dev", "unixodbc-dev",
)  # fmt: skip
BELOW_INCLUDE = (
    "", "postgresql", "postgresql/15/server", "glib-2.0", "lua5.3", "mariadb", "KF5/KCoreAddons", "KF5/KI18n",
)  # fmt: skip
QT = ("", "QtCore", "QtGui", "QtNetwork", "QtSql", "QtTest", "QtWidgets", "QtXml", "QtDBus")
INCLUDE = re.compile(rb'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.MULTILINE)


def unpack(archive: pathlib.Path, origin: str, folder: pathlib.Path, suffixes: set[str]) -> None:
    """Writes the archive's files with these suffixes, once."""
    done = folder / ".unpacked"
    if done.exists():
        return
    for path, content in members(archive, origin, lambda path: pathlib.PurePosixPath(path).suffix in suffixes):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    done.touch()


def system_folders(apt: Apt, folder: pathlib.Path) -> list[str]:
    """Where other people's headers are, those of HEADER_PACKAGES first."""
    for package in HEADER_PACKAGES:
        if archive := apt.fetch(package, "*", "binary"):
            unpack(archive, "binary", folder / package, HEADER_SUFFIXES)
    found = []
    for package in HEADER_PACKAGES:
        include = folder / package / "usr/include"
        found += [include / below for below in BELOW_INCLUDE] + [include / "mit-krb5"]
        found += [qt / below for qt in include.glob("*/qt5") for below in QT]
        found += (folder / package).glob("usr/lib/*/glib-2.0/include")
        found += include.glob("*-linux-gnu")
    return [str(each) for each in found if each.is_dir()] + ["/usr/include/libxml2"]


class Headers:
    """The headers of one package, by their names."""

    def __init__(self, tree: pathlib.Path, elsewhere: Iterable[str]) -> None:
        system = pathlib.Path("/usr/include")
        self.elsewhere = [*elsewhere, *map(str, [system, *system.glob("c++/*"), *system.glob("*-linux-gnu")])]
        self.by_name: dict[str, list[str]] = {}
        for path in tree.rglob("*"):
            if path.suffix in HEADER_SUFFIXES and path.is_file():
                self.by_name.setdefault(path.name, []).append(str(path))

    def folders_for(self, unit: pathlib.Path, home: pathlib.Path) -> list[str]:
        """What -I the unit needs. `home`: the folder where it stands among the headers."""
        folders: list[str] = []
        seen: set[str] = set()
        queue = [(str(unit), str(home))]
        while queue:
            file, around = queue.pop(0)
            for quote, name in INCLUDE.findall(pathlib.Path(file).read_bytes()):
                wanted = os.fsdecode(name)
                places = [*([around] if quote == b'"' else []), *folders]
                place = next((p for p in places if os.path.isfile(os.path.join(p, wanted))), None)
                if place is None and quote == b"<" and self.is_elsewhere(wanted):
                    continue
                if place is None and (place := self.nearest(wanted, around)) is not None:
                    folders.append(place)
                if place is None:
                    continue
                found = os.path.normpath(os.path.join(place, wanted))
                if found not in seen:
                    seen.add(found)
                    queue.append((found, os.path.dirname(found)))
        return folders

    def is_elsewhere(self, name: str) -> bool:
        return any(os.path.isfile(os.path.join(folder, name)) for folder in self.elsewhere)

    def nearest(self, name: str, around: str) -> str | None:
        """The folder below which a header has this name."""
        ending = "/" + os.path.normpath(name)
        candidates = [path[: -len(ending)] for path in self.by_name.get(os.path.basename(name), []) if path.endswith(ending)]
        return max(candidates, key=lambda folder: (len(os.path.commonprefix([folder, around])), -len(folder)), default=None)


def command(unit: pathlib.Path, home: pathlib.Path, headers: Headers, elsewhere: list[str]) -> dict[str, object]:
    """What a compile_commands.json says of the unit."""
    is_c = unit.suffix in C_SUFFIXES
    words = ["cc", "-std=gnu11"] if is_c else ["c++", "-std=gnu++17"]
    words += ["-fPIC", "-iquote", str(home)]
    for folder in headers.folders_for(unit, home):
        words += ["-I", folder]
    for folder in elsewhere:
        words += ["-isystem", folder]
    return {"directory": str(unit.parent), "file": str(unit), "arguments": [*words, "-c", str(unit)]}


def write_database(path: pathlib.Path, units: Iterable[tuple[pathlib.Path, pathlib.Path]], tree: pathlib.Path,
                   elsewhere: list[str]) -> None:  # fmt: skip
    """`units`: each with the folder where it stands in the package's whole tree."""
    headers = Headers(tree, elsewhere)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([command(unit, home, headers, elsewhere) for unit, home in units]), encoding="utf-8")
