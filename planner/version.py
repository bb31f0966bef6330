"""The version, a constant: asking the installed metadata costs 50 ms."""

__version__ = "0.1.0"
