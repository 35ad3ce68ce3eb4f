"""privkit: privacy engineering from one policy file."""

from __future__ import annotations

__version__ = "0.1.0"
