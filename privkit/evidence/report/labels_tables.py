"""What the keywords of published tables are called in a report, in both languages."""

from __future__ import annotations

from privkit.words import Words

MECHANISMS = {
    "geometric": Words(
        "whole-number noise of the geometric law (discrete Laplace)",
        "bruit entier de loi géométrique (Laplace discrète)",
    ),
    "discrete_gaussian": Words(
        "whole-number noise of the discrete Gaussian law", "bruit entier de loi gaussienne discrète"
    ),
    "suppression": Words("cells are hidden", "des cases sont masquées"),
    "controlled_rounding": Words(
        "all figures are rounded together", "tous les chiffres sont arrondis ensemble"
    ),
}

#: Statuses of a cell: the word, and what it means.
STATUSES = {
    "published": (
        Words("published", "publié"),
        Words("every figure of the row is there", "tous les chiffres de la ligne y sont"),
    ),
    "secret": (
        Words("secret", "secret"),
        Words(
            "hidden by a rule of secrecy, or to keep another cell hidden: it says nothing of its size",
            "masqué par une règle de secret, ou pour qu'une autre case le reste : cela ne dit rien de sa taille",
        ),
    ),
    "not_significant": (
        Words("not significant", "non significatif"),
        Words(
            "a figure is too uncertain, or about too few, to mean anything",
            "un chiffre est trop incertain, ou porte sur trop peu, pour vouloir dire quelque chose",
        ),
    ),
    "not_applicable": (
        Words("not applicable", "sans objet"),
        Words("a figure does not exist there", "un chiffre n'existe pas à cet endroit"),
    ),
}

REASONS = {
    "few_units": Words("too few units", "trop peu d'unités"),
    "dominance": Words("one or two contributors hold too much", "un ou deux contributeurs tiennent trop"),
    "p_percent": Words(
        "a contributor could be estimated too closely (p%)", "un contributeur s'estimerait de trop près (p %)"
    ),
    "empty": Words("nobody, hidden like small cells", "personne, masqué comme les petites cases"),
    "secondary": Words("to keep another cell hidden", "pour qu'une autre case reste masquée"),
    "unpublished": Words("of a grain that is not published", "d'un grain qui n'est pas publié"),
}

ACCOUNTS = {
    "basic": Words("losses added up", "pertes ajoutées"),
    "zcdp": Words("losses added up as zCDP", "pertes ajoutées en zCDP"),
    "pld": Words("losses composed by their distributions", "pertes composées par leurs distributions"),
}
