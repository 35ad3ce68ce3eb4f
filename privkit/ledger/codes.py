"""The codes of errors about ledgers and evidence, with a title for each."""

from __future__ import annotations

from privkit.words import Words

CODES: dict[str, Words] = {
    "PK881": Words("an entry of the ledger was changed", "une entrée du registre a été modifiée"),
    "PK882": Words(
        "the head that was written down is not in the ledger", "la tête notée n'est pas dans le registre"
    ),
    "PK883": Words(
        "the rules that protect the ledger are gone", "les règles qui protègent le registre ont disparu"
    ),
    "PK884": Words("the ledger cannot be found", "le registre est introuvable"),
    "PK885": Words("the file is not a ledger", "le fichier n'est pas un registre"),
    "PK886": Words("the ledger has another version", "le registre est d'une autre version"),
    "PK887": Words("the ledger cannot be written", "le registre ne peut pas être écrit"),
    "PK888": Words("the ledger is in use", "le registre est occupé"),
    "PK889": Words("the disk is full", "le disque est plein"),
    "PK890": Words("a value cannot enter the evidence", "une valeur ne peut pas entrer dans les preuves"),
    "PK891": Words("the ledger cannot be read", "le registre ne peut pas être lu"),
}
