"""The codes of errors about a run's evidence and its manifest, with a title for each."""

from __future__ import annotations

from privkit.words import Words

CODES: dict[str, Words] = {
    "PK822": Words("an internal document asked for the public", "un document interne demandé pour le public"),
    "PK823": Words("not a file the PIA application imports", "pas un fichier que l'application PIA importe"),
    "PK824": Words(
        "a part of a PIA file is not of the right kind",
        "une partie d'un fichier PIA n'est pas de la bonne sorte",
    ),
    "PK825": Words("an answer of a PIA file is absent", "une réponse d'un fichier PIA est absente"),
    "PK826": Words(
        "an answer of a PIA file is left to a person",
        "une réponse d'un fichier PIA est laissée à une personne",
    ),
    "PK892": Words("the evidence of the run cannot be read", "les preuves du passage sont illisibles"),
    "PK893": Words("the manifest of the run cannot be read", "le manifeste du passage est illisible"),
    "PK894": Words("a file of the run is missing", "un fichier du passage manque"),
    "PK895": Words("a file of the run was changed", "un fichier du passage a été modifié"),
    "PK896": Words("a file was added to the run", "un fichier a été ajouté au passage"),
}
