"""Floodwall's rules where a statement is executed: docs/guard.md."""

from floodwall.connections import NotATestDatabase, assert_test_database, assert_test_database_async, session_of
from floodwall.guard import Action, Guard, GuardError, Refused, Session, Verdict, default_guard
from floodwall.watch import Protection

__all__ = ["Action", "Guard", "GuardError", "NotATestDatabase", "Protection", "Refused", "Session", "Verdict",
           "assert_test_database", "assert_test_database_async", "default_guard", "session_of"]
