"""The language to speak when no policy could be read: told by the words of the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from privkit.words import Language

_LINE = re.compile(r"^(langue|language)\s*:\s*[\"']?(fr|en)?", re.MULTILINE)
_DECISION = re.compile(r"^(décision|qualité|parce_que)\s*:", re.MULTILINE)


def spoken_by(words: Sequence[str]) -> Language | None:
    """``--language`` as typed, else the language of the first policy or run that is named, else None."""
    for number, word in enumerate(words):
        wanted = word.partition("=")[2] if word.startswith("--language=") else ""
        if word == "--language" and number + 1 < len(words):
            wanted = words[number + 1]
        if wanted in ("fr", "en"):
            return "fr" if wanted == "fr" else "en"
    return next((found for word in words if not word.startswith("-") and (found := spoken_in(word))), None)


def spoken_in(word: str) -> Language | None:
    """The language of a policy file, a plan, a decision file or a run; None when it cannot be told."""
    path = Path(word)
    try:
        if path.is_dir():
            return _of_evidence(path / "evidence.json")
        if path.suffix == ".json" and path.is_file():
            named = json.loads(path.read_text(encoding="utf-8")).get("policy_file")
            return spoken_in(str(path.parent / named)) if isinstance(named, str) else None
        if path.suffix in (".yaml", ".yml") and path.is_file():
            return _of_policy(path.read_bytes()[:65_536].decode("utf-8", "replace"))
    except (OSError, ValueError, AttributeError, RecursionError):
        return None
    return None


def _of_evidence(path: Path) -> Language | None:
    if not path.is_file():
        return None
    told = json.loads(path.read_text(encoding="utf-8")).get("policy_language")
    return "fr" if told == "fr" else "en" if told == "en" else None


def _of_policy(text: str) -> Language | None:
    found = _LINE.search(text)
    if found is None:
        return "fr" if _DECISION.search(text) else None
    return "fr" if (found[2] or ("fr" if found[1] == "langue" else "en")) == "fr" else "en"
