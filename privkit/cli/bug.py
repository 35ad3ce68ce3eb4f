"""What is said of a bug of privkit: where it happened, never the values that were there."""

from __future__ import annotations

import traceback
from pathlib import Path


def stopped_in_a_query(error: Exception) -> bool:
    """Ctrl-C while DuckDB computes comes out as a RuntimeError of these words, not as a KeyboardInterrupt."""
    return type(error) is RuntimeError and str(error) == "Query interrupted"


def told_bug(error: Exception) -> str:
    """Two lines, in both languages: the kind of error and the last line of privkit that it went through."""
    root = Path(__file__).resolve().parents[1]
    frames = [
        f"privkit/{Path(frame.filename).resolve().relative_to(root)}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).resolve().is_relative_to(root)
    ]
    place = f"{type(error).__name__}, {frames[-1] if frames else 'privkit'}"
    return (
        f"PK999 this is a bug in privkit / c'est un défaut de privkit ({place})\n"
        "  → nothing was released; report this line, without any data / "
        "rien n'est sorti ; signalez cette ligne, sans aucune donnée"
    )
