"""Steps ``set_aside`` and ``synthesise`` as written: what is refused, in both languages, without reading data."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from privkit.errors import Problem
from privkit.policy.reader import Document
from privkit.policy.repeated import profiles_of

Read = Callable[[str], Document]
Problems = Callable[[str], tuple[Problem, ...]]
Synthetic = Callable[..., str]
Told = Callable[..., list[tuple[str, str, str]]]

LOSS = "{ differential_privacy: { epsilon: 3, delta: 1e-6 } }"
PERTE = "{ confidentialité_différentielle: { epsilon: 3, delta: 1e-6 } }"
SPENT = "  - privacy_budget: { within: this_release }\n"
DEPENSE = "  - budget_de_confidentialité: { dans: cette_diffusion }\n"
BUDGET = """privacy_budget:
  ledger: budgets/water.sqlite         # every release about these households spends here
  protects: household
  period: "2026"
  total:        { epsilon: 3, delta: 1e-6 }
  this_release: { epsilon: 3, delta: 1e-6 }
  because: Decided by the controller on the advice of the DPO.

"""
ASIDE = """  - set_aside:                         # seen by no model: attacks are judged on them
      share: 20 %
      by: household
"""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_template_says_nothing_wrong(language: str, told: Told) -> None:
    assert told(language) == []


def test_the_two_templates_are_the_same_policy(synthetic: Synthetic, read: Read) -> None:
    english, french = (read(synthetic(language)).policy for language in ("en", "fr"))
    made = [next(s.synthesise for s in p.steps if s.synthesise) for p in (english, french)]
    assert made[0].method is made[1].method
    assert made[0].privacy_model == made[1].privacy_model
    assert made[0].rows == made[1].rows
    kinds = [[c.model_dump(exclude_none=True).keys() for c in p.release_only_if] for p in (english, french)]
    assert kinds[0] == kinds[1]
    assert profiles_of(english) == profiles_of(french)


@pytest.mark.parametrize(("language", "word"), [("en", "none"), ("fr", "aucun")])
def test_no_privacy_model_is_a_word(synthetic: Synthetic, language: str, word: str, read: Read) -> None:
    loss = LOSS if language == "en" else PERTE
    document = read(synthetic(language, (loss, word)))
    made = next(s.synthesise for s in document.policy.steps if s.synthesise)
    assert made.privacy_model.differential_privacy is None


@pytest.mark.parametrize(
    ("language", "word"), [("en", "aucun"), ("fr", "none"), ("en", "no"), ("fr", "{ a: b }")]
)
def test_another_word_is_told(synthetic: Synthetic, language: str, word: str, problems: Problems) -> None:
    loss = LOSS if language == "en" else PERTE
    assert [p.code for p in problems(synthetic(language, (loss, word)))] in (["PK105"], ["PK101"])


STEPS_EN = "  - synthesise:\n"
AFTER = "\nrelease_only_if:\n"


@pytest.mark.parametrize(
    ("language", "changes", "code", "severity", "message"),
    [
        ("en", [(ASIDE, ASIDE + ASIDE)], "PK619", "error", "`set_aside` is there a second time"),
        (
            "fr",
            [
                (
                    "  - synthétiser:\n",
                    "  - synthétiser: { méthode: arbres, modèle_de_confidentialité: aucun }\n  - synthétiser:\n",
                )
            ],
            "PK619",
            "error",
            "`synthétiser` est là une seconde fois",
        ),
        (
            "en",
            [(ASIDE, ""), (AFTER, "\n" + ASIDE + AFTER)],
            "PK620",
            "error",
            "`set_aside` comes after `synthesise`, when no row of a person is left",
        ),
        (
            "fr",
            [
                (
                    "\ndiffuser_seulement_si:\n",
                    "  - arrondir: { volume_m3: { à: 1 } }\n\ndiffuser_seulement_si:\n",
                )
            ],
            "PK620",
            "error",
            "`arrondir` vient après `synthétiser`, quand il ne reste aucune ligne d'une personne",
        ),
        (
            "en",
            [
                (ASIDE, "  - swap: { columns: [volume_m3], within: 5 % }\n" + ASIDE),
                (LOSS, "none"),
                (SPENT, ""),
                (BUDGET, ""),
            ],
            "PK620",
            "error",
            "people are set aside after `swap`: they must be as they are, unprotected",
        ),
        (
            "en",
            [
                (ASIDE, "  - suppress: { sector: { rarer_than: 5 } }\n" + ASIDE),
                (LOSS, "none"),
                (SPENT, ""),
                (BUDGET, ""),
            ],
            "PK620",
            "error",
            "people are set aside after `suppress`: they must be as they are, unprotected",
        ),
        (
            "en",
            [("by: household\n", "by: contract\n")],
            "PK622",
            "error",
            "people are set aside by `contract`, the privacy unit is `household`",
        ),
        (
            "fr",
            [("par: foyer\n", "par: contrat\n")],
            "PK622",
            "error",
            "on met de côté par `contrat`, l'unité protégée est `foyer`",
        ),
        ("en", [("share: 20 %", "share: 0 %")], "PK622", "error", "nobody is set aside"),
        (
            "fr",
            [("part: 20 %", "part: 51 %")],
            "PK622",
            "error",
            "plus de personnes sont mises de côté qu'il n'en reste pour faire la sortie",
        ),
        (
            "en",
            [("share: 20 %", "share: 4.9 %")],
            "PK622",
            "warning",
            "so few people set aside make wide intervals: a good release may be refused",
        ),
        (
            "en",
            [("method: marginals", "method: trees")],
            "PK623",
            "error",
            "the method `trees` does not do differential privacy",
        ),
        (
            "fr",
            [("méthode: marginales", "méthode: ctgan")],
            "PK623",
            "error",
            "la méthode `ctgan` (de la bibliothèque SDV) ne sait pas faire de confidentialité différentielle",
        ),
        (
            "en",
            [(BUDGET, ""), (SPENT, "")],
            "PK624",
            "warning",
            "no ledger follows this spending: what releases about these people lose in all is not counted",
        ),
        (
            "en",
            [("{ epsilon: 3, delta: 1e-6 } }", "{ epsilon: 3.5, delta: 1e-6 } }")],
            "PK624",
            "error",
            "the generator asks epsilon 3.5, `this_release` has 3",
        ),
        (
            "fr",
            [("{ epsilon: 3, delta: 1e-6 } }", "{ epsilon: 3, delta: 2e-6 } }")],
            "PK624",
            "error",
            "le générateur demande delta 0,000002, `cette_diffusion` a 0,000001",
        ),
        (
            "en",
            [("{ epsilon: 3, delta: 1e-6 } }", "{ epsilon: 2, delta: 1e-6 } }")],
            "PK661",
            "warning",
            "the generator asks epsilon 2, and `this_release` spends 3: the rest is spent for nothing",
        ),
        (
            "en",
            [("{ epsilon: 3, delta: 1e-6 } }", "{ epsilon: 0, delta: 1e-6 } }")],
            "PK653",
            "error",
            "epsilon must be above 0",
        ),
        (
            "en",
            [("{ epsilon: 3, delta: 1e-6 } }", "{ epsilon: 21, delta: 1e-6 } }")],
            "PK654",
            "error",
            "an epsilon over 20 protects nobody",
        ),
        (
            "fr",
            [("{ epsilon: 3, delta: 1e-6 } }", "{ epsilon: 3, delta: 0.01 } }")],
            "PK656",
            "error",
            "ce delta est trop grand pour 1 000 unités ou plus",
        ),
        (
            "en",
            [("{ epsilon: 3, delta: 1e-6 } }", "{ epsilon: 3, delta: 0 } }")],
            "PK653",
            "error",
            "the noise of a generator needs a delta above 0",
        ),
        (
            "en",
            [("rows: 20000", "rows: 50000001")],
            "PK625",
            "error",
            "more than 50,000,000 units are asked for",
        ),
        (
            "en",
            [("rows: 20000", "rows: 20000\n      period: sector")],
            "PK625",
            "error",
            "`period` goes with `periods`",
        ),
        (
            "fr",
            [("lignes: 20000", "lignes: 20000\n      périodes: [a, b]")],
            "PK625",
            "error",
            "`périodes` va avec `période`",
        ),
        (
            "en",
            [("rows: 20000", "rows: 20000\n      period: sector\n      periods: [a, a]")],
            "PK625",
            "error",
            "the periods are at least two, each once",
        ),
        (
            "en",
            [(STEPS_EN, "  - make_k_anonymous: { k: 5, on: [sector], remove_at_most: 5 % }\n" + STEPS_EN)],
            "PK626",
            "error",
            "in `make_k_anonymous` one unit changes the rows of others: differential privacy would not hold after it",
        ),
        (
            "fr",
            [("  - mettre_de_côté: ", "  - échantillonner: { part: 50 % }\n  - mettre_de_côté: ")],
            "PK626",
            "error",
            "dans `échantillonner` une unité change les lignes des autres : la confidentialité différentielle ne tiendrait pas ensuite",
        ),
        (
            "en",
            [("nature: synthetic", "nature: generalised")],
            "PK609",
            "error",
            "the steps make synthetic data",
        ),
        (
            "fr",
            [("nature: synthétiques", "nature: généralisées")],
            "PK609",
            "error",
            "les étapes produisent des données synthétiques",
        ),
        (
            "en",
            [(LOSS, "none"), (BUDGET, "")],
            "PK616",
            "error",
            "`privacy_budget` goes with differential_privacy, which the synthesis does not use",
        ),
        ("en", [(LOSS, "none"), (SPENT, "")], "PK650", "error", "no step spends this budget"),
    ],
)
def test_what_is_refused(
    language: str, changes: list[tuple[str, str]], code: str, severity: str, message: str, told: Told
) -> None:
    assert (code, severity, message) in told(language, *changes)


@pytest.mark.parametrize(
    "step",
    [
        "generalise: { garden: { first_characters: 1 } }",
        "round: { volume_m3: { to: 1 } }",
        "suppress: { sector: { among: [a] } }",
    ],
)
def test_what_changes_one_row_by_itself_may_come_before(step: str, told: Told) -> None:
    assert told("en", (ASIDE, f"  - {step}\n{ASIDE}")) == []


def test_a_condition_on_the_budget_needs_one(told: Told) -> None:
    assert [(c, s, m) for c, s, m in told("en", (BUDGET, "")) if s == "error"] == [
        ("PK651", "error", "no budget says how much this release may lose")
    ]


def test_without_noise_a_protecting_step_may_stand_between(told: Told) -> None:
    swap = "  - swap: { columns: [volume_m3], within: 5 % }\n"
    changes = [(LOSS, "none"), (SPENT, ""), (BUDGET, ""), (STEPS_EN, swap + STEPS_EN)]
    assert told("en", *changes) == []


def test_a_budget_condition_covers_the_three_risks(synthetic: Synthetic, told: Told) -> None:
    """A budget that paid for all that was learnt, held to it, lets the rows be proposed as anonymous."""
    anonymous = ("proposed: personal", "proposed: anonymous")
    attacks = ["singling_out", "linkability", "inference"]
    text = synthetic("en")
    cut = [
        (line + "\n", "")
        for line in text.split("\n")
        if any(line.startswith(f"  - {a}:") for a in attacks[:1])
    ]
    assert told("en", anonymous, *cut) == []


def test_groups_of_made_rows_do_not_cover_singling_out(told: Told) -> None:
    found = told(
        "en",
        ("proposed: personal", "proposed: anonymous"),
        (LOSS, "none"),
        (BUDGET, ""),
        (SPENT, "  - k_anonymity: { at_least: 5 }\n"),
        ("  - singling_out:   { risk_at_most: 5 % }\n", ""),
    )
    assert (
        "PK605",
        "error",
        "`anonymous` is not proposed while a risk is not measured: singling out",
    ) in found


def test_the_three_conditions_cover_the_three_risks(told: Told) -> None:
    changes = [("proposed: personal", "proposed: anonymous"), (LOSS, "none"), (BUDGET, ""), (SPENT, "")]
    assert told("en", *changes) == []


def test_a_budget_without_its_condition_covers_nothing(told: Told) -> None:
    found = told(
        "fr",
        ("proposée: personnelle", "proposée: anonyme"),
        (DEPENSE, ""),
        ("  - individualisation: { risque_au_plus: 5 % }\n", ""),
    )
    assert [(c, m) for c, _, m in found] == [
        ("PK605", "`anonyme` n'est pas proposé tant qu'un risque n'est pas mesuré : individualisation")
    ]
