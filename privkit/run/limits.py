"""Limits and assumptions a reader must know, generated from the steps and conditions used."""

from __future__ import annotations

from privkit.policy.model.aggregation import Aggregate, PrivacyModel
from privkit.policy.model.perturbation import BlankAs
from privkit.policy.model.policy import Policy
from privkit.policy.model.steps import LinkKeep, Step
from privkit.policy.model.synthesis import Neighbours, Synthesise
from privkit.words import Words

#: What each perturbation does not prevent.
PERTURBED = {
    "suppress_locally": Words(
        "A blank tells that the value was rare; the values that stay are true, and may be linked with other files.",
        "Un blanc dit que la valeur était rare ; les valeurs qui restent sont vraies, et peuvent être rapprochées "
        "d'autres fichiers.",
    ),
    "microaggregate": Words(
        "Microaggregation hides one's exact numbers in a group of k; the value of the group stays near one's own, and the "
        "other columns are as they were.",
        "La microagrégation cache les nombres exacts de chacun dans un groupe de k ; la valeur du groupe reste proche de la "
        "sienne, et les autres colonnes ne changent pas.",
    ),
    "swap": Words(
        "Swapped values are true values of someone near: the order of sizes is kept, and the largest values are still there.",
        "Les valeurs permutées sont de vraies valeurs de quelqu'un de proche : l'ordre de grandeur est gardé, et les plus "
        "grandes valeurs sont encore là.",
    ),
    "add_noise": Words(
        "The noise added is not differential privacy: it sets no bound on what is learnt about one person, extreme values may "
        "still be recognised, and a mean over several rows undoes it in part.",
        "Le bruit ajouté n'est pas de la confidentialité différentielle : il ne borne pas ce qu'on apprend sur une personne, "
        "les valeurs extrêmes peuvent se reconnaître, et une moyenne sur plusieurs lignes le défait en partie.",
    ),
    "post_randomise": Words(
        "Redrawn categories leave a doubt on each value, not on the frequencies; a rare value that is seen is often true, and "
        "redrawing may give combinations that do not exist.",
        "Les catégories tirées de nouveau laissent un doute sur chaque valeur, non sur les fréquences ; une valeur rare que "
        "l'on voit est souvent vraie, et le tirage peut donner des combinaisons qui n'existent pas.",
    ),
    "sample": Words(
        "A sample leaves a doubt on who is in it; whoever is known to be in it is not protected by it.",
        "Un échantillon laisse un doute sur qui s'y trouve ; il ne protège pas qui est connu pour y être.",
    ),
}
#: Local suppression by the other convention.
ANY_VALUE = Words(
    "A blank was counted as equal to any value: among what is shown, someone may still be the only one of their kind.",
    "Un blanc a été compté comme égal à toute valeur : parmi ce qui est montré, quelqu'un peut rester seul de son espèce.",
)
#: What holds for every draw.
DRAWN = Words(
    "Draws depend on the seed of the policy and on the data: whoever has the policy cannot make them again, but whoever "
    "knows all the data but one row could try its values.",
    "Les tirages dépendent de la graine de la politique et des données : qui a la politique ne peut les refaire, mais qui "
    "connaîtrait toutes les données sauf une ligne pourrait en essayer les valeurs.",
)


def of_tables(policy: Policy, rule: Aggregate) -> list[Words]:
    """What the protection of tables does not cover."""
    if rule.privacy_model is PrivacyModel.STATISTICAL_SECRECY:
        return [
            Words(
                "Statistical secrecy hides small groups in these tables and those released before; it sets no bound on what "
                "other files added to them may tell.",
                "Le secret statistique cache les petits groupes dans ces tableaux et dans ceux déjà diffusés ; il ne borne pas "
                "ce que d'autres fichiers ajoutés à eux peuvent dire.",
            )
        ]
    out = [
        Words(
            "Noise hides whether one unit is in the data. It does not hide what is true of a whole group: if everybody in an area "
            "uses much, the tables say so.",
            "Le bruit cache si une unité est dans les données. Il ne cache pas ce qui est vrai de tout un groupe : si tout un "
            "secteur consomme beaucoup, les tableaux le disent.",
        ),
        Words(
            "The guarantee is for one unit at a time: a family on several contracts is hidden less. Files linked before the tables "
            "are taken as known to all.",
            "La garantie vaut pour une unité à la fois : une famille sur plusieurs contrats est moins cachée. Les fichiers croisés "
            "avant les tableaux sont tenus pour connus de tous.",
        ),
        Words(
            "Margins tell how far the noise may have moved a figure: not what the limits of contribution left out, nor errors of "
            "the source.",
            "Les marges disent de combien le bruit a pu déplacer un chiffre : non ce que les limites de contribution ont écarté, "
            "ni les erreurs de la source.",
        ),
    ]
    if policy.privacy_budget:
        out.append(
            Words(
                "The budget counts the releases entered in its ledger. One made with another tool, or under another name of the "
                "people from data changed by one byte, is not seen.",
                "Le budget compte les diffusions inscrites à son registre. Celle faite avec un autre outil, ou sous un autre nom "
                "des personnes avec des données changées d'un octet, n'est pas vue.",
            )
        )
    if policy.privacy_budget and policy.privacy_budget.each_year_of:
        out.append(
            Words(
                "One year of a unit is protected: what its habits over several years tell adds up year after year.",
                "Une année d'une unité est protégée : ce que disent ses habitudes sur plusieurs années s'ajoute d'année en année.",
            )
        )
    return out


