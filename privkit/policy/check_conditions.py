"""Checks of the conditions (PK5xx): no data read."""

from __future__ import annotations

from collections.abc import Iterator

from privkit.errors import Problem, nearest
from privkit.policy.check_attacks import check_attacks
from privkit.policy.check_fairness import check_fairness
from privkit.policy.check_risks import check_risks
from privkit.policy.check_synthesis import synthesis_of
from privkit.policy.check_tables import check_tables, tables_model
from privkit.policy.model.aggregation import PrivacyModel
from privkit.policy.model.anonymity import Distance, DiversityKind
from privkit.policy.model.conditions import Condition, kind_of
from privkit.policy.model.outputs import Nature, Output, Sharing
from privkit.policy.model.perturbation import BlankAs
from privkit.policy.reader import Document
from privkit.words import Words

LEAST_K = 5  #: below, a reason is asked


def check_conditions(document: Document) -> Iterator[Problem]:
    """Problems of the conditions, and of what they leave uncovered."""
    for number, condition in enumerate(document.policy.release_only_if):
        yield from _output_named(document, number, condition)
        yield from _disclosure(document, number, condition)
    yield from _small_k(document)
    yield from _step_below_condition(document)
    yield from _uncovered(document)
    yield from check_risks(document)
    yield from check_tables(document)
    yield from check_attacks(document)
    yield from check_fairness(document)
    if document.policy.comparison is None:
        yield from _cost_without_comparison(document)


def _output_named(document: Document, number: int, condition: Condition) -> Iterator[Problem]:
    kind = kind_of(condition)
    wanted = getattr(getattr(condition, kind), "output", None)
    names = [o.name for o in document.policy.outputs]
    if wanted is None or wanted in names:
        return
    close = nearest(wanted, names) or names[0]
    yield document.problem(
        "PK104",
        ("release_only_if", number, kind, "output"),
        Words(f"there is no output `{wanted}`", f"il n'y a pas de sortie `{wanted}`"),
        Words(f"did you mean `{close}`?", f"vouliez-vous dire `{close}` ?"),
    )


def _disclosure(document: Document, number: int, condition: Condition) -> Iterator[Problem]:
    """Numbers outside their range, and what a kind or a distance lacks."""
    diverse, close = condition.l_diversity, condition.t_closeness
    if diverse and (diverse.kind is DiversityKind.RECURSIVE) != (diverse.c is not None):
        word = document.written("c")
        yield document.problem(
            "PK513",
            ("release_only_if", number, "l_diversity", "kind"),
            Words(
                f"the recursive kind, and it alone, goes with `{word}`",
                f"le genre récursif, et lui seul, va avec `{word}`",
            ),
            Words(
                "write for example { kind: recursive, c: 4 }", "écrire par exemple { genre: récursive, c: 4 }"
            ),
        )
    if diverse and (
        diverse.at_least < 1 or (diverse.at_least % 1 and diverse.kind is not DiversityKind.ENTROPY)
    ):
        yield document.problem(
            "PK513",
            ("release_only_if", number, "l_diversity", "at_least"),
            Words(
                "a number of values is whole and at least 1; the kind entropy alone takes fractions",
                "un nombre de valeurs est entier et vaut au moins 1 ; seul le genre entropie admet des fractions",
            ),
            Words("write for example 3", "écrire par exemple 3"),
        )
    if close and (close.distance is Distance.HIERARCHICAL) != (
        close.hierarchy is not None and not close.into_bands
    ):
        yield document.problem(
            "PK513",
            ("release_only_if", number, "t_closeness", "distance"),
            Words(
                "the hierarchical distance, and it alone, goes with a hierarchy file, without bands",
                "la distance hiérarchique, et elle seule, va avec un fichier de hiérarchie, sans tranches",
            ),
            Words(
                "write for example { distance: hierarchical, hierarchy: jobs.csv }",
                "écrire par exemple { distance: hiérarchique, hiérarchie: metiers.csv }",
            ),
        )
    for kind in ("t_closeness", "delta_disclosure", "beta_likeness"):
        rule = getattr(condition, kind)
        if rule and (rule.at_most < 0 or (kind == "t_closeness" and rule.at_most > 1)):
            yield document.problem(
                "PK513",
                ("release_only_if", number, kind, "at_most"),
                Words("this number is outside its range", "ce nombre sort de son domaine"),
                Words("write for example 0.2", "écrire par exemple 0,2"),
            )


def _small_k(document: Document) -> Iterator[Problem]:
    because = document.written("because")
    for number, condition in enumerate(document.policy.release_only_if):
        k = condition.k_anonymity
        if k and k.at_least < LEAST_K and k.because is None:
            yield document.problem(
                "PK501",
                ("release_only_if", number, "k_anonymity", "at_least"),
                Words(
                    f"groups of {k.at_least}: fewer than {LEAST_K}, and nothing says why",
                    f"des groupes de {k.at_least} : moins de {LEAST_K}, et rien ne dit pourquoi",
                ),
                Words(f"raise it, or write `{because}:`", f"l'augmenter, ou écrire `{because}:`"),
                severity="warning",
            )


