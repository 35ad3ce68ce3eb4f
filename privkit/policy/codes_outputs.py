"""Codes told by the checks of the conditions and of the outputs."""

from __future__ import annotations

from collections.abc import Mapping

from privkit.policy.code_page import Codes
from privkit.words import Words

OUTPUTS: Mapping[str, Codes] = {
    "PK827": Codes(
        Words("PIA file without an internal reader", "fichier PIA sans lecteur interne"),
        Words(
            "It holds exact figures and what is still to be written: it is not for the public.",
            "Il porte des chiffres exacts et ce qui reste à écrire : il n'est pas pour le public.",
        ),
        Words("Name an internal reader.", "Citer un lecteur interne."),
        "GDPR (RGPD) art. 35",
    ),
    "PK501": Codes(
        Words("small k without a reason", "petit k sans raison"),
        Words(
            "In a group of fewer than five, guessing is easy.",
            "Dans un groupe de moins de cinq, deviner est facile.",
        ),
        Words("Raise k, or say why.", "Augmenter k, ou dire pourquoi."),
        "GDPR (RGPD) art. 5(2)",
    ),
    "PK502": Codes(
        Words("public output without its conditions", "sortie publique sans ses conditions"),
        Words("What is published cannot be taken back.", "Ce qui est publié ne peut pas être repris."),
        Words("Add the conditions named.", "Ajouter les conditions nommées."),
        "CRPA art. L. 312-1-2",
    ),
    "PK503": Codes(
        Words("output shared outside without k-anonymity", "sortie remise à l'extérieur sans k-anonymat"),
        Words(
            "A household alone in its group can be recognised.",
            "Un foyer seul dans son groupe peut être reconnu.",
        ),
        Words("Add the condition.", "Ajouter la condition."),
    ),
    "PK505": Codes(
        Words("groups smaller than the condition asks", "groupes plus petits que la condition ne le demande"),
        Words("The run would be refused.", "Le passage serait refusé."),
        Words("Write the same number twice.", "Écrire deux fois le même nombre."),
    ),
    "PK506": Codes(
        Words(
            "cost of protection or fairness without a comparison",
            "coût de la protection ou équité sans comparaison",
        ),
        Words(
            "Both are counted in messages of the reference-household table.",
            "L'un et l'autre se comptent en messages de la table du foyer de référence.",
        ),
        Words("Add the section.", "Ajouter la section."),
    ),
    "PK648": Codes(
        Words("service that does not fit the unit", "service qui ne va pas avec l'unité"),
        Words(
            "Bills would cite a law on volumes of water, or advise on energy, beside something else.",
            "Les factures citeraient une loi sur les volumes d'eau, ou conseilleraient sur l'énergie, à propos d'autre chose.",
        ),
        Words("Name the service that is compared.", "Nommer le service comparé."),
    ),
    "PK507": Codes(
        Words("a bound that does not fit the measure", "une borne qui ne va pas avec la mesure"),
        Words(
            "A marketer's risk is an average; expected re-identifications are a number of units.",
            "Le risque du prospecteur est une moyenne ; les réidentifications attendues sont un nombre d'unités.",
        ),
        Words("Use a bound named in the message.", "Prendre une borne nommée dans le message."),
    ),
    "PK508": Codes(
        Words("a column a measure lacks, or does not use", "une colonne qui manque à une mesure, ou inutile"),
        Words(
            "Individual risk needs sampling weights, household risk who lives together; the others neither.",
            "Le risque individuel demande des poids de sondage, celui du foyer qui vit ensemble ; les autres rien.",
        ),
        Words("Name the column, or remove it.", "Nommer la colonne, ou la retirer."),
    ),
    "PK509": Codes(
        Words("a sampling weight that is not a number", "un poids de sondage qui n'est pas un nombre"),
        Words("Weights are added up.", "Les poids s'additionnent."),
        Words("Declare the column as a number.", "Déclarer la colonne comme un nombre."),
    ),
    "PK510": Codes(
        Words("a sampling fraction of nothing", "un taux de sondage nul"),
        Words("Nobody is in a sample of 0 %.", "Personne n'est dans un échantillon de 0 %."),
        Words("Write the share that is in the output.", "Écrire la part qui est dans la sortie."),
    ),
    "PK511": Codes(
        Words(
            "a population that is not a number of units", "une population qui n'est pas un nombre d'unités"
        ),
        Words(
            "Units are whole, and there is at least one.", "Les unités sont entières, il y en a au moins une."
        ),
        Words("Write how many there are.", "Écrire combien il y en a."),
    ),
    "PK513": Codes(
        Words("a condition that does not hang together", "une condition incohérente"),
        Words(
            "A kind or a distance needs a number or a file of its own; numbers have a range.",
            "Un genre ou une distance demande un nombre ou un fichier à lui ; les nombres ont un domaine.",
        ),
        Words("Complete it, or correct the number.", "La compléter, ou corriger le nombre."),
    ),
    "PK514": Codes(
        Words("a population that nothing counts", "une population que rien ne compte"),
        Words(
            "Only journalist and marketer look at the population; prosecutor knows who is in the file.",
            "Seuls journaliste et prospecteur regardent la population ; le procureur sait qui est dans le fichier.",
        ),
        Words(
            "Change the measure, or remove the population.", "Changer de mesure, ou retirer la population."
        ),
    ),
    "PK559": Codes(
        Words("a fairness check that cannot be made", "un contrôle d'équité impossible"),
        Words(
            "A column that serves only to check fairness must be read, and must never be released or make groups.",
            "Une colonne qui ne sert qu'à contrôler l'équité doit être lue, et ne jamais sortir ni faire des groupes.",
        ),
        Words(
            "Keep it out of the columns kept and of groups_by.",
            "La laisser hors des colonnes gardées et de groupes_par.",
        ),
        "GDPR (RGPD) art. 5(1)(b)",
    ),
    "PK515": Codes(
        Words("bounds that cross", "des bornes qui se croisent"),
        Words(
            "No share is above the least and below the largest.",
            "Aucune part n'est au-dessus de la minimale et en dessous de la maximale.",
        ),
        Words("Write the smaller one under the least.", "Écrire la plus petite comme minimale."),
    ),
    "PK736": Codes(
        Words("blanks counted in two ways", "blancs comptés de deux façons"),
        Words(
            "With any_value a group holds units that could be equal; k_anonymity counts those that are equal as shown.",
            "Avec toute_valeur, un groupe réunit des unités qui pourraient être égales ; k_anonymat compte celles qui le "
            "sont telles que montrées.",
        ),
        Words(
            "Write own_value, or leave out the condition.", "Écrire valeur_à_part, ou retirer la condition."
        ),
    ),
    "PK601": Codes(
        Words("path outside the run", "chemin hors du passage"),
        Words(
            "All or nothing: a run writes only in its own folder.",
            "Tout ou rien : un passage n'écrit que dans son dossier.",
        ),
        Words("Write a relative path, with /.", "Écrire un chemin relatif, avec /."),
    ),
    "PK602": Codes(
        Words("kind of file not written", "sorte de fichier non écrite"),
        Words(
            "Tables leave as .csv or .parquet, the comparison as .json.",
            "Les tables sortent en .csv ou .parquet, la comparaison en .json.",
        ),
        Words("Change the ending of the name.", "Changer la fin du nom."),
    ),
    "PK603": Codes(
        Words("same file twice", "même fichier deux fois"),
        Words("The second would replace the first.", "La seconde remplacerait la première."),
        Words("Give each its own name.", "Donner à chacune son nom."),
    ),
    "PK604": Codes(
        Words("same output name twice", "même nom de sortie deux fois"),
        Words("Conditions and evidence name outputs.", "Les conditions et les preuves nomment les sorties."),
        Words("Give each its own name.", "Donner à chacune son nom."),
    ),
    "PK605": Codes(
        Words("anonymous without measure", "anonyme sans mesure"),
        Words(
            "Singling out, linkability and inference must each be covered.",
            "Individualisation, corrélation et inférence doivent chacune être couvertes.",
        ),
        Words(
            "Propose `personal`, or add the conditions.", "Proposer `personnelle`, ou ajouter les conditions."
        ),
        "WP29 05/2014; GDPR (RGPD) recital 26",
    ),
    "PK606": Codes(
        Words("anonymous though pseudonymised", "anonyme bien que pseudonymisée"),
        Words(
            "Whoever holds the key can come back to the person.",
            "Qui détient la clé peut revenir à la personne.",
        ),
        Words(
            "Propose `personal`, or drop the pseudonym.", "Proposer `personnelle`, ou retirer le pseudonyme."
        ),
        "GDPR (RGPD) art. 4(5), recital 26",
    ),
    "PK607": Codes(
        Words("publication without a licence", "publication sans licence"),
        Words(
            "Without a licence nobody knows what they may do.",
            "Sans licence, personne ne sait ce qui est permis.",
        ),
        Words("Write the licence.", "Écrire la licence."),
        "CRPA art. L. 323-2",
    ),
    "PK608": Codes(
        Words("output without an end date", "sortie sans date de fin"),
        Words(
            "Personal data are not kept without end.", "Des données personnelles ne se gardent pas sans fin."
        ),
        Words("Write when it is eliminated.", "Écrire quand elle est éliminée."),
        "GDPR (RGPD) art. 5(1)(e)",
    ),
    "PK609": Codes(
        Words("nature that no step makes", "nature qu'aucune étape ne produit"),
        Words(
            "What is said of the data must be what was done.",
            "Ce qui est dit des données doit être ce qui a été fait.",
        ),
        Words("Write what the steps make.", "Écrire ce que les étapes produisent."),
    ),
    "PK610": Codes(
        Words("pseudonymised data made public", "données pseudonymisées rendues publiques"),
        Words("They are personal data.", "Ce sont des données personnelles."),
        Words("Publish a table, or wide bands.", "Publier un tableau, ou des tranches larges."),
        "CRPA art. L. 312-1-2",
    ),
    "PK611": Codes(
        Words("file outside a folder", "fichier hors d'un dossier"),
        Words("Outputs are kept apart from evidence.", "Les sorties sont rangées à part des preuves."),
        Words("Write a folder and a name.", "Écrire un dossier et un nom."),
    ),
    "PK612": Codes(
        Words("public and personal", "publique et personnelle"),
        Words(
            "Personal data are made anonymous before publication, but for texts that say otherwise.",
            "Les données personnelles sont rendues anonymes avant publication, sauf texte contraire.",
        ),
        Words(
            "The decision says on what ground it is published.",
            "La décision dit à quel titre elle est publiée.",
        ),
        "CRPA art. L. 312-1-2",
    ),
    "PK613": Codes(
        Words("recipient not in the register", "destinataire absent du registre"),
        Words(
            "The entry of the record names every recipient.",
            "La fiche du registre nomme tous les destinataires.",
        ),
        Words("Add it to the register.", "L'ajouter au registre."),
        "GDPR (RGPD) art. 30(1)(d)",
    ),
    "PK614": Codes(
        Words("a condition on tables, without tables", "une condition sur des tableaux, sans tableaux"),
        Words("It has nothing to measure.", "Elle n'a rien à mesurer."),
        Words("Add the step, or remove the condition.", "Ajouter l'étape, ou retirer la condition."),
    ),
    "PK615": Codes(
        Words(
            "a condition on rows, where only tables are left",
            "une condition sur des lignes, quand il ne reste que des tableaux",
        ),
        Words(
            "Groups of rows no longer exist in a table of counts.",
            "Les groupes de lignes n'existent plus dans un tableau de nombres.",
        ),
        Words("Use the conditions on tables.", "Employer les conditions sur les tableaux."),
    ),
    "PK599": Codes(
        Words("words for a group that it cannot use", "des mots de groupe inutilisables"),
        Words(
            "The groups of a comparison are read on a bill in these words.",
            "Les groupes d'une comparaison se lisent sur une facture dans ces mots.",
        ),
        Words(
            "Name columns of groups_by, and write {} where the label goes.",
            "Nommer des colonnes de groupes_par, et écrire {} là où va le libellé.",
        ),
    ),
    "PK616": Codes(
        Words("a condition of the other protection", "une condition de l'autre protection"),
        Words(
            "Budgets and margins go with noise; small cells, dominance and differences with statistical secrecy.",
            "Budgets et marges vont avec le bruit ; petites cases, dominance et différences avec le secret statistique.",
        ),
        Words(
            "Use a condition of the protection chosen.", "Employer une condition de la protection choisie."
        ),
    ),
}
