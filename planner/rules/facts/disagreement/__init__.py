"""Facts that set two places of a design against each other; each cites both."""

from __future__ import annotations

from planner.rules.facts.disagreement import access, claims, figures, marks, members, model, promises, stack

__all__ = ["access", "claims", "figures", "marks", "members", "model", "promises", "stack"]
