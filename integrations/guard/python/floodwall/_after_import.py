"""Does something with a module when it is imported, or at once if it is there already: so that nothing is imported just to
be guarded."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from typing import Any, Callable, Dict


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, actions: Dict[str, Callable[[], None]]):
        self.actions = actions

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        if fullname not in self.actions:
            return None
        action = self.actions.pop(fullname)
        spec = importlib.util.find_spec(fullname)
        if spec is None or spec.loader is None:
            return spec
        plain = spec.loader.exec_module

        def exec_module(module: Any) -> None:
            plain(module)
            action()

        setattr(spec.loader, "exec_module", exec_module)
        return spec


def after_import(actions: Dict[str, Callable[[], None]]) -> None:
    """`actions` by the module's name."""
    waiting = {}
    for name, action in actions.items():
        if name in sys.modules:
            action()
        else:
            waiting[name] = action
    if waiting:
        sys.meta_path.insert(0, _Finder(waiting))
