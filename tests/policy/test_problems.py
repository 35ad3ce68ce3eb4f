"""Every kind of fault, planted in the training template: exact places and messages, both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from privkit.errors import Problem

GOLDEN = Path(__file__).parent / "golden" / "problems.txt"

#: name of the fault, language of the policy, what is replaced, by what
FAULTS = [
    ("unknown_word", "fr", "    durée: 3 ans", "    duree: 3 ans"),
    ("unknown_word_en", "en", "    duration: 3 years", "    duratoin: 3 years"),
    ("other_language", "fr", "    fondement: mission", "    ground: mission"),
    ("other_language_en", "en", "    ground: public", "    fondement: public"),
    ("other_choice", "fr", "  état: brouillon                    #", "  état: draft  #"),
    ("other_choice_en", "en", "  state: draft                       #", "  state: brouillon  #"),
    ("bad_choice", "fr", "    partage: interne                 #", "    partage: prive  #"),
    ("near_choice", "fr", "rôle: quasi_identifiant, type: entier", "rôle: quasi_identifient, type: entier"),
    ("sensible", "fr", "rôle: confidentiel", "rôle: sensible"),
    ("sensitive", "en", "role: confidential", "role: sensitive"),
    ("anonymise", "fr", "  - minimiser:  ", "  - anonymiser:  "),
    (
        "missing_because",
        "fr",
        "          parce_que: Taille du logement.",
        "          pourquoi: Taille du logement.",
    ),
    (
        "missing_because2",
        "en",
        "    texts: [deliberation 0000-000]\n    because: The public service of water informs its users about their use.\n",
        "    texts: [deliberation 0000-000]\n",
    ),
    ("missing_part", "fr", "  fiche: R-0000-000\n", ""),
    (
        "missing_section",
        "en",
        "evidence:\n  report: [html, markdown, json]\n  readers: [dpo, controller]\n",
        "",
    ),
    ("wrong_kind_nan", "fr", "        à: 500", "        à: nan"),
    ("wrong_kind_underscore", "fr", "        à: 500", "        à: 1_000"),
    ("wrong_kind_whole", "en", "      k: 11\n", "      k: 11.0\n"),
    ("percent", "fr", "retirer_au_plus: 5 %", "retirer_au_plus: 5"),
    ("date", "fr", "  à_revoir_avant: 2027-12-31", "  à_revoir_avant: 1767225600"),
    ("yesno", "fr", "type: texte, lue: non }\n        adresse", "type: texte, lue: off }\n        adresse"),
    ("list", "fr", "tables: [factures, foncier]", "tables: factures"),
    ("two", "fr", "tables: [factures, foncier]", "tables: [factures, foncier, autre]"),
    ("one", "fr", "tables: [factures, foncier]", "tables: [factures]"),
    (
        "mapping",
        "fr",
        "      clé: { secret: PRIVKIT_CLE_ENTRAINEMENT, détenue_par: RSSI, liée_à: cette version }",
        "      clé: PRIVKIT_CLE",
    ),
    (
        "duplicate",
        "fr",
        "  dpo: dpo@metropole.example",
        "  dpo: dpo@metropole.example\n  dpo: autre@metropole.example",
    ),
    (
        "duplicate_nfd",
        "fr",
        "        jardin:        {",
        "        \xe9cole: { r\xf4le: autre, type: texte }\n        e\u0301cole: { r\xf4le: autre, type: texte }\n        jardin:        {",
    ),
    ("empty", "fr", "  titre: Jeu d'entraînement pour la comparaison des consommations d'eau", "  titre:"),
    ("null", "en", "  title: Training set for comparing water use", "  title: ~"),
    ("empty_list", "en", "  recipients: [data science team]\n  transfers", "  recipients: []\n  transfers"),
    (
        "cut",
        "fr",
        "- foyers_retirés: { au_plus: 5 % }",
        "- foyers_retirés: { au_plus: 5 %, parce_que: Au-delà, un relevé désigne une adresse. }",
    ),
    (
        "cut_en",
        "en",
        "- households_removed: { at_most: 5 % }",
        "- households_removed: { at_most: 5 %, because: Above, a reading points at an address. }",
    ),
    ("cut_number", "fr", "- foyers_retirés: { au_plus: 5 % }", "- foyers_retirés: { au_plus: 2,5 % }"),
    ("colon", "fr", "    parce_que: La loi compare", "    parce_que: Voir l'avis : la loi compare"),
    ("colon_en", "en", "    because: The law compares", "    because: See the advice: the law compares"),
    ("colon_list", "fr", "personnes_concernées: [abonnés,", "personnes_concernées: [abonnés : tous,"),
    (
        "colon_flow",
        "fr",
        "- foyers_retirés: { au_plus: 5 % }",
        "- foyers_retirés: { au_plus: 5 %, parce_que: Voir l'avis : favorable }",
    ),
    (
        "hash_flow",
        "en",
        "- households_removed: { at_most: 5 % }",
        "- households_removed: { at_most: 5 %, because: see #1 }",
    ),
    ("anchor", "en", "  name: essai", "  name: &name essai"),
    ("alias", "en", "  name: essai", "  name: *name"),
    ("tag", "en", "  name: essai", "  name: !!str essai"),
    ("tab", "en", "  name: essai", "\tname: essai"),
    ("second", "en", "evidence:", "---\nevidence:"),
    (
        "directive",
        "en",
        "# Training set: comparable households, without names or addresses. Complete it, then: privkit check",
        "%YAML 1.1\n---",
    ),
    (
        "two_steps",
        "fr",
        "  - retirer_les_anciens: { motif: conservation }",
        "    retirer_les_anciens: { motif: conservation }",
    ),
    ("no_way", "fr", "{ en_tranches: [0, 40, 60, 80, 100, 130] }", "{ nommée: surface }"),
    ("two_ways", "en", "{ into_bands: [0, 40, 60, 80, 100, 130] }", "{ into_bands: [0, 40], to: year }"),
    ("row_rule", "fr", "usage: { parmi: [domestique] }", "usage: [domestique]"),
    ("row_rule_empty", "en", "      use: { among: [domestic] }\n", ""),
    ("language_missing", "fr", "langue: fr\n", ""),
    ("language_other", "fr", "langue: fr\n", "langue: de\n"),
    ("language_word", "fr", "langue: fr\n", "language: fr\n"),
    ("indent", "en", "  title: Training set", "    title: Training set"),
    (
        "quote",
        "fr",
        "  titre: Jeu d'entraînement pour la comparaison des consommations d'eau",
        "  titre: 'Jeu d'entraînement'",
    ),
    ("unclosed", "en", "  title: Training set for", '  title: "Training set for'),
    (
        "bracket",
        "en",
        "data_categories: [identification, contract, consumption, dwelling]",
        "data_categories: [identification, contract",
    ),
    ("percent_start", "en", "  title: Training", "  title: %Training"),
    ("list_inline", "en", "  title: Training", "  title: - Training"),
    ("control", "en", "  title: Training", "  title: \x07Training"),
    ("escape", "en", "      file: data/property.csv", '      file: "data\\property.csv"'),
    ("key_list", "en", "  title: Training", "  [a]: b\n  title: Training"),
    ("no_colon", "en", "  title: Training set for comparing water use", "  title: Training set\n  dpo"),
    ("none_fr", "fr", "  sous_traitants: aucun", "  sous_traitants: none"),
    ("none_en", "en", "  processors: none", "  processors: aucun"),
    ("repeated", "fr", "unité: m3, décimales: 1 }", "unité: m3, répétée: 1 }"),
    ("attacks", "fr", "preuves:", "réglages_techniques: { attaques: 0 }\npreuves:"),
    (
        "status",
        "fr",
        "    nature: généralisées             #",
        "    statut: anonymes\n    nature: généralisées  #",
    ),
    ("nospace", "en", "  joint_controllers: none", "  joint_controllers:none"),
    ("period", "fr", "    durée: 3 ans", "    durée: 3 years"),
    (
        "last",
        "en",
        "over: last 12 months, by_date: reading_date }\n        months",
        "over: 12 months, by_date: reading_date }\n        months",
    ),
    ("both", "fr", "  finalité: >", "  purpose: x\n  finalité: >"),
    ("hash_warning", "en", "    because: The law compares", "    because: see #1 and the law compares"),
    ("space_in_key", "fr", "  titre: Jeu", "  titre\xa0: Jeu"),
    ("narrow_space", "fr", "retirer_au_plus: 5 %", "retirer_au_plus: 5\u202f%"),
    ("later_step_fr", "fr", "  - retirer_les_anciens: {", "  - apparier: {"),
    ("later_step_other_language", "fr", "  - retirer_les_anciens: {", "  - match: {"),
    ("database", "en", "      file: data/property.csv", "      database: postgres"),
    ("two_periods", "en", "{ reason: retention }", "{ reason: retention, duration: 2 years }"),
    ("version", "en", "privkit: 1\n", "privkit: 2\n"),
    ("empty_item", "fr", "  lecteurs: [dpo, responsable_de_traitement]", "  lecteurs:\n    - dpo\n    -"),
    ("missing_comma", "en", "{ role: other, type: category }", "{ role: other type: category }"),
]


def told(problems: tuple[Problem, ...]) -> str:
    """The problems in English, then in French, with their severity."""
    out = [f"[{p.severity}]" for p in problems]
    for language in ("en", "fr"):
        out += [line for p in problems for line in p.lines(language)]
    return "\n".join(out)


def expected() -> dict[str, str]:
    """The golden file: one part per fault, after a line ``=== name``."""
    parts = GOLDEN.read_text(encoding="utf-8").split("=== ")[1:]
    return {p.split("\n", 1)[0]: p.split("\n", 1)[1].rstrip("\n") for p in parts}


@pytest.mark.parametrize(("name", "language", "old", "new"), FAULTS, ids=[f[0] for f in FAULTS])
def test_each_fault_is_told_exactly(
    name: str,
    language: str,
    old: str,
    new: str,
    planted: Callable[[str, str, str], str],
    problems: Callable[[str], tuple[Problem, ...]],
) -> None:
    assert told(problems(planted(language, old, new))) == expected()[name]


def test_the_golden_file_has_no_forgotten_fault() -> None:
    assert sorted(expected()) == sorted(f[0] for f in FAULTS)
