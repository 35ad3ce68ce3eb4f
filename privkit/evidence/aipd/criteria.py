"""The nine criteria of an impact assessment (WP 248 rev.01), read in the policy for one processing at a time.

Each criterion is *found* (with what was read and where), *not found*, or *asked*: something points at it and only a
person can tell. Nothing here decides. The guidelines give no number for a large scale: :data:`LARGE` is our own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from privkit.evidence.report.naming import spans
from privkit.evidence.report.view import View
from privkit.evidence.report.voice import whole
from privkit.words import Words

FOUND, ASKED, NOT_FOUND = "found", "asked", "not_found"
#: Units from which a large scale is proposed.
LARGE = 10_000
#: The processings a policy may hold, each screened by itself.
CROSSING, SEGMENTS, COMPARING, RELEASE = "crossing", "segments", "comparing", "release"
NAMES: Mapping[str, Words] = {
    CROSSING: Words(
        "Preparation, crossing and storage of data", "Préparation, croisement et entreposage des données"
    ),
    SEGMENTS: Words("Segmentation: groups of similar units", "Segmentation : groupes d'unités semblables"),
    COMPARING: Words("Comparison with a reference", "Comparaison à une référence"),
    RELEASE: Words("Handing over or publishing the outputs", "Remise ou publication des sorties"),
}
TITLES: Mapping[str, Words] = {
    "evaluation": Words("Evaluation or scoring", "Évaluation ou notation"),
    "decision": Words(
        "Automated decision with legal or similar effect",
        "Décision automatisée à effet juridique ou similaire",
    ),
    "monitoring": Words("Systematic monitoring", "Surveillance systématique"),
    "sensitive": Words("Sensitive or highly personal data", "Données sensibles ou hautement personnelles"),
    "scale": Words("Large scale", "Grande échelle"),
    "crossing": Words("Crossing of datasets", "Croisement de données"),
    "vulnerable": Words("Vulnerable persons", "Personnes vulnérables"),
    "innovative": Words("Innovative use", "Usage innovant"),
    "exclusion": Words("Exclusion from a right or a contract", "Exclusion d'un droit ou d'un contrat"),
}
_VULNERABLE = re.compile(
    r"\b(minor|child|pupil|patient|elderly|employee|asylum|disab|mineur|enfant|élève|eleve|âgé|salarié|handicap|majeurs? protégé)",
    re.IGNORECASE,
)
_AID = re.compile(r"social|aide|aid_|benefit|allocation|rsa|subsid|cheque|chèque|solidar", re.IGNORECASE)
#: Steps whose technique is recent enough for its effects to be little known.
_RECENT: Mapping[str, Words] = {
    "synthesise": Words("rows made by a model", "des lignes faites par un modèle"),
    "limit_contribution": Words("differential privacy", "la confidentialité différentielle"),
}


@dataclass(frozen=True)
class Criterion:
    """One criterion for one processing: what was proposed, and the reason."""

    name: str
    state: str
    reason: str


def processings(view: View) -> tuple[str, ...]:
    """The processings this policy holds."""
    out = [CROSSING]
    if view.policy.get("comparison"):
        out += [SEGMENTS, COMPARING]
    if any(one["sharing"] != "internal" for one in view.evidence["outputs"]):
        out.append(RELEASE)
    return tuple(out)


def screened(view: View, processing: str) -> tuple[Criterion, ...]:
    """The nine criteria for one processing, in the order of the guidelines."""
    return tuple(Criterion(name, *read(view, processing)) for name, read in _READERS.items())


Read = tuple[str, str]


def _evaluation(view: View, processing: str) -> Read:
    compared = view.policy.get("comparison") or {}
    if processing in (SEGMENTS, COMPARING):
        by = ", ".join(str(c) for c in compared.get("groups_by") or ())
        return FOUND, view(
            f"each {view.unit} is put in a group and placed on {compared.get('target')} (comparison, groups_by: {by})",
            f"chaque unité ({view.unit}) est mise dans un groupe et située sur {compared.get('target')} (comparaison, "
            f"groupes_par : {by})",
        )
    if processing == CROSSING and compared:
        return ASKED, view(
            "it feeds a comparison of persons (comparison)",
            "elle sert à comparer des personnes (comparaison)",
        )
    return NOT_FOUND, view("no comparison or score in this part", "ni comparaison ni note dans cette partie")


def _decision(view: View, processing: str) -> Read:
    if processing == COMPARING:
        return ASKED, view(
            "the message informs; tick if a bill, a tariff or an aid follows from it",
            "le message informe ; cocher si une facture, un tarif ou une aide en découle",
        )
    return NOT_FOUND, view(
        "no step decides anything for a person", "aucune étape ne décide quoi que ce soit pour une personne"
    )


def _monitoring(view: View, processing: str) -> Read:
    if processing != CROSSING:
        return NOT_FOUND, view(
            "no new observation of persons in this part", "pas de nouvelle observation dans cette partie"
        )
    for one in view.evidence["inputs"]:
        rows, units = one["counts"]["rows"], one["counts"].get("units") or 0
        if units and rows / units >= 6:
            each = whole(round(rows / units), view.language)
            return ASKED, view(
                f"about {each} rows per {view.unit} in {one['table']}: tick if they come from remote or frequent reading",
                f"environ {each} lignes par unité ({view.unit}) dans {one['table']} : cocher si elles viennent d'un relevé à "
                "distance ou fréquent",
            )
    return NOT_FOUND, view(
        "no repeated observation in the tables", "pas d'observation répétée dans les tables"
    )


def _sensitive(view: View, processing: str) -> Read:
    found, close = [], []
    for name, rule in _tables(view).items():
        for column, one in (rule.get("columns") or {}).items():
            if one.get("special_category"):
                found.append(f"{name}.{column}")
            elif one.get("role") == "confidential" and one.get("read", True):
                close.append(f"{name}.{column}")
    if found and processing == CROSSING:
        listed = ", ".join(spans(found))
        return FOUND, view(f"special_category: {listed}", f"catégorie_particulière : {listed}")
    if close or found:
        listed = ", ".join(spans(found + close))
        return ASKED, view(
            f"confidential columns: {listed}; fine readings tell of life in the home",
            f"colonnes confidentielles : {listed} ; des relevés fins disent la vie du foyer",
        )
    return NOT_FOUND, view("no such column is declared", "aucune colonne de cette sorte n'est déclarée")


def _scale(view: View, processing: str) -> Read:
    known = [one["counts"].get("units") or 0 for one in view.evidence["inputs"]]
    units = max(known, default=0)
    if processing == RELEASE:
        units = max((one["counts"].get("units") or 0 for one in view.evidence["outputs"]), default=0) or units
    told = view.counted(units) if units else "—"
    if units >= LARGE:
        return FOUND, view(
            f"{told} (proposed from {whole(LARGE, view.language)} on)",
            f"{told} (proposé à partir de {whole(LARGE, view.language)})",
        )
    return ASKED, view(
        f"{told} in this run; tick if this is most of a territory's population",
        f"{told} dans ce passage ; cocher si c'est l'essentiel de la population d'un territoire",
    )


def _crossing(view: View, processing: str) -> Read:
    linked = [
        " + ".join(one["parameters"].get("tables") or ())
        for one in view.evidence["steps"]
        if one["name"] == "link"
    ]
    if not linked:
        return NOT_FOUND, view("no step links tables", "aucune étape ne croise de tables")
    told = " ; ".join(linked) if view.language == "fr" else "; ".join(linked)
    if processing == CROSSING:
        return FOUND, view(f"steps, link: {told}", f"étapes, croiser : {told}")
    return FOUND, view(f"made from linked tables ({told})", f"faite à partir de tables croisées ({told})")


def _vulnerable(view: View, processing: str) -> Read:
    persons = [str(one) for one in view.register.get("data_subjects") or ()]
    named = [one for one in persons if _VULNERABLE.search(one)]
    if named:
        listed = ", ".join(named)
        return FOUND, view(f"register, data_subjects: {listed}", f"registre, personnes_concernées : {listed}")
    return ASKED, view("not named; a home may hold some", "non citées ; un foyer peut en compter")


def _innovative(view: View, processing: str) -> Read:
    steps = {one["name"] for one in view.evidence["steps"]}
    recent = [view.words(words) for name, words in _RECENT.items() if name in steps]
    if processing in (CROSSING, RELEASE) and recent:
        listed = ", ".join(recent)
        return FOUND, view(f"recent technique: {listed}", f"technique récente : {listed}")
    first = [str((rule.get("origin") or {}).get("first_purpose") or "") for rule in _tables(view).values()]
    others = ", ".join(one for one in first if one)
    if processing in (SEGMENTS, COMPARING):
        return FOUND, view(
            f"data collected for another use ({others}) serve to compare persons",
            f"des données recueillies pour un autre usage ({others}) servent à comparer des personnes",
        )
    return ASKED, view(
        f"data collected for: {others}; tick if this use is new to the persons",
        f"données recueillies pour : {others} ; cocher si cet usage est nouveau pour les personnes",
    )


def _exclusion(view: View, processing: str) -> Read:
    aids = [
        f"{name}.{column}"
        for name, rule in _tables(view).items()
        for column, one in (rule.get("columns") or {}).items()
        if _AID.search(column) and one.get("read", True)
    ]
    if aids and processing != RELEASE:
        listed = ", ".join(spans(aids))
        return ASKED, view(
            f"a column on an aid or a social tariff is read ({listed}): tick if a right depends on it",
            f"une colonne sur une aide ou un tarif social est lue ({listed}) : cocher si un droit en dépend",
        )
    return NOT_FOUND, view(
        "nothing in the policy gives or takes a right",
        "rien dans la politique ne donne ni ne retire un droit",
    )


def _tables(view: View) -> Mapping[str, Mapping[str, Any]]:
    return (view.policy.get("data") or {}).get("tables") or {}


_READERS: Mapping[str, Callable[[View, str], Read]] = {
    "evaluation": _evaluation,
    "decision": _decision,
    "monitoring": _monitoring,
    "sensitive": _sensitive,
    "scale": _scale,
    "crossing": _crossing,
    "vulnerable": _vulnerable,
    "innovative": _innovative,
    "exclusion": _exclusion,
}
