"""Facts that set two places of a design against each other; each cites both."""

from __future__ import annotations

from planner.rules.facts.disagreement import access, figures, marks, members, model, promises, stack

__all__ = ["access", "figures", "marks", "members", "model", "promises", "stack"]
