"""Codes told while a policy is read: the file, its YAML, its words."""

from __future__ import annotations

from collections.abc import Mapping

from privkit.policy.code_page import Codes
from privkit.words import Words

READING: Mapping[str, Codes] = {
    "PK001": Codes(
        Words("file not found or not readable", "fichier introuvable ou illisible"),
        Words("No policy, nothing can be checked.", "Sans politique, rien ne peut être vérifié."),
        Words(
            "Check the path; `privkit init` writes a first policy.",
            "Vérifier le chemin ; `privkit init` écrit une première politique.",
        ),
    ),
    "PK002": Codes(
        Words("empty file", "fichier vide"),
        Words("An empty policy would allow nothing.", "Une politique vide ne permettrait rien."),
        Words(
            "Start from a template: `privkit init NAME --template training`.",
            "Partir d'un modèle : `privkit init NOM --template training`.",
        ),
    ),
    "PK003": Codes(
        Words("not a UTF-8 text", "pas un texte en UTF-8"),
        Words(
            "Read in another encoding, accents would change words of the policy.",
            "Lus dans un autre encodage, les accents changeraient des mots de la politique.",
        ),
        Words("Save the file in UTF-8.", "Enregistrer le fichier en UTF-8."),
    ),
    "PK004": Codes(
        Words("file larger than 1 MiB", "fichier de plus de 1 Mio"),
        Words("A policy is read by people.", "Une politique est lue par des personnes."),
        Words(
            "Keep data and references in their own files.",
            "Laisser données et références dans leurs fichiers.",
        ),
    ),
    "PK010": Codes(
        Words("YAML that cannot be read", "YAML illisible"),
        Words(
            "The line breaks the structure of the file: what follows cannot be trusted.",
            "La ligne casse la structure du fichier : la suite n'est pas sûre.",
        ),
        Words(
            "Check indentation, quotes and brackets around the place shown.",
            "Vérifier le retrait, les guillemets et les crochets autour de l'endroit indiqué.",
        ),
    ),
    "PK011": Codes(
        Words("anchor or alias", "ancre ou alias"),
        Words(
            "A value written elsewhere cannot be read aloud in its place.",
            "Une valeur écrite ailleurs ne peut pas être lue à voix haute à sa place.",
        ),
        Words("Write the value in full.", "Écrire la valeur en entier."),
    ),
    "PK012": Codes(
        Words("YAML tag or directive", "balise ou directive YAML"),
        Words(
            "A policy holds text only; types come from the language.",
            "Une politique ne contient que du texte ; les types viennent du langage.",
        ),
        Words(
            "Remove it, or put the text between quotes.",
            "La retirer, ou mettre le texte entre guillemets droits.",
        ),
    ),
    "PK013": Codes(
        Words("several documents in one file", "plusieurs documents dans un fichier"),
        Words(
            "Only one could be applied; which one would be a guess.",
            "Un seul pourrait être appliqué ; lequel serait deviné.",
        ),
        Words("One policy per file.", "Une politique par fichier."),
    ),
    "PK014": Codes(
        Words("tab", "tabulation"),
        Words(
            "Tabs have no agreed width: the structure would depend on the editor.",
            "La largeur d'une tabulation varie : la structure dépendrait de l'éditeur.",
        ),
        Words("Use spaces.", "Utiliser des espaces."),
    ),
    "PK015": Codes(
        Words("too many levels", "trop de niveaux"),
        Words(
            "No policy needs more than 20 levels; such a file is broken or hostile.",
            "Aucune politique n'a besoin de plus de 20 niveaux ; un tel fichier est cassé ou hostile.",
        ),
        Words("Check the brackets.", "Vérifier les crochets."),
    ),
    "PK016": Codes(
        Words("word written twice", "mot écrit deux fois"),
        Words(
            "Most YAML readers keep the last one in silence.",
            "La plupart des lecteurs YAML gardent le dernier, en silence.",
        ),
        Words("Keep one of the two.", "N'en garder qu'un."),
    ),
    "PK017": Codes(
        Words("word without a value", "mot sans valeur"),
        Words("An empty protection protects nothing.", "Une protection vide ne protège rien."),
        Words("Write a value or remove the line.", "Écrire une valeur ou retirer la ligne."),
    ),
    "PK018": Codes(
        Words("word that is not a text", "mot qui n'est pas un texte"),
        Words("Words of a policy are plain text.", "Les mots d'une politique sont du texte simple."),
        Words("Write a word, then a colon.", "Écrire un mot, puis deux-points."),
    ),
    "PK030": Codes(
        Words("colon inside a sentence", "deux-points dans une phrase"),
        Words(
            "In YAML a colon followed by a space ends a word; French typography puts one in sentences.",
            "En YAML, deux-points suivis d'une espace terminent un mot ; la typographie française en met dans les phrases.",
        ),
        Words(
            "Put the sentence between quotes, or write > and go to the next line.",
            "Mettre la phrase entre guillemets droits, ou écrire > et aller à la ligne.",
        ),
    ),
    "PK031": Codes(
        Words("sentence cut at a comma", "phrase coupée à une virgule"),
        Words(
            "Inside { }, a comma ends the value: the reason kept would be half a sentence.",
            "Entre { }, une virgule termine la valeur : il ne resterait que la moitié de la raison.",
        ),
        Words(
            "Put the sentence between quotes, or on its own line.",
            "Mettre la phrase entre guillemets droits, ou sur sa propre ligne.",
        ),
    ),
    "PK032": Codes(
        Words("text taken for a comment", "texte pris pour un commentaire"),
        Words(
            "After a space, # starts a comment: the end of the text is lost.",
            "Après une espace, # commence un commentaire : la fin du texte est perdue.",
        ),
        Words("Put the text between quotes.", "Mettre le texte entre guillemets droits."),
    ),
    "PK101": Codes(
        Words("unknown word", "mot inconnu"),
        Words(
            "A misspelt protection that is ignored in silence is the worst default.",
            "Une protection mal orthographiée et ignorée en silence est le pire des défauts.",
        ),
        Words("Write the word proposed.", "Écrire le mot proposé."),
    ),
    "PK102": Codes(
        Words("word of the other language", "mot de l'autre langue"),
        Words(
            "A policy is in one language from end to end, so that it can be read aloud.",
            "Une politique est dans une seule langue, pour pouvoir être lue à voix haute.",
        ),
        Words(
            "Write the word proposed, or change the language line.",
            "Écrire le mot proposé, ou changer la ligne de langue.",
        ),
    ),
    "PK103": Codes(
        Words("missing part", "partie manquante"),
        Words(
            "The policy cannot be applied, or explained, without it.",
            "La politique ne peut être ni appliquée ni expliquée sans elle.",
        ),
        Words("Write it where the message points.", "L'écrire là où le message l'indique."),
        "GDPR (RGPD) art. 5(2)",
    ),
    "PK104": Codes(
        Words("unknown column, table or output", "colonne, table ou sortie inconnue"),
        Words(
            "A name that nothing declares would protect nothing.",
            "Un nom que rien ne déclare ne protégerait rien.",
        ),
        Words("Correct the name, or declare it.", "Corriger le nom, ou le déclarer."),
    ),
    "PK105": Codes(
        Words("wrong kind of value", "mauvaise sorte de valeur"),
        Words(
            "Values are read as written: `1_000`, `nan`, `off` are not guessed.",
            "Les valeurs sont lues comme écrites : `1_000`, `nan`, `off` ne sont pas devinés.",
        ),
        Words("Write what the message expects.", "Écrire ce que le message attend."),
    ),
    "PK106": Codes(
        Words("word not in the list", "mot hors de la liste"),
        Words("This place takes one word of a closed list.", "Cet endroit prend un mot d'une liste fermée."),
        Words("Choose one of the words shown.", "Choisir l'un des mots indiqués."),
    ),
    "PK107": Codes(
        Words("too many or too few words", "trop ou trop peu de mots"),
        Words(
            "Here exactly one way, or at least one, must be chosen.",
            "Ici, une manière et une seule, ou au moins une, doit être choisie.",
        ),
        Words(
            "Keep one; each item of a list has its own dash.",
            "N'en garder qu'une ; chaque élément d'une liste a son tiret.",
        ),
    ),
    "PK108": Codes(
        Words("not available in this version", "pas disponible dans cette version"),
        Words(
            "The language knows this word, this version does not do it: it is never skipped.",
            "Le langage connaît ce mot, cette version ne le fait pas : il n'est jamais ignoré.",
        ),
        Words(
            "Remove it, or wait for the version that does it.",
            "Le retirer, ou attendre la version qui le fera.",
        ),
    ),
    "PK109": Codes(
        Words("language not said", "langue non dite"),
        Words(
            "Words are read in the language the policy says.",
            "Les mots sont lus dans la langue que dit la politique.",
        ),
        Words("Write `language: en` or `langue: fr`.", "Écrire `langue: fr` ou `language: en`."),
    ),
}
