"""Checks of the section ``comparison`` (PK643 to PK645): its numbers, its groups, the table it is read from."""

from __future__ import annotations

from collections.abc import Iterator

from privkit.errors import Problem, nearest
from privkit.policy.check_tables import aggregate_of
from privkit.policy.model.aggregation import Aggregate, Measure, PrivacyModel, TableWanted
from privkit.policy.model.outputs import Comparison
from privkit.policy.model.policy import Policy
from privkit.policy.reader import Document
from privkit.words import Words

FLOOR = 11  # units in a group, whatever the policy wants
#: Summaries that say how much: one of the quantity compared says it again. How often, or when, does not.
SAYING = ("sum", "mean", "smallest", "largest", "latest")


def check_comparison(document: Document) -> Iterator[Problem]:
    """Problems of the comparison that need no data."""
    rule = document.policy.comparison
    if rule is None:
        return
    yield from _numbers(document, rule)
    yield from _circular(document, rule)
    made = aggregate_of(document.policy)
    if made is not None:
        yield from _table(document, rule, made)


def _numbers(document: Document, rule: Comparison) -> Iterator[Problem]:
    if rule.at_least < FLOOR:
        yield document.problem(
            "PK643",
            ("comparison", "at_least"),
            Words(
                f"groups of {rule.at_least} are too small: the marks of fewer than {FLOOR} units come near to telling "
                "what one of them uses",
                f"des groupes de {rule.at_least} sont trop petits : les repères de moins de {FLOOR} unités disent presque "
                "ce que l'une d'elles consomme",
            ),
            Words(f"write {FLOOR} or more, better 30", f"écrire {FLOOR} ou plus, mieux 30"),
        )
    low, middle, high = rule.marks.low, rule.marks.middle, rule.marks.high
    if not 0 < low < middle < high < 1:
        yield document.problem(
            "PK643",
            ("comparison", "marks"),
            Words(
                "the marks do not rise from the low to the high one, between 0 and 100 %",
                "les repères ne croissent pas du bas au haut, entre 0 et 100 %",
            ),
            Words(
                "write { low: 20 %, middle: 50 %, high: 80 % }",
                "écrire { bas: 20 %, milieu: 50 %, haut: 80 % }",
            ),
        )
    if rule.round_to <= 0:
        yield document.problem(
            "PK643",
            ("comparison", "round_to"),
            Words(
                "marks are rounded to a number above 0", "on arrondit les repères à un nombre au-dessus de 0"
            ),
            Words("write 5", "écrire 5"),
        )


def _circular(document: Document, rule: Comparison) -> Iterator[Problem]:
    compared = roots_of(document.policy, rule.target)
    for place, column in enumerate(rule.groups_by):
        if column == rule.target:
            said = Words(
                f"`{column}` is the quantity compared: everybody would look like their own group",
                f"`{column}` est la grandeur comparée : chacun ressemblerait à son propre groupe",
            )
        elif compared & roots_of(document.policy, column):
            said = Words(
                f"`{column}` is made of what `{rule.target}` is made of: everybody would look like their own group",
                f"`{column}` est tirée de ce dont `{rule.target}` est tirée : chacun ressemblerait à son propre groupe",
            )
        else:
            continue
        yield document.problem(
            "PK644",
            ("comparison", "groups_by", place),
            said,
            Words(
                "take it out; name columns that explain it, such as occupants or surface",
                "la retirer ; citer des colonnes qui l'expliquent, comme les occupants ou la surface",
            ),
        )


def roots_of(policy: Policy, name: str) -> frozenset[str]:
    """The columns whose amount a column says: itself, and those it is a sum, a mean, a band or another name of."""
    found, waiting = set[str](), [name]
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found.add(one)
        for step in policy.steps:
            waiting += [c for c, r in (step.generalise or {}).items() if r.as_ == one]
            summary = step.summarise.columns.get(one) if step.summarise else None
            sources = [getattr(summary, kind) for kind in SAYING] if summary else []
            waiting += [str(source) for source in sources if source is not None]
    return frozenset(found)


