"""Glossary of the keywords: roles of columns, steps, conditions."""

from __future__ import annotations

from collections.abc import Mapping

from privkit.policy.glossary_entry import Entry
from privkit.policy.glossary_perturbation import PERTURBATION
from privkit.words import Words

ROLES: Mapping[str, Entry] = {
    "direct_identifier": Entry(
        Words("direct identifier", "identifiant direct"),
        Words(
            "A column that names or reaches a person by itself: a name, an address, a contract number. "
            "Never kept as it is.",
            "Colonne qui nomme ou désigne à elle seule une personne : nom, adresse, numéro de contrat. "
            "Jamais gardée telle quelle.",
        ),
        "ISO/IEC 20889; NIST SP 800-188",
        ("identifiant_direct",),
    ),
    "quasi_identifier": Entry(
        Words("quasi-identifier", "quasi-identifiant"),
        Words(
            "A column that does not name anyone but can, with others, single out a household: area, "
            "number of occupants, floor area.",
            "Colonne qui ne nomme personne mais peut, avec d'autres, isoler un foyer : secteur, nombre "
            "d'occupants, surface.",
        ),
        "ISO/IEC 20889; Hundepool et al. 2012",
        ("quasi_identifiant",),
    ),
    "confidential": Entry(
        Words("confidential attribute", "attribut confidentiel"),
        Words(
            "A column whose value must not be learnt about someone, such as a volume of water. Not the "
            "same as the sensitive data of GDPR art. 9.",
            "Colonne dont la valeur ne doit pas être apprise sur quelqu'un, par exemple un volume "
            "d'eau. À ne pas confondre avec les données sensibles de l'article 9 du RGPD.",
        ),
        "Hundepool et al. 2012",
        ("confidentiel",),
    ),
    "free_text": Entry(
        Words("free text", "texte libre"),
        Words(
            "Words typed by someone: they may say anything about anyone, so they are never kept.",
            "Mots saisis par quelqu'un : ils peuvent tout dire de n'importe qui, et ne sont donc "
            "jamais gardés.",
        ),
        "NIST SP 800-188",
        ("texte_libre",),
    ),
    "other": Entry(
        Words("other", "autre"),
        Words(
            "A column that neither points at a person nor is confidential. A person answers for that choice.",
            "Colonne qui ne désigne personne et n'est pas confidentielle. Une personne répond de ce choix.",
        ),
        "Hundepool et al. 2012",
    ),
}

STEPS: Mapping[str, Entry] = {
    "apply_requests": Entry(
        Words("apply requests", "appliquer les demandes"),
        Words(
            "Leave out the households whose objection, restriction or erasure is received, under "
            "examination or accepted.",
            "Écarter les foyers dont l'opposition, la limitation ou l'effacement est reçu, en examen "
            "ou accepté.",
        ),
        "GDPR (RGPD) art. 17, 18, 21",
    ),
    "drop_older_than": Entry(
        Words("drop rows older than", "retirer les anciens"),
        Words(
            "Leave out rows older than the retention period.",
            "Écarter les lignes plus anciennes que la durée de conservation.",
        ),
        "GDPR (RGPD) art. 5(1)(e)",
    ),
    "keep_rows": Entry(
        Words("keep rows", "garder des lignes"),
        Words(
            "Keep only the rows that satisfy a rule. A missing value satisfies none, unless the rule "
            "asks for it.",
            "Ne garder que les lignes qui satisfont une règle. Une valeur absente n'en satisfait "
            "aucune, sauf si la règle la demande.",
        ),
        "GDPR (RGPD) art. 5(1)(c)",
        ("garder_lignes",),
    ),
    "pseudonymise": Entry(
        Words("pseudonymise", "pseudonymiser"),
        Words(
            "Replace an identifier by a pseudonym made with a secret key. The data stay personal for "
            "whoever may use the key.",
            "Remplacer un identifiant par un pseudonyme fait avec une clé secrète. Les données restent "
            "personnelles pour qui peut utiliser la clé.",
        ),
        "GDPR (RGPD) art. 4(5); RFC 2104",
    ),
    "link": Entry(
        Words("link", "croiser"),
        Words(
            "Bring the columns of a second table to the rows of a first one, on a key they share.",
            "Apporter les colonnes d'une seconde table aux lignes d'une première, par une clé commune.",
        ),
        "Herzog, Scheuren, Winkler 2007",
    ),
    "summarise": Entry(
        Words("summarise", "résumer"),
        Words(
            "Make one row per privacy unit out of its many rows.",
            "Faire une seule ligne par unité protégée à partir de ses nombreuses lignes.",
        ),
        "NIST SP 800-188",
    ),
    "minimise": Entry(
        Words("minimise", "minimiser"),
        Words(
            "Keep only the columns named, each with its reason; whatever is not named is dropped.",
            "Ne garder que les colonnes citées, chacune avec sa raison ; tout ce qui n'est pas cité "
            "est retiré.",
        ),
        "GDPR (RGPD) art. 5(1)(c)",
        (
            "minimisation",
            "data minimisation",
        ),
    ),
    "generalise": Entry(
        Words("generalise", "généraliser"),
        Words(
            "Make a value coarser: a band for a number, a sector for an area, a month for a date.",
            "Rendre une valeur moins précise : une tranche pour un nombre, un secteur pour un "
            "quartier, un mois pour une date.",
        ),
        "ISO/IEC 20889",
        (
            "generalisation",
            "généralisation",
        ),
    ),
    "top_code": Entry(
        Words("top-code", "plafonner"),
        Words(
            "Replace every value above a bound by the bound. The bound is known before reading the data.",
            "Ramener toute valeur au-dessus d'une borne à cette borne. La borne est connue avant de "
            "lire les données.",
        ),
        "ISO/IEC 20889; Hundepool et al. 2012",
        ("top coding",),
    ),
    "bottom_code": Entry(
        Words("bottom-code", "relever au plancher"),
        Words(
            "Replace every value below a bound by the bound.",
            "Relever toute valeur en dessous d'une borne à cette borne.",
        ),
        "ISO/IEC 20889; Hundepool et al. 2012",
        ("bottom coding",),
    ),
    "round": Entry(
        Words("round", "arrondir"),
        Words(
            "Replace a number by the nearest multiple of a chosen step.",
            "Remplacer un nombre par le multiple le plus proche d'un pas choisi.",
        ),
        "ISO/IEC 20889",
        (
            "rounding",
            "arrondi",
        ),
    ),
    "suppress": Entry(
        Words("suppress", "supprimer"),
        Words(
            "Blank some values, such as rare ones: the rows stay.",
            "Effacer certaines valeurs, par exemple les plus rares : les lignes restent.",
        ),
        "ISO/IEC 20889",
    ),
    "make_k_anonymous": Entry(
        Words("make k-anonymous", "rendre k-anonyme"),
        Words(
            "Search the least loss of detail, and the least removal, such that each group of equal "
            "quasi-identifiers holds at least k units.",
            "Chercher la plus faible perte de détail, et le moins de retraits, pour que chaque groupe "
            "de mêmes quasi-identifiants compte au moins k unités.",
        ),
        "Samarati 2001; Iyengar 2002",
    ),
    **PERTURBATION,
}

