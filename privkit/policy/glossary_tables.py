"""Glossary of published tables: differential privacy, its budget, statistical secrecy."""

from __future__ import annotations

from collections.abc import Mapping

from privkit.policy.glossary_entry import Entry
from privkit.words import Words

_KEYWORDS: Mapping[str, Entry] = {
    "limit_contribution": Entry(
        Words("contribution bounding", "limitation des contributions"),
        Words(
            "Fix the most that one unit can change in the tables: cells it touches, rows in each, total. What is "
            "above is drawn out. The noise is set on these limits, which the policy gives and the data never do.",
            "Fixer le plus qu'une unité puisse changer dans les tableaux : cases touchées, lignes dans chacune, "
            "total. Le surplus est retiré au hasard. Le bruit se règle sur ces limites, que donne la politique et "
            "jamais les données.",
        ),
        "NIST SP 800-226; Wilson et al. 2020",
        ("limit_contribution", "limiter_la_contribution", "clamping", "bounding"),
    ),
    "aggregate": Entry(
        Words("aggregation", "agrégation"),
        Words(
            "Make tables of counts, sums, means or quantiles out of all rows. A table is not safe by being a table: "
            "it is protected by differential privacy or by statistical secrecy.",
            "Faire de toutes les lignes des tableaux de nombres, de sommes, de moyennes ou de quantiles. Un tableau "
            "n'est pas sûr parce qu'il est un tableau : il est protégé par la confidentialité différentielle ou par "
            "le secret statistique.",
        ),
        "ISO/IEC 20889; NIST SP 800-188",
        ("agréger", "aggregated", "agrégée"),
    ),
    "privacy_budget": Entry(
        Words("privacy budget", "budget de confidentialité"),
        Words(
            "The most privacy loss that all releases about the same people may add up to, for a period. Each "
            "release spends from it before it reads the data; what is spent never comes back.",
            "La plus grande perte de confidentialité que toutes les diffusions sur les mêmes personnes peuvent "
            "cumuler, pour une période. Chaque diffusion y dépense avant de lire les données ; ce qui est dépensé "
            "ne revient jamais.",
        ),
        "NIST SP 800-226; Dwork, Roth 2014",
        ("budget", "budget_de_confidentialité", "privacy loss budget"),
    ),
    "margin_of_error": Entry(
        Words("margin of error", "marge d'erreur"),
        Words(
            "How far a published figure may be from the true one because of the noise, 95 times in 100. It is known "
            "before anything is spent.",
            "De combien un chiffre publié peut s'écarter du vrai à cause du bruit, 95 fois sur 100. Elle est connue "
            "avant toute dépense.",
        ),
        "NIST SP 800-226",
        ("marge_d_erreur", "margin", "marge"),
    ),
    "every_key_published": Entry(
        Words("every key published", "toutes les clés publiées"),
        Words(
            "Each area or month of a public list has its row, empty ones too: a missing row would tell that nobody "
            "is there.",
            "Chaque secteur ou mois d'une liste publique a sa ligne, même vide : une ligne absente dirait que "
            "personne ne s'y trouve.",
        ),
        "NIST SP 800-226",
        ("every_key_published", "toutes_les_clés_publiées"),
    ),
    "small_cells": Entry(
        Words("small cells", "petites cases"),
        Words(
            "Cells of fewer units than the least number of a rule of secrecy, such as 11 for tax files. They are "
            "hidden.",
            "Cases de moins d'unités que le minimum d'une règle de secret, par exemple 11 pour les fichiers "
            "fiscaux. Elles sont cachées.",
        ),
        "Hundepool et al. 2012, ch. 4",
        ("small_cells", "petites_cases", "minimum frequency", "fréquence minimale"),
    ),
    "dominance": Entry(
        Words("dominance rule", "règle de dominance"),
        Words(
            "A total is hidden when its largest contributors hold more than a share of it, such as one holding "
            "85 %: the others, or they themselves, could work out their figures.",
            "Un total est caché quand ses plus grands contributeurs en tiennent plus d'une part, par exemple un "
            "seul 85 % : les autres, ou eux-mêmes, pourraient retrouver leurs chiffres.",
        ),
        "Hundepool et al. 2012, ch. 4",
        ("dominance", "(n, k) rule", "n-k rule", "règle (n, k)"),
    ),
    "difference_with_previous_release": Entry(
        Words("difference with the previous release", "différence avec la diffusion précédente"),
        Words(
            "What two releases tell together: a household that left between them is the difference of two totals. "
            "The condition asks that no such difference be recoverable.",
            "Ce que deux diffusions disent ensemble : un foyer parti entre les deux est la différence de deux "
            "totaux. La condition demande qu'aucune telle différence ne puisse être retrouvée.",
        ),
        "Hundepool et al. 2012, ch. 5; WP29 05/2014",
        ("différence_avec_la_diffusion_précédente", "differencing", "différenciation"),
    ),
}

