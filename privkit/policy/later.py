"""Words this version does not do yet, and words the language avoids: both are told, never skipped."""

from __future__ import annotations

from collections.abc import Mapping

from privkit.policy.model.conditions import LATER_CONDITIONS, Condition
from privkit.policy.model.data import TableRule
from privkit.policy.model.steps import LATER_STEPS, Step
from privkit.policy.terms import Choice, Section
from privkit.words import Language, Words

_LATER: Mapping[type[Section], Mapping[str, str]] = {
    Step: LATER_STEPS,
    Condition: LATER_CONDITIONS,
    TableRule: {"database": "base_de_données"},
}

#: Words of closed lists that are known and not done yet.
LATER_CHOICES: frozenset[Choice] = frozenset()


def later_words(model: type[Section], language: Language) -> tuple[str, ...]:
    """The known words of a model that this version does not do, in a language."""
    words = _LATER.get(model, {})
    return tuple(words.values() if language == "fr" else words)


def any_later_word(model: type[Section], word: str) -> bool:
    """Whether a word, in either language, is known and not done yet."""
    words = _LATER.get(model, {})
    return word in words or word in words.values()


#: Words that privkit avoids on purpose: what to write, and why.
AVOIDED: Mapping[str, Words] = {
    "sensitive": Words(
        "write `confidential`; sensitive data means GDPR art. 9 (`special_category`)",
        "write `confidential`; sensitive data means GDPR art. 9 (`special_category`)",
    ),
    "sensible": Words(
        "écrire `confidentiel` ; « donnée sensible » désigne l'article 9 du RGPD (`catégorie_particulière`)",
        "écrire `confidentiel` ; « donnée sensible » désigne l'article 9 du RGPD (`catégorie_particulière`)",
    ),
    "bac_sécurisé": Words("write `environnement_sécurisé`", "écrire `environnement_sécurisé`"),
    "borner_en_bas": Words("write `relever_au_plancher`", "écrire `relever_au_plancher`"),
    "foyers_supprimés": Words("write `foyers_retirés`", "écrire `foyers_retirés`"),
    "exclude": Words("write `apply_requests` or `keep_rows`", "write `apply_requests` or `keep_rows`"),
    "exclure": Words(
        "write `appliquer_les_demandes` or `garder_lignes`",
        "écrire `appliquer_les_demandes` ou `garder_lignes`",
    ),
}
_RESULT = Words(
    "being anonymous is a result, not a step: write what is done (`generalise`, `round`…)",
    "être anonyme est un résultat, non une étape : écrire ce qui est fait (`généraliser`, `arrondir`…)",
)
AVOIDED = {**AVOIDED, **dict.fromkeys(("anonymise", "anonymize", "anonymiser"), _RESULT)}
_STATUS = Words(
    "write `nature:`, then `qualification:` with what is proposed and for whom",
    "écrire `nature:`, puis `qualification:` avec ce qui est proposé et pour qui",
)
AVOIDED = {**AVOIDED, **dict.fromkeys(("status", "statut"), _STATUS)}
