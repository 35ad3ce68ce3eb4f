"""What generators and what they record are called in a report, in both languages."""

from __future__ import annotations

from privkit.words import Words

METHODS = {
    "marginals": Words("noisy marginals", "marginales bruitées"),
    "trees": Words("sequential trees", "arbres séquentiels"),
    "gaussian_copula": Words("Gaussian copula (SDV)", "copule gaussienne (SDV)"),
    "ctgan": Words("CTGAN (SDV)", "CTGAN (SDV)"),
    "tvae": Words("TVAE (SDV)", "TVAE (SDV)"),
    "par": Words("PAR (SDV)", "PAR (SDV)"),
    "hma": Words("HMA (SDV)", "HMA (SDV)"),
}

WHAT_THEY_ARE = {
    "marginals": Words(
        "Counts of a few columns taken together were measured with noise, and rows were drawn that agree with them.",
        "Des effectifs de quelques colonnes prises ensemble ont été mesurés avec du bruit, puis des lignes tirées en accord "
        "avec eux.",
    ),
    "trees": Words(
        "Each column was drawn from the values of real people alike in the columns before (sequential trees).",
        "Chaque colonne a été tirée parmi les valeurs de vraies personnes semblables dans les colonnes précédentes (arbres "
        "séquentiels).",
    ),
    "gaussian_copula": Words(
        "A Gaussian copula learnt each column and their correlations, and rows were drawn from it.",
        "Une copule gaussienne a appris chaque colonne et leurs corrélations, puis des lignes en ont été tirées.",
    ),
    "ctgan": Words(
        "A generative adversarial network learnt the table, and rows were drawn from it.",
        "Un réseau antagoniste génératif a appris la table, puis des lignes en ont été tirées.",
    ),
    "tvae": Words(
        "A variational autoencoder learnt the table, and rows were drawn from it.",
        "Un autoencodeur variationnel a appris la table, puis des lignes en ont été tirées.",
    ),
    "par": Words(
        "A probabilistic autoregressive model learnt the sequences, and rows were drawn from it.",
        "Un modèle probabiliste autorégressif a appris les séquences, puis des lignes en ont été tirées.",
    ),
    "hma": Words(
        "A hierarchical model learnt the linked tables, and rows were drawn from it.",
        "Un modèle hiérarchique a appris les tables liées, puis des lignes en ont été tirées.",
    ),
}

#: Methods whose library is not open source.
LICENSED = frozenset({"gaussian_copula", "ctgan", "tvae", "par", "hma"})

NEIGHBOURS = {
    "replace_one": Words("differ by the values of one unit", "diffèrent par les valeurs d'une unité"),
    "add_or_remove_one": Words(
        "differ by one unit more or less", "diffèrent d'une unité en plus ou en moins"
    ),
}

ANSWERS = {
    "gaussian": Words(
        "tables of counts (discrete Gaussian noise)", "tables d'effectifs (bruit gaussien discret)"
    ),
    "choice": Words("choices of what to measure", "choix de ce qu'il faut mesurer"),
    "threshold": Words("categories found under noise", "catégories trouvées sous bruit"),
}

REPAIRED = {
    "redrawn": Words("rows drawn again", "lignes tirées de nouveau"),
    "mended": Words("rows mended", "lignes corrigées"),
    "replaced": Words("rows replaced", "lignes remplacées"),
}
