"""What the keywords of the evidence are called in a report, in both languages."""

from __future__ import annotations

from privkit.evidence.report.blocks import Tone
from privkit.words import Words

ROLES = {
    "direct_identifier": Words("direct identifier", "identifiant direct"),
    "quasi_identifier": Words("quasi-identifier", "quasi-identifiant"),
    "confidential": Words("confidential", "confidentiel"),
    "free_text": Words("free text", "texte libre"),
    "other": Words("other", "autre"),
}

FATES: dict[str, tuple[Words, Tone]] = {
    "unread": (Words("never read", "jamais lue"), "calm"),
    "used": (Words("used, then dropped", "utilisée, puis retirée"), "calm"),
    "dropped": (Words("dropped", "retirée"), "calm"),
    "kept": (Words("leaves as it is", "sort telle quelle"), "unsure"),
    "changed": (Words("leaves, changed", "sort, modifiée"), "good"),
}

NATURES = {
    "generalised": Words("generalised data", "données généralisées"),
    "pseudonymised": Words("pseudonymised data", "données pseudonymisées"),
    "aggregated": Words("aggregated data", "données agrégées"),
    "synthetic": Words("synthetic data", "données synthétiques"),
}

SHARING = {
    "internal": Words("internal", "interne"),
    "agreement": Words("under an agreement", "sous convention"),
    "enclave": Words("secure environment", "environnement sécurisé"),
    "public": Words("open to the public", "ouvert au public"),
}

QUALIFICATIONS = {
    "personal": Words("personal data", "données personnelles"),
    "anonymous": Words("anonymous data", "données anonymes"),
}

COLLECTION = {
    "direct": Words("from the persons themselves", "auprès des personnes elles-mêmes"),
    "indirect": Words("from another source", "auprès d'une autre source"),
    "derived": Words("computed from other data", "calculées à partir d'autres données"),
}

GROUNDS = {
    "consent": Words("consent", "consentement"),
    "contract": Words("contract", "contrat"),
    "legal_obligation": Words("legal obligation", "obligation légale"),
    "vital_interests": Words("vital interests", "intérêts vitaux"),
    "public_task": Words("public task", "mission d'intérêt public"),
    "legitimate_interests": Words("legitimate interests", "intérêts légitimes"),
}

OPINIONS = {
    "favourable": Words("favourable", "favorable"),
    "favourable_with_reservations": Words("favourable with reservations", "favorable avec réserves"),
    "unfavourable": Words("unfavourable", "défavorable"),
}

STATES = {
    "draft": Words("draft", "brouillon"),
    "validated": Words("validated", "validée"),
    "withdrawn": Words("withdrawn", "retirée"),
}

AFTERWARDS = {
    "eliminate": Words("then eliminated", "puis éliminées"),
    "archive": Words("then archived", "puis archivées"),
}

