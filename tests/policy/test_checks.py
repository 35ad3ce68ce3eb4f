"""Checks without data: each fault planted in a template, told exactly, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from privkit.errors import Problem
from privkit.policy.checks import check_document
from privkit.policy.reader import Document
from privkit.policy.skeleton import template

GOLDEN = Path(__file__).parent / "golden" / "checks.txt"
TODAY = date(2026, 11, 24)

#: name, template, language, what is replaced (several pairs), by what
FAULTS: list[tuple[str, str, str, list[tuple[str, str]]]] = [
    ("nothing", "training", "en", []),
    ("review_passed", "training", "fr", [("2027-12-31\n\nregistre", "2026-11-23\n\nregistre")]),
    ("review_today", "training", "fr", [("2027-12-31\n\nregistre", "2026-11-24\n\nregistre")]),
    ("draft", "training", "fr", [("état: validée", "état: brouillon")]),
    ("withdrawn", "training", "en", [("state: validated", "state: withdrawn")]),
    ("retention_not_a_date", "training", "en", [("    from: reading_date", "    from: volume_m3")]),
    ("retention_unknown", "training", "fr", [("à_partir_de: date_releve", "à_partir_de: date_relevé")]),
    (
        "retention_of_its_own",
        "training",
        "en",
        [
            ("    from: reading_date", "    from: extraction"),
            ("{ reason: retention }", "{ duration: 3 years, from: reading_date }"),
        ],
    ),
    (
        "legitimate_interests",
        "training",
        "fr",
        [("fondement: mission_d_intérêt_public", "fondement: intérêts_légitimes")],
    ),
    (
        "legitimate_interests_of_a_company",
        "training",
        "en",
        [
            ("ground: public_task", "ground: legitimate_interests"),
            ("controller: Metropolis (Water Cycle Department)", "controller: Aqua SA"),
        ],
    ),
    ("decision_by_dpo", "training", "fr", [("    par: responsable_de_traitement  ", "    par: dpo  ")]),
    ("key_held_by_dpo", "training", "en", [("held_by: security officer", "held_by: the DPO")]),
    (
        "key_held_by_delegate",
        "training",
        "fr",
        [("détenue_par: RSSI", "détenue_par: Déléguée à la protection des données")],
    ),
    (
        "reuse",
        "training",
        "fr",
        [
            (
                "        compatibilité:\n          parce_que: Réutilisation prévue par l'acte d'engagement ; aucune décision individuelle.\n",  # noqa: E501
                "",
            )
        ],
    ),
    ("right_of_use_expired", "training", "en", [("expires: 2027-12-31", "expires: 2026-11-23")]),
    (
        "right_of_use_ends_before_effect",
        "training",
        "en",
        [
            ("expires: 2027-12-31", "expires: 2026-12-01"),
            ("  review_before", "  effective_from: 2026-12-02\n  review_before"),
        ],
    ),
    (
        "no_impact_assessment",
        "training",
        "fr",
        [('  aipd: { référence: AIPD-0000-000, version: "0.1", état: brouillon }\n', "")],
    ),
    (
        "no_recipient",
        "training",
        "en",
        [("  recipients: [data science team]\n  transfers", "  recipients: none\n  transfers")],
    ),
    (
        "no_decision",
        "training",
        "fr",
        [
            (
                "gouvernance:\n  décision:\n    par: responsable_de_traitement   # le DPO conseille, il ne décide pas\n    qualité: Directrice du cycle de l'eau\n    date: 2026-11-10\n",  # noqa: E501
                "",
            )
        ],
    ),
    (
        "to_confirm",
        "training",
        "fr",
        [
            (
                "usage:         { rôle: autre, type: catégorie }",
                "usage:         { rôle: autre, type: catégorie, à_confirmer: oui }",
            )
        ],
    ),
    (
        "unit_unknown",
        "training",
        "en",
        [("{ name: household, column: contract_id }", "{ name: household, column: contract }")],
    ),
    (
        "unit_not_a_code",
        "training",
        "fr",
        [
            (
                "id_contrat:    { rôle: identifiant_direct, type: code }",
                "id_contrat:    { rôle: identifiant_direct, type: date }",
            )
        ],
    ),
    (
        "unit_not_read",
        "training",
        "en",
        [
            (
                "contract_id:  { role: direct_identifier, type: code }",
                "contract_id:  { role: direct_identifier, type: code, read: no }",
            )
        ],
    ),
    (
        "identifier_kept",
        "training",
        "fr",
        [("        jardin:\n", "        id_local:\n          parce_que: Utile.\n        jardin:\n")],
    ),
    (
        "pseudonym_kept",
        "training",
        "fr",
        [
            (
                "        jardin:\n",
                "        id_foyer:\n          parce_que: Relier les passages.\n        jardin:\n",
            )
        ],
    ),
    (
        "free_text_kept",
        "training",
        "en",
        [("        garden:\n", "        comment:\n          because: Useful.\n        garden:\n")],
    ),
    (
        "identifier_kept_by_a_summary",
        "training",
        "en",
        [("area:          { latest: area,", "area:          { latest: holder_name,")],
    ),
    (
        "confidential_uncovered",
        "training",
        "fr",
        [("  - l_diversité:\n      colonne: volume_annuel", "  - l_diversité:\n      colonne: autre")],
    ),
    (
        "special_category",
        "training",
        "en",
        [
            (
                "use:          { role: other, type: category }",
                "use:          { role: other, type: category, special_category: health }",
            )
        ],
    ),
    (
        "offences",
        "training",
        "fr",
        [
            (
                "usage:         { rôle: autre, type: catégorie }",
                "usage:         { rôle: autre, type: catégorie, catégorie_particulière: infractions }",
            )
        ],
    ),
    (
        "alike",
        "training",
        "en",
        [
            (
                "        garden:        { role",
                "        Garden:        { role: other, type: text }\n        garden:        { role",
            )
        ],
    ),
    ("decimals", "training", "en", [("unit: m3, decimals: 1 }", "unit: m3, decimals: 12 }")]),
    (
        "small_k",
        "training",
        "fr",
        [
            (
                "      au_moins: 11\n      parce_que: Prudence ; nous étendons à ce fichier la règle de diffusion des statistiques fiscales.\n",  # noqa: E501
                "      au_moins: 3\n",
            )
        ],
    ),
    ("small_k_with_a_reason", "training", "fr", [("      au_moins: 11\n", "      au_moins: 3\n")]),
    ("step_below_condition", "training", "en", [("      k: 11\n", "      k: 5\n")]),
    (
        "unknown_output",
        "training",
        "en",
        [
            (
                "- households_removed: { at_most: 5 % }",
                "- households_removed: { at_most: 5 %, output: trainig_set }",
            )
        ],
    ),
    (
        "cost_without_comparison",
        "open-data",
        "fr",
        [("  - unicité: { au_plus: 0 % }", "  - coût_de_protection: { au_plus: 5 % }")],
    ),
    ("public_without_conditions", "open-data", "en", [("  - direct_identifiers_left: { at_most: 0 }\n", "")]),
    (
        "shared_without_k",
        "training",
        "fr",
        [
            ("    partage: interne  ", "    partage: convention  "),
            (
                "  - k_anonymat:\n      au_moins: 11\n      parce_que: Prudence ; nous étendons à ce fichier la règle de diffusion des statistiques fiscales.\n",  # noqa: E501
                "",
            ),
        ],
    ),
    (
        "path_absolute",
        "training",
        "en",
        [("file: outputs/training.parquet", "file: /tmp/outputs/training.parquet")],
    ),
    (
        "path_parent",
        "training",
        "fr",
        [("fichier: sorties/entrainement.parquet", "fichier: sorties/../entrainement.parquet")],
    ),
    (
        "path_windows",
        "training",
        "en",
        [("file: outputs/training.parquet", "file: outputs\\training.parquet")],
    ),
    (
        "path_without_folder",
        "training",
        "fr",
        [("fichier: sorties/entrainement.parquet", "fichier: entrainement.parquet")],
    ),
    ("path_ending", "training", "en", [("file: outputs/training.parquet", "file: outputs/training.xlsx")]),
    (
        "path_ending_of_comparison",
        "training",
        "fr",
        [("fichier: sorties/foyer_de_reference.json", "fichier: sorties/foyer_de_reference.csv")],
    ),
    (
        "same_file",
        "training",
        "en",
        [
            (
                "    eliminate_after: 12 months\n",
                "    eliminate_after: 12 months\n  - name: training_set\n    file: outputs/Training.parquet\n    nature: generalised\n    qualification: { proposed: personal, for: data science team }\n    sharing: internal\n    eliminate_after: 1 year\n",  # noqa: E501
            )
        ],
    ),
    ("anonymous", "training", "fr", [("proposée: personnelle", "proposée: anonyme")]),
    (
        "anonymous_without_k",
        "open-data",
        "en",
        [
            ("proposed: personal", "proposed: anonymous"),
            (
                "  - k_anonymity:\n      at_least: 11\n      because: Publication rule of tax statistics.\n",
                "",
            ),
            ("  - uniqueness: { at_most: 0 % }\n", ""),
        ],
    ),
    (
        "anonymous_pseudonymised",
        "training",
        "en",
        [("proposed: personal", "proposed: anonymous"), ("nature: generalised ", "nature: pseudonymised ")],
    ),
    (
        "anonymous_with_a_pseudonym",
        "training",
        "fr",
        [
            ("proposée: personnelle", "proposée: anonyme"),
            (
                "        jardin:\n",
                "        id_foyer:\n          parce_que: Relier les passages.\n        jardin:\n",
            ),
        ],
    ),
    ("no_licence", "open-data", "fr", [("    licence: etalab-2.0\n", "")]),
    ("no_end", "training", "en", [("    eliminate_after: 12 months\n", "")]),
    ("synthetic_without_step", "training", "en", [("nature: generalised", "nature: synthetic")]),
    ("synthetic_said_otherwise", "synthetic", "fr", [("nature: synthétiques", "nature: généralisées")]),
    ("aggregated_without_step", "open-data", "fr", [("nature: généralisées", "nature: agrégées")]),
    ("pseudonymised_without_step", "open-data", "en", [("nature: generalised", "nature: pseudonymised")]),
    ("public_pseudonymised", "open-data", "en", [("nature: generalised", "nature: pseudonymised")]),
    (
        "recipient_unknown",
        "training",
        "fr",
        [
            (
                "    destinataires: [équipe science des données]\n    éliminer",
                "    destinataires: [préfecture]\n    éliminer",
            )
        ],
    ),
    (
        "pia_file_for_the_public",
        "training",
        "fr",
        [
            ("rapport: [html, markdown, json]", "rapport: [html, outil_pia]"),
            ("lecteurs: [dpo, responsable_de_traitement]", "lecteurs: [public]"),
        ],
    ),
    (
        "pia_file_for_one_internal_reader",
        "training",
        "en",
        [
            ("report: [html, markdown, json]", "report: [html, pia_tool]"),
            ("readers: [dpo, controller]", "readers: [public, controller]"),
        ],
    ),
]


def build(kind: str, language: str, changes: list[tuple[str, str]]) -> str:
    """The template, validated, with the fault planted."""
    text = template(kind, language, "essai")  # type: ignore[arg-type]
    text = text.replace("  state: draft", "  state: validated", 1).replace(
        "  état: brouillon", "  état: validée", 1
    )
    for old, new in changes:
        assert old in text, f"not in the template: {old!r}"
        text = text.replace(old, new, 1)
    return text


def told(found: list[Problem]) -> str:
    """The problems in English, then in French, with their severity."""
    out = ["[" + " ".join(p.severity for p in found) + "]"]
    for language in ("en", "fr"):
        out += [line for p in found for line in p.lines(language)]  # type: ignore[arg-type]
    return "\n".join(out)


def expected() -> dict[str, str]:
    """The golden file: one part per fault, after a line ``=== name``."""
    parts = GOLDEN.read_text(encoding="utf-8").split("=== ")[1:]
    return {p.split("\n", 1)[0]: p.split("\n", 1)[1].rstrip("\n") for p in parts}


@pytest.mark.parametrize(("name", "kind", "language", "changes"), FAULTS, ids=[f[0] for f in FAULTS])
def test_each_check_is_told_exactly(
    name: str,
    kind: str,
    language: str,
    changes: list[tuple[str, str]],
    read: Callable[[str], Document],
) -> None:
    document = read(build(kind, language, changes))
    assert told(check_document(document, TODAY)) == expected()[name]


def test_the_golden_file_has_no_forgotten_fault() -> None:
    assert sorted(expected()) == sorted(f[0] for f in FAULTS)


@pytest.mark.parametrize("kind", ["training", "open-data", "synthetic"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_templates_have_no_error(kind: str, language: str, read: Callable[[str], Document]) -> None:
    found = check_document(read(build(kind, language, [])), TODAY)
    assert [p.code for p in found] == (["PK612", "PK635"] if kind == "open-data" else [])


def test_warnings_of_the_reading_are_told_too(read: Callable[[str], Document]) -> None:
    text = build("training", "en", [("    because: The law", "    because: See #1 and the law")])
    assert [p.code for p in check_document(read(text), TODAY)] == ["PK032"]


def test_a_deputy_director_is_not_the_dpo(read: Callable[[str], Document]) -> None:
    text = build("training", "en", [("held_by: security officer", "held_by: Directeur général délégué")])
    assert check_document(read(text), TODAY) == []