_LOSS: Mapping[str, Entry] = {
    "differential_privacy": Entry(
        Words("differential privacy", "confidentialité différentielle"),
        Words(
            "A promise on a way of publishing: whether one unit is in the data or not, with all its rows, any "
            "answer is nearly as likely. It holds whatever else an attacker knows.",
            "Une promesse sur une façon de publier : qu'une unité soit ou non dans les données, avec toutes ses "
            "lignes, toute réponse est presque aussi probable. Elle vaut quoi que sache un attaquant par ailleurs.",
        ),
        "Dwork, McSherry, Nissim, Smith 2006; NIST SP 800-226",
        ("dp", "confidentialité_différentielle"),
    ),
    "epsilon": Entry(
        Words("epsilon (ε)", "epsilon (ε)"),
        Words(
            "How much is lost at most: whatever is published, the odds that someone is in the data, or has a given "
            "value, are multiplied by at most e to the power ε: about 1.1 for 0.1, 2.7 for 1, 18 for 2.9.",
            "La perte au plus : quoi qu'on publie, les chances (la cote) que quelqu'un soit dans les données, ou "
            "ait une valeur donnée, sont multipliées au plus par e puissance ε : environ 1,1 pour 0,1, 2,7 pour 1, "
            "18 pour 2,9.",
        ),
        "Dwork, McSherry, Nissim, Smith 2006; NIST SP 800-226",
        ("epsilon", "ε", "privacy loss", "perte de confidentialité"),
    ),
    "delta": Entry(
        Words("delta (δ)", "delta (δ)"),
        Words(
            "The probability beyond which the promise of ε is not made. It must be far below one over the number "
            "of units: with 1/number, publishing one household at random would pass.",
            "La probabilité en dehors de laquelle vaut la promesse d'ε. Elle doit être bien plus petite que un sur "
            "le nombre d'unités : avec 1/nombre, publier un foyer au hasard passerait.",
        ),
        "Dwork, Roth 2014, 2.3; NIST SP 800-226",
        ("delta", "δ"),
    ),
    "composition": Entry(
        Words("composition", "composition"),
        Words(
            "Losses of several releases about the same people add up: never more than the sum of their ε, and "
            "less when counted finely.",
            "Les pertes de plusieurs diffusions sur les mêmes personnes se cumulent : jamais plus que la somme de "
            "leurs ε, et moins quand on compte finement.",
        ),
        "Dwork, Roth 2014, 3.5",
        ("basic composition", "composition simple", "accounting", "comptabilité", "basic", "simple"),
    ),
    "pld": Entry(
        Words("privacy loss distribution (PLD)", "distribution de la perte de confidentialité (PLD)"),
        Words(
            "The finest way to add up losses: each answer is described by how likely each loss is, and these are "
            "combined by numbers, rounded to the unfavourable side.",
            "La façon la plus fine d'additionner les pertes : chaque réponse est décrite par la probabilité de "
            "chaque perte, et ces probabilités sont combinées par le calcul, arrondies du côté défavorable.",
        ),
        "Sommer, Meiser, Mohammadi 2019; Koskela, Jälkö, Honkela 2020",
        ("pld", "privacy loss distribution"),
    ),
    "zcdp": Entry(
        Words(
            "zero-concentrated differential privacy (zCDP)",
            "confidentialité différentielle concentrée (zCDP)",
        ),
        Words(
            "A way to count the loss of Gaussian noise by one number, ρ, which simply adds up, and which turns into "
            "an ε for each δ.",
            "Une façon de compter la perte d'un bruit gaussien par un nombre, ρ, qui s'additionne simplement et "
            "donne un ε pour chaque δ.",
        ),
        "Bun, Steinke 2016",
        ("zcdp", "rho", "ρ"),
    ),
    "geometric_mechanism": Entry(
        Words("geometric mechanism", "mécanisme géométrique"),
        Words(
            "Whole-number noise whose probability falls by the same factor at each step (the discrete Laplace). It "
            "needs no δ, and is the better one when a unit touches few cells.",
            "Bruit en nombres entiers dont la probabilité baisse du même facteur à chaque pas (Laplace discret). Il "
            "ne demande pas de δ, et il est le meilleur quand une unité touche peu de cases.",
        ),
        "Ghosh, Roughgarden, Sundararajan 2009",
        ("geometric", "géométrique", "discrete laplace", "laplace"),
    ),
    "discrete_gaussian": Entry(
        Words("discrete Gaussian", "gaussien discret"),
        Words(
            "Whole-number noise in the shape of a bell. It needs a δ, and is the better one when a unit touches many "
            "cells.",
            "Bruit en nombres entiers en forme de cloche. Il demande un δ, et il est le meilleur quand une unité "
            "touche beaucoup de cases.",
        ),
        "Canonne, Kamath, Steinke 2020",
        ("discrete_gaussian", "gaussien_discret", "gaussian", "gaussien"),
    ),
    "keys_chosen_privately": Entry(
        Words("keys chosen privately", "clés choisies en privé"),
        Words(
            "When no public list says which rows a table has, only those held by enough units, by a noisy count, are "
            "shown. It costs a part of δ.",
            "Quand aucune liste publique ne dit quelles lignes a un tableau, seules paraissent celles que portent "
            "assez d'unités, d'après un nombre bruité. Cela coûte une part de δ.",
        ),
        "Korolova, Kenthapadi, Mishra, Ntoulas 2009",
        ("chosen_privately", "choisies_en_privé", "partition selection", "threshold", "seuil"),
    ),
}