def of_made_rows(rule: Synthesise, unit: str) -> list[Words]:
    """What rows made by a model leave open."""
    loss = rule.privacy_model.differential_privacy
    out = [
        Words(
            "A row that was made is nobody's row, yet it may look like somebody's: say so to whoever receives it.",
            "Une ligne fabriquée n'est la ligne de personne, mais peut ressembler à celle de quelqu'un : le dire à qui la reçoit.",
        ),
        Words(
            "Results found on rows that were made hold for real people only as far as the distances measured say.",
            "Ce que l'on trouve sur des lignes fabriquées ne vaut pour de vraies personnes que dans la mesure des écarts mesurés.",
        ),
    ]
    if loss is None:
        out.append(
            Words(
                "Nothing bounds what the model learnt of one person: only the attacks of this report were tried.",
                "Rien ne borne ce que le modèle a appris d'une personne : seules les attaques de ce rapport ont été essayées.",
            )
        )
        return out
    alike = loss.neighbours is Neighbours.REPLACE_ONE
    return [
        *out,
        Words(
            f"The bound compares two files in which one {unit} has other values"
            if alike
            else f"The bound compares two files of which one has one {unit} more",
            f"La borne compare deux fichiers où une unité ({unit}) a d'autres valeurs"
            if alike
            else f"La borne compare deux fichiers dont l'un a une unité ({unit}) de plus",
        )
        + Words(
            "; a family on several contracts is hidden less.",
            " ; une famille sur plusieurs contrats est moins cachée.",
        ),
        Words(
            "The budget covers the rows that were made, not the figures of this report, which are measured on real people: "
            "give it only to those who may see them.",
            "Le budget couvre les lignes fabriquées, non les chiffres de ce rapport, mesurés sur de vraies personnes : ne le "
            "donner qu'à qui peut les voir.",
        ),
    ]


def _of_step(step: Step) -> list[Words]:
    """What one step leaves open."""
    out = []
    if step.pseudonymise:
        holder = step.pseudonymise.key.held_by
        out.append(
            Words(
                f"Whoever holds the key ({holder}) can find who a pseudonym stands for: for them these data stay personal.",
                f"Qui détient la clé ({holder}) peut retrouver qui est derrière un pseudonyme : pour lui, ces données "
                "restent personnelles.",
            )
        )
    if step.link and step.link.keep is LinkKeep.ONLY_MATCHES:
        out.append(
            Words(
                "Rows without a match in the second table are left out: the result does not speak for them.",
                "Les lignes sans correspondance dans la seconde table sont écartées : le résultat ne parle pas d'elles.",
            )
        )
    if step.make_k_anonymous:
        out.append(
            Words(
                "Groups of k resist finding who is who; they do not by themselves prevent learning something about everyone "
                "in a group, nor linking with other files.",
                "Des groupes de k résistent à qui cherche à reconnaître quelqu'un ; seuls, ils n'empêchent ni d'apprendre "
                "quelque chose sur tout un groupe, ni de rapprocher d'autres fichiers.",
            )
        )
    return out


def limits(policy: Policy) -> tuple[Words, ...]:
    """One sentence per limit that applies to this policy."""
    unit = policy.data.privacy_unit
    out = [
        Words(
            f"One value of {unit.column} is counted as one {unit.name}: somebody with several is counted several times, "
            "and people who share one are counted once.",
            f"Une valeur de {unit.column} compte pour une unité ({unit.name}) : qui en a plusieurs compte plusieurs fois, "
            "et ceux qui en partagent une comptent pour un.",
        )
    ]
    for step in policy.steps:
        out += _of_step(step)
        if step.aggregate:
            out += of_tables(policy, step.aggregate)
        if step.synthesise:
            out += of_made_rows(step.synthesise, unit.name)
        out += [words for name, words in PERTURBED.items() if getattr(step, name) is not None]
        if step.suppress_locally and step.suppress_locally.blank_is is BlankAs.ANY_VALUE:
            out.append(ANY_VALUE)
    if any(step.swap or step.add_noise or step.post_randomise or step.sample for step in policy.steps):
        out.append(DRAWN)
    return tuple(dict.fromkeys([*out, _until_when(policy)]))


def _until_when(policy: Policy) -> Words:
    """How long what was found may be believed."""
    noisy = any(
        s.aggregate and s.aggregate.privacy_model is PrivacyModel.DIFFERENTIAL_PRIVACY for s in policy.steps
    )
    review = policy.policy.review_before.isoformat()
    if noisy:
        return Words(
            f"The bound holds whatever the attack; the decision on how much to lose does not hold for ever: read the policy "
            f"again before {review}.",
            f"La borne vaut quelle que soit l'attaque ; la décision sur la perte ne vaut pas pour toujours : relire la "
            f"politique avant le {review}.",
        )
    return Words(
        "Only the attacks named in this report were measured. Other means may exist, or appear later: read the policy "
        f"again before {review}.",
        "Seules les attaques nommées dans ce rapport ont été mesurées. D'autres moyens peuvent exister ou apparaître : "
        f"relire la politique avant le {review}.",
    )
