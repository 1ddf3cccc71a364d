"""Figures measured by name, never asserted: `python -m tests.bench NAME`."""
