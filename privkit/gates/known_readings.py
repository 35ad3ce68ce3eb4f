"""``known_readings``: a neighbour who knows a few readings of a household finds the others through the release."""

from __future__ import annotations

from functools import partial

from privkit.gates.attack_columns import both, named
from privkit.gates.attacked import RISK, Asked, Prepared, judged
from privkit.gates.base import Trial
from privkit.gates.exhibit import Exhibit
from privkit.gates.stage import Stage, Untold
from privkit.policy.model.attack_conditions import KnownReadings
from privkit.risk.attacks.known_readings import Knowledge, known_readings
from privkit.values import Verdict
from privkit.words import Words

_STRONGER = Words(
    "more months known, a larger within, or more people set aside",
    "plus de mois connus, un à_moins_de plus large, ou plus de personnes mises de côté",
)
_NONE = Words(
    "the output has no repeated column of readings",
    "la sortie n'a pas de colonne répétée de relevés",
)
_WHICH = Words("there are several repeated columns", "il y a plusieurs colonnes répétées")
_NO_NUMBERS = Words(
    "the readings that leave are no numbers", "les relevés qui sortent ne sont pas des nombres"
)


def judge(rule: KnownReadings, trial: Trial) -> list[Verdict]:
    """Held when the other readings of households in the data are found little more often than those of others."""
    months = str(rule.months)

    def sentence(gain: Words, any_: bool) -> Words:
        if not any_:
            return Words(
                f"a neighbour who knows {months} readings finds the others of people in the data no better than those of "
                "people who were not in it",
                f"un voisin qui connaît {months} relevés ne trouve pas mieux les autres pour les personnes des données que "
                "pour celles qui n'y étaient pas",
            )
        return Words(
            f"a neighbour who knows {months} readings finds the others for {gain.en} more of the people in the data than of "
            "people who were not in it",
            f"un voisin qui connaît {months} relevés trouve les autres pour {gain.fr} de plus des personnes des données que "
            "de celles qui n'y étaient pas",
        )

    asked = Asked("known_readings", rule, rule.risk_at_most, RISK, sentence, _STRONGER)
    return judged(asked, trial, partial(_prepared, rule, trial))


def profiles_on(stage: Stage, trial: Trial) -> dict[str, tuple[str, ...]]:
    """Repeated names whose columns are on the stage; for rows by period, columns that vary within a unit."""
    found = {
        base: tuple(c for c in columns if c in stage.columns) for base, columns in trial.profiles.items()
    }
    kinds = {f.name: f.kind for f in stage.scene.fields}
    for name, fields in stage.columns.items():
        if len(fields) > 2 and all(kinds[f] == "number" for f in fields):
            found[name] = (name,)
    return {base: columns for base, columns in found.items() if columns}


def _prepared(rule: KnownReadings, trial: Trial, exhibit: Exhibit, stage: Stage) -> Prepared | Untold:
    there = profiles_on(stage, trial)
    base = rule.readings or next(iter(there), None)
    if base is None or base not in there:
        return Untold(
            _NONE, Words("volume: { type: number, repeated: 12 }", "volume: { type: nombre, répétée: 12 }")
        )
    if rule.readings is None and len(there) > 1:
        names = ", ".join(there)
        return Untold(_WHICH, Words(f"readings: one of {names}", f"relevés: l'une de {names}"))
    fields = named(stage, there[base], trial)
    if isinstance(fields, Untold):
        return fields
    kinds = {f.name: f.kind for f in (*stage.raw.fields, *stage.scene.fields)}
    if any(kinds[f] != "number" for f in fields):
        return Untold(_NO_NUMBERS)
    knowledge = Knowledge(rule.months, tolerance=float(rule.within))
    attack = partial(known_readings, profile=fields, knowledge=knowledge)
    return Prepared(
        attack,
        both(stage, fields),
        (fields, rule.months, rule.within),
        {"readings": base, "months": rule.months, "of": len(fields), "within": float(rule.within)},
    )
