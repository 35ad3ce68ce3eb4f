"""The risk of published tables: no row leaves, so it is bounded by the noise, or by what may be worked out."""

from __future__ import annotations

from privkit.evidence.report.blocks import Line, Table, Tag, line
from privkit.evidence.report.sections.budget import factor, promise, protected
from privkit.evidence.report.view import View


def kind_of(view: View) -> str | None:
    """What protects the tables; None when rows leave."""
    found = {one["protection"] for one in view.evidence.get("tables") or ()}
    return found.pop() if len(found) == 1 else None


def attack_on_tables(view: View) -> tuple[Line, ...]:
    """One sentence: the bound of the noise, or what the attacker on hidden cells got. Nothing when rows leave."""
    kind = kind_of(view)
    if kind == "differential_privacy" and view.evidence.get("budget"):
        return (promise(view),)
    if kind != "statistical_secrecy":
        return ()
    if view.public:
        text = view(
            "An attacker who solves all published totals for the hidden figures was run before anything left.",
            "Un attaquant qui résout tous les totaux publiés pour trouver les chiffres masqués a été lancé avant toute sortie.",
        )
        return (line(text),)
    found = view.evidence["tables"][0]["private"].get("figures_found")
    if found is None:
        return (line(view("No attack was measured.", "Aucune attaque n'a été mesurée.")),)
    text = view(
        f"An attacker who solves all published totals for the hidden figures finds {found or 'none'} closer than allowed.",
        f"Un attaquant qui résout tous les totaux publiés pour trouver les chiffres masqués n'en trouve "
        f"{'que ' + str(found) if found else 'aucun'} de plus près que permis.",
    )
    return (line(text),)


def criteria_of_tables(view: View) -> Table | None:
    """The three criteria for tables; None when rows leave."""
    kind = kind_of(view)
    if kind is None:
        return None
    noise = kind == "differential_privacy" and bool(view.evidence.get("budget"))
    answers = _by_noise(view) if noise else _by_secrecy(view)
    questions = (
        (
            view("Singling out", "Individualisation"),
            view(
                "Can a person be isolated in the tables?", "Peut-on isoler une personne dans les tableaux ?"
            ),
        ),
        (
            view("Linkability", "Corrélation"),
            view(
                "Can the tables be linked to a person of another file?",
                "Peut-on relier les tableaux à une personne d'un autre fichier ?",
            ),
        ),
        (
            view("Inference", "Inférence"),
            view("Can a value about a person be deduced?", "Peut-on déduire une valeur sur une personne ?"),
        ),
    )
    rows = tuple(
        (line(name), line(asked), found) for (name, asked), found in zip(questions, answers, strict=True)
    )
    head = (
        view("Criterion", "Critère"),
        view("Question", "Question"),
        view("What bounds it", "Ce qui le borne"),
    )
    return Table(view("The three criteria (WP29 05/2014)", "Les trois critères (G29 05/2014)"), head, rows)


def _by_noise(view: View) -> tuple[Line, Line, Line]:
    tag = Tag(view("bounded by the noise", "bornée par le bruit"), "good")
    most, who = factor(view), protected(view)
    first = view(
        f"odds multiplied by at most {most}, for {who}.", f"cote multipliée par {most} au plus, pour {who}."
    )
    same = view(
        "the same bound: it holds whatever other file the attacker has.",
        "la même borne : elle vaut quel que soit l'autre fichier de l'attaquant.",
    )
    last = view(
        "the same bound, for what depends on one unit; not for what is true of its whole group.",
        "la même borne, pour ce qui dépend d'une unité ; non pour ce qui est vrai de tout son groupe.",
    )
    return tuple(line(tag, " ", text) for text in (first, same, last))  # type: ignore[return-value]


def _by_secrecy(view: View) -> tuple[Line, Line, Line]:
    checked = Tag(view("checked", "vérifiée"), "good")
    unmeasured = Tag(view("not measured in this version", "non mesurée dans cette version"), "unsure")
    first = view(
        "no row leaves; small cells are hidden, and an attacker tries to work them out from the others.",
        "aucune ligne ne sort ; les petites cases sont masquées, et un attaquant tente de les déduire des autres.",
    )
    last = view(
        "totals that one contributor dominates are hidden where the policy asks for it.",
        "les totaux qu'un contributeur domine sont masqués là où la politique le demande.",
    )
    return (
        line(checked, " ", first),
        line(unmeasured),
        line(Tag(view("checked in part", "vérifiée en partie"), "unsure"), " ", last),
    )
