"""A simulated city, so that the first command works with no data."""

from __future__ import annotations

from privkit.demo.canaries import Canary
from privkit.demo.city import CityReport, make_city

__all__ = ["Canary", "CityReport", "make_city"]
