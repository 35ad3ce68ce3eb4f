"""Why a cell is secret, and what a table still tells, in words.

Two readers: those inside, told every reason; and the public, told one sentence that is the same for all hidden
cells, because "few units" is already a figure about the cell.
"""

from __future__ import annotations

from privkit.secrecy.coverage import Coverage
from privkit.secrecy.primary import Reason
from privkit.secrecy.rules import Rules
from privkit.words import Words, joined

PUBLIC = Words(
    "Hidden by statistical secrecy, in itself or to protect another cell.",
    "Cachée par le secret statistique, pour elle-même ou pour protéger une autre case.",
)


def why(reasons: int, rules: Rules) -> Words:
    """All the reasons of one cell, for internal readers; empty when it is published."""
    said = [words for reason, words in _texts(rules).items() if reasons & reason]
    return joined(said, " ; ") if said else Words("", "")


def _texts(rules: Rules) -> dict[Reason, Words]:
    few, of = rules.min_count, rules.dominance_of
    share, near = _percent(rules.dominance), _percent(rules.p_percent)
    who_en, who_fr = ("the largest unit makes", "la plus forte unité fait") if of == 1 else (
        "the two largest units make", "les deux plus fortes unités font")  # fmt: skip
    return {
        Reason.FEW_UNITS: Words(f"fewer than {few} units", f"moins de {few} unités"),
        Reason.EMPTY: Words(
            "no unit, and empty cells are hidden", "aucune unité, et les cases vides sont cachées"
        ),
        Reason.DOMINANCE: Words(
            f"{who_en} more than {share} % of it", f"{who_fr} plus de {share} % du total"
        ),
        Reason.P_PERCENT: Words(
            f"the second unit could guess the first within {near} %",
            f"la deuxième unité pourrait deviner la première à {near} % près",
        ),
        Reason.SECONDARY: Words(
            "hidden so that others cannot be computed back",
            "cachée pour que d'autres ne puissent pas être recalculées",
        ),
        Reason.UNPUBLISHED: Words("in no published table", "dans aucun tableau publié"),
    }


def _percent(share: object) -> str:
    return "" if share is None else f"{float(share) * 100:g}"  # type: ignore[arg-type]


def coverage_said(held: Coverage) -> Words:
    """The coverage of a table as a sentence: rounded down, so that it never says 100 % of what it has not."""
    units = int(held.units * 1000) / 10
    en = [f"{held.inner_published} cells of {held.inner} are published, with {units:g} % of units"]
    fr = [
        f"{held.inner_published} cases sur {held.inner} sont publiées, avec {units:g} % des unités".replace(
            ".", ","
        )
    ]
    for name, share in held.sums:
        of_sum = f"{int(share * 1000) / 10:g}"
        en.append(f"{of_sum} % of {name}")
        fr.append(f"{of_sum.replace('.', ',')} % de {name}")
    return Words(" and ".join(en) + ".", " et ".join(fr) + ".")
