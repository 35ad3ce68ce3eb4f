"""privkit: privacy engineering from one policy file.

>>> import privkit
>>> sorted(privkit.__all__)
['apply', 'check', 'explain', 'measure', 'plan', 'read_policy', 'release']

Everything is loaded when first used: ``import privkit`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from privkit.api import apply, check, explain, measure, plan, read_policy, release

__version__ = "0.1.0"
__all__ = ["apply", "check", "explain", "measure", "plan", "read_policy", "release"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("privkit.api"), name)
    raise AttributeError(f"module 'privkit' has no attribute {name!r}")