CONDITIONS: Mapping[str, Entry] = {
    "k_anonymity": Entry(
        Words("k-anonymity", "k-anonymat"),
        Words(
            "Each combination of quasi-identifiers is shared by at least k units, so that nobody can "
            "be told apart within the group. It does not by itself hide what the whole group has in "
            "common.",
            "Chaque combinaison de quasi-identifiants est partagée par au moins k unités : personne ne "
            "se distingue dans son groupe. Cela ne cache pas à lui seul ce que tout le groupe a en "
            "commun.",
        ),
        "Sweeney 2002",
        (
            "k-anonymity",
            "k",
        ),
    ),
    "l_diversity": Entry(
        Words("l-diversity", "l-diversité"),
        Words(
            "In each group, a confidential column takes at least l distinct values, so that knowing "
            "the group does not tell the value.",
            "Dans chaque groupe, une colonne confidentielle prend au moins l valeurs distinctes : "
            "connaître le groupe ne donne pas la valeur.",
        ),
        "Machanavajjhala et al. 2007",
    ),
    "t_closeness": Entry(
        Words("t-closeness", "t-proximité"),
        Words(
            "In each group, a confidential column is spread almost as in the whole file, so that knowing the "
            "group teaches almost nothing more about it.",
            "Dans chaque groupe, une colonne confidentielle se répartit presque comme dans tout le fichier : "
            "connaître le groupe n'en apprend presque rien de plus.",
        ),
        "Li, Li, Venkatasubramanian 2007",
    ),
    "delta_disclosure": Entry(
        Words("δ-disclosure", "δ-divulgation"),
        Words(
            "In no group is a confidential value much more or much less frequent than in the whole file.",
            "Dans aucun groupe une valeur confidentielle n'est beaucoup plus ou beaucoup moins fréquente que "
            "dans tout le fichier.",
        ),
        "Brickell, Shmatikov 2008",
        ("delta-disclosure privacy", "delta_divulgation"),
    ),
    "beta_likeness": Entry(
        Words("β-likeness", "β-vraisemblance"),
        Words(
            "In no group does a confidential value gain much frequency, relatively to the whole file.",
            "Dans aucun groupe une valeur confidentielle ne gagne beaucoup de fréquence, relativement à tout "
            "le fichier.",
        ),
        "Cao, Karras 2012",
        ("beta-likeness", "beta_vraisemblance"),
    ),
    "frequency_in_group": Entry(
        Words("frequency in a group", "fréquence dans un groupe"),
        Words(
            "The largest share of a group that one confidential value holds: the α of (α, k)-anonymity.",
            "La plus grande part d'un groupe que tient une même valeur confidentielle : l'α du (α, k)-anonymat.",
        ),
        "Wong, Li, Fu, Wang 2006",
        ("alpha", "(α, k)-anonymity", "(α, k)-anonymat"),
    ),
    "uniqueness": Entry(
        Words("uniqueness", "unicité"),
        Words(
            "The share of units that are alone with their combination of quasi-identifiers.",
            "La part des unités qui sont seules à avoir leur combinaison de quasi-identifiants.",
        ),
        "Skinner, Elliot 2002",
    ),
    "direct_identifiers_left": Entry(
        Words("direct identifiers left", "identifiants restants"),
        Words(
            "Columns of the output that still look like a direct identifier, by role, by name or by content.",
            "Colonnes de la sortie qui ressemblent encore à un identifiant direct, par leur rôle, leur "
            "nom ou leur contenu.",
        ),
        "ISO/IEC 20889",
        ("identifiants directs restants",),
    ),
    "households_removed": Entry(
        Words("households removed", "foyers retirés"),
        Words(
            "The share of units that protection took away. Too many, and what is left no longer "
            "represents the city.",
            "La part des unités que la protection a retirées. Trop nombreuses, ce qui reste ne "
            "représente plus la ville.",
        ),
        "Samarati 2001",
    ),
    "information_loss": Entry(
        Words("information loss", "perte d'information"),
        Words(
            "How much detail the quasi-identifiers lost: 0 % as before, 100 % nothing left.",
            "Le détail perdu par les quasi-identifiants : 0 % comme avant, 100 % plus rien.",
        ),
        "Iyengar 2002",
        (
            "loss",
            "perte",
        ),
    ),
    "record_risk": Entry(
        Words("record risk", "risque par enregistrement"),
        Words(
            "How likely each unit is to be re-identified: by someone who knows that it is in the file "
            "(prosecutor), who does not (journalist), or who tries everybody (marketer); or estimated from "
            "sampling weights (individual), and for people who live together (household).",
            "La probabilité que chaque unité soit réidentifiée : par qui la sait dans le fichier (procureur), "
            "par qui l'ignore (journaliste), par qui essaie tout le monde (prospecteur) ; ou estimée d'après "
            "les poids de sondage (individuel), et pour ceux qui vivent ensemble (foyer).",
        ),
        "El Emam, Dankar 2008 ; Franconi, Polettini 2004",
        ("individual risk", "risque individuel", "household risk", "risque du foyer"),
    ),
    "k_map": Entry(
        Words("k-map", "k-carte"),
        Words(
            "Each combination of quasi-identifiers in the output is shared by at least k people of the population, "
            "in the data or not. Weaker than k-anonymity, for whoever does not know who is in the data.",
            "Chaque combinaison de quasi-identifiants de la sortie est partagée par au moins k personnes de la "
            "population, dans les données ou non. Plus faible que le k-anonymat, pour qui ignore qui est dans les "
            "données.",
        ),
        "Sweeney 2002 ; El Emam, Dankar 2008",
    ),
    "presence": Entry(
        Words("δ-presence", "δ-présence"),
        Words(
            "Bounds on how sure one may be that somebody of the population is in the data: of the people who share "
            "a combination, the share that is there.",
            "Des bornes à la certitude que quelqu'un de la population est dans les données : parmi les personnes "
            "qui partagent une combinaison, la part qui s'y trouve.",
        ),
        "Nergiz, Atzori, Clifton 2007",
        ("delta-presence", "delta-présence"),
    ),
    "population_uniqueness": Entry(
        Words("population uniqueness", "unicité dans la population"),
        Words(
            "The share of the population that is alone with its combination of quasi-identifiers, estimated "
            "from the groups of a sample. Being alone in the sample is not yet being alone in the city.",
            "La part de la population qui est seule à avoir sa combinaison de quasi-identifiants, estimée "
            "d'après les groupes d'un échantillon. Être seul dans l'échantillon n'est pas encore être seul "
            "dans la ville.",
        ),
        "Dankar, El Emam, Neisa, Roffey 2012",
        ("population unique", "unique dans la population"),
    ),
    "special_uniques": Entry(
        Words("special uniques", "uniques particuliers"),
        Words(
            "Units that very few columns are enough to tell apart. The fewer, the higher the SUDA score; the "
            "DIS-SUDA score brings it to the probability that a match is right.",
            "Les unités que très peu de colonnes suffisent à distinguer. Moins il en faut, plus le score SUDA "
            "est élevé ; le score DIS-SUDA le ramène à la probabilité qu'un rapprochement soit juste.",
        ),
        "Elliot, Manning, Ford 2002",
        ("SUDA", "DIS-SUDA", "minimal sample unique", "unique minimal"),
    ),
}
