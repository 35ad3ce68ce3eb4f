"""The three feared events: impacts, threats, sources, measures; likelihood proposed, severity left to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from privkit.evidence.aipd.blanks import CONTROLLER, DPO_THEN_CONTROLLER, blank
from privkit.evidence.aipd.context import Answer
from privkit.evidence.aipd.likelihood import BANDS, DEGREES, likelihood
from privkit.evidence.aipd.safeguards import ACCESS, CHANGE, LOSS, Measure, against
from privkit.evidence.report.blocks import Block, Bullets, Paragraph, line
from privkit.evidence.report.labels_attacks import ATTACKERS
from privkit.evidence.report.view import View
from privkit.evidence.report.voice import percent
from privkit.words import Words

TITLES: Mapping[str, Words] = {
    ACCESS: Words("Illegitimate access to data", "Accès illégitime à des données"),
    CHANGE: Words("Unwanted change of data", "Modification non désirée de données"),
    LOSS: Words("Disappearance of data", "Disparition de données"),
}
#: Impacts proposed for each event: generic on purpose, a person completes them.
_IMPACTS: Mapping[str, tuple[Words, ...]] = {
    ACCESS: (
        Words(
            "Private habits of a home are known by others",
            "Des habitudes de vie du foyer sont connues de tiers",
        ),
        Words("Unwanted approach, pressure or judgement", "Démarchage, pression ou jugement non voulus"),
        Words("Feeling of being watched", "Sentiment d’être surveillé"),
    ),
    CHANGE: (
        Words("A wrong statement is made to a person", "Une information fausse est donnée à une personne"),
        Words("A request of a person is not applied", "La demande d’une personne n’est pas appliquée"),
    ),
    LOSS: (
        Words(
            "A request of a person can no longer be answered",
            "On ne peut plus répondre à la demande d’une personne",
        ),
        Words("A service to persons is interrupted", "Un service rendu aux personnes est interrompu"),
    ),
}
_THREATS: Mapping[str, tuple[Words, ...]] = {
    ACCESS: (
        Words("Theft, loss or wrong sending of a file", "Vol, perte ou mauvais envoi d’un fichier"),
        Words("Use of the outputs for another purpose", "Détournement des sorties vers un autre usage"),
    ),
    CHANGE: (
        Words(
            "Mistake in the policy or in a source file", "Erreur dans la politique ou dans un fichier source"
        ),
        Words(
            "Alteration of a file, of the evidence or of the ledger",
            "Altération d’un fichier, des preuves ou du registre",
        ),
    ),
    LOSS: (
        Words(
            "Deletion of a file, of the key or of the ledger",
            "Effacement d’un fichier, de la clé ou du registre",
        ),
        Words("Failure or theft of the equipment", "Panne ou vol du matériel"),
    ),
}
#: What each attack is as a threat.
_ATTACKS: Mapping[str, Words] = {
    "singling_out": Words(
        "Singling out of a person in an output", "Individualisation d’une personne dans une sortie"
    ),
    "copied_records": Words("A record found again as it was", "Un enregistrement retrouvé tel quel"),
    "linkability": Words(
        "Linking of two files through an output", "Rapprochement de deux fichiers par une sortie"
    ),
    "linking_attack": Words(
        "Putting names on rows with a register", "Noms remis sur des lignes avec un annuaire"
    ),
    "inference": Words("A secret guessed from known traits", "Un secret déduit de traits connus"),
    "membership": Words(
        "Learning that a person is in the data", "Savoir qu’une personne est dans les données"
    ),
    "known_readings": Words(
        "Other readings found from a few", "D’autres relevés retrouvés à partir de quelques-uns"
    ),
}


@dataclass(frozen=True)
class Event:
    """One feared event. The four lists hold our own words only; ``likelihood`` is 0 when none is proposed."""

    name: str
    title: str
    impacts: tuple[str, ...]
    threats: tuple[str, ...]
    sources: tuple[str, ...]
    measures: tuple[str, ...]
    severity_text: Answer
    likelihood: int
    likelihood_text: Answer


def events(view: View, found: tuple[Measure, ...]) -> tuple[Event, ...]:
    """Access, change, disappearance, in this order."""
    out = []
    for name in (ACCESS, CHANGE, LOSS):
        degree, text = (_access(view)) if name == ACCESS else (0, _unmeasured(view, name))
        out.append(
            Event(
                name,
                view.words(TITLES[name]),
                (*_said(view, _IMPACTS[name]), *(_special(view) if name == ACCESS else ())),
                (*_said(view, _THREATS[name]), *(_attack_threats(view) if name == ACCESS else ())),
                _sources(view, name),
                tuple(against(found, name)),
                _severity(view),
                degree,
                text,
            )
        )
    return tuple(out)


def _said(view: View, words: tuple[Words, ...]) -> tuple[str, ...]:
    return tuple(view.words(one) for one in words)


def _special(view: View) -> tuple[str, ...]:
    tables = (view.policy.get("data") or {}).get("tables") or {}
    columns = [c for rule in tables.values() for c in (rule.get("columns") or {}).values()]
    if not any(one.get("special_category") for one in columns):
        return ()
    return (
        view("Data of GDPR 9 or 10 are revealed", "Des données des articles 9 ou 10 du RGPD sont révélées"),
    )


def _attack_threats(view: View) -> tuple[str, ...]:
    asked = {one["condition"] for one in view.evidence["verdicts"]}
    out = [view.words(words) for name, words in _ATTACKS.items() if name in asked]
    if not out:
        out = [view("Recognition of a person in an output", "Reconnaissance d’une personne dans une sortie")]
    if any(one["name"] == "pseudonymise" for one in view.evidence["steps"]):
        out.append(view("Access to the key of pseudonyms", "Accès à la clé des pseudonymes"))
    return tuple(out)


def _sources(view: View, event: str) -> tuple[str, ...]:
    out = [
        view(
            "Authorised member of staff, by mistake or on purpose", "Agent habilité, par erreur ou à dessein"
        ),
        view("Outsider who breaks into the systems", "Tiers qui s’introduit dans les systèmes"),
    ]
    if view.register.get("processors"):
        out.append(view("Processor", "Sous-traitant"))
    if event == ACCESS:
        sharing = {one["sharing"] for one in view.evidence["outputs"]}
        out.append(
            view(
                "Recipient who knows the home (neighbour, relative)",
                "Destinataire qui connaît le foyer (voisin, proche)",
            )
        )
        if "public" in sharing:
            out.append(view("Anybody: an output is public", "Toute personne : une sortie est publique"))
    if event == LOSS:
        out.append(view("Fire, flood, breakdown", "Incendie, inondation, panne"))
    return tuple(out)


def _severity(view: View) -> Answer:
    told = view(
        "A person judges it, from the impacts above, for the persons concerned. No figure gives it and nothing is "
        "proposed here. ",
        "Une personne en juge, d'après les impacts ci-dessus, pour les personnes concernées. Aucun chiffre ne "
        "la donne et rien n'est proposé ici. ",
    )
    what = Words(
        "the severity, from 1 (negligible) to 4 (maximum)", "la gravité, de 1 (négligeable) à 4 (maximale)"
    )
    return (Paragraph(line(told, blank(view, what, DPO_THEN_CONTROLLER))),)


def _access(view: View) -> tuple[int, Answer]:
    found = likelihood(view)
    blocks: list[Block] = []
    if found.degree:
        word = view.words(DEGREES[found.degree])
        told = view(
            f"Proposed from what was measured: {found.degree}, {word}. To be confirmed or changed by a person.",
            f"Proposée d'après ce qui a été mesuré : {found.degree}, {word}. À confirmer ou à changer par une personne.",
        )
        blocks.append(Paragraph(line(told)))
    else:
        what = Words(
            "the likelihood, from 1 (negligible) to 4 (maximum)",
            "la vraisemblance, de 1 (négligeable) à 4 (maximale)",
        )
        why = (
            view("An attack showed nothing. ", "Une attaque n'a rien montré. ")
            if found.unsure
            else view("No attack rate was measured. ", "Aucun taux d'attaque n'a été mesuré. ")
        )
        blocks.append(Paragraph(line(why, blank(view, what, DPO_THEN_CONTROLLER))))
    if found.evidence:
        blocks.append(Bullets(found.evidence))
    return found.degree, (*blocks, Paragraph(line(rule(view))))


def rule(view: View) -> str:
    """How a degree is proposed, in words."""
    one, two, three = (percent(limit, view.language, 0) for limit, _ in BANDS)
    attacks = bool({one["condition"] for one in view.evidence["verdicts"]} & set(ATTACKERS))
    last = view(
        " It speaks of the outputs, and of the attacks made; not of how the source data are kept.",
        " Elle porte sur les sorties et sur les attaques menées, non sur la façon dont les sources sont gardées.",
    )
    if not attacks:
        last = view(
            " It speaks of the outputs; not of how the source data are kept.",
            " Elle porte sur les sorties, non sur la façon dont les sources sont gardées.",
        )
    return (
        view(
            f"Rule of the proposal: worst chance of an intruder up to {one}, 1; up to {two}, 2; up to {three}, 3; beyond, 4.",
            f"Règle de la proposition : pire chance d'un intrus jusqu'à {one}, 1 ; jusqu'à {two}, 2 ; jusqu'à {three}, 3 ; "
            "au-delà, 4.",
        )
        + last
    )


def _unmeasured(view: View, event: str) -> Answer:
    told = (
        view(
            "Not measured. Hashes and a chained ledger show a change afterwards; they do not make it less likely. ",
            "Non mesurée. Les empreintes et le registre chaîné montrent une modification après coup ; ils ne la rendent pas "
            "moins vraisemblable. ",
        )
        if event == CHANGE
        else view(
            "Not measured. It depends on backups and equipment, which this program does not see. ",
            "Non mesurée. Elle dépend des sauvegardes et du matériel, que ce programme ne voit pas. ",
        )
    )
    what = Words(
        "the likelihood, from 1 (negligible) to 4 (maximum)",
        "la vraisemblance, de 1 (négligeable) à 4 (maximale)",
    )
    return (Paragraph(line(told, blank(view, what, CONTROLLER))),)
