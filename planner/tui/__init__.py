"""The screen: draws what the session holds and listens. It keeps no rule of planning."""

from __future__ import annotations
