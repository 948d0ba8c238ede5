"""libfloodwall_guard through ctypes: its functions with their types, and nothing else."""

import ctypes
import os
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

ABI_VERSION = 1
NAME = "libfloodwall_guard.so.1"


class LibraryNotFound(ImportError):
    """There is no libfloodwall_guard where it was looked for."""


class _GuardOptions(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("config_path", ctypes.c_char_p), ("config_text", ctypes.c_char_p)]


class _SessionOptions(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("host", ctypes.c_char_p)]


class DryStep(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("before", ctypes.c_char_p), ("instead", ctypes.c_char_p),
                ("refusal", ctypes.c_char_p), ("is_inside", ctypes.c_int)]


_pointer = ctypes.c_void_p
_out = ctypes.POINTER(ctypes.c_void_p)
_text = ctypes.c_char_p

_FUNCTIONS: Dict[str, Tuple[Any, List[Any]]] = {
    "floodwall_guard_abi_version": (ctypes.c_uint32, []),
    "floodwall_status_text": (_text, [ctypes.c_int]),
    "floodwall_guard_new": (ctypes.c_int, [ctypes.POINTER(_GuardOptions), _out, _text, ctypes.c_size_t]),
    "floodwall_guard_free": (None, [_pointer]),
    "floodwall_session_new": (ctypes.c_int, [_pointer, ctypes.POINTER(_SessionOptions), _out]),
    "floodwall_session_free": (None, [_pointer]),
    "floodwall_session_reset": (None, [_pointer]),
    "floodwall_session_question": (_text, [_pointer]),
    "floodwall_session_answer": (ctypes.c_int, [_pointer, _text, ctypes.c_size_t]),
    "floodwall_session_is_test": (ctypes.c_int, [_pointer]),
    "floodwall_session_identity": (_text, [_pointer]),
    "floodwall_session_mark": (_text, [_pointer, _text]),
    "floodwall_session_backups": (_text, [_pointer]),
    "floodwall_session_restore": (_text, [_pointer, _text]),
    "floodwall_session_decided": (ctypes.c_int, [_pointer, _text, _text, ctypes.c_int]),
    "floodwall_session_trouble": (_text, [_pointer]),
    "floodwall_session_dry_step": (ctypes.c_int, [_pointer, _text, ctypes.c_size_t, ctypes.c_int, ctypes.c_int,
                                                  ctypes.POINTER(DryStep)]),
    "floodwall_session_is_dry_run": (ctypes.c_int, [_pointer]),
    "floodwall_session_dry_end": (None, [_pointer]),
    "floodwall_session_budget_reset": (None, [_pointer]),
    "floodwall_override_begin": (ctypes.c_int, [_pointer, _text, _text, ctypes.c_double, ctypes.POINTER(ctypes.c_uint64)]),
    "floodwall_override_end": (None, [_pointer, ctypes.c_uint64]),
    "floodwall_check": (ctypes.c_int, [_pointer, _text, ctypes.c_size_t, _out]),
    "floodwall_verdict_free": (None, [_pointer]),
    "floodwall_verdict_question": (_text, [_pointer]),
    "floodwall_verdict_answer": (ctypes.c_int, [_pointer, _text, ctypes.c_size_t]),
    "floodwall_verdict_action": (ctypes.c_int, [_pointer]),
    "floodwall_verdict_preparation": (_text, [_pointer]),
    "floodwall_verdict_row_limit": (ctypes.c_int64, [_pointer]),
    "floodwall_verdict_counted": (ctypes.c_int, [_pointer, ctypes.c_int64]),
    "floodwall_verdict_message": (_text, [_pointer]),
    "floodwall_verdict_json": (_text, [_pointer]),
    "floodwall_verdict_decided": (None, [_pointer, ctypes.c_int]),
}


def _candidates() -> List[str]:
    """FLOODWALL_GUARD_LIBRARY, then beside this package (a wheel), then wherever the system's loader looks."""
    named = os.environ.get("FLOODWALL_GUARD_LIBRARY")
    if named:
        return [named]
    return [str(Path(__file__).parent / NAME), NAME]


def _load() -> ctypes.CDLL:
    tried = []
    for candidate in _candidates():
        try:
            library = ctypes.CDLL(candidate)
        except OSError as error:
            tried.append(str(error))
            continue
        try:
            for name, (result, arguments) in _FUNCTIONS.items():
                function = getattr(library, name)
                function.restype, function.argtypes = result, arguments
        except AttributeError as error:
            raise LibraryNotFound(f"{candidate} is of another version than this package: {error}") from None
        found = library.floodwall_guard_abi_version()
        if found != ABI_VERSION:
            raise LibraryNotFound(f"{candidate} has version {found} of the interface, this package wants {ABI_VERSION}")
        return library
    raise LibraryNotFound("; ".join(tried))


_library: Optional[ctypes.CDLL] = None


def library() -> ctypes.CDLL:
    """The library, loaded when it is first wanted."""
    global _library
    if _library is None:
        _library = _load()
    return _library


def guard_options(config_path: Optional[bytes], config_text: Optional[bytes]) -> ctypes.Structure:
    return _GuardOptions(ctypes.sizeof(_GuardOptions), config_path, config_text)


def session_options(host: Optional[bytes]) -> ctypes.Structure:
    return _SessionOptions(ctypes.sizeof(_SessionOptions), host)
