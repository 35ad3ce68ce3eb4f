"""Checks of ``set_aside`` and ``synthesise`` (PK619 to PK626): their order, their numbers, what they spend."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from privkit.errors import Problem
from privkit.policy.check_budget import HERE, check_delta, check_epsilon, private_model
from privkit.policy.model.conditions import ATTACKS, WORTH, kind_of
from privkit.policy.model.policy import Policy
from privkit.policy.model.steps import Step
from privkit.policy.model.synthesis import OF_SDV, SetAside, Synthesise, SynthesisLoss, SynthesisMethod
from privkit.policy.reader import Document
from privkit.policy.say import number as said
from privkit.words import Words

LEAST_SHARE, LARGEST_SHARE = Fraction(5, 100), Fraction(50, 100)  #: of the units set aside
MOST_ROWS = 50_000_000

#: Steps that look at several people to change one: nobody is set aside after them, nor is noise a guarantee.
ACROSS_UNITS = (
    "make_k_anonymous",
    "suppress_locally",
    "microaggregate",
    "swap",
    "add_noise",
    "post_randomise",
    "sample",
)


def synthesis_of(policy: Policy) -> tuple[int, Synthesise] | None:
    """The number of the step that makes rows, and what it says, or None."""
    found = [(n, step.synthesise) for n, step in enumerate(policy.steps) if step.synthesise]
    return found[0] if found else None


def privately_made(policy: Policy) -> bool:
    """Whether rows are made by a model under differential privacy."""
    found = synthesis_of(policy)
    return found is not None and private_model(found[1]) is not None


def set_aside_of(policy: Policy) -> tuple[int, SetAside] | None:
    """The number of the step that sets people aside, and what it says, or None."""
    found = [(n, step.set_aside) for n, step in enumerate(policy.steps) if step.set_aside]
    return found[0] if found else None


def check_synthesis(document: Document) -> Iterator[Problem]:
    """Problems of the steps ``set_aside`` and ``synthesise``, but for the columns they name."""
    policy = document.policy
    yield from _twice(document)
    aside, made = set_aside_of(policy), synthesis_of(policy)
    if aside:
        yield from _aside_order(document, aside[0])
        yield from _aside_said(document, *aside)
    if made:
        yield from _made_order(document, made[0])
        yield from _made_said(document, *made)


def _name(step: Step) -> str:
    return next(name for name in type(step).model_fields if getattr(step, name) is not None)


def _across_units(step: Step) -> bool:
    """Whether what a step does to one unit depends on others."""
    rare = step.suppress and any(rule.rarer_than is not None for rule in step.suppress.values())
    return bool(rare) or _name(step) in ACROSS_UNITS


def _twice(document: Document) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, step in enumerate(document.policy.steps):
        name = _name(step)
        if name in ("set_aside", "synthesise") and name in seen:
            word = document.written(name)
            yield document.problem(
                "PK619",
                ("steps", number, name),
                Words(f"`{word}` is there a second time", f"`{word}` est là une seconde fois"),
                Words("keep the first", "garder la première"),
            )
        seen.add(name)


def _aside_order(document: Document, at: int) -> Iterator[Problem]:
    """People are set aside as they are: before steps that change them, and while there are rows of people."""
    word = document.written("set_aside")
    for number, step in enumerate(document.policy.steps):
        before = document.written(_name(step))
        if _across_units(step) and number < at:
            yield document.problem(
                "PK620",
                ("steps", at, "set_aside"),
                Words(
                    f"people are set aside after `{before}`: they must be as they are, unprotected",
                    f"des personnes sont mises de côté après `{before}` : elles doivent l'être telles quelles, sans "
                    "protection",
                ),
                Words(f"put `{word}` before `{before}`", f"mettre `{word}` avant `{before}`"),
            )
            return
    aggregate = next((n for n, step in enumerate(document.policy.steps) if step.aggregate), None)
    if aggregate is not None:
        yield document.problem(
            "PK620",
            ("steps", at, "set_aside"),
            Words(
                "people are set aside, and only tables leave: no attack on rows is left to judge",
                "des personnes sont mises de côté, et seuls des tableaux sortent : il ne reste pas d'attaque à juger",
            ),
            Words(f"remove `{word}`", f"retirer `{word}`"),
        )


def _aside_said(document: Document, at: int, rule: SetAside) -> Iterator[Problem]:
    path, unit = ("steps", at, "set_aside"), document.policy.data.privacy_unit.name
    if rule.by is not None and rule.by != unit:
        yield document.problem(
            "PK622",
            (*path, "by"),
            Words(
                f"people are set aside by `{rule.by}`, the privacy unit is `{unit}`",
                f"on met de côté par `{rule.by}`, l'unité protégée est `{unit}`",
            ),
            Words(f"write `{unit}`", f"écrire `{unit}`"),
        )
    if rule.share == 0 or rule.share > LARGEST_SHARE:
        yield document.problem(
            "PK622",
            (*path, "share"),
            Words("nobody is set aside", "personne n'est mis de côté")
            if rule.share == 0
            else Words(
                "more people are set aside than are left to make the release from",
                "plus de personnes sont mises de côté qu'il n'en reste pour faire la sortie",
            ),
            Words("write for example 20 %", "écrire par exemple 20 %"),
        )
    elif rule.share < LEAST_SHARE:
        yield document.problem(
            "PK622",
            (*path, "share"),
            Words(
                "so few people set aside make wide intervals: a good release may be refused",
                "si peu de personnes mises de côté donnent de larges intervalles : une bonne sortie peut être refusée",
            ),
            Words("write for example 20 %", "écrire par exemple 20 %"),
            severity="warning",
        )
    used = any(kind_of(c) in (*ATTACKS, *WORTH) for c in document.policy.release_only_if)
    if not used:
        word = document.written("singling_out")
        yield document.problem(
            "PK621",
            path,
            Words(
                "people are set aside and no condition compares anything with them",
                "des personnes sont mises de côté et aucune condition ne s'y compare",
            ),
            Words(
                f"add a condition such as `{word}`, or remove the step",
                f"ajouter une condition, par exemple `{word}`, ou retirer l'étape",
            ),
            severity="warning",
        )


def _made_order(document: Document, at: int) -> Iterator[Problem]:
    """Nothing follows what is made, nobody is set aside after, and no table is made of it."""
    word = document.written("synthesise")
    for number, step in enumerate(document.policy.steps):
        name, other = _name(step), document.written(_name(step))
        if name == "aggregate":
            yield document.problem(
                "PK620",
                ("steps", max(at, number), "synthesise" if at > number else name),
                Words(
                    f"`{other}` and `{word}` are in one policy: tables or rows leave, not both",
                    f"`{other}` et `{word}` sont dans une même politique : il sort des tableaux ou des lignes, non les "
                    "deux",
                ),
                Words("write two policies", "écrire deux politiques"),
            )
        elif number > at and name != "synthesise":
            yield document.problem(
                "PK620",
                ("steps", number, name),
                Words(
                    f"`{other}` comes after `{word}`, when no row of a person is left",
                    f"`{other}` vient après `{word}`, quand il ne reste aucune ligne d'une personne",
                ),
                Words(f"put it before `{word}`", f"la mettre avant `{word}`"),
            )


def _made_said(document: Document, at: int, rule: Synthesise) -> Iterator[Problem]:
    path = ("steps", at, "synthesise")
    if rule.rows is not None and rule.rows > MOST_ROWS:
        yield document.problem(
            "PK625",
            (*path, "rows"),
            Words("more than 50,000,000 units are asked for", "plus de 50 000 000 d'unités sont demandées"),
            Words("write fewer", "en écrire moins"),
        )
    loss = private_model(rule)
    if loss is None:
        return
    if rule.method is not SynthesisMethod.MARGINALS:
        yield _not_private(document, path, rule)
        return
    yield from _unbounded(document, at)
    here = (*path, "privacy_model", "differential_privacy")
    told = [
        *check_epsilon(document, loss.epsilon, (*here, "epsilon")),
        *check_delta(document, loss.delta, (*here, "delta")),
    ]
    if loss.delta == 0:
        told.append(
            document.problem(
                "PK653",
                (*here, "delta"),
                Words(
                    "the noise of a generator needs a delta above 0",
                    "le bruit d'un générateur demande un delta supérieur à 0",
                ),
                Words("write for example 1e-6", "écrire par exemple 1e-6"),
            )
        )
    yield from told
    if not any(p.severity == "error" for p in told):
        yield from _spends(document, here, loss)


def _not_private(document: Document, path: tuple[str | int, ...], rule: Synthesise) -> Problem:
    method, right = rule.method.say(document.language), SynthesisMethod.MARGINALS
    none = Words("none", "aucun")
    whose = (
        Words(" (of the SDV library)", " (de la bibliothèque SDV)")
        if rule.method in OF_SDV
        else Words("", "")
    )
    return document.problem(
        "PK623",
        (*path, "method"),
        Words(f"the method `{method}`", f"la méthode `{method}`")
        + whose
        + Words(" does not do differential privacy", " ne sait pas faire de confidentialité différentielle"),
        Words(
            f"write `{right.value}`, or `privacy_model: {none.en}` and conditions on attacks",
            f"écrire `{right.fr}`, ou `modèle_de_confidentialité: {none.fr}` et des conditions sur les attaques",
        ),
        "NIST SP 800-226",
    )


def _unbounded(document: Document, at: int) -> Iterator[Problem]:
    """After a step in which one unit changes the rows of others, noise on one unit's part hides nobody."""
    for number, step in enumerate(document.policy.steps[:at]):
        if _across_units(step):
            name = _name(step)
            word = document.written(name)
            yield document.problem(
                "PK626",
                ("steps", number, name),
                Words(
                    f"in `{word}` one unit changes the rows of others: differential privacy would not hold after it",
                    f"dans `{word}` une unité change les lignes des autres : la confidentialité différentielle ne "
                    "tiendrait pas ensuite",
                ),
                Words(
                    f"remove `{word}`: noise protects by itself",
                    f"retirer `{word}` : le bruit protège par lui-même",
                ),
                "NIST SP 800-226",
            )


