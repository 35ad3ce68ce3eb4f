"""What attacks are called in a report: the attackers, the criteria they serve, the groups they look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privkit.gates.attack_words import GROUPS
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.evidence.report.view import View

#: Conditions that serve each criterion of opinion 05/2014.
CRITERIA = {
    "singling_out": ("singling_out", "copied_records", "membership"),
    "linkability": ("linkability", "linking_attack"),
    "inference": ("inference", "known_readings"),
}

#: What each attacker has and wants, in one sentence.
ATTACKERS = {
    "copied_records": Words(
        "Somebody who looks in the release for rows that are a person's own record.",
        "Quelqu'un qui cherche dans la sortie des lignes qui sont l'enregistrement même d'une personne.",
    ),
    "singling_out": Words(
        "Somebody who has only the release, and wants a description that fits one person of the data and nobody else.",
        "Quelqu'un qui n'a que la sortie, et veut une description qui convient à une personne des données et à nulle autre.",
    ),
    "linkability": Words(
        "Somebody who has two files on the same people, and wants to know through the release which lines are about one person.",
        "Quelqu'un qui a deux fichiers sur les mêmes personnes, et veut savoir par la sortie quelles lignes portent sur une "
        "même personne.",
    ),
    "inference": Words(
        "Somebody who knows some traits of a person, and wants a secret one.",
        "Quelqu'un qui connaît des traits d'une personne, et en veut un secret.",
    ),
    "membership": Words(
        "Somebody who knows everything of a person, and wants to know whether that person was in the data.",
        "Quelqu'un qui sait tout d'une personne, et veut savoir si elle était dans les données.",
    ),
    "known_readings": Words(
        "A neighbour who knows a few readings of a household, and wants the others.",
        "Un voisin qui connaît quelques relevés d'un foyer, et veut les autres.",
    ),
    "linking_attack": Words(
        "Somebody who has a register of names, and wants to put them on rows of the release.",
        "Quelqu'un qui a un annuaire de noms, et veut les mettre sur des lignes de la sortie.",
    ),
}

KINDS_OF_COPIES = {
    "certain": Words("too detailed to be met by chance", "trop détaillés pour se rencontrer par hasard"),
    "rare": Words("rare", "rares"),
    "other": Words("others that one person alone has", "autres, propres à une seule personne"),
}


def group_label(view: View, name: str) -> str:
    """The name of a group attacked."""
    return view.label(GROUPS, name)
