"""Is an impact assessment required? One screening per processing, then the two national lists (GDPR 35(1) to 35(5))."""

from __future__ import annotations

from privkit.evidence.aipd.blanks import DPO_THEN_CONTROLLER, blank
from privkit.evidence.aipd.criteria import (
    ASKED,
    COMPARING,
    FOUND,
    NAMES,
    NOT_FOUND,
    RELEASE,
    SEGMENTS,
    TITLES,
    Criterion,
    processings,
    screened,
)
from privkit.evidence.report.blocks import (
    Block,
    Bullets,
    Line,
    Paragraph,
    Section,
    Strong,
    Subheading,
    Table,
    Tag,
    line,
)
from privkit.evidence.report.view import View
from privkit.words import Words

#: The kinds of processing for which the French authority requires an assessment (decision 2018-327), in short.
REQUIRED = (
    Words(
        "health data handled by care institutions",
        "données de santé traitées par des établissements de soins",
    ),
    Words("genetic data of vulnerable persons", "données génétiques de personnes vulnérables"),
    Words("profiles of persons for human resources", "profils de personnes pour les ressources humaines"),
    Words("constant monitoring of employees", "surveillance constante de salariés"),
    Words("alerts in social and health matters", "alertes sociales et sanitaires"),
    Words("whistleblowing at work", "alertes professionnelles"),
    Words("health data warehouses or registers", "entrepôts ou registres de données de santé"),
    Words("profiling that may end a contract", "profilage pouvant mettre fin à un contrat"),
    Words("shared records of contract breaches", "manquements contractuels mis en commun"),
    Words("profiling with data from outside sources", "profilage avec des données de sources externes"),
    Words("biometric recognition", "reconnaissance biométrique"),
    Words("social housing requests and management", "demandes et gestion de logements sociaux"),
    Words("social support of persons", "accompagnement social de personnes"),
    Words("location data at a large scale", "données de localisation à grande échelle"),
)
#: The kinds for which none is required (decision 2019-118), in short.
EXEMPT = (
    Words("staff of fewer than 250, without profiling", "personnel de moins de 250, sans profilage"),
    Words("suppliers", "fournisseurs"),
    Words("electoral roll of a commune", "liste électorale d'une commune"),
    Words("works councils", "comités sociaux et économiques"),
    Words("members of associations", "membres d'associations"),
    Words("patients of a practitioner alone", "patients d'un praticien seul"),
    Words("lawyers", "avocats"),
    Words("clerks of commercial courts", "greffiers de tribunaux de commerce"),
    Words("notaries", "notaires"),
    Words(
        "school and early-childhood services of a local body",
        "services scolaires et petite enfance d'une collectivité",
    ),
    Words("access badges and working hours, without biometrics", "badges et horaires, sans biométrie"),
    Words("breathalysers in transport", "éthylotests dans les transports"),
)
_OUTSIDE = 9  # place of "profiling with data from outside sources" in REQUIRED


def section(view: View) -> Section:
    """The screenings, and what to do with them."""
    blocks: list[Block] = [
        Paragraph(
            line(
                view(
                    "Proposed from the policy and the run. With two criteria or more an assessment is required in principle; "
                    "a person ticks, and may differ with a reason.",
                    "Proposé d'après la politique et le passage. À partir de deux critères, l'analyse est en principe "
                    "obligatoire ; une personne coche, et peut s'en écarter en le motivant.",
                )
            )
        )
    ]
    for name in processings(view):
        blocks += [Subheading(view.words(NAMES[name])), *_one(view, name)]
    absent = [one for one in (SEGMENTS, COMPARING, RELEASE) if one not in processings(view)]
    if absent:
        blocks.append(Paragraph(_absent(view, absent), "note"))
    blocks += [Subheading(view("The two national lists", "Les deux listes nationales")), *_lists(view)]
    return Section(
        "screening", view("Is an assessment required?", "L'analyse est-elle obligatoire ?"), tuple(blocks)
    )


def _one(view: View, name: str) -> tuple[Block, ...]:
    found = screened(view, name)
    states = {
        FOUND: Tag(view("found", "trouvé"), "bad"),
        ASKED: Tag(view("to be settled", "à trancher"), "unsure"),
        NOT_FOUND: Tag(view("not found", "non trouvé"), "calm"),
    }
    rows = tuple(
        (line(Strong(view.words(TITLES[one.name]))), line(states[one.state]), line(one.reason), line("☐"))
        for one in found
    )
    head = (
        view("Criterion", "Critère"),
        view("Proposed", "Proposé"),
        view("Reason, and where", "Raison, et où"),
        view("Kept", "Retenu"),
    )
    caption = view(f"Nine criteria: {NAMES[name].en}", f"Neuf critères : {NAMES[name].fr}")
    return (Table(caption, head, rows, style="dense"), Paragraph(_sum(view, found)))