#: Steps: a short name, and what they do when nothing of the policy's own words may be told.
STEPS = {
    "apply_requests": (
        Words("Requests of persons", "Demandes des personnes"),
        Words(
            "Persons who objected, or whose data are restricted, are left out.",
            "Les personnes qui se sont opposées, ou dont les données sont limitées, sont écartées.",
        ),
    ),
    "drop_older_than": (
        Words("Retention period", "Durée de conservation"),
        Words(
            "Rows older than the retention period are left out.", "Les lignes trop anciennes sont écartées."
        ),
    ),
    "keep_rows": (
        Words("Choice of rows", "Choix des lignes"),
        Words(
            "Only the rows needed for the purpose are kept.",
            "Seules les lignes utiles à la finalité sont gardées.",
        ),
    ),
    "pseudonymise": (
        Words("Pseudonyms", "Pseudonymes"),
        Words(
            "Identifiers are replaced by pseudonyms computed with a secret key.",
            "Les identifiants sont remplacés par des pseudonymes calculés avec une clé secrète.",
        ),
    ),
    "link": (
        Words("Linking of tables", "Croisement de tables"),
        Words("Two tables are linked.", "Deux tables sont croisées."),
    ),
    "summarise": (
        Words("One row per unit", "Une ligne par unité"),
        Words("Detailed rows are summed up.", "Les lignes détaillées sont résumées."),
    ),
    "minimise": (
        Words("Minimisation", "Minimisation"),
        Words(
            "Every column that is not needed is dropped.", "Toute colonne qui n'est pas utile est retirée."
        ),
    ),
    "generalise": (
        Words("Coarser values", "Valeurs moins précises"),
        Words("Values are made coarser.", "Les valeurs sont rendues moins précises."),
    ),
    "top_code": (
        Words("Ceiling", "Plafond"),
        Words(
            "Larger values are brought to a ceiling.", "Les valeurs plus grandes sont ramenées à un plafond."
        ),
    ),
    "bottom_code": (
        Words("Floor", "Plancher"),
        Words(
            "Smaller values are brought to a floor.", "Les valeurs plus petites sont ramenées à un plancher."
        ),
    ),
    "round": (Words("Rounding", "Arrondi"), Words("Numbers are rounded.", "Les nombres sont arrondis.")),
    "suppress": (
        Words("Blanked values", "Valeurs effacées"),
        Words("Some values are blanked.", "Certaines valeurs sont effacées."),
    ),
    "make_k_anonymous": (
        Words("Groups of k", "Groupes de k"),
        Words(
            "Values are made coarser until people share them in groups; those who stand out are removed.",
            "Les valeurs sont rendues moins précises jusqu'à former des groupes ; qui ressort encore est retiré.",
        ),
    ),
    "suppress_locally": (
        Words("Targeted blanks", "Effacements ciblés"),
        Words(
            "The values that single someone out are blanked.",
            "Les valeurs qui isolent quelqu'un sont effacées.",
        ),
    ),
    "microaggregate": (
        Words("Microaggregation", "Microagrégation"),
        Words(
            "Numbers are replaced by one value for each group of near ones.",
            "Les nombres sont remplacés par une même valeur dans chaque groupe de valeurs proches.",
        ),
    ),
    "swap": (
        Words("Swapping", "Permutation"),
        Words("Values are exchanged between near rows.", "Des valeurs sont échangées entre lignes proches."),
    ),
    "add_noise": (
        Words("Random noise", "Bruit aléatoire"),
        Words("Random noise is added to numbers.", "Un bruit aléatoire est ajouté à des nombres."),
    ),
    "post_randomise": (
        Words("Post-randomisation", "Post-randomisation"),
        Words(
            "Some categories are redrawn at random.", "Certaines catégories sont tirées de nouveau au hasard."
        ),
    ),
    "sample": (
        Words("Sampling", "Échantillonnage"),
        Words("Only a random sample is kept.", "Seul un échantillon aléatoire est gardé."),
    ),
    "set_aside": (
        Words("People set aside", "Personnes mises de côté"),
        Words(
            "A random part is kept apart: nothing is made from them, and attacks are judged on them.",
            "Une part tirée au sort est gardée à part : rien n'est fait à partir d'elle, et les attaques se jugent sur elle.",
        ),
    ),
    "synthesise": (
        Words("Rows made by a model", "Lignes faites par un modèle"),
        Words(
            "All rows are replaced by rows a model made: none is the row of somebody.",
            "Toutes les lignes sont remplacées par des lignes qu'un modèle a faites : aucune n'est celle de quelqu'un.",
        ),
    ),
    "limit_contribution": (
        Words("Limit of contribution", "Limite de contribution"),
        Words(
            "Nobody changes the tables by more than a stated amount.",
            "Personne ne change les tableaux de plus d'une quantité annoncée.",
        ),
    ),
    "aggregate": (
        Words("Tables", "Tableaux"),
        Words(
            "Only counts and totals of many people are left.",
            "Il ne reste que des nombres et des totaux sur beaucoup de personnes.",
        ),
    ),
}
#: The steps that can remove privacy units: for the others, the effect on units is nothing by construction.
REMOVING = frozenset(
    {
        "apply_requests",
        "drop_older_than",
        "keep_rows",
        "link",
        "make_k_anonymous",
        "sample",
        "set_aside",
        "limit_contribution",
    }
)
#: Steps after which units are not people any more.
MAKING = frozenset({"synthesise"})

