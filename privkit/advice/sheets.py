"""The figures of an answer as plain tables of words, for a terminal or a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privkit.evidence.report import voice
from privkit.gates.base import percent
from privkit.steps.base import plural
from privkit.values import Outcome
from privkit.words import Words, joined, same

if TYPE_CHECKING:
    from privkit.advice.answer import Answer
    from privkit.advice.measured import Attack, Measured

NOTHING = same("–")
ATTACKS = {
    "singling_out": Words("singled out", "isolés"),
    "linkability": Words("linked", "reliés"),
    "inference": Words("guessed", "devinés"),
}


@dataclass(frozen=True)
class Sheet:
    """A table: its title, the heads of its columns, its rows. The first column is a name, the others are figures."""

    name: str
    title: Words
    heads: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]
    note: Words | None = None


def sheets_of(answer: Answer) -> tuple[Sheet, ...]:
    """Risk and cost of rows, then tables; those that have a row."""
    rows = [one for one in answer.measured if one.candidate.family != "tables"]
    tables = [one for one in answer.measured if one.candidate.family == "tables"]
    found = [_risk(answer, rows), _cost(answer, rows), _tables(tables)]
    return tuple(sheet for sheet in found if sheet is not None)


def name_of(one: Measured) -> Words:
    """The name of a candidate; the policy's own is marked."""
    return one.candidate.name + (same(" ◂") if one.candidate.own else same(""))


def whole(number: int | None) -> Words:
    if number is None:
        return NOTHING
    return Words(voice.whole(number, "en"), voice.whole(number, "fr"))


def share(value: float | None) -> Words:
    return NOTHING if value is None else percent(value)


def _risk(answer: Answer, rows: Sequence[Measured]) -> Sheet | None:
    if not rows:
        return None
    kinds = [k for k in ATTACKS if any(k in one.attacks for one in rows)]
    heads = (
        Words("protection", "protection"),
        Words("smallest group", "plus petit groupe"),
        Words("alone", "seuls"),
        *(ATTACKS[k] for k in kinds),
    )
    first = next((one for one in rows if one.attacks), None)
    bare = [first.attacks[k].unprotected if first and k in first.attacks else None for k in kinds]
    lines = [
        (Words("(without any protection)", "(sans aucune protection)"), NOTHING, NOTHING, *map(share, bare))
    ]
    lines += [
        (name_of(one), whole(one.smallest), share(one.alone), *(_attack(one.attacks.get(k)) for k in kinds))
        for one in rows
    ]
    allowed = [first.attacks[k] for k in kinds if first and k in first.attacks]
    whole_row = any("singling_out" in one.attacks and not one.attacks["singling_out"].stated for one in rows)
    note = _allowed(allowed) + (_EXACT if whole_row else same(""))
    return Sheet(
        "risk",
        Words(
            "Risk: what an attacker gains, at most (95%)",
            "Risque : ce que gagne un attaquant, au plus (à 95 %)",
        ),
        heads,
        tuple(lines),
        note,
    )


#: Who the attacker of the page is, where the policy names none.
_EXACT = Words(
    " Singled out is by whoever may know every column, exact figures too: groups alone do not stop them. The policy can "
    "name another attacker: singling_out: { attacker_knows: [...] }.",
    " Isolés l'est par qui peut connaître toute colonne, chiffres exacts compris : des groupes seuls ne l'arrêtent pas. La "
    "politique peut nommer un autre attaquant : individualisation: { l_attaquant_connaît: [...] }.",
)


def _attack(attack: Attack | None) -> Words:
    """The upper bound, marked by whether it is within what is allowed."""
    if attack is None or attack.high is None:
        return NOTHING
    mark = same(" ✓") if attack.held else same(" ✗")
    small = 0 < attack.high < 0.001 or 0.999 < attack.high < 1  # "under 0.1%" says it already
    return (same("") if small else same("≤ ")) + percent(attack.high) + mark


def _allowed(attacks: Sequence[Attack]) -> Words:
    parts = []
    for attack in attacks:
        most, who = (
            percent(attack.allowed),
            Words("the policy", "la politique") if attack.stated else Words("this page", "cette page"),
        )
        name = ATTACKS[attack.kind]
        parts.append(Words(f"{name.en} {most.en} ({who.en})", f"{name.fr} {most.fr} ({who.fr})"))
    told = joined(parts, " ; ")
    return Words(
        f"allowed: {told.en}. ✓ within, ✗ above, – not measured or showing nothing.",
        f"admis : {told.fr}. ✓ en deçà, ✗ au-delà, – non mesuré ou ne montrant rien.",
    )