def _table(document: Document, rule: Comparison, made: Aggregate) -> Iterator[Problem]:
    """What a reference table read from a published one needs of it."""
    if made.privacy_model is not PrivacyModel.DIFFERENTIAL_PRIVACY:
        secrecy, model = PrivacyModel.STATISTICAL_SECRECY, PrivacyModel.DIFFERENTIAL_PRIVACY
        yield document.problem(
            "PK645",
            ("comparison",),
            Words(
                f"tables of {secrecy.value} tell how many and how much, not how use is spread in a group: no mark can "
                "be read there",
                f"les tableaux de {secrecy.fr} disent combien, pas comment l'usage se répartit dans un groupe : aucun "
                "repère ne s'y lit",
            ),
            Words(
                f"publish a histogram under {model.value}, or compare in a policy of its own, from protected rows",
                f"publier un histogramme sous {model.fr}, ou comparer dans une autre politique, sur des lignes protégées",
            ),
        )
        return
    name = rule.from_ or (next(iter(made.tables)) if len(made.tables) == 1 else None)
    wanted = made.tables.get(name) if name else None
    if name is None or wanted is None:
        return  # PK810 says which tables are left
    yield from _keys(document, rule, name, wanted)
    yield from _marks(document, rule, name, wanted)
    yield from _changed(document, made, name)


def _keys(document: Document, rule: Comparison, name: str, wanted: TableWanted) -> Iterator[Problem]:
    keys = list(wanted.by)
    for place, column in enumerate(rule.groups_by):
        if column not in keys:
            close = nearest(column, keys)
            by = document.written("by", TableWanted)
            yield document.problem(
                "PK645",
                ("comparison", "groups_by", place),
                Words(
                    f"the table `{name}` is not broken down by `{column}`",
                    f"le tableau `{name}` n'est pas ventilé par `{column}`",
                ),
                Words(f"write `{close}`", f"écrire `{close}`")
                if close
                else Words(f"add it under `{by}:` of that table", f"l'ajouter sous `{by}:` de ce tableau"),
            )


def _marks(document: Document, rule: Comparison, name: str, wanted: TableWanted) -> Iterator[Problem]:
    """A histogram of the quantity; or its quantiles at every mark with a count, and no other key."""
    measures = [wanted.measure] if wanted.measure else list(wanted.measures.values())
    if any(m.histogram == rule.target for m in measures):
        return
    shares = (rule.marks.low, rule.marks.middle, rule.marks.high)
    quantiles = [m for m in measures if m.quantiles == rule.target]
    exact = any(set(shares) <= set(m.at) for m in quantiles)
    if exact and any(m.count is not None for m in measures) and set(wanted.by) == set(rule.groups_by):
        return
    yield document.problem(
        "PK645",
        ("comparison", "target"),
        _lacking(rule, name, measures, exact),
        Words(
            f"add the measure {{ histogram: {rule.target}, bands: [0, 20, 40, …] }} to that table",
            f"ajouter à ce tableau la mesure {{ histogramme: {rule.target}, tranches: [0, 20, 40, …] }}",
        ),
    )


def _lacking(rule: Comparison, name: str, measures: list[Measure], exact: bool) -> Words:
    target = rule.target
    if exact and any(m.count is not None for m in measures):
        return Words(
            f"the table `{name}` has other columns than groups_by, and quantiles of `{target}` do not add up over them",
            f"le tableau `{name}` a d'autres colonnes que groupes_par, et des quantiles de `{target}` ne s'y additionnent pas",
        )
    if exact:
        return Words(
            f"the table `{name}` has quantiles of `{target}` and no count: nothing says which groups are large enough",
            f"le tableau `{name}` a des quantiles de `{target}` et aucun nombre : rien ne dit quels groupes sont assez grands",
        )
    return Words(
        f"the table `{name}` has neither a histogram of `{target}` nor its quantiles at every mark",
        f"le tableau `{name}` n'a ni histogramme de `{target}`, ni ses quantiles à chaque repère",
    )


def _changed(document: Document, made: Aggregate, name: str) -> Iterator[Problem]:
    """Figures hidden or brought to 0 cannot be put together: what is left out, or added, would bias the marks."""
    step = next(n for n, s in enumerate(document.policy.steps) if s.aggregate)
    for number, after in enumerate(made.then):
        hidden = [r.table for r in (after.hide_below, after.hide_uncertain) if r is not None]
        if name not in (*hidden, *(after.non_negative or ())):
            continue
        yield document.problem(
            "PK645",
            ("steps", step, "aggregate", "then", number),
            Words(
                f"figures of `{name}` are hidden or brought to 0, and the reference table puts them together",
                f"des chiffres de `{name}` sont cachés ou ramenés à 0, et la table de référence les met ensemble",
            ),
            Words(
                "leave that table as the noise made it; small groups are merged anyway",
                "laisser ce tableau tel que le bruit l'a fait ; les petits groupes sont fusionnés de toute façon",
            ),
        )
