"""The measures: what the run did, in the titles of the PIA method, and those only people know (GDPR 35(7)(d))."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from privkit.evidence.aipd.blanks import SECURITY, blank
from privkit.evidence.aipd.context import Answer, processors
from privkit.evidence.report import labels
from privkit.evidence.report.blocks import Block, Bullets, Line, Paragraph, line
from privkit.evidence.report.labels_conditions import CONDITIONS
from privkit.evidence.report.sections import rights
from privkit.evidence.report.view import View
from privkit.words import Words

#: The feared events a measure answers.
ACCESS, CHANGE, LOSS = "access", "change", "loss"

_COARSER = (
    "generalise",
    "top_code",
    "bottom_code",
    "round",
    "suppress",
    "make_k_anonymous",
    "suppress_locally",
    "microaggregate",
    "swap",
    "add_noise",
    "post_randomise",
    "sample",
)
#: Steps told together, under one title.
_BY_STEPS = (
    (
        Words("Data minimisation", "Minimisation des données"),
        ("drop_older_than", "keep_rows", "minimise", "summarise"),
    ),
    (Words("Pseudonymisation", "Pseudonymisation"), ("pseudonymise",)),
    (Words("Less precise data", "Données rendues moins précises"), _COARSER),
    (Words("Synthetic data", "Données synthétiques"), ("set_aside", "synthesise")),
    (Words("Tables instead of rows", "Tableaux au lieu de lignes"), ("limit_contribution", "aggregate")),
)


@dataclass(frozen=True)
class Measure:
    """One measure. ``title`` is our own words only, so that it can be repeated letter for letter."""

    title: str
    content: Answer
    against: frozenset[str]


def measures(view: View) -> tuple[Measure, ...]:
    """Every measure of the run, then the blanks of those the tool cannot know."""
    found = [
        *_steps(view),
        *_noise(view),
        _conditions(view),
        _requests(view),
        _contracts(view),
        _traces(view),
    ]
    return (*(one for one in found if one), *_unknown(view))


def against(found: Iterable[Measure], event: str) -> list[str]:
    """Titles of the measures that answer a feared event."""
    return [one.title for one in found if event in one.against]


def _steps(view: View) -> list[Measure]:
    out = []
    for title, names in _BY_STEPS:
        lines = [line(view.words(one["sentence"])) for one in view.evidence["steps"] if one["name"] in names]
        if lines:
            out.append(Measure(view.words(title), (Bullets(tuple(lines)),), frozenset({ACCESS})))
    return out


def _noise(view: View) -> list[Measure]:
    tables = view.evidence.get("tables") or ()
    out = []
    if view.evidence.get("budget"):
        told = view(
            "The presence of one unit changes what can be concluded by a bounded amount. What was spent is kept in a budget "
            "ledger, which refuses a release that goes beyond.",
            "La présence d'une unité ne change que de façon bornée ce qu'on peut conclure. Ce qui est dépensé est tenu dans un "
            "registre, qui refuse une diffusion au-delà.",
        )
        title = view("Differential privacy", "Confidentialité différentielle")
        out.append(Measure(title, (Paragraph(line(told)),), frozenset({ACCESS})))
    if any(one["protection"] == "statistical_secrecy" for one in tables):
        told = view(
            "Small or dominated groups are hidden, with others so that no total gives them away.",
            "Les groupes petits ou dominés sont masqués, avec d'autres pour qu'aucun total ne les trahisse.",
        )
        title = view("Statistical secrecy", "Secret statistique")
        out.append(Measure(title, (Paragraph(line(told)),), frozenset({ACCESS})))
    return out


def _conditions(view: View) -> Measure | None:
    rows: list[Line] = []
    for one in view.evidence["verdicts"]:
        name, _ = CONDITIONS.get(one["condition"], (None, None))
        outcome, _, _ = labels.OUTCOMES[one["outcome"]]
        told = view.words(name) or str(one["condition"])
        where = f" ({one['output']})" if one.get("output") else ""
        colon = view(": ", " : ")
        rows.append(
            line(
                f"{told}{where}{colon}{view.words(one['measured'])} ({view.words(one['required'])}), "
                f"{view.words(outcome)}"
            )
        )
    if not rows:
        return None
    first = view(
        "Measured before anything leaves; one that is not met, or inconclusive, stops everything:",
        "Mesurées avant toute sortie ; une seule non remplie, ou non concluante, arrête tout :",
    )
    content: tuple[Block, ...] = (Paragraph(line(first)), Bullets(tuple(rows)))
    return Measure(view("Conditions of release", "Conditions de diffusion"), content, frozenset({ACCESS}))


def _requests(view: View) -> Measure | None:
    if not any(one["name"] == "apply_requests" for one in view.evidence["steps"]):
        return None
    title = view("Requests of persons", "Demandes des personnes")
    return Measure(title, (Paragraph(rights.applied(view)),), frozenset({ACCESS, CHANGE}))


def _contracts(view: View) -> Measure | None:
    if not view.register.get("processors"):
        return None
    title = view("Processing contracts", "Contrats de sous-traitance")
    return Measure(title, (Paragraph(processors(view)),), frozenset({ACCESS, CHANGE, LOSS}))


def _traces(view: View) -> Measure:
    told = view(
        "Every run is written in a chained ledger; the hashes of the policy, inputs, outputs and evidence are kept in a "
        "manifest. The command privkit verify finds any change. This shows a change; it does not prevent it.",
        "Chaque passage est inscrit dans un registre chaîné ; les empreintes de la politique, des entrées, des sorties et des "
        "preuves sont gardées dans un manifeste. La commande privkit verify trouve toute modification. Cela la montre, sans l'empêcher.",
    )
    title = view("Traceability", "Traçabilité")
    return Measure(title, (Paragraph(line(told)),), frozenset({CHANGE, LOSS}))


def _unknown(view: View) -> tuple[Measure, ...]:
    rows = (
        (
            Words("Logical access control", "Contrôle des accès logiques"),
            Words(
                "who can open the source data, the key and the outputs",
                "qui peut ouvrir les sources, la clé et les sorties",
            ),
            {ACCESS, CHANGE, LOSS},
        ),
        (
            Words("Encryption", "Chiffrement"),
            Words("what is encrypted, at rest and in transit", "ce qui est chiffré, au repos et en transit"),
            {ACCESS},
        ),
        (
            Words("Backup of data", "Sauvegarde des données"),
            Words(
                "what is saved, where, and when it was last restored",
                "ce qui est sauvegardé, où, dernière restauration",
            ),
            {CHANGE, LOSS},
        ),
    )
    return tuple(
        Measure(view.words(title), (Paragraph(blank(view, what, SECURITY)),), frozenset(events))
        for title, what, events in rows
    )
