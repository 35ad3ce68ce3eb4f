"""Codes told by the checks of the register and of the columns."""

from __future__ import annotations

from collections.abc import Mapping

from privkit.policy.code_page import Codes
from privkit.words import Words

REGISTER: Mapping[str, Codes] = {
    "PK201": Codes(
        Words("review date passed", "date de relecture passée"),
        Words(
            "A policy not read again may no longer fit its purpose.",
            "Une politique non relue peut ne plus convenir à sa finalité.",
        ),
        Words("Read it again, set a new date.", "La relire, fixer une nouvelle date."),
        "GDPR (RGPD) art. 24(1), 35(11)",
    ),
    "PK202": Codes(
        Words("draft", "brouillon"),
        Words("Nobody has decided on it yet.", "Personne ne l'a encore décidée."),
        Words("Once decided, change its state.", "Une fois décidée, changer son état."),
    ),
    "PK203": Codes(
        Words("withdrawn policy", "politique retirée"),
        Words("It must not be applied any more.", "Elle ne doit plus être appliquée."),
        Words("Use the one that replaces it.", "Utiliser celle qui la remplace."),
    ),
    "PK204": Codes(
        Words("retention not counted from a date", "conservation non comptée à partir d'une date"),
        Words("A period needs a date to start from.", "Une durée a besoin d'une date de départ."),
        Words("Name a date column.", "Nommer une colonne de date."),
        "GDPR (RGPD) art. 5(1)(e)",
    ),
    "PK205": Codes(
        Words("legitimate interests of a public body", "intérêt légitime d'une autorité publique"),
        Words(
            "Art. 6(1) closes this ground to public authorities in the performance of their tasks.",
            "L'article 6(1) ferme ce fondement aux autorités publiques dans l'exécution de leurs missions.",
        ),
        Words("Consider the public-interest task.", "Envisager la mission d'intérêt public."),
        "GDPR (RGPD) art. 6(1)",
    ),
    "PK206": Codes(
        Words("decision taken by the DPO", "décision prise par le DPO"),
        Words(
            "Deciding conflicts with advising (CJEU, 9 February 2023).",
            "Décider est incompatible avec conseiller (CJUE, 9 février 2023).",
        ),
        Words("Name the controller.", "Nommer le responsable de traitement."),
        "GDPR (RGPD) art. 38(6)",
    ),
    "PK207": Codes(
        Words("key held by the DPO", "clé détenue par le DPO"),
        Words("Who holds the key operates the processing.", "Qui détient la clé met en œuvre le traitement."),
        Words("Name the security officer, for example.", "Nommer le RSSI, par exemple."),
        "GDPR (RGPD) art. 38(6)",
    ),
    "PK208": Codes(
        Words("reuse without a reason", "réutilisation sans raison"),
        Words(
            "Data collected elsewhere, for something else, need a compatible purpose.",
            "Des données recueillies ailleurs, pour autre chose, demandent une finalité compatible.",
        ),
        Words("Write why the reuse is compatible.", "Écrire pourquoi la réutilisation est compatible."),
        "GDPR (RGPD) art. 6(4)",
    ),
    "PK209": Codes(
        Words("right of use expired", "droit d'utilisation expiré"),
        Words(
            "The act under which the table was received has ended.",
            "L'acte par lequel la table a été reçue a pris fin.",
        ),
        Words("Renew it, or leave the table out.", "Le renouveler, ou écarter la table."),
        "GDPR (RGPD) art. 5(1)(a), 5(1)(b)",
    ),
    "PK210": Codes(
        Words("no impact assessment named", "aucune analyse d'impact citée"),
        Words(
            "Two criteria of the nine call for one in principle; profiling with external sources always.",
            "Deux critères sur neuf l'appellent en principe ; un profilage à partir de sources externes, toujours.",
        ),
        Words(
            "Name the DPIA, or say with the DPO why none is needed.",
            "Citer l'AIPD, ou dire avec le DPO pourquoi il n'en faut pas.",
        ),
        "GDPR (RGPD) art. 35",
    ),
    "PK214": Codes(
        Words("nobody receives the result", "personne ne reçoit le résultat"),
        Words(
            "The register names recipients or an audience.",
            "Le registre nomme des destinataires ou un public.",
        ),
        Words("Name them.", "Les nommer."),
        "GDPR (RGPD) art. 30(1)(d)",
    ),
    "PK216": Codes(
        Words("no recorded decision", "pas de décision enregistrée"),
        Words(
            "Internal outputs leave under the decision written in the policy.",
            "Les sorties internes partent sous la décision écrite dans la politique.",
        ),
        Words("Record the controller's decision.", "Enregistrer la décision du responsable."),
        "GDPR (RGPD) art. 5(2), 24",
    ),
    "PK301": Codes(
        Words("role to confirm", "rôle à confirmer"),
        Words(
            "The role was guessed from a name; a wrong role protects nothing.",
            "Le rôle a été deviné d'après un nom ; un rôle faux ne protège rien.",
        ),
        Words("A person checks it and removes the mark.", "Une personne le vérifie et retire la marque."),
    ),
    "PK303": Codes(
        Words("privacy unit of a wrong type", "unité protégée d'un mauvais type"),
        Words(
            "Units are told apart by a text, a code or an integer.",
            "Les unités se distinguent par un texte, un code ou un entier.",
        ),
        Words("Change the type.", "Changer le type."),
    ),
    "PK304": Codes(
        Words("identifier or free text kept", "identifiant ou texte libre gardé"),
        Words(
            "A direct identifier names a person; a free text can say anything about anyone.",
            "Un identifiant direct nomme une personne ; un texte libre peut tout dire de n'importe qui.",
        ),
        Words(
            "Do not keep it; use a pseudonym to link rows.",
            "Ne pas la garder ; un pseudonyme suffit pour relier les lignes.",
        ),
        "GDPR (RGPD) art. 5(1)(c)",
    ),
    "PK305": Codes(
        Words("confidential column without diversity", "colonne confidentielle sans diversité"),
        Words(
            "In a group where all share one value, knowing the group tells the value.",
            "Dans un groupe où tous ont la même valeur, connaître le groupe donne la valeur.",
        ),
        Words("Add the condition on l-diversity.", "Ajouter la condition de l-diversité."),
    ),
    "PK306": Codes(
        Words("special category of data", "catégorie particulière de données"),
        Words(
            "Processing is prohibited but for listed exceptions.",
            "Le traitement est interdit, sauf exceptions prévues.",
        ),
        Words(
            "Name the exception in the DPIA, or do not read it.",
            "Nommer l'exception dans l'AIPD, ou ne pas la lire.",
        ),
        "GDPR (RGPD) art. 9, 10",
    ),
    "PK307": Codes(
        Words("names that differ only by case", "noms distincts par les seules majuscules"),
        Words(
            "A database takes them for one column.", "Une base de données les prend pour une seule colonne."
        ),
        Words("Rename one.", "En renommer une."),
    ),
    "PK309": Codes(
        Words("privacy unit not read", "unité protégée non lue"),
        Words(
            "Without it nothing can be counted in units.", "Sans elle, rien ne peut être compté en unités."
        ),
        Words("Read the column.", "Lire la colonne."),
    ),
    "PK310": Codes(
        Words("decimals out of place", "décimales mal placées"),
        Words("Decimals are from 0 to 9, for a number.", "Les décimales vont de 0 à 9, pour un nombre."),
        Words("Correct the digit or the type.", "Corriger le chiffre ou le type."),
    ),
}
