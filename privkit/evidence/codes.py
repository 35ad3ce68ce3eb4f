"""The codes of errors about a run's evidence and its manifest, with a title for each."""

from __future__ import annotations

from privkit.words import Words

CODES: dict[str, Words] = {
    "PK892": Words("the evidence of the run cannot be read", "les preuves du passage sont illisibles"),
    "PK893": Words("the manifest of the run cannot be read", "le manifeste du passage est illisible"),
    "PK894": Words("a file of the run is missing", "un fichier du passage manque"),
    "PK895": Words("a file of the run was changed", "un fichier du passage a été modifié"),
    "PK896": Words("a file was added to the run", "un fichier a été ajouté au passage"),
}
