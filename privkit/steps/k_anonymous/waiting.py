"""What a person who waits for a long search is told."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from privkit.steps.base import Context
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.anonymity.result import Progress

SECONDS = 3.0  # between two lines


def told_by(context: Context) -> Callable[[Progress], None] | None:
    """A reporter of the search: one line now and then; None when nobody waits."""
    tell = context.tell
    if tell is None:
        return None
    last = [monotonic()]

    def report(found: Progress) -> None:
        if monotonic() - last[0] >= SECONDS:
            last[0] = monotonic()
            tell(_words(found))

    return report


def share_told_by(context: Context) -> Callable[[str, float], None] | None:
    """A reporter of local recoding: one line now and then; None when nobody waits."""
    tell = context.tell
    if tell is None:
        return None
    last = [monotonic()]

    def report(stage: str, share: float) -> None:
        if monotonic() - last[0] >= SECONDS:
            last[0] = monotonic()
            done = round(100 * share)
            tell(
                Words(
                    f"forming groups: {done}% of this stage (Ctrl-C keeps the groups so far)",
                    f"formation des groupes : {done} % de cette phase (Ctrl-C garde les groupes trouvés)",
                )
            )

    return report


def _words(found: Progress) -> Words:
    best, bound = f"{found.best:.4f}", f"{found.bound:.4f}"
    french = (best.replace(".", ","), bound.replace(".", ","))
    return Words(
        f"searching: loss {best}, none below {bound} (Ctrl-C keeps the best so far)",
        f"recherche : perte {french[0]}, aucune sous {french[1]} (Ctrl-C garde le meilleur trouvé)",
    )
