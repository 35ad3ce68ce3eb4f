"""What changes of the steps do to protection. Patterns are English keywords; ``*`` stands for a name."""

from __future__ import annotations

from privkit.policy.difference.rule import Rule
from privkit.policy.difference.scales import higher, lower, ranked, wider_bands
from privkit.policy.model.steps import DateLevel
from privkit.words import Words

_FEWER = Words("fewer columns are kept", "moins de colonnes sont gardées")
_MORE = Words("more columns are kept", "plus de colonnes sont gardées")
_COARSER = Words("values are coarser", "les valeurs sont moins précises")
_FINER = Words("values are more precise", "les valeurs sont plus précises")
_HIDE = Words("each person hides among more", "chaque personne se cache parmi plus d'autres")
_SHOW = Words("each person hides among fewer", "chaque personne se cache parmi moins d'autres")
_NOISIER = Words("values are changed more", "les valeurs changent davantage")
_QUIETER = Words("values are changed less", "les valeurs changent moins")
_LESS_TOLD = Words("groups tell less", "les groupes en disent moins")
_MORE_TOLD = Words("groups tell more", "les groupes en disent plus")
_LESS_LOSS = Words("less can be learnt of anyone", "on apprend moins de chacun")
_MORE_LOSS = Words("more can be learnt of anyone", "on apprend plus de chacun")
_WITHOUT = Words("this protection is no longer applied", "cette protection n'est plus appliquée")
_WITH = Words("one more protection is applied", "une protection de plus est appliquée")
_FEWER_FIGURES = Words("fewer figures are published", "moins de chiffres sont publiés")
_MORE_FIGURES = Words("more figures are published", "plus de chiffres sont publiés")

_COARSE = Rule(here=1, stronger=_COARSER, weaker=_FINER)
_CROWD = Rule(stronger=_HIDE, weaker=_SHOW)
_TOLD = Rule(here=1, stronger=_LESS_TOLD, weaker=_MORE_TOLD)
_NOISE = Rule(stronger=_NOISIER, weaker=_QUIETER)
_LOSS = Rule(here=1, stronger=_LESS_LOSS, weaker=_MORE_LOSS)
_PROTECTS = Rule(here=1, stronger=_WITH, weaker=_WITHOUT)
_FIGURES = Rule(here=-1, stronger=_FEWER_FIGURES, weaker=_MORE_FIGURES)

#: Steps whose presence protects, whatever they are about.
PROTECTING = (
    *("apply_requests", "drop_older_than", "pseudonymise", "minimise", "make_k_anonymous"),
    *("suppress_locally", "microaggregate", "swap", "add_noise", "post_randomise", "sample"),
)

