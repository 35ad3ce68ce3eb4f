"""Blanks: what the tool cannot know, who must write it, and where in the policy when it has a place there.

A blank is shown as a blank, never filled with a guess. In a line it is a :class:`Tag`; nothing else in the texts of an
impact assessment is one, so a form made from them can tell what is left to people.
"""

from __future__ import annotations

from privkit.evidence.aipd.places import place as place_of
from privkit.evidence.report.blocks import Line, Tag, line
from privkit.evidence.report.view import View
from privkit.words import Language, Words

CONTROLLER = Words("the controller", "le responsable de traitement")
DPO = Words("the DPO", "le DPO")
SECURITY = Words("those in charge of security", "les personnes chargées de la sécurité")
DPO_THEN_CONTROLLER = Words(
    "the controller, with the DPO's advice", "le responsable de traitement, avec l'avis du DPO"
)
WRITERS = (DPO, CONTROLLER, DPO_THEN_CONTROLLER, SECURITY)
#: The same in one word, above a column.
SHORT = {
    DPO: Words("DPO", "DPO"),
    CONTROLLER: Words("Controller", "Responsable"),
    DPO_THEN_CONTROLLER: Words("Both", "Les deux"),
    SECURITY: Words("Security", "Sécurité"),
}


def policy_language(view: View) -> Language:
    """The language of the policy file, in which its words are named."""
    return "fr" if view.evidence["policy_language"] == "fr" else "en"


def told(view: View, path: tuple[str, ...]) -> str:
    """A place of the policy as a person reads it; names the writer chose are left out."""
    return ", ".join(word for word in place_of(path, policy_language(view)) if word != "*")


def starting(view: View, who: Words) -> str:
    """How a blank of somebody begins."""
    return view(f"To be written by {who.en}: ", f"À compléter par {who.fr} : ")


def blank(view: View, what: Words, who: Words, *place: str) -> Line:
    """A blank: what is missing, who writes it, and the place of the policy that holds it when there is one."""
    where = told(view, place)
    text = f"{starting(view, who)}{view.words(what)}"
    if where:
        text += view(f" (in the policy: {where})", f" (dans la politique : {where})")
    return line(Tag(text, "unsure"))


def written(view: View, value: Line, what: Words, who: Words, *place: str) -> Line:
    """The value, or the blank that stands for it."""
    return value or blank(view, what, who, *place)
