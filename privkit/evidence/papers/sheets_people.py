"""What remains for people, sheet by sheet: nothing here can be done by a program."""

from __future__ import annotations

from privkit.words import Words

PEOPLE = {
    "1": Words(
        "Say whether this is development or use of a system, and which rules follow. Decide whether each output is still "
        "personal data, and for whom.",
        "Dire s'il s'agit de développer ou d'utiliser un système, et quelles règles en découlent. Décider si chaque sortie "
        "reste une donnée personnelle, et pour qui.",
    ),
    "2": Words(
        "Check that the purpose is explicit and legitimate, and that no output serves another one.",
        "Vérifier que la finalité est explicite et légitime, et qu'aucune sortie n'en sert une autre.",
    ),
    "3": Words(
        "Confirm who decides, who decides together, who works on whose behalf; sign the contracts.",
        "Confirmer qui décide, qui décide ensemble, qui travaille pour qui ; signer les contrats.",
    ),
    "4": Words(
        "Confirm the legal basis, source by source, and the compatibility of each reuse (GDPR 6(4)): link, context, nature, "
        "consequences, safeguards.",
        "Confirmer la base légale, source par source, et la compatibilité de chaque réutilisation (RGPD 6(4)) : lien, "
        "contexte, nature, conséquences, garanties.",
    ),
    "5": Words(
        "Carry out the assessment, rate the severity of each risk, ask the DPO's advice, decide; consult the authority when "
        "a high risk remains.",
        "Mener l'analyse, coter la gravité de chaque risque, demander l'avis du DPO, décider ; consulter l'autorité quand un "
        "risque élevé demeure.",
    ),
    "6": Words(
        "Choose the least data that serve as well, and say why a stronger protection was set aside.",
        "Choisir le moins de données qui servent aussi bien, et dire pourquoi une protection plus forte a été écartée.",
    ),
    "7": Words(
        "Read again why each column is kept; check the quality and the bias of the sources; have copies eliminated in time.",
        "Relire pourquoi chaque colonne est gardée ; vérifier la qualité et les biais des sources ; faire éliminer les copies "
        "à temps.",
    ),
    "8": Words(
        "If legitimate interests are relied on, write the balance of interests; a public body cannot rely on them for its "
        "public tasks (GDPR 6(1)).",
        "Si l'intérêt légitime est invoqué, écrire la mise en balance ; une autorité publique ne peut l'invoquer pour ses "
        "missions (RGPD 6(1)).",
    ),
    "8 bis": Words(
        "Say whether a source was gathered by web scraping; if so, document its limits and exclusions.",
        "Dire si une source a été constituée par moissonnage ; si oui, documenter ses limites et ses exclusions.",
    ),
    "9": Words(
        "Fill in the blanks of the notice, have it read, publish it; within one month for data obtained elsewhere.",
        "Remplir les blancs de la notice, la faire relire, la publier ; dans le mois pour les données obtenues ailleurs.",
    ),
    "10": Words(
        "Answer requests in time, and have files already sent replaced when a request changes them.",
        "Répondre aux demandes à temps, et faire remplacer les fichiers déjà transmis quand une demande les change.",
    ),
    "11": Words(
        "If people label data, give them written rules and check their work; read the names of groups: none may stigmatise.",
        "Si des personnes annotent, leur donner des règles écrites et contrôler leur travail ; relire les noms des groupes : "
        "aucun ne doit stigmatiser.",
    ),
    "12": Words(
        "Set access rights, encryption, backups and logs of the systems; keep the keys apart; copy the head of the ledger "
        "elsewhere.",
        "Régler droits d'accès, chiffrement, sauvegardes et journaux des systèmes ; garder les clés à part ; copier ailleurs "
        "la tête du registre.",
    ),
    "13": Words(
        "Decide the status of any model trained on an output, attack that model itself, and read this again when attacks "
        "improve.",
        "Décider du statut de tout modèle entraîné sur une sortie, attaquer ce modèle lui-même, et relire ceci quand les "
        "attaques progressent.",
    ),
}
