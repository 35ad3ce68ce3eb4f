"""Problems of the tables a policy asks for, told without reading data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from privkit.errors import Problem, nearest
from privkit.policy.model.aggregation import Aggregate as Rule
from privkit.policy.model.aggregation import Measure, Method, PrivacyModel, TableWanted
from privkit.steps.aggregate.contribution import Contribution
from privkit.steps.aggregate.range_checks import never_met
from privkit.steps.aggregate.wanted import (
    ROWS,
    MeasureSpec,
    Settings,
    TableSpec,
    column_of_measure,
    kind_of,
    spec_of,
    written_measures,
)
from privkit.steps.base import Report, Spot
from privkit.values import Schema
from privkit.words import Words

Path = tuple[str | int, ...]
TOP = 2**52  # of a fixed-point number


def table_specs(
    rule: Rule, schema: Schema, settings: Settings, spot: Spot, report: Report
) -> tuple[TableSpec, ...]:
    """The tables, settled; what does not fit is reported and left out."""
    out = []
    for name, wanted in rule.tables.items():
        measures = []
        for problem in (*_keys(name, wanted, schema, spot), *never_met(name, wanted, schema, settings, spot)):
            report(problem)
        for word, measure in written_measures(wanted).items():
            path: Path = ("tables", name, "measure") if wanted.measure else ("tables", name, "measures", word)
            found, problems = _measure(word, measure, schema, settings, spot, path)
            for problem in problems:
                report(problem)
            if found is not None:
                measures.append(found)
        epsilon = Fraction(wanted.epsilon) if wanted.epsilon is not None else None
        by = tuple(column for column in wanted.by if column in schema)
        out.append(TableSpec(name, by, tuple(measures), epsilon, wanted.mechanism))
    return tuple(out)


def _keys(name: str, wanted: TableWanted, schema: Schema, spot: Spot) -> Iterator[Problem]:
    for column, rule in wanted.by.items():
        at: Path = ("tables", name, "by", column)
        if column not in schema or column == schema.unit:
            yield _no_column(column, schema, spot, at)
        if (rule.from_ is None) != (rule.to is None):
            yield spot.problem(
                "PK771",
                Words(f"the range of {column} has one end only", f"l'intervalle de {column} n'a qu'un bout"),
                Words("write { from: 2025-01, to: 2025-12 }", "écrivez { de: 2025-01, à: 2025-12 }"),
                at=at,
            )
        if rule.known_list is None and (rule.column or rule.label):
            yield spot.problem(
                "PK786",
                Words(
                    f"`{spot.word('column')}` and `{spot.word('label')}` name columns of a public list, and there is none",
                    f"`{spot.word('column')}` et `{spot.word('label')}` nomment des colonnes d'une liste publique, et il n'y en a pas",
                ),
                Words("add known_list:", "ajoutez liste_connue :"),
                at=at,
            )


def _no_column(column: str, schema: Schema, spot: Spot, at: Path) -> Problem:
    names = [c.name for c in schema.kept if c.name != schema.unit]
    close = nearest(column, names)
    return spot.problem(
        "PK783",
        Words(
            f"the table that is aggregated has no column {column} that may be published",
            f"la table agrégée n'a pas de colonne {column} qui puisse être publiée",
        ),
        Words(f"write {close}", f"écrivez {close}")
        if close
        else Words("keep it under minimise", "gardez-la sous minimiser"),
        at=at,
    )


def _measure(
    word: str, measure: Measure, schema: Schema, settings: Settings, spot: Spot, path: Path
) -> tuple[MeasureSpec | None, list[Problem]]:
    kind, name = kind_of(measure, settings), column_of_measure(measure)
    if kind is None:
        rows = ROWS[settings.language]
        return None, [
            spot.problem(
                "PK787",
                Words(
                    f"what is counted is {settings.unit_name} or {rows}",
                    f"on compte {settings.unit_name} ou {rows}",
                ),
                Words(f"write count: {settings.unit_name}", f"écrivez nombre : {settings.unit_name}"),
                at=path,
            )
        ]
    if name is None:
        return spec_of(word, measure, kind, None, settings), []
    if name not in schema or name == schema.unit:
        return None, [_no_column(name, schema, spot, path)]
    column = schema[name]
    if not column.type.is_numeric:
        return None, [
            spot.problem(
                "PK788",
                Words(f"the column {name} is not a number", f"la colonne {name} n'est pas un nombre"),
                Words(
                    "count it instead, or leave it as a number", "comptez-la plutôt, ou laissez-la en nombre"
                ),
                at=path,
            )
        ]
    spec = spec_of(word, measure, kind, column, settings)
    return spec, list(_numbers(spec, measure, column.decimals, settings.noisy, spot, path))


def _numbers(
    spec: MeasureSpec, measure: Measure, decimals: int, noisy: bool, spot: Spot, path: Path
) -> Iterator[Problem]:
    """Bounds, precision, edges, quantiles and weight that cannot be used."""
    if noisy and (spec.low is None or spec.high is None):
        yield _no_bounds(spec, spot, path)
    for code, en, fr, write_en, write_fr in (
        *_wrong_bounds(spec, measure, decimals),
        *_wrong_edges(spec, decimals),
    ):
        message = Words(f"{spec.column}: {en}", f"{spec.column} : {fr}")
        yield spot.problem(code, message, Words(f"write {write_en}", f"écrivez {write_fr}"), at=path)


def _no_bounds(spec: MeasureSpec, spot: Spot, path: Path) -> Problem:
    return spot.problem(
        "PK774",
        Words(
            f"the bounds of {spec.column} are not said: they cannot be read from the data",
            f"les bornes de {spec.column} ne sont pas dites : elles ne peuvent être lues dans les données",
        ),
        Words(
            "write bounds: [0, 25], or bottom_code and top_code before",
            "écrivez bornes : [0, 25], ou relever_au_plancher et plafonner avant",
        ),
        at=path,
    )


Fault = tuple[str, str, str, str, str]  # code, message and what to write instead, in both languages


def _wrong_bounds(spec: MeasureSpec, measure: Measure, decimals: int) -> Iterator[Fault]:
    low, high = spec.low, spec.high
    if low is not None and high is not None and (low >= high or len(measure.bounds) not in (0, 2)):
        yield (
            "PK775",
            "bounds go from a smaller to a larger number",
            "les bornes vont d'un nombre à un plus grand",
            "bounds: [0, 25]",
            "bornes : [0, 25]",
        )
    if spec.precision <= 0 or spec.decimals > decimals:
        yield (
            "PK776",
            f"the precision is more than 0, with at most the column's {decimals} decimals",
            f"la précision est plus grande que 0, avec au plus les {decimals} décimales de la colonne",
            "precision: 1",
            "précision : 1",
        )
    elif low is not None and high is not None and _too_large(spec):
        yield (
            "PK775",
            "the bounds are too wide for this precision",
            "les bornes sont trop larges pour cette précision",
            "narrower bounds, or a coarser precision",
            "des bornes plus étroites, ou une précision moins fine",
        )
    if measure.weight is not None and measure.weight <= 0:
        yield ("PK776", "a weight is more than 0", "un poids est plus grand que 0", "weight: 1", "poids : 1")


def _wrong_edges(spec: MeasureSpec, decimals: int) -> Iterator[Fault]:
    write = "bands: [0, 5, 10, 25]", "tranches : [0, 5, 10, 25]"
    if spec.edges and any(a >= b for a, b in pairwise(spec.edges)):
        yield ("PK777", "the edges of bands rise", "les bornes des tranches croissent", *write)
    elif len(spec.edges) == 1 or (spec.kind == "histogram" and not spec.edges):
        yield ("PK777", "a histogram has at least two edges", "un histogramme a au moins deux bornes", *write)
    elif any(_finer(edge, decimals) for edge in spec.edges):
        yield (
            "PK777",
            f"an edge has more decimals than the column ({decimals})",
            f"une borne a plus de décimales que la colonne ({decimals})",
            *write,
        )
    if (spec.kind == "quantiles") != bool(spec.at) or any(not 0 < q < 1 for q in spec.at):
        yield (
            "PK777",
            "quantiles say which ones, between 0 % and 100 %",
            "des quantiles disent lesquels, entre 0 % et 100 %",
            "at: [25 %, 50 %, 75 %]",
            "à : [25 %, 50 %, 75 %]",
        )


def _too_large(spec: MeasureSpec) -> bool:
    assert spec.low is not None and spec.high is not None
    return max(abs(spec.low), abs(spec.high)) / spec.precision > TOP // 2**20


def _finer(value: Decimal, decimals: int) -> bool:
    return -int(value.normalize().as_tuple().exponent) > decimals


def bound_problems(
    specs: Sequence[TableSpec], caps: Contribution, unit_name: str, spot: Spot
) -> Iterator[Problem]:
    """Tables whose contributions nothing bounds (PK773)."""
    for spec in specs:
        at: Path = ("tables", spec.name, "by")
        open_columns = [c for c in spec.by if c not in caps.values]
        if caps.groups_of(spec.by) is None:
            names = ", ".join(open_columns)
            yield spot.problem(
                "PK773",
                Words(
                    f"nothing limits how many values of {names} one {unit_name} can be in",
                    f"rien ne limite le nombre de valeurs de {names} où peut être une même unité ({unit_name})",
                ),
                Words(
                    f"add it to at_most of {spot.word('limit_contribution')}, such as {open_columns[0]}: 12",
                    f"ajoutez-la à au_plus de {spot.word('limit_contribution')}, par exemple {open_columns[0]}: 12",
                ),
                at=at,
            )
        counts_rows = any(m.kind != "count_units" for m in spec.measures)
        if counts_rows and caps.rows_in_cell(spec.by) is None:
            yield spot.problem(
                "PK773",
                Words(
                    f"nothing limits the rows of one {unit_name} in a cell",
                    f"rien ne limite les lignes d'une même unité ({unit_name}) dans une case",
                ),
                Words("add rows_per_month: 1, or rows: 48", "ajoutez lignes_par_mois: 1, ou lignes: 48"),
                at=at,
            )


def secrecy_problems(rule: Rule, specs: Sequence[TableSpec], spot: Spot) -> Iterator[Problem]:
    """What statistical secrecy lacks, or cannot do (PK789)."""
    if rule.privacy_model is not PrivacyModel.STATISTICAL_SECRECY:
        if rule.secrecy is not None:
            yield _secrecy(
                spot,
                "secrecy goes with statistical_secrecy",
                "secret va avec secret_statistique",
                ("secrecy",),
            )
        return
    if rule.secrecy is None or (rule.secrecy.preset is None and rule.secrecy.at_least is None):
        yield _secrecy(
            spot,
            "write secrecy: { at_least: 11 } or { preset: tax }",
            "écrivez secret : { au_moins: 11 } ou { préréglage: fiscal }",
            (),
        )
    for spec in specs:
        for measure in spec.measures:
            if measure.kind not in ("count_units", "count_rows", "sum", "mean"):
                at: Path = ("tables", spec.name)
                yield _secrecy(
                    spot,
                    "a table under secrecy holds counts, sums and means",
                    "un tableau sous secret porte des nombres, des sommes et des moyennes",
                    at,
                )
    for name, wanted in rule.tables.items():
        for column, key in wanted.by.items():
            if key.chosen_privately:
                yield _secrecy(
                    spot,
                    "keys chosen privately need differential privacy",
                    "des clés choisies en privé demandent la confidentialité différentielle",
                    ("tables", name, "by", column),
                )


def rounding_problems(rule: Rule, specs: Sequence[TableSpec], spot: Spot) -> Iterator[Problem]:
    """Sums whose multiple a controlled rounding lacks, and figures it cannot make (PK789)."""
    asked = rule.secrecy
    if asked is None or asked.method is not Method.CONTROLLED_ROUNDING:
        return
    for spec in specs:
        for measure in spec.measures:
            if measure.kind == "mean":
                yield _secrecy(
                    spot,
                    "a controlled rounding makes counts and sums: ask a ratio under then:",
                    "un arrondi contrôlé fait des nombres et des sommes : demandez un rapport sous puis :",
                    ("tables", spec.name),
                )
            elif measure.kind == "sum" and measure.column not in asked.bases:
                yield _secrecy(
                    spot,
                    f"say to what {measure.column} is rounded: bases: {{ {measure.column}: 100 }}",
                    f"dites à quoi {measure.column} est arrondie : bases : {{ {measure.column}: 100 }}",
                    ("secrecy",),
                )


def _secrecy(spot: Spot, en: str, fr: str, at: Path) -> Problem:
    return spot.problem(
        "PK789",
        Words("statistical secrecy: this is not settled", "secret statistique : ceci n'est pas réglé"),
        Words(en, fr),
        at=at,
    )
