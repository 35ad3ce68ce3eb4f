"""The three feared events on the scales of the PIA method: likelihood as measured, severity left to a person."""

from __future__ import annotations

from privkit.evidence.figures.grid import risk_grid
from privkit.evidence.report.blocks import Block, Figure, Paragraph, Subheading, Table, Tag, line
from privkit.evidence.report.view import View
from privkit.words import Words

#: The four degrees of severity, as the PIA method names them.
SEVERITIES = (
    Words("negligible", "négligeable"),
    Words("limited", "limitée"),
    Words("significant", "importante"),
    Words("maximum", "maximale"),
)


def feared_events(view: View) -> list[Block]:
    """A grid with the likelihood proposed for an illegitimate access, and the rule it is read by; inside only."""
    if view.public:
        return []
    from privkit.evidence.aipd.events import TITLES, rule
    from privkit.evidence.aipd.likelihood import DEGREES, likelihood
    from privkit.evidence.aipd.safeguards import ACCESS, CHANGE, LOSS

    degree = likelihood(view).degree
    word = view.words(DEGREES[degree])
    access = view.words(TITLES[ACCESS])
    alt = (
        view(
            f"{access}: likelihood {degree} of 4 ({word}) is proposed; severity is left empty.",
            f"{access} : vraisemblance {degree} sur 4 ({word}) proposée ; la gravité est laissée vide.",
        )
        if degree
        else view(
            f"{access}: no likelihood is proposed; severity is left empty.",
            f"{access} : aucune vraisemblance proposée ; la gravité est laissée vide.",
        )
    )
    caption = view(
        "Likelihood proposed from what was measured. A person sets the severity, and confirms or changes the likelihood.",
        "Vraisemblance proposée d'après ce qui a été mesuré. Une personne fixe la gravité, et confirme ou change la "
        "vraisemblance.",
    )

    def draw() -> str:
        names = [view.words(DEGREES[number]) for number in (1, 2, 3, 4)]
        severities = [view.words(one) for one in SEVERITIES]
        texts = (
            view("likelihood", "vraisemblance"),
            view("severity", "gravité"),
            view("access\nseverity:\nto be set", "accès\ngravité :\nà fixer"),
        )
        return risk_grid(degree, names, severities, texts, name="grid", alt=alt)

    unset = line(Tag(view("to be set by a person", "à fixer par une personne"), "unsure"))
    proposed = f"{degree}, {word}" if degree else word
    rows = [(line(access), line(proposed), unset)]
    for event in (CHANGE, LOSS):
        rows.append((line(view.words(TITLES[event])), line(view("not measured", "non mesurée")), unset))
    head = (
        view("Feared event", "Événement redouté"),
        view("Likelihood", "Vraisemblance"),
        view("Severity", "Gravité"),
    )
    title = view("Severity and likelihood", "Gravité et vraisemblance")
    table = Table(view("The three feared events", "Les trois événements redoutés"), head, tuple(rows))
    return [Subheading(title), table, Figure(draw, alt, caption), Paragraph(line(rule(view)), "note")]
