"""Settings for tests from files like .env, and where each of them came from."""

from __future__ import annotations

import dataclasses
import os
import re
from pathlib import Path
from typing import Dict, Iterable, List, Mapping, MutableMapping, Optional, Set

__all__ = ["Environment", "Setting", "load"]

_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(.*)")
_QUOTED = re.compile(r"""(?:'([^']*)'|"((?:[^"\\]|\\.)*)")\s*(?:#.*)?""")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_.]*)\}")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


@dataclasses.dataclass(frozen=True)
class Setting:
    name: str
    value: str = dataclasses.field(repr=False)  # may be a password
    source: str  #: "/srv/app/.wdh_env:3", or "the environment"


@dataclasses.dataclass
class Environment:
    """What counts now, by name."""

    settings: Dict[str, Setting] = dataclasses.field(default_factory=dict)
    troubles: List[str] = dataclasses.field(default_factory=list)  #: lines that are no setting

    def source_of(self, name: str) -> Optional[str]:
        setting = self.settings.get(name)
        return setting.source if setting else "the environment" if name in os.environ else None

    def __str__(self) -> str:
        """No values: they may be secret."""
        return "\n".join([f"{each.name} from {each.source}" for each in self.settings.values()] + self.troubles)


def load(names: Iterable[str] = (".env",), *, start: Optional[Path] = None, override: bool = False,
         into: Optional[MutableMapping[str, str]] = None) -> Environment:
    """Puts the settings of the nearest file of each name, from `start` upwards, into os.environ (or `into`). What is there
    already stays, unless `override`; a later file goes before an earlier one."""
    target = os.environ if into is None else into
    given = set() if override else set(target)
    environment = Environment()
    for name in names:
        path = _nearest(Path(name), (start or Path.cwd()).resolve())
        if path is not None:
            _load_file(path, target, given, environment)
    return environment


def _nearest(name: Path, start: Path) -> Optional[Path]:
    if name.is_absolute():
        return name if name.is_file() else None
    return next((folder / name for folder in (start, *start.parents) if (folder / name).is_file()), None)


def _load_file(path: Path, target: MutableMapping[str, str], given: Set[str], environment: Environment) -> None:
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        value = None if match is None else _value(match.group(2), target)
        if match is None or value is None:
            environment.troubles.append(f"{path}:{number} is no setting")
            continue
        name = match.group(1)
        if name in given:
            environment.settings[name] = Setting(name, target[name], "the environment")
            continue
        target[name] = value
        environment.settings[name] = Setting(name, value, f"{path}:{number}")


def _value(text: str, target: Mapping[str, str]) -> Optional[str]:
    """As a shell has it, with ${NAME}; None: a quote is open."""
    if text[:1] not in ("'", '"'):
        plain = _COMMENT.sub("", text).strip()
    else:
        match = _QUOTED.fullmatch(text.rstrip())
        if match is None:
            return None
        if match.group(1) is not None:
            return match.group(1)
        plain = re.sub(r"\\(.)", lambda each: _ESCAPES.get(each.group(1), each.group(1)), match.group(2))
    return _REFERENCE.sub(lambda each: target.get(each.group(1), ""), plain)
