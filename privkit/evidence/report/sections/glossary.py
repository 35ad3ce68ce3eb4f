"""The terms a report uses, in one sentence each, with where they come from."""

from __future__ import annotations

from privkit.evidence.report.blocks import Section, Strong, Table, line
from privkit.evidence.report.view import View
from privkit.words import Words

#: Term, meaning, source, and the steps or conditions that bring it in (none: always).
TERMS: tuple[tuple[Words, Words, Words, frozenset[str]], ...] = (
    (
        Words("Privacy unit", "Unité protégée"),
        Words(
            "Whose privacy is counted: all figures are counts of these, not of rows.",
            "Ce qui est protégé et compté : tous les chiffres comptent des unités, pas des lignes.",
        ),
        Words("NIST SP 800-226", "NIST SP 800-226"),
        frozenset(),
    ),
    (
        Words("Direct identifier", "Identifiant direct"),
        Words(
            "A column that names a person by itself.", "Une colonne qui désigne une personne à elle seule."
        ),
        Words("ISO/IEC 20889", "ISO/IEC 20889"),
        frozenset(),
    ),
    (
        Words("Quasi-identifier", "Quasi-identifiant"),
        Words(
            "A column others may know, and that tells a person apart once put together with others.",
            "Une colonne que d'autres peuvent connaître, et qui distingue une personne une fois réunie à d'autres.",
        ),
        Words("ISO/IEC 20889", "ISO/IEC 20889"),
        frozenset(),
    ),
    (
        Words("Confidential column", "Colonne confidentielle"),
        Words(
            "What one must not learn about a person. Not the same as special categories (GDPR 9).",
            "Ce qu'on ne doit pas apprendre sur une personne. À ne pas confondre avec les données sensibles (RGPD 9).",
        ),
        Words("Hundepool et al. 2012", "Hundepool et al. 2012"),
        frozenset(),
    ),
    (
        Words("k-anonymity", "k-anonymat"),
        Words(
            "Each combination of quasi-identifiers is shared by at least k units.",
            "Chaque combinaison de quasi-identifiants est partagée par au moins k unités.",
        ),
        Words("Sweeney 2002", "Sweeney 2002"),
        frozenset({"k_anonymity", "make_k_anonymous"}),
    ),
    (
        Words("l-diversity", "l-diversité"),
        Words(
            "Each group holds at least l distinct values of a confidential column.",
            "Chaque groupe porte au moins l valeurs distinctes d'une colonne confidentielle.",
        ),
        Words("Machanavajjhala et al. 2007", "Machanavajjhala et al. 2007"),
        frozenset({"l_diversity"}),
    ),
    (
        Words("t-closeness", "t-proximité"),
        Words(
            "In each group, a confidential column is spread almost as in the whole output.",
            "Dans chaque groupe, une colonne confidentielle se répartit presque comme dans toute la sortie.",
        ),
        Words("Li et al. 2007", "Li et al. 2007"),
        frozenset({"t_closeness"}),
    ),
    (
        Words("Prosecutor's risk", "Risque du procureur (prosecutor)"),
        Words(
            "The chance to pick the right record, for somebody who knows the person is in the file: 1 over the group size.",
            "La chance de retrouver la bonne ligne, pour qui sait que la personne est dans le fichier : 1 sur la taille du "
            "groupe.",
        ),
        Words("El Emam 2013", "El Emam 2013"),
        frozenset(),
    ),
    (
        Words("Individual risk", "Risque individuel"),
        Words(
            "The same chance over the whole population, estimated from the sampling weights of the group.",
            "La même chance dans toute la population, estimée d'après les poids de sondage du groupe.",
        ),
        Words("Franconi, Polettini 2004", "Franconi, Polettini 2004"),
        frozenset({"record_risk"}),
    ),
    (
        Words("k-map", "k-carte"),
        Words(
            "Each combination of known traits is shared by at least k people of the population.",
            "Chaque combinaison de traits connus est partagée par au moins k personnes de la population.",
        ),
        Words("Sweeney 2002", "Sweeney 2002"),
        frozenset({"k_map"}),
    ),
    (
        Words("δ-presence", "δ-présence"),
        Words(
            "Of the people who share a combination of known traits, the share that is in the file.",
            "Parmi les personnes qui partagent une combinaison de traits connus, la part qui est dans le fichier.",
        ),
        Words("Nergiz et al. 2007", "Nergiz et al. 2007"),
        frozenset({"presence"}),
    ),
    (
        Words("Population uniqueness", "Unicité dans la population"),
        Words(
            "The share of the population that is alone with its combination of known traits, estimated from a sample.",
            "La part de la population seule à avoir sa combinaison de traits connus, estimée d'après un échantillon.",
        ),
        Words("Dankar et al. 2012", "Dankar et al. 2012"),
        frozenset({"population_uniqueness"}),
    ),
    (
        Words("DIS-SUDA score", "Score DIS-SUDA"),
        Words(
            "The probability that a match is right, higher for those whom few columns are enough to tell apart.",
            "La probabilité qu'un rapprochement soit juste, plus haute pour ceux que peu de colonnes distinguent.",
        ),
        Words("Elliot, Manning, Ford 2002", "Elliot, Manning, Ford 2002"),
        frozenset({"special_uniques"}),
    ),
    (
        Words("Singling out, linkability, inference", "Individualisation, corrélation, inférence"),
        Words(
            "The three criteria by which one asks whether data are anonymous for somebody.",
            "Les trois critères pour se demander si des données sont anonymes pour quelqu'un.",
        ),
        Words("WP29 opinion 05/2014", "Avis G29 05/2014"),
        frozenset(),
    ),
    (
        Words("Differential privacy, ε and δ", "Confidentialité différentielle, ε et δ"),
        Words(
            "Random noise such that the figures are almost as likely with or without any one unit: odds change by at most e "
            "to the power ε, but for a probability δ.",
            "Bruit aléatoire tel que les chiffres sont presque aussi probables avec ou sans une unité quelconque : la cote "
            "change au plus de e puissance ε, sauf avec la probabilité δ.",
        ),
        Words("Dwork et al. 2006; NIST SP 800-226", "Dwork et al. 2006 ; NIST SP 800-226"),
        frozenset({"*noise"}),
    ),
    (
        Words("Odds", "Cote"),
        Words(
            "Chances for, over chances against: one chance in two is odds of 1, three in four odds of 3.",
            "Chances pour, sur chances contre : une chance sur deux est une cote de 1, trois sur quatre une cote de 3.",
        ),
        Words("Wood et al. 2018", "Wood et al. 2018"),
        frozenset({"*noise"}),
    ),
    (
        Words("Margin (95%)", "Marge (95 %)"),
        Words(
            "Half of the interval that holds, 95 times in 100, the figure before noise.",
            "La moitié de l'intervalle qui contient, 95 fois sur 100, le chiffre d'avant le bruit.",
        ),
        Words("ISO 3534-1", "ISO 3534-1"),
        frozenset({"*noise"}),
    ),
    (
        Words("Statistical secrecy", "Secret statistique"),
        Words(
            "Cells about too few, or that one contributor dominates, are hidden, and others with them.",
            "Les cases qui portent sur trop peu, ou qu'un contributeur domine, sont masquées, et d'autres avec elles.",
        ),
        Words("Hundepool et al. 2012", "Hundepool et al. 2012"),
        frozenset({"*secrecy"}),
    ),
    (
        Words("Pseudonym", "Pseudonyme"),
        Words(
            "A code in place of an identifier. Whoever holds the key can tell who it is: the data stay personal.",
            "Un code à la place d'un identifiant. Qui détient la clé peut retrouver la personne : les données restent "
            "personnelles.",
        ),
        Words("GDPR 4(5)", "RGPD 4(5)"),
        frozenset({"pseudonymise"}),
    ),
    (
        Words("Loss of detail", "Perte de détail"),
        Words(
            "How much coarser the columns are: 0% as before, 100% all lost.",
            "De combien les colonnes sont moins précises : 0 % comme avant, 100 % tout est perdu.",
        ),
        Words("Iyengar 2002", "Iyengar 2002"),
        frozenset(),
    ),
    (
        Words("Resampling floor", "Plancher de rééchantillonnage"),
        Words(
            "What changes when the same data are drawn again, without any protection.",
            "Ce qui change quand on tire à nouveau les mêmes données, sans aucune protection.",
        ),
        Words("Efron 1979", "Efron 1979"),
        frozenset({"protection_cost", "*cost"}),
    ),
    (
        Words("Rank correlation", "Corrélation des rangs"),
        Words(
            "Whether households stay in the same order, from those that use least of their reference to those that use "
            "most: 1 is the same order, 0 no order at all.",
            "Si les foyers restent dans le même ordre, de ceux qui consomment le moins par rapport à leur référence à "
            "ceux qui consomment le plus : 1, le même ordre ; 0, plus aucun ordre.",
        ),
        Words("Spearman 1904", "Spearman 1904"),
        frozenset({"*cost"}),
    ),
    (
        Words("Proposed qualification", "Qualification proposée"),
        Words(
            "Whether data are personal or anonymous is said for a named holder, and decided by a person.",
            "Que des données soient personnelles ou anonymes se dit pour un détenteur nommé, et se décide par une personne.",
        ),
        Words("GDPR recital 26; CJEU C-413/23 P", "RGPD considérant 26 ; CJUE C-413/23 P"),
        frozenset(),
    ),
    (
        Words("Fingerprint (SHA-256)", "Empreinte (SHA-256)"),
        Words(
            "A number computed from a file: if one byte changes, it changes.",
            "Un nombre calculé à partir d'un fichier : si un octet change, il change.",
        ),
        Words("FIPS 180-4", "FIPS 180-4"),
        frozenset({"*inside"}),
    ),
)


def section(view: View) -> Section:
    """The terms this report uses."""
    used = {step["name"] for step in view.evidence["steps"]}
    used |= {verdict["condition"] for verdict in view.evidence["verdicts"]}
    used |= set() if view.public else {"*inside"}
    used |= {"*cost"} if view.evidence.get("cost") and not view.public else set()
    for table in view.evidence.get("tables") or ():
        used |= {"*noise"} if table["protection"] == "differential_privacy" else {"*secrecy"}
    rows = tuple(
        (line(Strong(view.words(term))), line(view.words(meaning)), line(view.words(source)))
        for term, meaning, source, when in TERMS
        if not when or when & used
    )
    head = (view("Term", "Terme"), view("Meaning", "Sens"), view("Source", "Source"))
    return Section(
        "glossary",
        view("Words used", "Mots employés"),
        (Table(view("Words used", "Mots employés"), head, rows),),
    )