def _held_to_nothing(document: Document) -> Iterator[Problem]:
    """A condition on the budget, and no budget."""
    word = document.written(HERE)
    for number, condition in enumerate(document.policy.release_only_if):
        if condition.privacy_budget:
            yield document.problem(
                "PK651",
                ("release_only_if", number, "privacy_budget"),
                Words(
                    "no budget says how much this release may lose",
                    "aucun budget ne dit combien cette diffusion peut perdre",
                ),
                Words(f"add the section `{word}:`", f"ajouter la section `{word}:`"),
                "NIST SP 800-226",
            )


def _spends(document: Document, path: tuple[str | int, ...], loss: SynthesisLoss) -> Iterator[Problem]:
    """What the generator spends is within what the budget gives this release, and is followed by a ledger."""
    budget, word = document.policy.privacy_budget, document.written(HERE)
    if budget is None:
        yield document.problem(
            "PK624",
            path,
            Words(
                "no ledger follows this spending: what releases about these people lose in all is not counted",
                "aucun registre ne suit cette dépense : ce que les diffusions sur ces personnes perdent en tout n'est "
                "pas compté",
            ),
            Words(f"add the section `{word}:`", f"ajouter la section `{word}:`"),
            "NIST SP 800-226",
            "warning",
        )
        yield from _held_to_nothing(document)
        return
    now, release = budget.this_release, document.written("this_release")
    for name in ("epsilon", "delta"):
        asked, most = getattr(loss, name), getattr(now, name) or 0
        if asked > most:
            yield document.problem(
                "PK624",
                (*path, name),
                Words(f"the generator asks {name} ", f"le générateur demande {name} ")
                + said(asked)
                + Words(f", `{release}` has ", f", `{release}` a ")
                + said(most),
                Words(f"lower it, or raise `{release}`", f"l'abaisser, ou relever `{release}`"),
            )
    if loss.epsilon < now.epsilon:
        yield document.problem(
            "PK661",
            (*path, "epsilon"),
            Words("the generator asks epsilon ", "le générateur demande epsilon ")
            + said(loss.epsilon)
            + Words(f", and `{release}` spends ", f", et `{release}` dépense ")
            + said(now.epsilon)
            + Words(": the rest is spent for nothing", " : le reste est dépensé pour rien"),
            Words(
                f"write {said(loss.epsilon).en} in `{release}`",
                f"écrire {said(loss.epsilon).en} dans `{release}`",
            ),
            severity="warning",
        )
