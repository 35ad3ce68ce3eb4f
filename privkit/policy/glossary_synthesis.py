"""Glossary of rows made by a model: how they are made, and what they must respect."""

from __future__ import annotations

from collections.abc import Mapping

from privkit.policy.glossary_entry import Entry
from privkit.words import Words

SYNTHESIS: Mapping[str, Entry] = {
    "synthesise": Entry(
        Words("synthetic data", "données synthétiques"),
        Words(
            "Rows drawn from a model that learnt from real ones. No row is a person's, yet one may look like somebody: "
            "what the model repeats of its data is measured, or bounded by noise.",
            "Lignes tirées d'un modèle qui a appris sur de vraies lignes. Aucune n'est celle d'une personne, mais une "
            "ligne peut ressembler à quelqu'un : ce que le modèle répète de ses données se mesure, ou se borne par un "
            "bruit.",
        ),
        "Rubin 1993; Nowok, Raab, Dibben 2016; ISO/IEC 20889",
        ("synthesise", "synthétiser", "synthetic", "synthétiques", "synthesis", "synthèse"),
    ),
    "set_aside": Entry(
        Words("people set aside", "personnes mises de côté"),
        Words(
            "Units drawn at random that no model sees and no output holds. The same attack made on them tells what is "
            "guessed of anybody, release or not.",
            "Unités tirées au hasard qu'aucun modèle ne voit et qu'aucune sortie ne contient. La même attaque menée sur "
            "elles dit ce qui se devine de n'importe qui, avec ou sans la sortie.",
        ),
        "Giomi, Boenisch, Wehmeyer, Tasnádi 2023",
        ("set_aside", "mettre_de_côté", "control", "témoin", "control set", "holdout"),
    ),
    "marginals": Entry(
        Words("marginals", "marginales"),
        Words(
            "A generator that measures with noise how a few columns are spread together, then draws rows that agree with "
            "these tables. The only one here with differential privacy.",
            "Générateur qui mesure, avec un bruit, la répartition conjointe de quelques colonnes, puis tire des lignes qui "
            "s'accordent avec ces tableaux. Le seul ici en confidentialité différentielle.",
        ),
        "McKenna, Miklau, Sheldon 2021; McKenna, Mullins, Sheldon, Miklau 2022 (AIM)",
        ("marginals", "marginales", "aim", "mst", "marginal"),
    ),
    "trees": Entry(
        Words("sequential trees", "arbres séquentiels"),
        Words(
            "Columns made one after the other, each by a decision tree over those before. Close to the data, and without "
            "differential privacy: only the attacks measured tell what is learnt of a person.",
            "Colonnes faites l'une après l'autre, chacune par un arbre de décision sur les précédentes. Proche des données, "
            "et sans confidentialité différentielle : seules les attaques mesurées disent ce qui s'apprend d'une personne.",
        ),
        "Reiter 2005; Nowok, Raab, Dibben 2016 (synthpop)",
        ("trees", "arbres", "cart", "synthpop"),
    ),
    "sdv": Entry(
        Words("the SDV library", "la bibliothèque SDV"),
        Words(
            "Generators of the Synthetic Data Vault: a Gaussian copula, two neural networks (CTGAN, TVAE), sequences (PAR), "
            "several tables (HMA). None has differential privacy; its licence (BUSL-1.1) limits some commercial uses.",
            "Générateurs de la Synthetic Data Vault : une copule gaussienne, deux réseaux de neurones (CTGAN, TVAE), des "
            "séquences (PAR), plusieurs tables (HMA). Aucun n'est en confidentialité différentielle ; sa licence (BUSL-1.1) "
            "limite certains usages commerciaux.",
        ),
        "Patki, Wedge, Veeramachaneni 2016; Xu et al. 2019",
        ("sdv", "gaussian_copula", "copule_gaussienne", "ctgan", "tvae", "par", "hma"),
    ),
    "neighbours": Entry(
        Words("neighbouring data", "données voisines"),
        Words(
            "The two files that differential privacy keeps alike: one unit has other values (replace_one), or one unit is "
            "there or not (add_or_remove_one). For one ε, the first promises more.",
            "Les deux fichiers que la confidentialité différentielle rend presque pareils : une unité a d'autres valeurs "
            "(remplacer_un), ou une unité y est ou non (ajouter_ou_retirer_un). À ε égal, le premier promet plus.",
        ),
        "NIST SP 800-226; Dwork, Roth 2014",
        (
            "neighbours",
            "voisins",
            "replace_one",
            "remplacer_un",
            "add_or_remove_one",
            "ajouter_ou_retirer_un",
            "neighbouring relation",
        ),
    ),
    "domain": Entry(
        Words("public domain of a column", "domaine public d'une colonne"),
        Words(
            "What everybody may know of a column before its data are read: its values, its bounds. Bounds read from the data "
            "would tell its extremes.",
            "Ce que chacun peut savoir d'une colonne avant d'en lire les données : ses valeurs, ses bornes. Des bornes lues "
            "dans les données en diraient les extrêmes.",
        ),
        "NIST SP 800-226",
        ("domain", "domaine", "public bounds", "bornes publiques"),
    ),
    "must_respect": Entry(
        Words("hard rule", "règle impérative"),
        Words(
            "What holds in every row that is made: one volume never passes another, a value follows from another, only known "
            "combinations exist, a total is the sum of its parts.",
            "Ce qui est vrai de toute ligne fabriquée : un volume n'en dépasse jamais un autre, une valeur découle d'une "
            "autre, seules existent des combinaisons connues, un total est la somme de ses parts.",
        ),
        "Nowok, Raab, Dibben 2016; Fellegi, Holt 1976",
        (
            "must_respect",
            "doit_respecter",
            "never_above",
            "jamais_au_dessus",
            "implies",
            "implique",
            "combinations",
            "combinaisons",
        ),
    ),
    "keep_together": Entry(
        Words("columns kept together", "colonnes gardées ensemble"),
        Words(
            "Columns whose joint distribution matters most: a model measures them together first.",
            "Colonnes dont la répartition conjointe compte le plus : un modèle les mesure ensemble d'abord.",
        ),
        "McKenna, Mullins, Sheldon, Miklau 2022",
        ("keep_together", "garder_ensemble"),
    ),
    "repeated": Entry(
        Words("repeated column", "colonne répétée"),
        Words(
            "One name for the columns of a file that differ by their number, such as the twelve volumes of a year: volume_1 "
            "to volume_12.",
            "Un seul nom pour les colonnes d'un fichier que leur numéro distingue, par exemple les douze volumes d'une "
            "année : volume_1 à volume_12.",
        ),
        "Word of this language",
        ("repeated", "répétée"),
    ),
}