def _cost(answer: Answer, rows: Sequence[Measured]) -> Sheet | None:
    if not rows:
        return None
    many = plural(answer.unit)
    compared = any(one.messages for one in rows)
    heads = [
        Words("protection", "protection"),
        Words(many, many),
        Words("detail", "détail"),
        Words("distributions", "répartitions"),
        Words("model", "modèle"),
        *([Words("messages (worst)", "messages (pire)")] if compared else []),
        Words("ε", "ε"),
        Words("conditions", "conditions"),
        Words("CPU s", "calcul s"),
    ]
    lines = [
        (
            name_of(one),
            share(one.removed),
            share(one.detail),
            share(one.distance.value if one.distance else None),
            share(one.model.value if one.model else None),
            *([messages(one)] if compared else []),
            epsilon(one),
            conditions(one),
            seconds(one),
        )
        for one in rows
    ]
    return Sheet(
        "cost",
        Words("Cost: what is lost", "Coût : ce qui se perd"),
        tuple(heads),
        tuple(lines),
        _read(many, rows),
    )


def _read(many: str, rows: Sequence[Measured]) -> Words:
    """How the columns of costs are read, and what chance alone moves: without it no cost can be."""
    told = Words(
        f"{many} removed; detail of the columns lost; how far distributions of pairs of columns move; what a model trained "
        "on the release loses on people it never saw; messages changed, and in the group that bears most of it; conditions "
        "of the policy that hold, of those that can be asked.",
        f"{many} en moins ; détail des colonnes perdu ; de combien les répartitions des paires de colonnes s'écartent ; ce "
        "que perd un modèle entraîné sur la sortie, sur des personnes qu'il n'a jamais vues ; messages changés, et dans le "
        "groupe le plus touché ; conditions de la politique qui tiennent, parmi celles que l'on peut demander.",
    )
    parts = []
    first = next((one for one in rows if one.distance and one.distance.floor is not None), None)
    if first and first.distance:
        floor = share(first.distance.floor)
        parts.append(Words(f"distributions {floor.en}", f"répartitions {floor.fr}"))
    compared = next((one for one in rows if one.messages), None)
    if compared and compared.messages:
        floor = percent(compared.messages.floor)
        parts.append(Words(f"messages {floor.en}", f"messages {floor.fr}"))
    if not parts:
        return told
    chance = joined(parts, " ; ")
    return told + Words(
        f" Moved by chance alone, with other people: {chance.en}.",
        f" Déplacé par le seul hasard, avec d'autres personnes : {chance.fr}.",
    )


def epsilon(one: Measured) -> Words:
    """The budget that a run would take."""
    if one.epsilon is None:
        return NOTHING
    text = voice.decimal(round(one.epsilon, 2), 2, "en")
    return Words(text, voice.decimal(round(one.epsilon, 2), 2, "fr"))


def conditions(one: Measured) -> Words:
    """How many of the policy's own conditions hold, of those that can be asked of the candidate."""
    held = sum(v.outcome is Outcome.HELD for v in one.conditions)
    return same(f"{held}/{len(one.conditions)}") if one.conditions else NOTHING


def messages(one: Measured) -> Words:
    """The share of messages that change, and that of the group of people that bears most of it."""
    if one.messages is None:
        return NOTHING
    told = percent(one.messages.changed)
    if one.messages.worst is None:
        return told
    worst = percent(one.messages.worst)
    return told + Words(f" ({worst.en})", f" ({worst.fr})")


def seconds(one: Measured) -> Words:
    return Words(f"{one.seconds:.1f}", f"{one.seconds:.1f}".replace(".", ","))


def _tables(found: Sequence[Measured]) -> Sheet | None:
    if not found:
        return None
    compared = any(one.messages for one in found)
    heads = (
        Words("protection", "protection"),
        Words("table by", "tableau par"),
        Words("cells", "cases"),
        Words("shown", "montrées"),
        Words("half within", "la moitié à"),
        Words("within 20%", "à 20 % près"),
        *([Words("messages (worst)", "messages (pire)")] if compared else []),
        Words("ε", "ε"),
        Words("conditions", "conditions"),
        Words("CPU s", "calcul s"),
    )
    lines = []
    for one in found:
        for number, table in enumerate(one.tables):
            first = number == 0
            margin = share(table.margin)
            lines.append(
                (
                    name_of(one) if first else same(""),
                    same(" × ".join(table.by) or table.name),
                    whole(table.cells),
                    share(table.share),
                    Words("exact", "exacts") if table.margin == 0 else same("± ") + margin,
                    share(table.within),
                    *([messages(one)] if compared else []),
                    epsilon(one) if first else same(""),
                    conditions(one) if first else same(""),
                    seconds(one) if first else same(""),
                )
            )
    return Sheet(
        "tables",
        Words("Tables: figures by group", "Tableaux : des chiffres par groupe"),
        heads,
        tuple(lines),
        Words(
            "half of the figures shown are within this margin (95%), and so many within 20%. Attacks on rows do not apply: no row "
            "leaves. Noise bounds by ε what any attack learns of one unit; secrecy hides small groups, and bounds nothing that "
            "other files may add.",
            "la moitié des chiffres montrés sont à cette marge (à 95 %), et tant le sont à 20 % près. Les attaques sur des lignes ne "
            "s'appliquent pas : aucune ne sort. Le bruit borne par ε ce que toute attaque apprend d'une unité ; le secret cache les "
            "petits groupes, et ne borne pas ce que d'autres fichiers ajoutent.",
        ),
    )