KINDS = {
    "shape": Words("shaping", "mise en forme"),
    "protect": Words("protection", "protection"),
}

OUTCOMES: dict[str, tuple[Words, Tone, str]] = {
    "held": (Words("met", "remplie"), "good", "✓"),
    "failed": (Words("not met", "non remplie"), "bad", "✗"),
    "inconclusive": (Words("inconclusive", "non concluante"), "unsure", "?"),
}

#: Status: the word, the technical verdict, what it means, its tone and mark.
STATUSES: dict[str, tuple[Words, Words, Words, Tone, str]] = {
    "released": (
        Words("RELEASED", "DIFFUSÉ"),
        Words("Technical conditions met.", "Conditions techniques remplies."),
        Words(
            "The decision is recorded: the files named below have left.",
            "La décision est enregistrée : les fichiers ci-dessous sont sortis.",
        ),
        "good",
        "✓",
    ),
    "held": (
        Words("HELD", "EN ATTENTE"),
        Words("Technical conditions met.", "Conditions techniques remplies."),
        Words(
            "Nothing has left yet: the files wait for the decision of the controller.",
            "Rien n'est encore sorti : les fichiers attendent la décision du responsable de traitement.",
        ),
        "calm",
        "‖",
    ),
    "refused": (
        Words("REFUSED", "REFUSÉ"),
        Words("Technical conditions not met.", "Conditions techniques non remplies."),
        Words(
            "Nothing has left, and no output file was kept. This report is the evidence of the refusal.",
            "Rien n'est sorti, et aucun fichier de sortie n'a été gardé. Ce rapport est la preuve du refus.",
        ),
        "bad",
        "✗",
    ),
    "inconclusive": (
        Words("INCONCLUSIVE", "NON CONCLUANT"),
        Words("Technical conditions inconclusive.", "Conditions techniques non concluantes."),
        Words(
            "A condition could not be measured, which counts as not met. Nothing has left, and no output file was kept.",
            "Une condition n'a pas pu être mesurée, ce qui compte comme non remplie. Rien n'est sorti, et aucun fichier de "
            "sortie n'a été gardé.",
        ),
        "unsure",
        "?",
    ),
}

#: A run whose conditions were met, and that the controller refused.
REFUSED_BY_A_PERSON = (
    Words("Technical conditions met.", "Conditions techniques remplies."),
    Words(
        "The controller decided not to release: nothing has left, and the held files were eliminated.",
        "Le responsable de traitement a décidé de ne pas diffuser : rien n'est sorti, et les fichiers en attente ont été "
        "éliminés.",
    ),
)

DECISIONS = {
    "release": Words("let out", "diffuser"),
    "refuse": Words("not let out", "ne pas diffuser"),
}

#: Conditions that look at what a group tells of a confidential column, though no attack is run.
INFERENCE = frozenset(
    {"l_diversity", "t_closeness", "delta_disclosure", "beta_likeness", "frequency_in_group"}
)

#: Rights whose requests a run applies: one, several.
RIGHTS = {
    "objection": (Words("objection", "opposition"), Words("objections", "oppositions")),
    "restriction": (Words("restriction", "limitation"), Words("restrictions", "limitations")),
    "erasure": (Words("erasure", "effacement"), Words("erasures", "effacements")),
}

#: A run whose outputs were eliminated since.
ELIMINATED = (
    Words("Eliminated since.", "Éliminé depuis."),
    Words(
        "The files had left; those kept here were eliminated when their time came. Whoever received them must do the same.",
        "Les fichiers étaient sortis ; ceux gardés ici ont été éliminés à leur terme. Qui les a reçus doit faire de même.",
    ),
    Words(
        "The held files were eliminated when their time came: nothing can leave any more.",
        "Les fichiers en attente ont été éliminés à leur terme : rien ne peut plus sortir.",
    ),
)
