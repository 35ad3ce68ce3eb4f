"""Conditions that count the population the data were drawn from, read from a file."""

from __future__ import annotations

from privkit.policy.scalars import Label, Name, Percent, Positive, Prose
from privkit.policy.terms import Section, term


class PopulationFile(Section):
    """The people the data were drawn from, by the quasi-identifiers of the output."""

    file: Label = term(
        "fichier",
        "CSV file with the quasi-identifiers as they were before any step, one line per person or with a count.",
        "Fichier CSV des quasi-identifiants tels qu'avant toute étape, une ligne par personne ou avec un effectif.",
    )
    count: Name | None = term(
        "effectif",
        "Column of the file that counts people.",
        "Colonne du fichier qui compte les personnes.",
        default=None,
    )


class KMap(Section):
    """Every combination of quasi-identifiers left in the output is shared by k people at least (Sweeney 2002)."""

    at_least: Positive = term(
        "au_moins",
        "Least number of people of the population per combination.",
        "Nombre minimal de personnes de la population par combinaison.",
    )
    population: PopulationFile = term(
        "population", "The file that counts the population.", "Le fichier qui compte la population."
    )
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)
    because: Prose | None = term("parce_que", "Why this number.", "Pourquoi ce nombre.", default=None)


class PresenceBounds(Section):
    """How sure one may be that somebody of the population is in the output (Nergiz, Atzori & Clifton 2007)."""

    at_least: Percent | None = term(
        "au_moins", "Least share of a combination.", "Part minimale d'une combinaison.", default=None
    )
    at_most: Percent = term("au_plus", "Largest share of a combination.", "Part maximale d'une combinaison.")
    population: PopulationFile = term(
        "population", "The file that counts the population.", "Le fichier qui compte la population."
    )
    output: Name | None = term("sortie", "Only this output.", "Seulement cette sortie.", default=None)
    because: Prose | None = term("parce_que", "Why this share.", "Pourquoi cette part.", default=None)
