"""Facts that set two places of a design against each other; each cites both."""

from __future__ import annotations

from planner.rules.facts.disagreement import access, arriving, claims, figures, marks, members, model, promises, stack

__all__ = ["access", "arriving", "claims", "figures", "marks", "members", "model", "promises", "stack"]
