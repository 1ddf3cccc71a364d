"""How properties are tried in this folder: nothing is kept between runs, and a slow machine fails no test."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("domain", database=None, deadline=None)
settings.load_profile("domain")
