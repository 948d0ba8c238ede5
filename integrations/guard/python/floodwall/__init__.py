"""Floodwall's rules where a statement is executed: docs/guard.md."""

from floodwall.guard import Action, Guard, GuardError, Refused, Session, Verdict, default_guard

__all__ = ["Action", "Guard", "GuardError", "Refused", "Session", "Verdict", "default_guard"]
