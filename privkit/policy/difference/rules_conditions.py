"""What changes of the conditions do to protection."""

from __future__ import annotations

from privkit.policy.difference.rule import Rule
from privkit.policy.difference.scales import Scale, higher, lower, ranked
from privkit.words import Words

_STRICTER = Words("less is let through", "la sortie est plus difficile")
_LOOSER = Words("more is let through", "la sortie est plus facile")
_KNOWS_MORE = Words("the attacker tried knows more", "l'attaquant essayé en sait plus")
_KNOWS_LESS = Words("the attacker tried knows less", "l'attaquant essayé en sait moins")
_KNOWS_OTHER = Words("the attacker tried knows other things", "l'attaquant essayé sait autre chose")
_USE = Words(
    "this condition guards usefulness, not protection",
    "cette condition garde l'utilité, non la protection",
)

#: Conditions on what the output is worth: to loosen one may let a stronger protection through, or a poorer output.
ON_USE = (
    *("households_removed", "information_loss", "protection_cost", "margin_of_error"),
    *("every_key_published", "fidelity", "usefulness"),
)

#: Conditions on protection, and their bound: the field, and which values are stricter.
BOUNDS: dict[str, tuple[tuple[str, Scale], ...]] = {
    "k_anonymity": (("at_least", higher),),
    "l_diversity": (("at_least", higher), ("c", lower)),
    "t_closeness": (("at_most", lower),),
    "delta_disclosure": (("at_most", lower),),
    "beta_likeness": (("at_most", lower), ("enhanced", ranked(False, True))),
    "frequency_in_group": (("at_most", lower),),
    "uniqueness": (("at_most", lower),),
    "direct_identifiers_left": (("at_most", lower),),
    "record_risk": (
        *(("each_at_most", lower), ("average_at_most", lower), ("number_at_most", lower)),
        *(("share_above", lower), ("share_above.risk", lower), ("share_above.at_most", lower)),
    ),
    "k_map": (("at_least", higher),),
    "presence": (("at_most", lower),),
    "population_uniqueness": (("at_most", lower),),
    "special_uniques": (("at_most", lower),),
    "privacy_budget": (),
    "small_cells": (("at_least", higher),),
    "dominance": (("at_most", lower), ("largest", higher)),
    "difference_with_previous_release": (("at_least", higher),),
    "copied_records": (("at_most", lower),),
    "singling_out": (("risk_at_most", lower),),
    "linkability": (("risk_at_most", lower),),
    "inference": (("risk_at_most", lower),),
    "membership": (("advantage_at_most", lower),),
    "known_readings": (("risk_at_most", lower), ("months", higher)),
    "linking_attack": (("risk_at_most", lower),),
}

_BOUND = Rule(here=1, stronger=_STRICTER, weaker=_LOOSER)


def _rules() -> dict[str, Rule]:
    out: dict[str, Rule] = {}
    for kind, bounds in BOUNDS.items():
        at = f"release_only_if.{kind}"
        out[at] = Rule(
            here=1,
            stronger=Words("one more condition must hold", "une condition de plus doit être vraie"),
            weaker=Words("this is no longer checked", "cela n'est plus vérifié"),
        )
        out[f"{at}.confidence"] = _BOUND.by(higher)
        out[f"{at}.output"] = Rule(
            here=-1,
            stronger=Words("every output is checked", "toutes les sorties sont vérifiées"),
            weaker=Words("only this output is checked", "seule cette sortie est vérifiée"),
        )
        for name, scale in bounds:
            out[f"{at}.{name}"] = _BOUND.by(scale)
    for kind in ("singling_out", "inference"):  # an empty list stands for every column
        out[f"release_only_if.{kind}.attacker_knows"] = Rule(otherwise=_KNOWS_OTHER)
    out["release_only_if.membership.targets"] = Rule(here=1, stronger=_KNOWS_MORE, weaker=_KNOWS_LESS)
    out["release_only_if.known_readings.months"] = Rule(higher, stronger=_KNOWS_MORE, weaker=_KNOWS_LESS)
    for kind in ON_USE:
        out[f"release_only_if.{kind}"] = Rule(otherwise=_USE)
    return out


RULES = _rules()
