"""Plain sentences for what stands after the steps: conditions, outputs, comparison, evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from privkit.policy.model.anonymity import Distance, DiversityKind
from privkit.policy.model.conditions import CostMeasure, kind_of
from privkit.policy.model.outputs import Beside, Format, Nature, Output, Proposed, Reader, Sharing
from privkit.policy.model.policy import Policy
from privkit.policy.say import (
    distinct_values,
    listing,
    number,
    reason,
    sentence,
    share,
    times_of,
    units,
)
from privkit.policy.sentences_attacks import ATTACK_CONDITIONS
from privkit.policy.sentences_comparison import comparison_sentences
from privkit.policy.sentences_risk import (
    k_map,
    population_uniqueness,
    presence,
    record_risk,
    special_uniques,
)
from privkit.policy.sentences_tables import TABLE_CONDITIONS
from privkit.words import Words, same

_NATURES = {
    Nature.GENERALISED: Words("generalised data", "des données généralisées"),
    Nature.PSEUDONYMISED: Words("pseudonymised data", "des données pseudonymisées"),
    Nature.AGGREGATED: Words("aggregated data", "des données agrégées"),
    Nature.SYNTHETIC: Words("synthetic data", "des données synthétiques"),
}
_SHARED = {
    Sharing.INTERNAL: Words("shared inside the organisation", "partagée en interne"),
    Sharing.AGREEMENT: Words("handed over under an agreement", "remise sous convention"),
    Sharing.ENCLAVE: Words(
        "open in a secure environment only", "ouverte en environnement sécurisé seulement"
    ),
    Sharing.PUBLIC: Words("made public", "rendue publique"),
}
BESIDE = {
    Beside.TABLE_SCHEMA: Words("a table schema", "un schéma de table"),
    Beside.DATA_DICTIONARY: Words("a data dictionary", "un dictionnaire de données"),
    Beside.MARGINS: Words("the margins of the figures", "les marges des chiffres"),
    Beside.READER_NOTE: Words("a note for readers", "une note au lecteur"),
    Beside.CATALOGUE_ENTRY: Words("a catalogue entry", "une fiche de catalogue"),
    Beside.WORKBOOK: Words("a workbook", "un classeur"),
    Beside.CHART: Words("a chart", "un graphique"),
    Beside.MAP: Words("a map", "une carte"),
}
_FORMATS = {Format.HTML: "HTML", Format.MARKDOWN: "Markdown", Format.JSON: "JSON", Format.PIA: "PIA"}
_READERS = {
    Reader.DPO: Words("the data protection officer", "le délégué à la protection des données"),
    Reader.CONTROLLER: Words("the controller", "le responsable de traitement"),
    Reader.PUBLIC: Words("the public", "le public"),
}


def closing(policy: Policy) -> list[Words]:
    """The sentences to read aloud after the steps."""
    return [
        sentence(words.en, words.fr)
        for part in (_conditions, _outputs, comparison_sentences, _evidence)
        for words in part(policy)
    ]


def _conditions(policy: Policy) -> Iterator[Words]:
    yield Words(
        "If a single one of the following conditions does not hold, nothing leaves.",
        "Si une seule des conditions suivantes n'est pas remplie, rien ne sort.",
    )
    for condition in policy.release_only_if:
        kind = kind_of(condition)
        rule = getattr(condition, kind)
        words = _CONDITIONS[kind](rule)
        if output := getattr(rule, "output", None):
            words += Words(
                f" This condition is on output “{output}” alone.",
                f" Cette condition porte sur la seule sortie « {output} ».",
            )
        yield words + reason(rule.because)


def _k_anonymity(rule: Any) -> Words:
    least = units(rule.at_least)
    return Words(
        f"Each combination of quasi-identifiers is shared by at least {least.en} (k-anonymity).",
        f"Chaque combinaison de quasi-identifiants est partagée par au moins {least.fr} (k-anonymat).",
    )


def _l_diversity(rule: Any) -> Words:
    counted = _bands(rule)
    if rule.kind is DiversityKind.ENTROPY:
        least = number(rule.at_least)
        return Words(
            f"In every group, column {rule.column} is as varied as {least.en} equally frequent values"
            f" (entropy l-diversity){counted.en}.",
            f"Dans chaque groupe, la colonne {rule.column} est aussi variée que {least.fr} valeurs"
            f" également fréquentes (l-diversité d'entropie){counted.fr}.",
        )
    if rule.kind is DiversityKind.RECURSIVE:
        c = number(rule.c) if rule.c is not None else same("?")
        return Words(
            f"In every group, the commonest value of {rule.column} weighs less than {c.en} times those ranked"
            f" {rule.at_least} and below (recursive l-diversity){counted.en}.",
            f"Dans chaque groupe, la valeur la plus fréquente de {rule.column} pèse moins de {c.fr} fois celles"
            f" de rang {rule.at_least} et plus (l-diversité récursive){counted.fr}.",
        )
    least = distinct_values(int(rule.at_least))
    return Words(
        f"In every group, column {rule.column} takes at least {least.en} (l-diversity){counted.en}.",
        f"Dans chaque groupe, la colonne {rule.column} prend au moins {least.fr} (l-diversité){counted.fr}.",
    )


def _bands(rule: Any) -> Words:
    bands = listing(rule.into_bands or ())
    if not bands.en:
        return same("")
    return Words(f"; values are counted in these bands: {bands.en}", f" ; tranches de comptage : {bands.fr}")


_FAR = {
    Distance.EQUAL: Words("all values equally far apart", "toutes les valeurs aussi éloignées"),
    Distance.ORDERED: Words("values in their order", "les valeurs dans leur ordre"),
    Distance.HIERARCHICAL: Words("values along their hierarchy", "les valeurs selon leur hiérarchie"),
}


def _t_closeness(rule: Any) -> Words:
    most, far, counted = number(rule.at_most), _FAR[rule.distance], _bands(rule)
    return Words(
        f"In every group, column {rule.column} is spread as in the whole output, within {most.en}"
        f" (t-closeness, {far.en}){counted.en}.",
        f"Dans chaque groupe, la colonne {rule.column} se répartit comme dans toute la sortie, à {most.fr} près"
        f" (t-proximité, {far.fr}){counted.fr}.",
    )


def _delta_disclosure(rule: Any) -> Words:
    most, times, counted = number(rule.at_most), times_of(rule.at_most), _bands(rule)
    return Words(
        f"In no group is a value of {rule.column} as much as {times.en} times more or less frequent than in the whole"
        f" output (δ-disclosure, δ = {most.en}){counted.en}.",
        f"Dans aucun groupe une valeur de {rule.column} n'atteint {times.fr} fois plus ou moins de fréquence que dans"
        f" toute la sortie (δ-divulgation, δ = {most.fr}){counted.fr}.",
    )


def _beta_likeness(rule: Any) -> Words:
    most, counted = number(rule.at_most), _bands(rule)
    kind = (
        Words("enhanced β-likeness", "β-vraisemblance renforcée")
        if rule.enhanced
        else Words("β-likeness", "β-vraisemblance")
    )
    return Words(
        f"In no group does a value of {rule.column} gain more than {most.en} times its frequency ({kind.en}){counted.en}.",
        f"Dans aucun groupe une valeur de {rule.column} ne gagne plus de {most.fr} fois sa fréquence"
        f" ({kind.fr}){counted.fr}.",
    )


def _frequency(rule: Any) -> Words:
    most, counted = share(rule.at_most), _bands(rule)
    return Words(
        f"No value of {rule.column} holds more than {most.en} of a group ((α, k)-anonymity){counted.en}.",
        f"Aucune valeur de {rule.column} ne tient plus de {most.fr} d'un groupe ((α, k)-anonymat){counted.fr}.",
    )


def _uniqueness(rule: Any) -> Words:
    most = share(rule.at_most)
    if not rule.at_most:
        return Words("No unit is alone in its group.", "Aucune unité n'est seule dans son groupe.")
    return Words(
        f"At most {most.en} of units are alone in their group.",
        f"Au plus {most.fr} des unités sont seules dans leur groupe.",
    )


def _identifiers(rule: Any) -> Words:
    if not rule.at_most:
        return Words(
            "No direct identifier is left in the output.",
            "Aucun identifiant direct ne reste dans la sortie.",
        )
    return Words(
        f"Direct identifiers left in the output are at most {rule.at_most}.",
        f"Les identifiants directs qui restent dans la sortie sont au plus {rule.at_most}.",
    )


def _removed(rule: Any) -> Words:
    most = share(rule.at_most)
    return Words(
        f"Protection removes at most {most.en} of units.",
        f"La protection retire au plus {most.fr} des unités.",
    )


def _loss(rule: Any) -> Words:
    most = share(rule.at_most)
    return Words(
        f"Quasi-identifiers lose at most {most.en} of their detail.",
        f"Les quasi-identifiants perdent au plus {most.fr} de leur détail.",
    )


def _cost(rule: Any) -> Words:
    most = share(rule.at_most)
    if rule.measure is CostMeasure.OPPOSITE_MESSAGES:
        return Words(
            f"At most {most.en} of households are told the opposite because of the protection: among the highest instead "
            "of the lowest, or the other way round.",
            f"Au plus {most.fr} des foyers s'entendent dire l'inverse à cause de la protection : parmi les plus hauts au "
            "lieu des plus bas, ou le contraire.",
        )
    if rule.measure is CostMeasure.REFERENCE_ERROR:
        return Words(
            f"For half of the households at least, protection moves the middle mark by at most {most.en}.",
            f"Pour la moitié des foyers au moins, la protection déplace le repère du milieu d'au plus {most.fr}.",
        )
    return Words(
        f"At most {most.en} of households receive another message because of the protection.",
        f"Au plus {most.fr} des foyers reçoivent un autre message à cause de la protection.",
    )


def _fairness(rule: Any) -> Words:
    most, names, least = share(rule.told_high_at_most), listing(rule.by), units(rule.smallest_group)
    return Words(
        f"In no group by {names.en}, of at least {least.en}, are more than {most.en} told to be among the highest.",
        f"Dans aucun groupe selon {names.fr}, d'au moins {least.fr}, plus de {most.fr} ne sont dits parmi les plus hauts.",
    )


def _successive(rule: Any) -> Words:
    most = share(rule.gain_at_most)
    return Words(
        "The bands of the reference table are those of the table released before, and the two together tell at most "
        f"{most.en} more than a blind guess of a household that left.",
        "Les tranches de la table de référence sont celles de la table diffusée avant, et les deux ensemble ne disent "
        f"d'un foyer parti qu'au plus {most.fr} de mieux qu'une réponse au hasard.",
    )


_CONDITIONS: dict[str, Callable[[Any], Words]] = {
    "record_risk": record_risk,
    "k_map": k_map,
    "presence": presence,
    "population_uniqueness": population_uniqueness,
    "special_uniques": special_uniques,
    "k_anonymity": _k_anonymity,
    "l_diversity": _l_diversity,
    "t_closeness": _t_closeness,
    "delta_disclosure": _delta_disclosure,
    "beta_likeness": _beta_likeness,
    "frequency_in_group": _frequency,
    "uniqueness": _uniqueness,
    "direct_identifiers_left": _identifiers,
    "households_removed": _removed,
    "information_loss": _loss,
    "protection_cost": _cost,
    "fairness": _fairness,
    "successive_references": _successive,
    **TABLE_CONDITIONS,
    **ATTACK_CONDITIONS,
}


def _outputs(policy: Policy) -> Iterator[Words]:
    for output in policy.outputs:
        nature, shared = _NATURES[output.nature], _SHARED[output.sharing]
        yield Words(
            f"Output “{output.name}” (file {output.file}) holds {nature.en}; it is {shared.en}.",
            f"La sortie « {output.name} » (fichier {output.file}) contient {nature.fr} ; elle est {shared.fr}.",
        ) + _receivers(output)
        yield _qualified(output)
        yield _decided(output)


def _receivers(output: Output) -> Words:
    names = listing(output.recipients)
    return Words(f" Recipients: {names.en}.", f" Destinataires : {names.fr}.") if names.en else same("")


def _qualified(output: Output) -> Words:
    proposed = (
        Words("personal data", "donnée personnelle")
        if output.qualification.proposed is Proposed.PERSONAL
        else Words("anonymous data", "donnée anonyme")
    )
    whom = output.qualification.for_
    words = Words(
        f"It is proposed to treat “{output.name}” as {proposed.en}, for: {whom}.",
        f"Il est proposé de traiter « {output.name} » comme une {proposed.fr}, à l'égard de : {whom}.",
    )
    if output.qualification.decided_by:
        by = output.qualification.decided_by
        words += Words(f" Decided by: {by}.", f" Décidé par : {by}.")
    return words


def _decided(output: Output) -> Words:
    words = (
        Words(
            f"“{output.name}” leaves under the decision recorded in this policy.",
            f"« {output.name} » part sous la décision enregistrée dans cette politique.",
        )
        if output.sharing is Sharing.INTERNAL
        else Words(
            f"“{output.name}” is held until a person records the decision to let it out.",
            f"« {output.name} » est retenue jusqu'à ce qu'une personne enregistre la décision de la laisser "
            "sortir.",
        )
    )
    if output.with_:
        beside = listing([BESIDE[one] for one in output.with_])
        words += Words(f" With it come: {beside.en}.", f" L'accompagnent : {beside.fr}.")
    if output.licence:
        words += Words(f" Licence: {output.licence}.", f" Licence : {output.licence}.")
    if output.eliminate_after:
        length = output.eliminate_after.words()
        words += Words(
            f" It must be eliminated after {length.en}.", f" Elle doit être éliminée après {length.fr}."
        )
    return words


def _evidence(policy: Policy) -> Iterator[Words]:
    formats = listing([_FORMATS[f] for f in policy.evidence.report])
    readers = listing([_READERS[r] for r in policy.evidence.readers])
    yield Words(
        f"Every run, refusals included, leaves its evidence ({formats.en}) for {readers.en}.",
        f"Chaque passage, refus compris, laisse ses preuves ({formats.fr}) pour {readers.fr}.",
    )
