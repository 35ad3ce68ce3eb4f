"""Glossary of the ideas behind a policy."""

from __future__ import annotations

from collections.abc import Mapping

from privkit.policy.glossary_entry import Entry
from privkit.words import Words

IDEAS: Mapping[str, Entry] = {
    "privacy_unit": Entry(
        Words("privacy unit", "unité protégée"),
        Words(
            "Whose privacy is counted: a household, a person. All its rows together are one unit.",
            "Ce dont on compte la protection : un foyer, une personne. Toutes ses lignes ensemble font "
            "une unité.",
        ),
        "NIST SP 800-226",
        ("unit",),
    ),
    "pseudonym": Entry(
        Words("pseudonym", "pseudonyme"),
        Words(
            "A code that stands for an identifier. With the key, one can come back to the person.",
            "Code qui remplace un identifiant. Avec la clé, on peut revenir à la personne.",
        ),
        "GDPR (RGPD) art. 4(5)",
    ),
    "keyed_hash": Entry(
        Words("keyed hash", "hachage à clé"),
        Words(
            "A function that turns an identifier into a pseudonym with a secret key (HMAC-SHA-256). "
            "Without the key, there is no way back by trying all identifiers.",
            "Fonction qui transforme un identifiant en pseudonyme avec une clé secrète (HMAC-SHA-256). "
            "Sans la clé, on ne peut pas revenir en essayant tous les identifiants.",
        ),
        "RFC 2104",
        ("hmac",),
    ),
    "baseline": Entry(
        Words("baseline", "état de référence"),
        Words(
            "The same policy without its protections: what loss, cost and attacks are measured "
            "against. It is deleted before anything leaves.",
            "La même politique sans ses protections : c'est à elle que se mesurent la perte, le coût "
            "et les attaques. Elle est effacée avant toute sortie.",
        ),
        "Defined by privkit",
    ),
    "prosecutor_risk": Entry(
        Words("prosecutor risk", "risque du procureur"),
        Words(
            "The chance of finding the right record of someone known to be in the file: one over the "
            "size of the group.",
            "La chance de retrouver l'enregistrement de quelqu'un que l'on sait dans le fichier : un "
            "sur la taille du groupe.",
        ),
        "El Emam, Dankar 2008",
    ),
    "journalist_risk": Entry(
        Words("journalist risk", "risque du journaliste"),
        Words(
            "The same chance when one does not know whether the person is in the file: the group is "
            "counted in the population.",
            "La même chance quand on ne sait pas si la personne est dans le fichier : le groupe se "
            "compte dans la population.",
        ),
        "El Emam, Dankar 2008",
    ),
    "marketer_risk": Entry(
        Words("marketer risk", "risque du prospecteur"),
        Words(
            "The share of all records an attacker would get right by matching the whole file.",
            "La part de tous les enregistrements qu'un attaquant retrouverait en rapprochant le "
            "fichier entier.",
        ),
        "El Emam, Dankar 2008",
    ),
    "suppression": Entry(
        Words("suppression", "suppression"),
        Words(
            "Taking away what cannot be protected otherwise: a value, or all the rows of a unit.",
            "Retirer ce qui ne peut pas être protégé autrement : une valeur, ou toutes les lignes "
            "d'une unité.",
        ),
        "ISO/IEC 20889",
    ),
    "resampling_floor": Entry(
        Words("resampling floor", "plancher de rééchantillonnage"),
        Words(
            "How much a result moves when the same households are merely drawn again at random. A cost "
            "of protection below it cannot be told from chance.",
            "Ce dont un résultat bouge quand on tire simplement de nouveau les mêmes foyers au hasard. "
            "Un coût de protection plus petit ne se distingue pas du hasard.",
        ),
        "Efron 1979",
    ),
    "equivalence_class": Entry(
        Words("group", "groupe"),
        Words(
            "The units that share the same quasi-identifiers (equivalence class).",
            "Les unités qui partagent les mêmes quasi-identifiants (classe d'équivalence).",
        ),
        "Sweeney 2002",
        (
            "equivalence class",
            "classe d'équivalence",
        ),
    ),
    "singling_out": Entry(
        Words("singling out", "individualisation"),
        Words(
            "To isolate one person in a file. One of the three risks of anonymity.",
            "Isoler une personne dans un fichier. L'un des trois risques de l'anonymat.",
        ),
        "WP29 05/2014",
    ),
    "linkability": Entry(
        Words("linkability", "corrélation"),
        Words(
            "To link records about one person, in one file or across files. One of the three risks of "
            "anonymity.",
            "Relier des enregistrements qui concernent une même personne, dans un ou plusieurs "
            "fichiers. L'un des trois risques de l'anonymat.",
        ),
        "WP29 05/2014",
    ),
    "inference": Entry(
        Words("inference", "inférence"),
        Words(
            "To deduce, nearly for sure, something about a person. One of the three risks of anonymity.",
            "Déduire, de façon quasi certaine, une information sur une personne. L'un des trois "
            "risques de l'anonymat.",
        ),
        "WP29 05/2014",
    ),
    "anonymous": Entry(
        Words("anonymous", "anonyme"),
        Words(
            "Said of data that let no one be identified by means reasonably likely to be used. It is "
            "said for someone and decided by a person; privkit measures and proposes.",
            "Se dit de données qui ne permettent d'identifier personne par des moyens raisonnablement "
            "susceptibles d'être utilisés. Cela se dit à l'égard de quelqu'un et se décide par une "
            "personne ; privkit mesure et propose.",
        ),
        "GDPR (RGPD) recital 26; CJEU C-413/23 P",
        (
            "anonymity",
            "anonymat",
        ),
    ),
    "personal": Entry(
        Words("personal data", "donnée personnelle"),
        Words(
            "Any information about a person who can be identified, directly or not.",
            "Toute information sur une personne identifiable, directement ou non.",
        ),
        "GDPR (RGPD) art. 4(1)",
        (
            "personnelle",
            "données personnelles",
        ),
    ),
    "special_category": Entry(
        Words("special category", "catégorie particulière"),
        Words(
            "Health, origin, opinions, beliefs, union membership, genetics, biometrics, sex life (art. "
            "9), offences (art. 10). In French law these are the sensitive data.",
            "Santé, origine, opinions, convictions, appartenance syndicale, génétique, biométrie, vie "
            "sexuelle (article 9), infractions (article 10). Ce sont les « données sensibles ».",
        ),
        "GDPR (RGPD) art. 9, 10",
        (
            "sensitive",
            "sensible",
            "données sensibles",
        ),
    ),
    "legal_basis": Entry(
        Words("legal basis", "base légale"),
        Words(
            "The ground, among six, that makes a processing lawful.",
            "Le fondement, parmi six, qui rend un traitement licite.",
        ),
        "GDPR (RGPD) art. 6(1)",
        (
            "ground",
            "fondement",
        ),
    ),
    "controller": Entry(
        Words("controller", "responsable de traitement"),
        Words(
            "Who decides why and how data are used. The controller decides; the data protection "
            "officer advises.",
            "Qui décide pourquoi et comment les données sont utilisées. Le responsable décide ; le "
            "délégué à la protection des données conseille.",
        ),
        "GDPR (RGPD) art. 4(7)",
    ),
    "dpo": Entry(
        Words("data protection officer", "délégué à la protection des données"),
        Words(
            "Who advises and checks. Neither decides nor holds keys.",
            "Qui conseille et contrôle. Il ne décide pas et ne détient pas de clé.",
        ),
        "GDPR (RGPD) art. 37 to 39; CJEU, 9 February 2023",
        ("dpd",),
    ),
    "dpia": Entry(
        Words("impact assessment", "analyse d'impact"),
        Words(
            "The study of the risks of a processing for persons, and of the measures against them.",
            "L'étude des risques d'un traitement pour les personnes, et des mesures qui y répondent.",
        ),
        "GDPR (RGPD) art. 35",
        (
            "aipd",
            "pia",
        ),
    ),
    "retention": Entry(
        Words("retention", "conservation"),
        Words(
            "How long data are kept, from when, why, and what happens then.",
            "Combien de temps les données sont gardées, à partir de quand, pourquoi, et ce qui se "
            "passe ensuite.",
        ),
        "GDPR (RGPD) art. 5(1)(e)",
    ),
    "compatibility": Entry(
        Words("compatible reuse", "réutilisation compatible"),
        Words(
            "Why data collected for one purpose may serve another: link, context, nature, "
            "consequences, safeguards.",
            "Pourquoi des données recueillies pour une finalité peuvent en servir une autre : lien, "
            "contexte, nature, conséquences, garanties.",
        ),
        "GDPR (RGPD) art. 6(4)",
        (
            "compatibility",
            "compatibilité",
        ),
    ),
    "because": Entry(
        Words("because", "parce que"),
        Words(
            "The writer's reason. It is how a choice is accounted for.",
            "La raison de celui qui écrit. C'est ainsi qu'un choix est justifié.",
        ),
        "GDPR (RGPD) art. 5(2)",
        ("parce_que",),
    ),
    "hierarchy": Entry(
        Words("hierarchy", "hiérarchie"),
        Words(
            "A file that says, for each value, the coarser values that may stand for it: street, area, "
            "sector, city.",
            "Fichier qui dit, pour chaque valeur, les valeurs plus larges qui peuvent la remplacer : "
            "rue, quartier, secteur, ville.",
        ),
        "Samarati 2001",
    ),
    "reference_household": Entry(
        Words("reference household", "foyer de référence"),
        Words(
            "The middle of a group of comparable households: what a household's use is compared with.",
            "Le milieu d'un groupe de foyers comparables : ce à quoi se compare la consommation d'un foyer.",
        ),
        "Directive (EU) 2020/2184 art. 17(2)(d)",
    ),
    "inconclusive": Entry(
        Words("inconclusive", "non concluant"),
        Words(
            "A condition that could not be measured well enough. It counts as not met.",
            "Condition qui n'a pas pu être mesurée assez bien. Elle compte comme non remplie.",
        ),
        "Defined by privkit",
    ),
    "agreement": Entry(
        Words("agreement", "convention"),
        Words(
            "An output handed to named recipients who sign its terms.",
            "Sortie remise à des destinataires nommés, qui en signent les conditions.",
        ),
        "NIST SP 800-188",
    ),
    "enclave": Entry(
        Words("enclave", "environnement sécurisé"),
        Words(
            "An output that is read in a closed environment and does not leave it.",
            "Sortie lue dans un environnement fermé, d'où elle ne part pas.",
        ),
        "NIST SP 800-188",
    ),
}
