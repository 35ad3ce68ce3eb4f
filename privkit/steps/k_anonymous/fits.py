"""What can be wrong in a ``make_k_anonymous`` before any data is read."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from privkit.errors import Problem
from privkit.policy.model.anonymity import Confidential, Distance, LossMetric, Method
from privkit.policy.model.anonymity import MakeKAnonymous as Rule
from privkit.steps.base import Report, Schemas, Spot, listed, require
from privkit.steps.k_anonymous.mondrian import cut_as_numbers
from privkit.steps.level_checks import check_levels
from privkit.steps.texts import bad_bands
from privkit.values import Schema, Type
from privkit.words import Words, same


def table_of(rule: Rule, schemas: Schemas) -> str | None:
    """The first table that holds every quasi-identifier."""
    return next((name for name, schema in schemas.items() if all(c in schema for c in rule.on)), None)


def problem_of_table(rule: Rule, schemas: Schemas, spot: Spot) -> Problem | None:
    """The quasi-identifiers stand together in one table, or it is not clear what is protected."""
    on = listed(list(rule.on))
    tables = [name for name, schema in schemas.items() if all(c in schema for c in rule.on)]
    if not tables:
        return spot.problem(
            "PK701",
            Words(
                f"no table holds {on.en} together at this step",
                f"aucune table ne porte à la fois {on.fr} à cette étape",
            ),
            Words("link the tables before", "croisez les tables avant"),
            at=("on",),
        )
    if len(tables) == 1:
        return None
    names = listed(tables)
    return spot.problem(
        "PK716",
        Words(f"several tables hold {on.en}: {names.en}", f"plusieurs tables portent {on.fr} : {names.fr}"),
        Words("link them, or keep these columns in one", "croisez-les, ou ne les gardez que dans une"),
        at=("on",),
    )


def report_table(rule: Rule, name: str, schema: Schema, unit_name: str, spot: Spot, report: Report) -> None:
    """Everything that does not fit the table that will be protected."""
    for problem in (
        *_unit(rule, name, schema, unit_name, spot),
        *_numbers(rule, spot),
        *_population(rule, schema, spot),
        *_method(rule, spot),
        *_cuts(rule, schema, spot),
    ):
        report(problem)
    check_levels(rule.levels, rule.on, rule.hierarchies, schema, spot, report)
    only = {name: schema}
    for key in ("hierarchies", "weights"):
        for column in getattr(rule, key):
            require(only, column, spot, report, at=(key, column))
    if rule.population and rule.population.weight:
        require(only, rule.population.weight, spot, report, at=("population", "weight"))
    if rule.l_diversity and require(
        only, rule.l_diversity.column, spot, report, at=("l_diversity", "column")
    ):
        diversity = rule.l_diversity
        if diversity.into_bands:
            bad = bad_bands(
                diversity.into_bands, schema[diversity.column], spot, at=("l_diversity", "into_bands")
            )
            if bad:
                report(bad)
    for column, asked in rule.confidential.items():
        if require(only, column, spot, report, at=("confidential", column)):
            for problem in _confidential(rule, column, asked, schema, spot):
                report(problem)


def _unit(rule: Rule, name: str, schema: Schema, unit_name: str, spot: Spot) -> Iterator[Problem]:
    if schema.unit is None:
        yield spot.problem(
            "PK724",
            Words(
                f"the table {name} has no privacy unit to count",
                f"la table {name} n'a pas d'unité protégée à compter",
            ),
            Words(
                "link it with the table that holds the unit",
                "croisez-la avec la table qui porte l'unité",
            ),
        )
    if rule.counted_in and rule.counted_in != unit_name:
        yield spot.problem(
            "PK715",
            Words(
                f"{rule.counted_in} is not the privacy unit",
                f"{rule.counted_in} n'est pas l'unité protégée",
            ),
            Words(f"write {unit_name}", f"écrivez {unit_name}"),
            at=("counted_in",),
        )


def _numbers(rule: Rule, spot: Spot) -> Iterator[Problem]:
    if any(weight <= 0 for weight in rule.weights.values()):
        words = Words("a weight is more than 0", "un poids est plus grand que 0")
        yield spot.problem("PK726", words, Words("write 1 or 10", "écrivez 1 ou 10"), at=("weights",))
    if len(set(rule.on)) < len(rule.on):
        yield spot.problem(
            "PK760",
            Words("a quasi-identifier is written twice", "un quasi-identifiant est écrit deux fois"),
            Words("write each column once", "écrivez chaque colonne une fois"),
            at=("on",),
        )


def _method(rule: Rule, spot: Spot) -> Iterator[Problem]:
    if rule.weights and rule.metric in (LossMetric.DISCERNIBILITY, LossMetric.AVERAGE_CLASS_SIZE):
        yield spot.problem(
            "PK761",
            Words(
                "this metric looks at the size of groups: columns have no weight in it",
                "cette mesure regarde la taille des groupes : les colonnes n'y ont pas de poids",
            ),
            Words("remove the weights, or the metric", "retirez les poids, ou la mesure de perte"),
            at=("weights",),
        )
    if rule.method is Method.FULL_DOMAIN:
        return
    if rule.metric is not LossMetric.LOSS:
        yield spot.problem(
            "PK761",
            Words(
                "only the method full_domain has a choice of metrics",
                "seule la méthode domaine_entier a le choix de la mesure de perte",
            ),
            Words("remove the metric, or the method", "retirez la mesure de perte, ou la méthode"),
            at=("metric",),
        )
    if rule.k_map or rule.presence:
        yield spot.problem(
            "PK761",
            Words(
                "only the method full_domain counts a population",
                "seule la méthode domaine_entier compte une population",
            ),
            Words("remove k_map and presence, or the method", "retirez k_carte et présence, ou la méthode"),
            at=("method",),
        )


def _cuts(rule: Rule, schema: Schema, spot: Spot) -> Iterator[Problem]:
    """Bounds and multiples: of numbers that mondrian cuts, in their order."""
    for key in ("bounds", "cut_at_multiples_of"):
        for column in getattr(rule, key):
            cut = (
                rule.method is Method.MONDRIAN and column in rule.on and cut_as_numbers(rule, schema, column)
            )
            if not cut:
                yield spot.problem(
                    "PK766",
                    Words(
                        f"{column} is not a number that this step cuts into intervals",
                        f"{column} n'est pas un nombre que cette étape coupe en intervalles",
                    ),
                    Words(
                        "write method: mondrian, for a number without levels or hierarchy file",
                        "écrivez méthode: mondrian, pour un nombre sans niveaux ni fichier de hiérarchie",
                    ),
                    at=(key, column),
                )
    wrong = [c for c, b in rule.bounds.items() if b.at_least >= b.at_most]
    wrong += [c for c, step in rule.cut_at_multiples_of.items() if step <= 0]
    for column in wrong:
        yield spot.problem(
            "PK764",
            Words(
                f"the numbers given for {column} are reversed or not positive",
                f"les nombres donnés pour {column} sont inversés ou non positifs",
            ),
            Words(
                "write for example { at_least: 0, at_most: 100 }",
                "écrivez par exemple { au_moins: 0, au_plus: 100 }",
            ),
            at=("bounds" if column in rule.bounds else "cut_at_multiples_of", column),
        )


def _population(rule: Rule, schema: Schema, spot: Spot) -> Iterator[Problem]:
    asked = rule.k_map is not None or rule.presence is not None
    if asked and rule.population is None:
        yield spot.problem(
            "PK762",
            Words(
                "k_map and presence count a population, and none is named",
                "k_carte et présence comptent une population, et aucune n'est désignée",
            ),
            Words(
                "add population: { file: … } or population: { weight: … }",
                "ajoutez population: { fichier: … } ou population: { poids: … }",
            ),
        )
    if rule.population and not asked:
        yield spot.problem(
            "PK762",
            Words("nothing uses this population", "rien n'utilise cette population"),
            Words("add k_map or presence, or remove it", "ajoutez k_carte ou présence, ou retirez-la"),
            at=("population",),
        )
    if (
        rule.population
        and rule.population.weight in schema
        and not schema[str(rule.population.weight)].type.is_numeric
    ):
        yield spot.problem(
            "PK762",
            Words(
                f"the weight {rule.population.weight} is not a number",
                f"le poids {rule.population.weight} n'est pas un nombre",
            ),
            Words("declare it with type number", "déclarez-le de type nombre"),
            at=("population", "weight"),
        )
    if rule.presence and rule.presence.at_least and rule.presence.at_least > rule.presence.at_most:
        yield spot.problem(
            "PK762",
            Words("the least share is above the largest", "la part minimale dépasse la part maximale"),
            Words("exchange them", "échangez-les"),
            at=("presence",),
        )


def _confidential(
    rule: Rule, column: str, asked: Confidential, schema: Schema, spot: Spot
) -> Iterator[Problem]:
    at = ("confidential", column)
    if column in rule.on:
        yield spot.problem(
            "PK763",
            Words(
                f"{column} is both a quasi-identifier and confidential here",
                f"{column} est ici à la fois quasi-identifiant et confidentielle",
            ),
            Words("remove it from one of the two", "retirez-la de l'un des deux"),
            at=at,
        )
    if asked.into_bands and (
        bad := bad_bands(asked.into_bands, schema[column], spot, at=(*at, "into_bands"))
    ):
        yield bad
    yield from _bounds(asked, spot, at)
    yield from _distance(column, asked, schema, spot, at)


def _bounds(asked: Confidential, spot: Spot, at: tuple[str, ...]) -> Iterator[Problem]:
    above = Words("write a number above 0, for example {}", "écrivez un nombre supérieur à 0, par exemple {}")
    unit = Words("write a number from 0 to 1, for example {}", "écrivez un nombre de 0 à 1, par exemple {}")
    one = Words(
        "write a number of at least 1, for example {}", "écrivez un nombre d'au moins 1, par exemple {}"
    )
    share = Words(
        "write a share above 0 %, for example {}", "écrivez une part supérieure à 0 %, par exemple {}"
    )
    ratio = Words("write a ratio c above 0: {}", "écrivez un rapport c supérieur à 0 : {}")
    t, c = asked.t_closeness, asked.recursive_l.c if asked.recursive_l else None
    wrong = {
        "t_closeness": (t is not None and not 0 <= t <= 1, unit, Words("0.2", "0,2")),
        "entropy_l": (asked.entropy_l is not None and asked.entropy_l < 1, one, same("3")),
        "delta_disclosure": (_not_positive(asked.delta_disclosure), above, same("1")),
        "beta_likeness": (_not_positive(asked.beta_likeness), above, same("1")),
        "recursive_l": (_not_positive(c), ratio, same("{ c: 4, l: 3 }")),
        "frequency_at_most": (_not_positive(asked.frequency_at_most), share, same("50 %")),
    }
    for key, (bad, range_, example) in wrong.items():
        if bad:
            yield spot.problem(
                "PK764",
                Words("this number is outside its range", "ce nombre sort de son domaine"),
                Words(range_.en.format(example.en), range_.fr.format(example.fr)),
                at=(*at, key),
            )


def _not_positive(value: Decimal | Fraction | None) -> bool:
    return value is not None and value <= 0


def _distance(
    column: str, asked: Confidential, schema: Schema, spot: Spot, at: tuple[str, ...]
) -> Iterator[Problem]:
    if asked.distance is Distance.HIERARCHICAL and (not asked.hierarchy or asked.into_bands):
        yield spot.problem(
            "PK765",
            Words(
                "the hierarchical distance needs the hierarchy file of the values themselves",
                "la distance hiérarchique demande le fichier de hiérarchie des valeurs elles-mêmes",
            ),
            Words(
                "write hierarchy: and its file, without bands",
                "écrivez hiérarchie: et son fichier, sans tranches",
            ),
            at=(*at, "distance"),
        )
    ordered = (
        asked.into_bands
        or schema[column].type.is_numeric
        or schema[column].type in (Type.DATE, Type.DATETIME)
    )
    if asked.distance is Distance.ORDERED and not ordered:
        yield spot.problem(
            "PK765",
            Words(
                f"the values of {column} have no order to measure a distance in",
                f"les valeurs de {column} n'ont pas d'ordre où mesurer une distance",
            ),
            Words(
                "write distance: equal, or hierarchical; or declare a column of numbers as an integer",
                "écrivez distance: égale, ou hiérarchique ; ou déclarez entière une colonne de nombres",
            ),
            at=(*at, "distance"),
        )
