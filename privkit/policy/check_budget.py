"""Checks of the privacy budget (PK650 to PK665): no data read, no ledger opened."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from privkit.errors import Problem
from privkit.policy.check_register import unknown_column
from privkit.policy.declared import declared_columns
from privkit.policy.model.aggregation import Aggregate, Mechanism, PrivacyModel
from privkit.policy.model.budget import Accounting, PrivacyBudget
from privkit.policy.model.data import ColumnType
from privkit.policy.model.synthesis import Synthesise, SynthesisLoss
from privkit.policy.reader import Document
from privkit.policy.say import number
from privkit.words import Words, same

HERE = "privacy_budget"
HIGH, ABSURD = 10, 20  # epsilon: a weak promise, none
LARGE, TOO_LARGE = Decimal("1e-5"), Decimal("1e-3")  # delta: large for a city, for a village
_AMOUNTS = ("total", "this_release")


def check_budget(document: Document) -> Iterator[Problem]:
    """Problems of the section ``privacy_budget``, and of noise that has none."""
    budget = document.policy.privacy_budget
    noisy = [
        (n, step.aggregate)
        for n, step in enumerate(document.policy.steps)
        if step.aggregate and step.aggregate.privacy_model is PrivacyModel.DIFFERENTIAL_PRIVACY
    ]
    if budget is None:
        yield from (_no_budget(document, number) for number, _ in noisy)
        return
    if not noisy and not any(private_model(step.synthesise) for step in document.policy.steps):
        yield _nothing_spends(document)
    yield from _whose(document, budget)
    amounts = list(_amounts(document, budget))
    yield from amounts
    if not any(p.severity == "error" for p in amounts):
        yield from _above(document, budget)
        for at, rule in noisy:
            yield from _tables(document, at, rule, budget)
    yield from _period(document, budget)
    yield from _ledger(document, budget)


def private_model(rule: Synthesise | None) -> SynthesisLoss | None:
    """The privacy loss that a synthesis asks for, if any."""
    return rule.privacy_model.differential_privacy if rule else None


def _no_budget(document: Document, step: int) -> Problem:
    word = document.written(HERE)
    return document.problem(
        "PK651",
        ("steps", step, "aggregate", "privacy_model"),
        Words(
            "no budget says how much these tables may lose",
            "aucun budget ne dit combien ces tableaux peuvent perdre",
        ),
        Words(f"add the section `{word}:`", f"ajouter la section `{word}:`"),
        "NIST SP 800-226",
    )


def _nothing_spends(document: Document) -> Problem:
    model = PrivacyModel.DIFFERENTIAL_PRIVACY
    steps = document.written("aggregate"), document.written("synthesise")
    return document.problem(
        "PK650",
        (HERE,),
        Words("no step spends this budget", "aucune étape ne dépense ce budget"),
        Words(
            f"add a step `{steps[0]}` or `{steps[1]}` with `{model.value}`, or remove the section",
            f"ajouter une étape `{steps[0]}` ou `{steps[1]}` avec `{model.fr}`, ou retirer la section",
        ),
    )


def _whose(document: Document, budget: PrivacyBudget) -> Iterator[Problem]:
    unit = document.policy.data.privacy_unit.name
    if budget.protects != unit:
        yield document.problem(
            "PK662",
            (HERE, "protects"),
            Words(
                f"the budget protects `{budget.protects}`, the privacy unit is `{unit}`",
                f"le budget protège `{budget.protects}`, l'unité protégée est `{unit}`",
            ),
            Words(f"write `{unit}`", f"écrire `{unit}`"),
        )
    if budget.each_year_of is None:
        return
    path, columns = (HERE, "each_year_of"), list(declared_columns(document.policy))
    found = [c for c in columns if c.name == budget.each_year_of]
    if not found:
        yield unknown_column(document, path, budget.each_year_of, [c.name for c in columns])
    elif not any(c.rule.type is ColumnType.DATE for c in found):
        dates = [c.name for c in columns if c.rule.type is ColumnType.DATE]
        yield document.problem(
            "PK663",
            path,
            Words(
                f"`{budget.each_year_of}` is not a column of dates",
                f"`{budget.each_year_of}` n'est pas une colonne de dates",
            ),
            Words(f"write `{dates[0]}`", f"écrire `{dates[0]}`")
            if dates
            else Words("declare a column of dates", "déclarer une colonne de dates"),
        )


def _amounts(document: Document, budget: PrivacyBudget) -> Iterator[Problem]:
    for name in _AMOUNTS:
        amount = getattr(budget, name)
        yield from check_epsilon(document, amount.epsilon, (HERE, name, "epsilon"))
        if amount.delta is not None:
            yield from check_delta(document, amount.delta, (HERE, name, "delta"))


def check_epsilon(document: Document, epsilon: Decimal, path: tuple[str | int, ...]) -> Iterator[Problem]:
    """An epsilon that means nothing (PK653), protects nobody (PK654) or promises little (PK655)."""
    if epsilon <= 0:
        yield document.problem(
            "PK653",
            path,
            Words("epsilon must be above 0", "epsilon doit être supérieur à 0"),
            Words("write for example 1", "écrire par exemple 1"),
        )
    elif epsilon > HIGH:
        absurd = epsilon > ABSURD
        limit = ABSURD if absurd else HIGH
        what = (
            Words("protects nobody", "ne protège personne")
            if absurd
            else Words("promises little", "promet peu")
        )
        yield document.problem(
            "PK654" if absurd else "PK655",
            path,
            Words(f"an epsilon over {limit} ", f"un epsilon supérieur à {limit} ") + what,
            Words(f"write {HIGH} at most, usually near 1", f"écrire au plus {HIGH}, souvent près de 1"),
            "NIST SP 800-226",
            "error" if absurd else "warning",
        )


def check_delta(document: Document, delta: Decimal, path: tuple[str | int, ...]) -> Iterator[Problem]:
    """A delta that is no probability (PK653), or too large (PK656)."""
    if not 0 <= delta < 1:
        yield document.problem(
            "PK653",
            path,
            Words(
                "delta is a probability, from 0 to less than 1",
                "delta est une probabilité, de 0 à moins de 1",
            ),
            Words("write for example 1e-7", "écrire par exemple 1e-7"),
        )
    elif delta > LARGE:
        worst = delta > TOO_LARGE
        fewest = Words("1,000", "1 000") if worst else Words("100,000", "100 000")
        yield document.problem(
            "PK656",
            path,
            Words("this delta is too large for ", "ce delta est trop grand pour ")
            + fewest
            + Words(" units or more", " unités ou plus"),
            Words("write for example 1e-7", "écrire par exemple 1e-7"),
            "NIST SP 800-226",
            "error" if worst else "warning",
        )


def _above(document: Document, budget: PrivacyBudget) -> Iterator[Problem]:
    total, now = budget.total, budget.this_release
    word = document.written("total"), document.written("this_release")
    if now.delta and not total.delta:
        yield document.problem(
            "PK657",
            (HERE, "this_release", "delta"),
            Words(
                f"`{word[1]}` has a delta and `{word[0]}` has none",
                f"`{word[1]}` a un delta et `{word[0]}` n'en a pas",
            ),
            Words(f"write delta in `{word[0]}` too", f"écrire delta aussi dans `{word[0]}`"),
        )
    for name in ("epsilon", "delta"):
        asked, most = getattr(now, name) or 0, getattr(total, name) or 0
        if asked > most and (name == "epsilon" or most):
            yield document.problem(
                "PK652",
                (HERE, "this_release", name),
                Words(f"this release asks {name} ", f"cette diffusion demande {name} ")
                + number(asked)
                + Words(", more than the total ", ", plus que le total ")
                + number(most),
                Words("write at most ", "écrire au plus ") + same(number(most).en),
            )
    if not now.delta and document.has(HERE, "accounting") and budget.accounting is not Accounting.BASIC:
        yield document.problem(
            "PK658",
            (HERE, "accounting"),
            Words(
                f"without delta, `{budget.accounting.value}` counts as `{Accounting.BASIC.value}`",
                f"sans delta, `{budget.accounting.fr}` compte comme `{Accounting.BASIC.fr}`",
            ),
            Words(
                f"write delta, such as 1e-7, or `{Accounting.BASIC.value}`",
                f"écrire delta, par exemple 1e-7, ou `{Accounting.BASIC.fr}`",
            ),
            severity="warning",
        )


def _tables(document: Document, step: int, rule: Aggregate, budget: PrivacyBudget) -> Iterator[Problem]:
    path, now = ("steps", step, "aggregate", "tables"), budget.this_release
    told, silent = Decimal(0), list[str]()
    for name, table in rule.tables.items():
        if table.mechanism is Mechanism.DISCRETE_GAUSSIAN and not now.delta:
            yield _gaussian(document, (*path, name, "mechanism"), name)
        if table.epsilon is None:
            silent.append(name)
        elif table.epsilon <= 0:
            yield document.problem(
                "PK653",
                (*path, name, "epsilon"),
                Words("epsilon must be above 0", "epsilon doit être supérieur à 0"),
                Words("write for example 0.5", "écrire par exemple 0,5"),
            )
            return
        else:
            told += table.epsilon
    word = document.written("this_release")
    sums = Words("the tables ask epsilon ", "les tableaux demandent epsilon ") + number(told)
    if told > now.epsilon or (silent and told == now.epsilon):
        none = same("")
        if silent:
            none = Words(f": nothing is left for `{silent[0]}`", f" : il ne reste rien pour `{silent[0]}`")
        yield document.problem(
            "PK660",
            path,
            sums + Words(f", `{word}` has ", f", `{word}` a ") + number(now.epsilon) + none,
            Words(
                f"lower the epsilons of the tables, or raise `{word}`",
                f"abaisser les epsilons des tableaux, ou relever `{word}`",
            ),
        )
    elif not silent and told < now.epsilon:
        yield document.problem(
            "PK661",
            path,
            sums
            + Words(f", and `{word}` spends ", f", et `{word}` dépense ")
            + number(now.epsilon)
            + Words(": the rest is spent for nothing", " : le reste est dépensé pour rien"),
            Words(f"write {number(told).en} in `{word}`", f"écrire {number(told).en} dans `{word}`"),
            severity="warning",
        )


def _gaussian(document: Document, path: tuple[str | int, ...], table: str) -> Problem:
    gaussian, geometric = Mechanism.DISCRETE_GAUSSIAN, Mechanism.GEOMETRIC
    return document.problem(
        "PK659",
        path,
        Words(
            f"table `{table}`: `{gaussian.value}` needs a delta",
            f"tableau `{table}` : `{gaussian.fr}` demande un delta",
        ),
        Words(
            f"write delta, such as 1e-7, in the budget, or `{geometric.value}`",
            f"écrire delta, par exemple 1e-7, dans le budget, ou `{geometric.fr}`",
        ),
    )


def _period(document: Document, budget: PrivacyBudget) -> Iterator[Problem]:
    if not any(c.isdigit() for c in budget.period):
        yield document.problem(
            "PK664",
            (HERE, "period"),
            Words("this period does not say when it is", "cette période ne dit pas quand elle est"),
            Words("write for example 2025", "écrire par exemple 2025"),
            severity="warning",
        )


def _ledger(document: Document, budget: PrivacyBudget) -> Iterator[Problem]:
    file = budget.ledger
    tables = {t.file for t in document.policy.data.tables.values()}
    if "://" in file or file.endswith(("/", "\\", "..")) or file in tables:
        example = "budgets/eau.sqlite" if document.language == "fr" else "budgets/water.sqlite"
        yield document.problem(
            "PK665",
            (HERE, "ledger"),
            Words("the ledger is a file of its own", "le registre des dépenses est un fichier à lui"),
            Words(f"write for example {example}", f"écrire par exemple {example}"),
        )
