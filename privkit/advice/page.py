"""An answer as a report: one page for the DPO, the data scientist and the open-data team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privkit.advice.law import standing
from privkit.advice.sheets import Sheet, sheets_of
from privkit.advice.telling import (
    CAUTION,
    DECIDES,
    LAW,
    MOMENT,
    NOT_MEASURED,
    SHOWS,
    attacks_untold,
    condition_name,
    decides,
    least,
    opening,
    verdict,
)
from privkit.evidence.report.blocks import (
    Block,
    Bullets,
    Code,
    Line,
    Paragraph,
    Report,
    Section,
    Strong,
    Subheading,
    Table,
    Tag,
    line,
)
from privkit.evidence.report.voice import day, typographic
from privkit.words import Language, Words

if TYPE_CHECKING:
    from privkit.advice.answer import Answer


class _Voice:
    """Words in one language, with its typography."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, words: Words) -> str:
        return typographic(words.say(self.language), self.language)


def page(found: Answer, language: Language) -> Report:
    """The report of an answer, in one language."""
    say = _Voice(language)
    policy = found.document.policy.policy
    use = found.asked.use
    about = (
        (say(Words("Policy", "Politique")), line(Code(policy.name), f" {policy.version}")),
        (say(Words("Use", "Usage")), line(say(use.title))),
        (say(Words("Data as of", "Données arrêtées au")), line(day(found.as_of.isoformat(), language))),
        (say(Words("For", "Pour")), line(say(Words("internal readers only", "lecteurs internes seulement")))),
    )
    return Report(
        language,
        "dpo",
        line(say(Words("Which protection, and when: ", "Quelle protection, et quand : ") + use.title)),
        about,
        (
            _answer(found, say),
            _side_by_side(found, say),
            _when(found, say),
            _law(found, say),
            _how(found, say),
        ),
        say(CAUTION),
        kind=say(Words("Advice measured on the data", "Conseil mesuré sur les données")),
    )


def _answer(found: Answer, say: _Voice) -> Section:
    first, *others = opening(found)
    blocks: list[Block] = [Paragraph(line(say(first)), "lead")]
    blocks += [Paragraph(line(say(words)), "note") for words in others]
    blocks.append(_meeting(found, say))
    blocks.append(Bullets(tuple(line(_capital(say(words))) for words in least(found))))
    blocks += [
        Subheading(say(DECIDES)),
        Bullets(tuple(line(_capital(say(words))) for words in decides(found))),
        Paragraph(line(say(CAUTION)), "note"),
    ]
    return Section("answer", say(SHOWS), tuple(blocks))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _meeting(found: Answer, say: _Voice) -> Table:
    rows = []
    for one in found.standings:
        tag = Tag(say(Words("holds", "tient")), "good")
        if one.conditions:
            tag = Tag(say(Words("does not hold", "ne tient pas")), "bad")
        elif one.attacks:
            tag = Tag(say(Words("attacked", "attaquable")), "unsure")
        elif one.untried:
            tag = Tag(say(Words("not attacked", "non attaquée")), "unsure")
        told: Line = line(tag, " ", _capital(say(verdict(one))))
        left = one.one.candidate.yardstick.left_out if one.one.candidate.yardstick else ()
        rows.append(
            (
                line(Strong(say(one.one.candidate.name))),
                told,
                line(", ".join(say(condition_name(kind)) for kind in left) or "–"),
            )
        )
    for gone in found.not_measured:
        rows.append(
            (
                line(Strong(say(gone.candidate.name))),
                line(Tag(say(Words("not measured", "non mesuré")), "unsure"), f" {say(gone.reason)}"),
                line("–"),
            )
        )
    return Table(
        say(Words("Each protection beside what is stated", "Chaque protection face à ce qui est demandé")),
        (
            say(Words("Protection", "Protection")),
            say(Words("Conditions and attacks", "Conditions et attaques")),
            say(Words("Cannot be asked of it", "Ne peut lui être demandé")),
        ),
        tuple(rows),
        style="dense",
    )


def _side_by_side(found: Answer, say: _Voice) -> Section:
    blocks: list[Block] = []
    for sheet in sheets_of(found):
        blocks.append(_table(sheet, say))
        if sheet.note is not None:
            blocks.append(Paragraph(line(_capital(say(sheet.note))), "note"))
    if untold := attacks_untold(found):
        blocks.append(Subheading(say(Words("Attacks that show nothing", "Attaques qui ne montrent rien"))))
        blocks.append(Bullets(tuple(line(_capital(say(words))) for words in untold)))
    return Section("figures", say(Words("Side by side", "Côte à côte")), tuple(blocks))


