"""The sentences of an answer: what was asked, what the figures show, what a person decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privkit.advice.shows import no_comparison
from privkit.evidence.report import voice
from privkit.evidence.report.labels_conditions import CONDITIONS
from privkit.gates.base import percent
from privkit.steps.base import listing_of, plural
from privkit.words import Words, joined

if TYPE_CHECKING:
    from privkit.advice.answer import Answer
    from privkit.advice.law import Item
    from privkit.advice.moment import Moment
    from privkit.advice.shows import Standing

READS = Words(
    "trying protections on the data: figures are internal, nothing is spent, nothing is published",
    "essai de protections sur les données : chiffres internes, rien n'est dépensé, rien n'est publié",
)
CAUTION = Words(
    "These figures were read from people's data, outside any budget: they are for those who may see the data, and are "
    "not published. Only what is named here was tried; other means may exist.",
    "Ces chiffres ont été lus dans les données des personnes, hors de tout budget : ils sont pour qui peut voir les "
    "données, et ne se publient pas. Seul ce qui est nommé ici a été essayé ; d'autres moyens peuvent exister.",
)
SHOWS = Words("What these figures show", "Ce que montrent ces chiffres")
DECIDES = Words("What a person decides", "Ce qu'une personne décide")
NOT_MEASURED = Words("Not measured", "Non mesuré")
MOMENT = Words("When data lose their identity", "Quand les données perdent leur identité")
LAW = Words("What law still applies", "Ce que le droit demande encore")
NOTHING_SHOWN = Words("Attacks that show nothing", "Attaques qui ne montrent rien")
BECAUSE = Words(", because ", " : ")
HERE = Words("in this policy: ", "dans cette politique : ")


def opening(found: Answer) -> tuple[Words, ...]:
    """The use, what matters for it, on what it was measured."""
    use = found.asked.use
    out = [
        use.title_sentence,
        Words(
            f"What is compared: {use.why_it_matters.en}.", f"Ce qui est comparé : {use.why_it_matters.fr}."
        ),
    ]
    drawn = next((one.sampled for one in found.measured if one.sampled), None)
    if drawn is not None:
        many = plural(found.unit)
        some, every = (Words(voice.whole(n, "en"), voice.whole(n, "fr")) for n in drawn)
        out.append(
            Words(
                f"Measured on {some.en} {many} of {every.en}, drawn at random: with all of them groups are larger, margins "
                "narrower.",
                f"Mesuré sur {some.fr} {many} parmi {every.fr}, tirés au hasard : avec tous, les groupes sont plus grands et les "
                "marges plus étroites.",
            )
        )
    return tuple(out)


def condition_name(kind: str) -> Words:
    """The short name of a condition."""
    return (
        CONDITIONS[kind][0] if kind in CONDITIONS else Words(kind.replace("_", " "), kind.replace("_", " "))
    )


def verdict(standing: Standing) -> Words:
    """What holds of a candidate, in a few words."""
    conditions = listing_of([condition_name(kind) for kind in standing.conditions])
    attacks = listing_of([condition_name(kind) for kind in standing.attacks])
    asked = len(standing.one.conditions)
    if standing.conditions:
        told = Words(f"conditions not held: {conditions.en}", f"conditions non tenues : {conditions.fr}")
        refused = next((v.measured for v in standing.one.conditions if v.condition == "comparison"), None)
        if refused is not None:
            told += Words(f" ({refused.en})", f" ({refused.fr})")
    elif asked:
        told = Words("the policy's conditions hold", "les conditions de la politique tiennent")
    else:
        told = Words(
            "no condition of the policy can be asked of it",
            "aucune condition de la politique ne peut lui être demandée",
        )
    if standing.attacks:
        return told + Words(
            f"; above this page's line: {attacks.en}", f" ; au-delà de la limite de cette page : {attacks.fr}"
        )
    if standing.untried:
        attacks = listing_of([condition_name(kind) for kind in standing.untried])
        return told + Words(f"; could not be made: {attacks.en}", f" ; n'ont pu être menées : {attacks.fr}")
    if standing.one.candidate.family == "tables":
        return told
    return told + Words(
        "; attacks stay within what is allowed", " ; les attaques restent dans ce qui est admis"
    )


def shown(found: Answer) -> tuple[Words, ...]:
    """What holds of each candidate, then the least cost among those that hold."""
    lines = [s.one.candidate.name + Words(": ", " : ") + verdict(s) for s in found.standings]
    return (*lines, *least(found))


def attacks_untold(found: Answer) -> tuple[Words, ...]:
    """Why attacks show nothing, each reason once, with the protections it is about."""
    reasons: dict[Words, list[Words]] = {}
    for one in found.measured:
        for attack in one.attacks.values():
            if attack.reason is not None:
                told = condition_name(attack.kind) + Words(": ", " : ") + attack.reason
                reasons.setdefault(told, []).append(one.candidate.name)
    every = sum(one.candidate.family != "tables" for one in found.measured)
    return tuple(
        told if len(names) == every else told + Words(" (", " (") + joined(names, " ; ") + Words(")", ")")
        for told, names in reasons.items()
    )


def least(found: Answer) -> tuple[Words, ...]:
    """The least cost measured among those that hold, with those that chance alone tells apart."""
    out = []
    refused = no_comparison(found.found)
    if refused is not None and found.asked.use.matters == "messages":
        return (
            Words(
                f"nothing can be compared on these data, and no protection is ranked: {refused.en}",
                f"rien ne peut se comparer sur ces données, et aucune protection n'est classée : {refused.fr}",
            ),
        )
    rows = any(s.one.candidate.family != "tables" for s in found.standings)
    if rows and not any(s.meets for s in found.standings):
        out.append(
            Words(
                "none of those measured both holds the policy's conditions and keeps attacks within this page's line",
                "aucune de celles mesurées ne tient à la fois les conditions de la politique et la limite de cette page",
            )
        )
    for one in found.cheapest:
        kind, held = _KINDS[one.kind], _HELD[one.all_held]
        if one.kind != "rows":
            held = _HELD[False]
        name = one.one.candidate.name
        told = Words(
            f"of the {kind.en} {held.en}, the least cost measured: {name.en} ({one.cost.en})",
            f"parmi les {kind.fr} {held.fr}, le moindre coût mesuré : {name.fr} ({one.cost.fr})",
        )
        if one.alike:
            others = listing_of([other.candidate.name for other in one.alike])
            told += Words(
                f"; no further from it than chance: {others.en}",
                f" ; pas plus loin que le hasard : {others.fr}",
            )
        out.append(told)
    return tuple(out)


_KINDS = {
    "rows": Words("rows", "lignes"),
    "noise": Words("tables with noise", "tableaux bruités"),
    "secrecy": Words("tables under secrecy", "tableaux sous secret"),
}
_HELD = {
    True: Words(
        "that hold the policy's conditions and keep attacks within the line",
        "qui tiennent les conditions de la politique et gardent les attaques sous la limite",
    ),
    False: Words("that hold the policy's conditions", "qui tiennent les conditions de la politique"),
}


def decides(found: Answer) -> tuple[Words, ...]:
    """What no figure settles, for this use."""
    risk, use = percent(found.asked.risk), found.asked.use
    out = [
        Words(
            "whether this use is a lawful purpose for these data, and compatible with the first one (the controller)",
            "si cet usage est une finalité licite pour ces données, et compatible avec la première (le responsable)",
        ),
        Words(
            f"how much an attacker may gain: {risk.en} is only where this page draws the line when the policy does not",
            f"ce qu'un attaquant peut gagner : {risk.fr} n'est que la limite de cette page quand la politique n'en dit pas",
        ),
        Words(
            f"whether what leaves is anonymous for {use.receives.en}, on the DPO's advice",
            f"si ce qui sort est anonyme pour {use.receives.fr}, sur l'avis du DPO",
        ),
    ]
    if any(one.epsilon is not None for one in found.measured):
        out.append(
            Words(
                "how much ε is spent on these people, once and for all their releases",
                "combien d'ε est dépensé sur ces personnes, une fois et pour toutes leurs diffusions",
            )
        )
    out.append(
        Words(
            "which loss is worth it; then write it in the policy and run privkit apply: only a run protects and proves",
            "quelle perte en vaut la peine ; puis l'écrire dans la politique et lancer privkit apply : seul un passage protège et "
            "prouve",
        )
    )
    return tuple(out)


def moment_line(one: Moment) -> Words:
    """A stage on one line."""
    told = one.stage + Words(": ", " : ") + one.identity + Words(". ", ". ") + one.why
    if one.here is not None:
        told += Words(" [", " [") + HERE + one.here + Words("]", "]")
    return told


def law_line(item: Item) -> Words:
    """A reminder on one line."""
    told = item.topic + Words(": ", " : ") + item.says + Words(" (", " (") + item.source + Words(")", ")")
    if item.here is not None:
        told += Words(" [", " [") + HERE + item.here + Words("]", "]")
    return told
