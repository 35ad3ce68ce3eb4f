"""A policy said in plain sentences, but for its steps, which say themselves."""

from __future__ import annotations

from privkit.policy.sentences_closing import closing
from privkit.policy.sentences_opening import opening

__all__ = ["closing", "opening"]