RULES: dict[str, Rule] = {
    **{f"steps.{kind}": _PROTECTS for kind in PROTECTING},
    "steps.apply_requests.reasons": Rule(
        here=1,
        stronger=Words("more requests of persons are applied", "plus de demandes sont appliquées"),
        weaker=Words("fewer requests of persons are applied", "moins de demandes sont appliquées"),
    ),
    "steps.drop_older_than.duration": Rule(
        lower,
        stronger=Words("older data are left out", "les données plus anciennes sont écartées"),
        weaker=Words("older data stay in", "des données plus anciennes restent"),
    ),
    "steps.pseudonymise.columns": _PROTECTS,
    "steps.minimise.keep.*": Rule(here=-1, stronger=_FEWER, weaker=_MORE),
    "steps.generalise.*": _COARSE,
    "steps.generalise.*.into_bands": Rule(wider_bands, stronger=_COARSER, weaker=_FINER),
    "steps.generalise.*.to": Rule(
        ranked(DateLevel.MONTH, DateLevel.QUARTER, DateLevel.YEAR), stronger=_COARSER, weaker=_FINER
    ),
    "steps.generalise.*.first_characters": Rule(lower, stronger=_COARSER, weaker=_FINER),
    "steps.generalise.*.rounded_to": Rule(higher, stronger=_COARSER, weaker=_FINER),
    "steps.top_code.*": _COARSE,
    "steps.top_code.*.at": _COARSE.by(lower),
    "steps.bottom_code.*": _COARSE,
    "steps.bottom_code.*.at": _COARSE.by(higher),
    "steps.round.*": _COARSE,
    "steps.round.*.to": _COARSE.by(higher),
    "steps.suppress.*": _PROTECTS,
    "steps.suppress.*.among": _PROTECTS,
    "steps.suppress.*.above": _COARSE.by(lower),
    "steps.suppress.*.below": _COARSE.by(higher),
    "steps.suppress.*.rarer_than": _COARSE.by(higher),
    "steps.make_k_anonymous.k": _CROWD.by(higher),
    "steps.make_k_anonymous.on": _CROWD.present(1),
    "steps.make_k_anonymous.l_diversity": _TOLD,
    "steps.make_k_anonymous.l_diversity.at_least": _TOLD.by(higher),
    "steps.make_k_anonymous.confidential.*": _TOLD,
    **{
        f"steps.make_k_anonymous.confidential.*.{name}": _TOLD.by(higher)
        for name in ("distinct_l", "entropy_l")
    },
    **{
        f"steps.make_k_anonymous.confidential.*.{name}": _TOLD.by(lower)
        for name in ("t_closeness", "delta_disclosure", "beta_likeness", "frequency_at_most")
    },
    "steps.make_k_anonymous.confidential.*.recursive_l": _TOLD,
    "steps.make_k_anonymous.confidential.*.recursive_l.l": _TOLD.by(higher),
    "steps.make_k_anonymous.confidential.*.recursive_l.c": _TOLD.by(lower),
    "steps.make_k_anonymous.confidential.*.enhanced": _TOLD.by(ranked(False, True)),
    "steps.make_k_anonymous.k_map": _CROWD.by(higher).present(1),
    "steps.make_k_anonymous.presence": _CROWD.present(1),
    "steps.make_k_anonymous.presence.at_most": _CROWD.by(lower),
    "steps.suppress_locally.k": _CROWD.by(higher),
    "steps.suppress_locally.on": _CROWD.present(1),
    "steps.microaggregate.k": _CROWD.by(higher),
    "steps.microaggregate.columns": _PROTECTS,
    "steps.swap.within": _NOISE.by(higher),
    "steps.swap.columns": _PROTECTS,
    "steps.add_noise.strength": _NOISE.by(higher),
    "steps.add_noise.columns": _PROTECTS,
    "steps.post_randomise.keep": _NOISE.by(lower),
    "steps.post_randomise.columns": _PROTECTS,
    "steps.sample.share": Rule(
        lower,
        stronger=Words("fewer persons are in the output", "moins de personnes sont dans la sortie"),
        weaker=Words("more persons are in the output", "plus de personnes sont dans la sortie"),
    ),
    "steps.aggregate.tables.*": _FIGURES,
    "steps.aggregate.tables.*.by.*": _FIGURES,
    "steps.aggregate.tables.*.measure": _FIGURES,
    "steps.aggregate.tables.*.measures.*": _FIGURES,
    "steps.aggregate.tables.*.epsilon": Rule(lower, stronger=_LESS_LOSS, weaker=_MORE_LOSS),
    "steps.aggregate.secrecy": Rule(here=1, stronger=_FEWER_FIGURES, weaker=_MORE_FIGURES),
    "steps.aggregate.secrecy.at_least": _CROWD.by(higher).present(1),
    "steps.aggregate.secrecy.dominance": _CROWD.present(1),
    "steps.aggregate.secrecy.dominance.largest": _CROWD.by(higher),
    "steps.aggregate.secrecy.dominance.at_most": _CROWD.by(lower),
    "steps.aggregate.secrecy.p_percent": _CROWD.by(higher).present(1),
    "steps.aggregate.then.hide_below": Rule(here=1, stronger=_FEWER_FIGURES, weaker=_MORE_FIGURES),
    "steps.aggregate.then.hide_below.at_least": Rule(higher, stronger=_FEWER_FIGURES, weaker=_MORE_FIGURES),
    "steps.synthesise.privacy_model.differential_privacy": _LOSS,
    "steps.synthesise.privacy_model.differential_privacy.epsilon": _LOSS.by(lower),
    "steps.synthesise.privacy_model.differential_privacy.delta": _LOSS.by(lower),
}