def _table(sheet: Sheet, say: _Voice) -> Table:
    start = 2 if sheet.name == "tables" else 1
    heads = tuple(_capital(say(h)) if h.en != "ε" else "ε" for h in sheet.heads)
    rows = tuple(
        tuple(line(Strong(say(cell)) if n == 0 else say(cell)) for n, cell in enumerate(row))
        for row in sheet.rows
    )
    return Table(say(sheet.title), heads, rows, frozenset(range(start, len(heads))), "dense")


def _when(found: Answer, say: _Voice) -> Section:
    rows = []
    for one in found.moments:
        here: Line = line("–") if one.here is None else line(say(one.here))
        if one.heeded is not None:
            tag = (
                Tag(say(Words("so", "oui")), "good")
                if one.heeded
                else Tag(say(Words("look", "à voir")), "unsure")
            )
            here = line(tag, " ", here)
        identity: Line = line(Strong(say(one.identity))) if one.lost else line(say(one.identity))
        rows.append((line(Strong(say(one.stage))), identity, line(say(one.why)), here))
    head = (
        say(Words("Stage", "Étape")),
        say(Words("Identity", "Identité")),
        say(Words("Why", "Pourquoi")),
        say(Words("In this policy", "Dans cette politique")),
    )
    table = Table(
        say(Words("From collection to the bill", "De la collecte à la facture")),
        head,
        tuple(rows),
        style="dense",
    )
    return Section("moment", say(MOMENT), (table,))


def _law(found: Answer, say: _Voice) -> Section:
    rows = tuple(
        (
            line(Strong(say(item.topic))),
            line(say(item.says)),
            line(say(item.source)),
            line("–" if item.here is None else say(item.here)),
        )
        for item in found.law
    )
    head = (
        say(Words("About", "Sujet")),
        say(Words("What it says", "Ce que dit le texte")),
        say(Words("Text", "Texte")),
        say(Words("In this policy", "Dans cette politique")),
    )
    note = Words(
        "Reminders, not legal advice: the tool decides no point of law.",
        "Des rappels, non un avis juridique : l'outil ne tranche aucun point de droit.",
    )
    table = Table(
        say(Words("Texts that a person reads for this use", "Textes qu'une personne lit pour cet usage")),
        head,
        rows,
        style="dense",
    )
    return Section("law", say(LAW), (_for_whom(found, say), table, Paragraph(line(say(note)), "note")))


def _for_whom(found: Answer, say: _Voice) -> Table:
    """What leaves, and for whom it is personal; protections of one kind on one line."""
    groups: dict[Words, list[str]] = {}
    for one in found.measured:
        groups.setdefault(standing(one.candidate), []).append(say(one.candidate.name))
    rows = tuple((line(Strong(say(words))), line("; ".join(names))) for words, names in groups.items())
    head = (say(Words("What leaves", "Ce qui sort")), say(Words("Protections", "Protections")))
    return Table(
        say(Words("Personal, or anonymous for whom", "Personnel, ou anonyme pour qui")),
        head,
        rows,
        style="dense",
    )


def _how(found: Answer, say: _Voice) -> Section:
    technical = found.document.policy.technical
    items = [
        Words(
            "Each protection starts from the same steps of the policy and is attacked by the same attackers, on people set "
            "aside whom it never saw, and on unprotected data, where the attack must succeed to show anything.",
            "Chaque protection part des mêmes étapes de la politique et subit les mêmes attaquants, sur des personnes mises de "
            "côté qu'elle n'a pas vues, et sur des données non protégées, où l'attaque doit réussir pour montrer quelque "
            "chose.",
        ),
        Words(
            "Singled out: a description made from the release fits one person alone. Linked: two files are matched through it. "
            "Guessed: a secret is told by what is known. What people who were not in it suffer alike is taken off.",
            "Isolés : une description tirée de la sortie ne convient qu'à une personne. Reliés : deux fichiers se rapprochent à "
            "travers elle. Devinés : un secret se tire de ce que l'on sait. Ce que subissent de même ceux qui n'y étaient pas "
            "est retranché.",
        ),
        Words(
            f"{technical.attacks} attacks of each kind, seed {technical.seed}; {found.seconds:.0f} s of processor time in all.",
            f"{technical.attacks} attaques de chaque sorte, graine {technical.seed} ; {found.seconds:.0f} s de calcul en tout.",
        ),
    ]
    return Section(
        "how",
        say(Words("How this was measured", "Comment ceci a été mesuré")),
        (Bullets(tuple(line(say(i)) for i in items)),),
    )


__all__ = ["NOT_MEASURED", "page"]
