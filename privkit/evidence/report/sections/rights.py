"""Rights and retention: requests applied, what must be eliminated and when, how to answer a request."""

from __future__ import annotations

from typing import Any

from privkit.evidence.report import labels
from privkit.evidence.report.blocks import Block, Line, Paragraph, Section, Strong, Table, line
from privkit.evidence.report.sections.outputs import until_when
from privkit.evidence.report.view import View


def section(view: View) -> Section:
    """What was applied, what remains to be done."""
    blocks: list[Block] = [Paragraph(applied(view)), elimination(view), Paragraph(access(view))]
    return Section("rights", view("Rights and retention", "Droits et conservation"), tuple(blocks))


def applied(view: View) -> Line:
    """Requests of persons, as this run applied them."""
    step: Any = next((s for s in view.evidence["steps"] if s["name"] == "apply_requests"), None)
    if step is None:
        return line(
            view(
                "This policy has no step that applies the requests of persons (GDPR 17, 18, 21).",
                "Cette politique n'a pas d'étape qui applique les demandes des personnes (RGPD 17, 18, 21).",
            )
        )
    if view.public:
        return line(
            view(
                "Persons who objected, or whose data are restricted, were left out before anything else (GDPR 18, 21).",
                "Les personnes qui se sont opposées, ou dont les données sont limitées, ont été écartées avant tout autre "
                "traitement (RGPD 18, 21).",
            )
        )
    figures = step["changes"]["figures"]
    listed, done, units = (figures.get(k) for k in ("requests_listed", "requests_applied", "units_named"))
    return line(
        view(
            f"Of {view.count(listed)} requests listed, {view.count(done)} were applied; they name {view.counted(units)} "
            "(GDPR 17, 18, 21). Requests under examination are applied too.",
            f"Sur {view.count(listed)} demandes inscrites, {view.count(done)} ont été appliquées ; elles désignent "
            f"{view.counted(units)} (RGPD 17, 18, 21). Les demandes en cours d'examen sont appliquées aussi.",
        )
    )


def requests(view: View) -> Line:
    """The same in few words, for the decision page; no number for the public."""
    step: Any = next((s for s in view.evidence["steps"] if s["name"] == "apply_requests"), None)
    if step is None:
        return line(
            view("No step applies them (GDPR 17, 18, 21).", "Aucune étape ne les applique (RGPD 17, 18, 21).")
        )
    if view.public:
        return line(view("Applied before anything else.", "Appliquées avant tout autre traitement."))
    figures = step["changes"]["figures"]
    listed, done, units = (figures.get(k) for k in ("requests_listed", "requests_applied", "units_named"))
    kinds = [
        f"{view.count(figures[f'applied_{right}'])} {view.words(one if figures[f'applied_{right}'] == 1 else many)}"
        for right, (one, many) in labels.RIGHTS.items()
        if figures.get(f"applied_{right}")
    ]
    which = f" ({', '.join(kinds)})" if kinds else ""
    return line(
        view(
            f"{view.count(done)} of {view.count(listed)} applied{which}; {view.counted(units)} left out.",
            f"{view.count(done)} sur {view.count(listed)} appliquées{which} ; {view.counted(units)} à l'écart.",
        )
    )


def elimination(view: View) -> Table:
    """What must be eliminated, and when."""
    retention = view.register.get("retention") or {}
    then = view.label(labels.AFTERWARDS, retention.get("then", "eliminate"))
    source = line(view.duration(retention.get("duration")), f", {then}")
    rows = [(line(view("Source data", "Données sources")), source)]
    rows += [(line(Strong(one["name"])), until_when(view, one)) for one in view.evidence["outputs"]]
    head = (view("What", "Quoi"), view("How long", "Combien de temps"))
    return Table(
        view("What must be eliminated, and when", "Ce qui doit être éliminé, et quand"), head, tuple(rows)
    )


def access(view: View) -> Line:
    """How to answer somebody who asks for access, or objects."""
    pseudonym = any(step["name"] == "pseudonymise" for step in view.evidence["steps"])
    if pseudonym:
        return line(
            view(
                "To answer a request of access, ask the source systems. A pseudonym can be recomputed only by whoever holds "
                "the key. An objection takes effect at the next run; files already sent must be replaced or eliminated.",
                "Pour répondre à une demande d'accès, s'adresser aux systèmes sources. Seul le détenteur de la clé peut "
                "recalculer un pseudonyme. Une opposition prend effet au passage suivant ; les fichiers déjà transmis doivent "
                "être remplacés ou éliminés.",
            )
        )
    return line(
        view(
            "To answer a request of access, ask the source systems: the outputs hold no identifier. An objection takes "
            "effect at the next run; files already sent must be replaced or eliminated.",
            "Pour répondre à une demande d'accès, s'adresser aux systèmes sources : les sorties ne portent pas "
            "d'identifiant. Une opposition prend effet au passage suivant ; les fichiers déjà transmis doivent être remplacés "
            "ou éliminés.",
        )
    )