def _sum(view: View, found: tuple[Criterion, ...]) -> Line:
    sure = sum(one.state == FOUND for one in found)
    asked = sum(one.state == ASKED for one in found)
    count = view(
        f"{sure} of 9 found, {asked} to be settled. ",
        f"{sure} trouvés sur 9, {asked} à trancher. "
        if sure > 1
        else f"{sure} trouvé sur 9, {asked} à trancher. ",
    )
    meaning = (
        view(
            "Two or more: an assessment is required in principle. ",
            "Deux ou plus : l'analyse est en principe obligatoire. ",
        )
        if sure >= 2
        else view(
            "Fewer than two: it depends on those to be settled. ",
            "Moins de deux : cela dépend de ceux à trancher. ",
        )
        if sure + asked >= 2
        else view(
            "Fewer than two: not required by the criteria alone. ",
            "Moins de deux : non obligatoire par ces seuls critères. ",
        )
    )
    what = Words("the criteria kept, and the conclusion", "les critères retenus, et la conclusion")
    return line(count, meaning, blank(view, what, DPO_THEN_CONTROLLER))


def _absent(view: View, names: list[str]) -> Line:
    listed = ", ".join(view.words(NAMES[one]).lower() for one in names)
    return line(
        view(
            f"Not in this policy: {listed}. If an output serves for it elsewhere, it needs a screening of its own.",
            f"Hors de cette politique : {listed}. Si une sortie y sert ailleurs, il faut un examen à part.",
        )
    )


def outside_sources(view: View) -> list[str]:
    """Sources other than the persons."""
    tables = (view.policy.get("data") or {}).get("tables") or {}
    origins = [rule.get("origin") or {} for rule in tables.values()]
    return [str(one.get("source") or "—") for one in origins if one.get("collection") == "indirect"]


def _lists(view: View) -> tuple[Block, ...]:
    entry = Words("the entry that applies, or none", "le cas qui s'applique, ou aucun")
    exempt = Words(
        "the entry that applies, or none; nothing in the policy points at one",
        "le cas qui s'applique, ou aucun ; rien dans la politique n'en désigne",
    )
    note = view(
        "Entries are given in short: read the texts themselves before concluding.",
        "Les cas sont donnés en abrégé : lire les textes eux-mêmes avant de conclure.",
    )
    required = view("Required (decision 2018-327). ", "Obligatoire (délibération 2018-327). ")
    spared = view("Not required (decision 2019-118). ", "Non obligatoire (délibération 2019-118). ")
    return (
        Paragraph(line(Strong(required), _listed(view, REQUIRED))),
        Bullets((_pointed_at(view), blank(view, entry, DPO_THEN_CONTROLLER))),
        Paragraph(line(Strong(spared), _listed(view, EXEMPT))),
        Bullets((blank(view, exempt, DPO_THEN_CONTROLLER),)),
        Paragraph(line(note), "note"),
    )


def _listed(view: View, entries: tuple[Words, ...]) -> str:
    text = view("; ", " ; ").join(view.words(one) for one in entries)
    return text[:1].upper() + text[1:] + "."


def _pointed_at(view: View) -> Line:
    """What the policy has in common with the required list."""
    sources, what = outside_sources(view), view.words(REQUIRED[_OUTSIDE])
    if not sources:
        return line(
            view("Nothing in the policy points at an entry.", "Rien dans la politique ne désigne un cas.")
        )
    listed = ", ".join(sources)
    if {SEGMENTS, COMPARING} & set(processings(view)):
        told = view(
            f"Points at “{what}”: groups are made and a source is not the persons ({listed}). An assessment whatever the "
            "number of criteria, if this is profiling.",
            f"Fait penser à « {what} » : des groupes sont faits et une source n'est pas la personne ({listed}). Analyse "
            "obligatoire quel que soit le nombre de critères, si c'est un profilage.",
        )
    else:
        told = view(
            f"Look at “{what}”: a source is not the persons ({listed}); this policy makes no profile.",
            f"Regarder « {what} » : une source n'est pas la personne ({listed}) ; cette politique ne fait pas de profil.",
        )
    return line(told)