_SECRECY: Mapping[str, Entry] = {
    "statistical_secrecy": Entry(
        Words("statistical secrecy", "secret statistique"),
        Words(
            "Rules on tables without noise: hide the cells that would tell about one contributor, and enough others "
            "that they cannot be worked out. It sets no bound on what several tables tell together.",
            "Règles sur des tableaux sans bruit : cacher les cases qui parleraient d'un contributeur, et assez "
            "d'autres pour qu'on ne puisse les retrouver. Cela ne borne pas ce que plusieurs tableaux disent "
            "ensemble.",
        ),
        "Hundepool et al. 2012; loi n° 51-711 du 7 juin 1951",
        ("statistical_secrecy", "secret_statistique", "primary suppression", "secret primaire"),
    ),
    "secondary_suppression": Entry(
        Words("secondary suppression", "secret secondaire"),
        Words(
            "Hide more cells, harmless by themselves, so that a hidden one cannot be found by subtracting from a "
            "total.",
            "Cacher d'autres cases, sans danger en elles-mêmes, pour qu'une case cachée ne se retrouve pas par "
            "soustraction d'un total.",
        ),
        "Hundepool et al. 2012, ch. 4; Fischetti, Salazar 2001",
        ("secondary suppression", "suppression secondaire", "complementary suppression"),
    ),
    "controlled_rounding": Entry(
        Words("controlled rounding", "arrondi contrôlé"),
        Words(
            "Round every figure of a table to a multiple, up or down, so that the rounded figures still add up.",
            "Arrondir chaque chiffre d'un tableau à un multiple, en plus ou en moins, de sorte que les chiffres "
            "arrondis s'additionnent encore.",
        ),
        "Cox, Ernst 1982; Hundepool et al. 2012, ch. 5",
        ("controlled_rounding", "arrondi_contrôlé"),
    ),
    "p_percent_rule": Entry(
        Words("p% rule", "règle du p %"),
        Words(
            "A total is hidden when its second contributor could, by taking away its own figure, estimate the first "
            "within p percent.",
            "Un total est caché quand son deuxième contributeur pourrait, en ôtant son propre chiffre, estimer le "
            "premier à p pour cent près.",
        ),
        "Hundepool et al. 2012, ch. 4",
        ("p_percent", "p_pour_cent", "p-percent rule", "prior-posterior rule"),
    ),
}

TABLES: Mapping[str, Entry] = {**_KEYWORDS, **_LOSS, **_SECRECY}
