"""Glossary of attacks: what an intruder tries, how their success is counted, what rows are still worth."""

from __future__ import annotations

from collections.abc import Mapping

from privkit.policy.glossary_entry import Entry
from privkit.words import Words

_CONDITIONS: Mapping[str, Entry] = {
    "copied_records": Entry(
        Words("copied records", "enregistrements copiés"),
        Words(
            "Rows of the release that are somebody's own record, more often than they are the record of somebody who is not "
            "in it.",
            "Lignes de la sortie qui sont les données mêmes de quelqu'un, plus souvent qu'elles ne sont celles de quelqu'un "
            "qui n'y est pas.",
        ),
        "Nowok, Raab, Dibben 2016 (replicated uniques); WP29 05/2014",
        ("copied_records", "enregistrements_copiés", "replicated uniques"),
    ),
    "membership": Entry(
        Words("membership", "appartenance"),
        Words(
            "To tell whether somebody whose record is known was in the data. Being in a file may itself tell something, such "
            "as an illness or a debt.",
            "Dire si quelqu'un dont on connaît les données était dans le fichier. Y être peut déjà dire quelque chose, une "
            "maladie ou une dette par exemple.",
        ),
        "Shokri et al. 2017; van Breugel, Sun, Qian, van der Schaar 2023 (DOMIAS)",
        ("membership", "appartenance", "membership inference", "domias"),
    ),
    "known_readings": Entry(
        Words("known readings", "relevés connus"),
        Words(
            "A neighbour, a landlord or a former occupant who knows a few readings of a household looks for the others in the "
            "release.",
            "Un voisin, un propriétaire ou un ancien occupant qui connaît quelques relevés d'un foyer cherche les autres dans "
            "la sortie.",
        ),
        "de Montjoye, Hidalgo, Verleysen, Blondel 2013",
        ("known_readings", "relevés_connus"),
    ),
    "linking_attack": Entry(
        Words("linking attack", "attaque par croisement"),
        Words(
            "A motivated intruder compares the release with a register that holds names, column by column, and keeps the "
            "likeliest pairs.",
            "Un intrus motivé compare la sortie à un annuaire qui porte des noms, colonne par colonne, et garde les paires les "
            "plus vraisemblables.",
        ),
        "Fellegi, Sunter 1969; ICO 2025 (motivated intruder)",
        (
            "linking_attack",
            "attaque_par_croisement",
            "record linkage",
            "fellegi-sunter",
            "motivated intruder",
            "intrus motivé",
        ),
    ),
    "fidelity": Entry(
        Words("fidelity", "fidélité"),
        Words(
            "How near the distributions of the release are to those of the people it comes from: half the sum of the "
            "differences of shares, from 0 % alike to 100 % nothing in common.",
            "À quel point les répartitions de la sortie sont proches de celles des personnes dont elle vient : la moitié de "
            "la somme des écarts de parts, de 0 % pareil à 100 % rien de commun.",
        ),
        "Total variation distance; Snoke, Raab, Nowok, Dibben, Slavkovic 2018",
        ("fidelity", "fidélité", "total variation", "variation totale"),
    ),
    "usefulness": Entry(
        Words("usefulness", "utilité"),
        Words(
            "What models learn from the release, judged on real people they never saw, beside what models learn from real "
            "people. A single score never tells the whole.",
            "Ce que des modèles apprennent de la sortie, jugé sur de vraies personnes qu'ils n'ont jamais vues, à côté de ce "
            "qu'ils apprennent de vraies personnes. Un seul score ne dit jamais tout.",
        ),
        "Esteban, Hyland, Rätsch 2017 (train on synthetic, test on real)",
        (
            "usefulness",
            "utilité",
            "train_on_synthetic_test_on_real",
            "entraîner_sur_synthétique_tester_sur_réel",
            "tstr",
        ),
    ),
}

_IDEAS: Mapping[str, Entry] = {
    "positive_control": Entry(
        Words("positive control", "contrôle positif"),
        Words(
            "The same attack on the unprotected data. It must succeed: an attack that opens no ordinary door proves nothing "
            "of this one, and the verdict is then inconclusive.",
            "La même attaque sur les données non protégées. Elle doit réussir : une attaque qui n'ouvre aucune porte ordinaire "
            "ne prouve rien sur celle-ci, et le verdict est alors non concluant.",
        ),
        "Measured by privkit on each run",
        ("positive control", "contrôle positif"),
    ),
    "excess_risk": Entry(
        Words("excess risk", "risque en excès"),
        Words(
            "The success of an attack beyond that of the same attack on people who are not in the release: what the release "
            "itself tells. Its upper bound is what a condition compares.",
            "Le succès d'une attaque au-delà de celui de la même attaque sur des personnes qui ne sont pas dans la sortie : ce "
            "que dit la sortie elle-même. Une condition en compare la borne supérieure.",
        ),
        "WP29 05/2014; Giomi, Boenisch, Wehmeyer, Tasnádi 2023",
        (
            "excess risk",
            "risk_at_most",
            "risque_au_plus",
            "upper bound",
            "borne supérieure",
            "attack",
            "attaque",
        ),
    ),
    "advantage": Entry(
        Words("advantage", "avantage"),
        Words(
            "How often a claim that somebody was in the data is right, less how often it is made of somebody who was not: 0 % "
            "is a toss of a coin, 100 % is knowing.",
            "La fréquence à laquelle on dit à raison que quelqu'un était dans les données, moins celle à laquelle on le dit de "
            "quelqu'un qui n'y était pas : 0 % est un tirage à pile ou face, 100 % est savoir.",
        ),
        "Yeom, Giacomelli, Fredrikson, Jha 2018",
        ("advantage", "avantage", "advantage_at_most", "avantage_au_plus"),
    ),
    "outliers": Entry(
        Words("outliers", "personnes atypiques"),
        Words(
            "People unlike others, such as a large family or a very old house. A model repeats them more, and an average over "
            "everybody hides it: they are attacked apart.",
            "Personnes qui ne ressemblent pas aux autres, par exemple une grande famille ou une très vieille maison. Un modèle "
            "les répète davantage, et une moyenne sur tous le cache : elles sont attaquées à part.",
        ),
        "Meeus, Guepin, Creţu, de Montjoye 2023; Stadler, Oprisanu, Troncoso 2022",
        ("outliers", "atypiques", "targets", "cibles"),
    ),
    "distance_to_closest_record": Entry(
        Words("distance to the closest record", "distance au plus proche enregistrement"),
        Words(
            "How far made rows are from the nearest real one. It describes; it does not judge: copies of a part of the rows "
            "leave it nearly unchanged.",
            "À quelle distance les lignes fabriquées sont de la vraie ligne la plus proche. Elle décrit, elle ne juge pas : des "
            "copies d'une partie des lignes ne la changent presque pas.",
        ),
        "Yao, Krčo, Ganev, de Montjoye 2025",
        ("dcr", "nndr", "distance to closest record"),
    ),
}

ATTACKS: Mapping[str, Entry] = {**_CONDITIONS, **_IDEAS}