def _step_below_condition(document: Document) -> Iterator[Problem]:
    """Groups made smaller than the condition asks: the run would be refused for nothing."""
    asked = max((c.k_anonymity.at_least for c in document.policy.release_only_if if c.k_anonymity), default=0)
    for number, step in enumerate(document.policy.steps):
        if step.suppress_locally and step.suppress_locally.blank_is is BlankAs.ANY_VALUE and asked > 1:
            yield _counted_otherwise(document, number)
            continue
        made = step.make_k_anonymous or step.suppress_locally
        if made and made.k < asked:
            name = "make_k_anonymous" if step.make_k_anonymous else "suppress_locally"
            yield document.problem(
                "PK505",
                ("steps", number, name, "k"),
                Words(
                    f"the step makes groups of {made.k}; the condition asks for {asked}",
                    f"l'étape forme des groupes de {made.k} ; la condition en demande {asked}",
                ),
                Words(f"write {asked} in both places", f"écrire {asked} aux deux endroits"),
                severity="warning",
            )


def _counted_otherwise(document: Document, number: int) -> Problem:
    """Groups in which a blank is equal to all are not those the condition counts."""
    return document.problem(
        "PK736",
        ("steps", number, "suppress_locally", "blank_is"),
        Words(
            "the step counts a blank as equal to any value; the condition k_anonymity counts it as a value of its own",
            "l'étape compte un blanc comme égal à toute valeur ; la condition k_anonymat le compte comme une valeur à part",
        ),
        Words("write own_value, or expect a refusal", "écrire valeur_à_part, ou s'attendre à un refus"),
        severity="warning",
    )


def _uncovered(document: Document) -> Iterator[Problem]:
    """Outputs shared outside without the conditions their sharing calls for."""
    for number, output in enumerate(document.policy.outputs):
        held = {
            kind_of(c)
            for c in document.policy.release_only_if
            if getattr(getattr(c, kind_of(c)), "output", None) in (None, output.name)
        }
        if output.sharing is Sharing.PUBLIC:
            lacking = [k for k in _wanted(document, output) if k not in held]
            if lacking:
                yield _public_lacks(document, number, output.name, lacking)
        elif (
            output.sharing is not Sharing.INTERNAL
            and output.nature is Nature.GENERALISED
            and synthesis_of(document.policy) is None  # then PK609 says so
            and "k_anonymity" not in held
        ):
            word = document.written("k_anonymity")
            yield document.problem(
                "PK503",
                ("outputs", number, "sharing"),
                Words(
                    f"output `{output.name}` is shared outside without the condition `{word}`",
                    f"la sortie `{output.name}` est remise à l'extérieur sans la condition `{word}`",
                ),
                Words(f"add `{word}`", f"ajouter `{word}`"),
                severity="warning",
            )


def _wanted(document: Document, output: Output) -> tuple[str, ...]:
    """The conditions that a public output calls for, by what it is made of."""
    model = tables_model(document.policy)
    if output.nature is Nature.SYNTHETIC:
        return ("direct_identifiers_left",)  # what an attacker learns is PK635
    if output.nature is not Nature.AGGREGATED or model is None:
        return ("k_anonymity", "direct_identifiers_left")
    first = "privacy_budget" if model is PrivacyModel.DIFFERENTIAL_PRIVACY else "small_cells"
    return (first, "direct_identifiers_left")


def _public_lacks(document: Document, number: int, name: str, lacking: list[str]) -> Problem:
    words = ", ".join(f"`{document.written(k)}`" for k in lacking)
    return document.problem(
        "PK502",
        ("outputs", number, "sharing"),
        Words(
            f"output `{name}` is public without the conditions it needs",
            f"la sortie `{name}` est publique sans les conditions nécessaires",
        ),
        Words(f"add {words}", f"ajouter {words}"),
        "CRPA art. L. 312-1-2",
    )


def _cost_without_comparison(document: Document) -> Iterator[Problem]:
    for number, condition in enumerate(document.policy.release_only_if):
        kind = kind_of(condition)
        if kind in _WITHOUT:
            word = document.written("comparison")
            yield document.problem(
                "PK506",
                ("release_only_if", number, kind),
                _WITHOUT[kind],
                Words(f"add the section `{word}`", f"ajouter la section `{word}`"),
            )


_WITHOUT = {
    "protection_cost": Words(
        "the cost of protection is counted on the reference-household table, and none is asked",
        "le coût de la protection se compte sur la table du foyer de référence, et aucune n'est demandée",
    ),
    "fairness": Words(
        "fairness is counted on the messages of the reference-household table, and none is asked",
        "l'équité se compte sur les messages de la table du foyer de référence, et aucune n'est demandée",
    ),
    "successive_references": Words(
        "there is no reference-household table to follow another",
        "il n'y a pas de table du foyer de référence pour en suivre une autre",
    ),
}
