"""Titles of the problems of local recoding."""

from privkit.words import Words

CODES: dict[str, Words] = {
    "PK456": Words(
        "one label of a hierarchy means two things",
        "une étiquette de hiérarchie a deux sens",
    ),
    "PK458": Words("numbers outside their bounds", "nombres hors de leurs bornes"),
    "PK460": Words("two counts of local recoding differ", "deux comptes du recodage local diffèrent"),
}
