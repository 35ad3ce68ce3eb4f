"""Questions of the AI Act (Regulation (EU) 2024/1689): what the policy says to each, and a blank for the answer."""

from __future__ import annotations

from privkit.evidence.aipd.blanks import DPO_THEN_CONTROLLER, blank
from privkit.evidence.aipd.criteria import COMPARING, SEGMENTS, processings
from privkit.evidence.report.blocks import Block, Line, Paragraph, Section, Table, line
from privkit.evidence.report.view import View
from privkit.words import Words

Row = tuple[str, str, str]  # question, article, what the policy says


_ROLES = "3(3), 3(4)"


def section(view: View) -> Section:
    """One row per question. Nothing is qualified here."""
    box = view("☐ yes ☐ no", "☐ oui ☐ non")
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (line(question), line(article), line(said), line("…" if article == _ROLES else box))
        for question, article, said in _rows(view)
    )
    head = (
        view("Question", "Question"),
        view("Article", "Article"),
        view("What the policy says", "Ce que dit la politique"),
        view("Answer", "Réponse"),
    )
    note = view(
        "Dates of application vary by article and have been revised: check them on the day of the answer.",
        "Les dates d'application varient selon l'article et ont été révisées : les vérifier au jour de la réponse.",
    )
    blocks: tuple[Block, ...] = (
        Table(view("Questions to settle", "Questions à trancher"), head, rows, style="dense"),
        Paragraph(
            blank(view, Words("the answers, and why", "les réponses, et pourquoi"), DPO_THEN_CONTROLLER)
        ),
        Paragraph(line(note), "note"),
    )
    return Section("ai", view("AI Act: questions", "Règlement sur l'IA : questions"), blocks)


def _rows(view: View) -> tuple[Row, ...]:
    return (_system(view), _forbidden(view), *_high_risk(view), _profiling(view), *_duties(view))


def _system(view: View) -> Row:
    steps = {one["name"] for one in view.evidence["steps"]}
    told = []
    if "synthesise" in steps:
        told.append(
            view(
                "a model learns from the data and makes rows",
                "un modèle apprend des données et fabrique des lignes",
            )
        )
    if view.policy.get("comparison"):
        told.append(
            view(
                "groups are bands written in the policy; none is learnt. Fixed rules alone may fall outside the definition",
                "les groupes sont des tranches écrites dans la politique ; aucun n'est appris. De simples règles fixes peuvent "
                "rester hors de la définition",
            )
        )
    if not told:
        told.append(
            view(
                "fixed rules; ask what the recipients do with the outputs (training a model?)",
                "des règles fixes ; demander ce que les destinataires font des sorties (entraîner un modèle ?)",
            )
        )
    separator = " ; " if view.language == "fr" else "; "
    return view("Is it an AI system?", "Est-ce un système d'IA ?"), "3(1)", separator.join(told)


def _forbidden(view: View) -> Row:
    return (
        view("Is it a forbidden practice (social scoring, exploiting weakness)?", "Est-ce une pratique interdite (notation sociale, "
             "exploitation d'une faiblesse) ?"),
        "5",
        view("nothing in the policy points at one", "rien dans la politique n'en désigne"),
    )  # fmt: skip


def _high_risk(view: View) -> tuple[Row, ...]:
    return (
        (
            view(
                "Is it a safety component of the supply of water, gas, heating or electricity?",
                "Est-ce un composant de sécurité de la fourniture d'eau, de gaz, de chauffage ou d'électricité ?",
            ),
            view("6(2), Annex III, 2", "6(2), annexe III, 2"),
            view("it makes files and tables; it commands no equipment", "elle fait des fichiers et des tableaux ; elle ne "
                 "commande aucun équipement"),
        ),
        (
            view(
                "Does access to an aid, a service or a social tariff depend on it?",
                "L'accès à une aide, un service ou un tarif social en dépend-il ?",
            ),
            view("6(2), Annex III, 5(a)", "6(2), annexe III, 5(a)"),
            view(
                "no step decides; if a segment serves for a social tariff, this becomes high-risk",
                "aucune étape ne décide ; si un segment sert à un tarif social, cela devient à haut risque",
            ),
        ),
    )  # fmt: skip


def _profiling(view: View) -> Row:
    grouped = bool({SEGMENTS, COMPARING} & set(processings(view)))
    said = (
        view(
            "persons are placed in groups and compared",
            "des personnes sont placées dans des groupes et comparées",
        )
        if grouped
        else view(
            "no comparison of persons in this policy", "pas de comparaison de personnes dans cette politique"
        )
    )
    return (
        view(
            "If listed in Annex III, does it profile persons? Then the exception of 6(3) is closed.",
            "S'il figure à l'annexe III, profile-t-il des personnes ? L'exception du 6(3) est alors fermée.",
        ),
        "6(3)",
        said,
    )


def _duties(view: View) -> tuple[Row, ...]:
    made = [one for one in view.policy.get("outputs") or () if one.get("nature") == "synthetic"]
    said = view("no synthetic output", "pas de sortie synthétique")
    if made:
        said = (
            view(
                "rows made by a model; every such output has a label, to be read again",
                "lignes faites par un modèle ; chaque sortie de ce genre porte une mention, à relire",
            )
            if all(one.get("label") for one in made)
            else view(
                "rows made by a model; an output has no label",
                "lignes faites par un modèle ; une sortie n'a pas de mention",
            )
        )
    return (
        (
            view("Who is the provider, who is the deployer?", "Qui est le fournisseur, qui est le déployeur ?"),
            _ROLES,
            view("the policy names the controller and the processors only", "la politique ne cite que le responsable de "
                 "traitement et les sous-traitants"),
        ),
        (view("Must persons be told that content is artificial?", "Faut-il dire qu'un contenu est artificiel ?"), "50", said),
        (
            view("Do the staff who use it know enough of AI?", "Les agents qui s'en servent connaissent-ils assez l'IA ?"),
            "4",
            view("not told", "non dit"),
        ),
    )  # fmt: skip
