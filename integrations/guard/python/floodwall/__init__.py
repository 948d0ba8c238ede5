"""Floodwall's rules where a statement is executed: docs/guard.md."""

from floodwall.connections import NotATestDatabase, assert_test_database, assert_test_database_async, session_of
from floodwall.guard import Action, Guard, GuardError, Refused, Session, Verdict, default_guard
from floodwall.scopes import dry_run, restore, restore_async
from floodwall.watch import DryReport, DryStatement, Protection

__all__ = ["Action", "DryReport", "DryStatement", "Guard", "GuardError", "NotATestDatabase", "Protection", "Refused", "Session",
           "Verdict", "assert_test_database", "assert_test_database_async", "default_guard", "dry_run", "restore",
           "restore_async", "session_of"]
