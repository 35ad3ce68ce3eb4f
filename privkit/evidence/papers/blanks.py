"""What a paper cannot tell by itself: the blank, what goes there, and who must write it."""

from __future__ import annotations

from dataclasses import dataclass

from privkit.evidence.report.blocks import Line, Tag, line
from privkit.evidence.report.view import View
from privkit.words import Words

CONTROLLER = Words("the controller", "le responsable de traitement")
DPO = Words("the data protection officer", "le délégué à la protection des données")
SECURITY = Words("the head of security", "le responsable de la sécurité")


@dataclass(frozen=True)
class Blank:
    """A place left for a person. ``where``: the key of the policy to fill, when there is one."""

    what: Words
    who: Words
    where: str = ""

    def words(self) -> Words:
        """The blank in words, the same in every form of a paper."""
        return Words(
            f"[to fill in by {self.who.en}: {self.what.en}{self._place('en')}]",
            f"[à remplir par {self.who.fr} : {self.what.fr}{self._place('fr')}]",
        )

    def _place(self, language: str) -> str:
        if not self.where:
            return ""
        return f" (policy: {self.where})" if language == "en" else f" (politique : {self.where})"


def shown(view: View, blank: Blank) -> Line:
    """A blank in a report."""
    return line(Tag(view.words(blank.words()), "unsure"))


def missing(what: Words, where: str) -> Blank:
    """The blank of a part of the policy that is empty."""
    return Blank(what, CONTROLLER, where)
