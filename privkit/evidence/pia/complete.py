"""Whether a PIA file is whole: what is not of the right kind, what is absent, what a person has yet to write.

The application takes almost anything in silence: an answer whose number is a text is imported and never shown. These
rules say so before the file is imported, each with the place in the file and where to write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from privkit.errors import EvidenceError, Place, Problem
from privkit.evidence.aipd.places import place
from privkit.evidence.pia import TO_NAME
from privkit.evidence.pia.html import blanks_of
from privkit.words import Language, Words, same

TEXTS = (111, 112, 113, 121, 122, 123, *range(211, 216), *range(221, 228))
LISTS = tuple(first + n for first in (320, 330, 340) for n in (1, 2, 3, 4))
GAUGES = tuple(first + n for first in (320, 330, 340) for n in (5, 6))
#: The 36 questions of the application.
QUESTIONS = tuple(sorted((*TEXTS, *LISTS, *GAUGES)))
PARTS = ("answers", "measures", "evaluations", "comments")
MEASURES_OF = (324, 334, 344)
SCHEMA = Path(__file__).with_name("schema.json")

#: Where the policy holds the answer to a question; the others are written in the application.
IN_POLICY: Mapping[int, tuple[tuple[str, ...], ...]] = {
    111: (("policy", "title"), ("register", "purpose")),
    112: (("register", "controller"), ("register", "processors"), ("register", "dpo")),
    113: (("register", "legal_basis", "texts"),),
    121: (("register", "data_subjects"), ("register", "data_categories"), ("data", "tables")),
    122: (("steps",),),
    123: (("data", "tables", "*", "file"),),
    211: (("register", "purpose"),),
    212: (("register", "legal_basis"),),
    213: (("steps", "minimise", "keep"),),
    215: (("register", "retention"), ("outputs", "eliminate_after")),
    221: (("register", "rights", "information"),),
    224: (("register", "rights", "requests"),),
    226: (("register", "processors"),),
    227: (("register", "transfers_outside_eu"),),
}
#: How a blank names its place in the policy (see :func:`privkit.evidence.aipd.blanks.blank`).
_PLACE = re.compile(r" \((in the policy|dans la politique)\s*:[^()]*\)$")
_LANGUAGES: tuple[Language, ...] = ("en", "fr")
_IN_TOOL = Words("in the PIA application, at this place", "dans l'application PIA, à cet endroit")


def missing(file: Any, name: str = "report.pia.json") -> tuple[Problem, ...]:
    """What is wrong (errors), then what is left to people (warnings), in the order of the application.

    Codes: PK824 not of the right kind, PK825 absent or empty, PK826 left to a person. Raises EvidenceError (PK823)
    when the file is not one the application takes.
    """
    _shape(file, name)
    found = [*_answers(file, name), *_measures(file, name), *_people(file, name), *_evaluated(file, name)]
    return tuple(sorted(found, key=lambda one: one.severity != "error"))


def to_write(number: int) -> Words:
    """Where the answer to a question is to be written."""
    paths = IN_POLICY.get(number)
    if paths is None:
        return _IN_TOOL
    en, fr = ([", ".join(w for w in place(one, to) if w != "*") for one in paths] for to in _LANGUAGES)
    return Words("in the policy: " + "; ".join(en), "dans la politique : " + " ; ".join(fr))


def _shape(file: Any, name: str) -> None:
    """The application refuses what is not an object of five parts, and may leave an empty PIA behind."""
    whole = isinstance(file, dict) and isinstance(file.get("pia"), dict)
    if whole and all(
        isinstance(file.get(part), list) and all(isinstance(one, dict) for one in file[part])
        for part in PARTS
    ):
        return
    raise EvidenceError(
        Problem(
            "PK823",
            Words(
                "this is not a file the PIA application imports: one object with pia, answers, measures, evaluations and "
                "comments",
                "ce n'est pas un fichier que l'application PIA importe : un objet avec pia, answers, measures, evaluations "
                "et comments",
            ),
            Place(name),
            instead=Words(
                "make it again: privkit report RUN --format pia",
                "le refaire : privkit report PASSAGE --format pia",
            ),
        )
    )


def _answers(file: Mapping[str, Any], name: str) -> Iterator[Problem]:
    seen: dict[int, Mapping[str, Any]] = {}
    for one in file["answers"]:
        number = one.get("reference_to")
        if (
            not isinstance(number, int)
            or isinstance(number, bool)
            or number not in QUESTIONS
            or number in seen
        ):
            yield _wrong(name, f"answers {number!r}"[:60], Words("one of the 36 numbers, once, as a number",
                         "un des 36 numéros, une seule fois, en nombre"))  # fmt: skip
        else:
            seen[number] = one.get("data") if isinstance(one.get("data"), dict) else {}
    for number in QUESTIONS:
        if number not in seen:
            yield _absent(name, number)
        else:
            yield from _answer(number, seen[number], name, file)


def _answer(number: int, data: Mapping[str, Any], name: str, file: Mapping[str, Any]) -> Iterator[Problem]:
    text, gauge, items = data.get("text"), data.get("gauge"), data.get("list")
    if number in LISTS:
        if not (isinstance(items, list) and items and all(isinstance(t, str) and t for t in items)):
            yield _absent(name, number)
        elif number in MEASURES_OF and not set(items) <= {one.get("title") for one in file["measures"]}:
            yield _wrong(name, f"answers {number}", Words("titles of measures, letter for letter",
                         "des titres de mesures, à la lettre"))  # fmt: skip
        return
    if not isinstance(text, str) or not text.strip():
        yield _absent(name, number)
        return
    if number in GAUGES and (not isinstance(gauge, int) or isinstance(gauge, bool) or not 0 <= gauge <= 4):
        yield _wrong(
            name,
            f"answers {number}",
            Words("a gauge from 0 to 4, as a number", "une jauge de 0 à 4, en nombre"),
        )
    blanks = blanks_of(text)
    if number in GAUGES and gauge == 0 and not blanks:
        yield _left(
            name, f"answers {number}", Words("the degree, from 1 to 4", "le degré, de 1 à 4"), _IN_TOOL
        )
    for blank in blanks:
        yield _blank(name, f"answers {number}", blank, number)


def _measures(file: Mapping[str, Any], name: str) -> Iterator[Problem]:
    for one in file["measures"]:
        where = f"measures {one.get('id')}"
        if not isinstance(one.get("id"), int):
            yield _wrong(name, where, Words("an id as a number", "un identifiant en nombre"))
        if not one.get("title") or not one.get("content"):
            yield Problem(
                "PK825",
                Words(
                    "a measure without a title or content is not complete",
                    "une mesure sans titre ni contenu est incomplète",
                ),
                Place(f"{name}: {where}"),
                instead=_IN_TOOL,
            )
        for blank in blanks_of(str(one.get("content") or "")):
            yield _blank(name, where, blank)


def _people(file: Mapping[str, Any], name: str) -> Iterator[Problem]:
    head = file["pia"]
    for field in ("name", "created_at"):
        if not isinstance(head.get(field), str) or not head[field]:
            yield _wrong(name, f"pia {field}", Words("a text that is not empty", "un texte non vide"))
    if head.get("dpo_status") not in (0, 1) or not head.get("dpo_opinion"):
        advice = Words("the advice of the DPO (GDPR 35(2))", "l'avis du DPO (RGPD 35(2))")
        place = Words("in the policy: governance, dpo_advice", "dans la politique : gouvernance, avis_du_dpo")
        yield _left(name, "pia dpo_opinion", advice, place)
    if not isinstance(head.get("concerned_people_searched_opinion"), bool):
        views = Words(
            "whether the views of the persons were sought, and why not (GDPR 35(9))",
            "si l'avis des personnes a été demandé, sinon pourquoi (RGPD 35(9))",
        )
        yield _left(name, "pia concerned_people_searched_opinion", views, Words(
            "in the PIA application, part 4.3", "dans l'application PIA, partie 4.3"))  # fmt: skip
    for field, who in _NAMES.items():
        if head.get(field) in (None, "", TO_NAME.en, TO_NAME.fr):
            yield _left(name, f"pia {field}", who, Words("in the PIA application", "dans l'application PIA"))


_NAMES: Mapping[str, Words] = {
    "author_name": Words("who writes the analysis", "qui rédige l'analyse"),
    "evaluator_name": Words("who evaluates it", "qui l'évalue"),
    "validator_name": Words(
        "who validates it, for the controller", "qui la valide, pour le responsable de traitement"
    ),
}


def _evaluated(file: Mapping[str, Any], name: str) -> Iterator[Problem]:
    for one in file["evaluations"]:
        if not isinstance(one.get("reference_to"), str):
            where = f"evaluations {one.get('reference_to')!r}"[:60]
            yield _wrong(name, where, Words("a reference as a text", "une référence en texte"))


def _wrong(name: str, where: str, wanted: Words) -> Problem:
    message = Words(f"not of the right kind: {wanted.en}", f"pas de la bonne sorte : {wanted.fr}")
    again = Words(
        "make it again: privkit report RUN --format pia", "le refaire : privkit report PASSAGE --format pia"
    )
    return Problem("PK824", message, Place(f"{name}: {where}"), instead=again)


def _absent(name: str, number: int) -> Problem:
    message = Words(f"answer {number} is absent or empty", f"la réponse {number} est absente ou vide")
    return Problem("PK825", message, Place(f"{name}: answers {number}"), instead=to_write(number))


def _blank(name: str, where: str, text: str, number: int = 0) -> Problem:
    """A blank says itself who writes it, and whether the policy has a place for it."""
    policy = _PLACE.search(text)
    return Problem(
        "PK826",
        same(text[: policy.start()] if policy else text),
        Place(f"{name}: {where}"),
        instead=to_write(number) if policy else _IN_TOOL,
        severity="warning",
    )


def _left(name: str, where: str, what: Words, where_to: Words) -> Problem:
    message = Words(f"to be written by a person: {what.en}", f"à compléter par une personne : {what.fr}")
    return Problem("PK826", message, Place(f"{name}: {where}"), instead=where_to, severity="warning")
