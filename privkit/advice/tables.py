"""Tables a policy could publish of its data: its own with another protection, or counts and a sum by two columns."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from privkit.advice.items import budget, output, step
from privkit.anonymity.hierarchy_file import read_hierarchy_file
from privkit.errors import DataError, Problem, UsageError, nearest
from privkit.policy.model.aggregation import Aggregate, PrivacyModel, SecrecyRules, TableWanted
from privkit.policy.model.steps import Step
from privkit.steps.aggregate.contribution import ROWS
from privkit.steps.aggregate.wanted import bounds_before
from privkit.steps.base import listed
from privkit.steps.synthesise.known import public_labels
from privkit.steps.texts import YES_NO
from privkit.values import Type
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.advice.ground import Columns, Ground
    from privkit.policy.model.policy import Policy

NAME = "tried"
PARTS = 25  # of the range of what is compared, in a histogram
TABLE_DELTA = "1e-6"
#: Rules of the tables of French tax files, by prudence, where the policy states none.
_SECRECY = {"at_least": "11", "dominance": {"at_most": "85 %"}}


def tables_of(ground: Ground, epsilon: str | None, by: tuple[str, ...]) -> tuple[Policy, Aggregate] | Words:
    """The variant that publishes tables and the step that makes them, or why there is none.

    With ``epsilon``, noise; without, statistical secrecy. UsageError (PK698) for columns that do not leave.
    """
    own = ground.own("aggregate")
    if own is not None and not by:
        return _of_own(ground, own, epsilon)
    columns = ground.columns(ground.banded)
    if not columns.schema.columns:
        return Words("no table of units is left", "aucune table d'unités ne reste")
    keys = _keys(ground, columns, by)
    if not keys:
        return Words("no column is left to make cells of", "aucune colonne ne reste pour faire des cases")
    unknown = [name for name in keys if not public_values(ground, columns, name)]
    if unknown and epsilon is None:
        told = listed(unknown)
        return Words(
            f"nothing public tells the values of {told.en}: bands, a list or a hierarchy file; or --by other columns",
            f"rien de public ne dit les valeurs de {told.fr} : des tranches, une liste ou un fichier de hiérarchie ; ou "
            "--by d'autres colonnes",
        )
    return _built(ground, columns, keys, epsilon)


def _keys(ground: Ground, columns: Columns, by: tuple[str, ...]) -> tuple[str, ...]:
    """The columns asked for, else the first two quasi-identifiers whose values anybody knows, else those that are no
    exact number or day."""
    known = tuple(c.name for c in columns.schema.kept if c.name != columns.target)
    for name in by:
        if name not in known:
            close = nearest(name, known) or ",".join(known[:2])
            raise UsageError(
                Problem(
                    "PK698",
                    Words(
                        f"--by {name}: no such column leaves",
                        f"--by {name} : aucune colonne de ce nom ne sort",
                    ),
                    instead=Words(f"--by {close}", f"--by {close}"),
                )
            )
    public = tuple(name for name in columns.quasi if public_values(ground, columns, name))
    exact = (Type.NUMBER, Type.INTEGER, Type.DATE, Type.DATETIME)
    coarse = tuple(name for name in columns.quasi if columns.schema[name].type not in exact)
    return by or (public or coarse)[:2]


def public_values(ground: Ground, columns: Columns, name: str) -> dict[str, Any]:
    """Where a policy tells the values of a column without its data: a list, its own bands, yes and no; or nothing."""
    own = ground.own("synthesise")
    rule = own.domain.get(name) if own else None
    if rule is not None and (rule.known_list or rule.values):
        told = {"known_list": rule.known_list, "column": rule.column, "values": rule.values}
        return {key: list(v) if isinstance(v, tuple) else v for key, v in told.items() if v is not None}
    language = ground.document.language
    if columns.schema[name].type is Type.YES_NO:
        return {"values": list(YES_NO[language])}
    if labels := public_labels(ground.policy, len(ground.policy.steps), name, language):
        return {"values": list(labels)}
    if labels := _labels_of_file(ground, name):
        return {"values": list(labels)}
    return {}


def _labels_of_file(ground: Ground, name: str) -> tuple[str, ...]:
    """The labels that a hierarchy file gives a column at the level of the policy; none when it cannot be read."""
    rules = [r for item in ground.policy.steps if item.generalise for r in item.generalise.items()]
    rule = next((r for column, r in rules if (r.as_ or column) == name), None)
    if rule is None or rule.with_hierarchy is None or rule.level is None:
        return ()
    folder = ground.document.path.resolve().parent
    try:
        held = read_hierarchy_file(folder / rule.with_hierarchy, column=name)
        return tuple(sorted(set(held.labels[held.level_number(rule.level)])))
    except DataError:  # told by the step that reads it
        return ()


def _built(
    ground: Ground,
    columns: Columns,
    keys: tuple[str, ...],
    epsilon: str | None,
    measures: dict[str, Any] | None = None,
) -> tuple[Policy, Aggregate] | Words:
    """A table of how many units, and of how much of the target when it is a number with public bounds."""
    unit, target = ground.policy.data.privacy_unit.name, columns.target
    noisy, steps = epsilon is not None, ground.banded
    if measures is None:
        measures = {"units": {"count": unit}}
        bounded = target is not None and all(b is not None for b in _bounds(ground, target))
        if target is not None and columns.number and (bounded or not noisy):
            precision = str(Decimal(1).scaleb(-min(1, columns.schema[target].decimals)))
            measures["total"] = {"sum": target, "precision": precision}
    cells = {name: public_values(ground, columns, name) or {"chosen_privately": "yes"} for name in keys}
    wanted = {"by": cells, "measures": measures}
    body: dict[str, Any] = {
        "privacy_model": "statistical_secrecy",
        "tables": {NAME: wanted},
        "secrecy": _SECRECY,
    }
    if noisy:
        body = {"privacy_model": "differential_privacy", "tables": {NAME: {**wanted, "epsilon": epsilon}}}
        at_most = {ROWS[ground.document.language]: "1"}
        steps = (*steps, step(limit_contribution={"per": unit, "at_most": at_most}))
    name = ground.table(ground.banded)
    if len(ground.schemas(ground.banded)) > 1:
        body["from"] = name
    made = step(aggregate=body)
    assert made.aggregate is not None
    return _policy(ground, (*steps, made), made.aggregate, epsilon), made.aggregate


def reference_of(ground: Ground, epsilon: str) -> tuple[Policy, Aggregate] | Words:
    """The variant whose reference table is read from one table with noise: a histogram of the target by group."""
    rule = ground.policy.comparison
    columns = ground.columns(ground.banded)
    if rule is None or not {rule.target, *rule.groups_by} <= {c.name for c in columns.schema.columns}:
        return Words("the columns compared do not leave", "les colonnes comparées ne sortent pas")
    low, high = _bounds(ground, rule.target)
    if low is None or high is None:
        return Words(
            f"no public bounds of {rule.target}: top_code and bottom_code",
            f"pas de bornes publiques de {rule.target} : plafonner et relever_au_plancher",
        )
    width = max(rule.round_to, ((high - low) / PARTS // rule.round_to + 1) * rule.round_to)
    edges = [low]
    while edges[-1] < high:
        edges.append(min(edges[-1] + width, high))
    bands = [format(edge, "f") for edge in edges]
    unit = ground.policy.data.privacy_unit.name
    measures = {"units": {"count": unit}, "spread": {"histogram": rule.target, "bands": bands}}
    made = _built(ground, columns, rule.groups_by, epsilon, measures)
    if isinstance(made, Words):
        return made
    policy, step_ = made
    return policy.model_copy(update={"comparison": rule.model_copy(update={"from_": NAME})}), step_


def _bounds(ground: Ground, target: str) -> tuple[Any, Any]:
    return bounds_before(ground.policy, len(ground.policy.steps)).get(target, (None, None))


def _of_own(ground: Ground, own: Aggregate, epsilon: str | None) -> tuple[Policy, Aggregate] | Words:
    """The policy's own tables, with as much noise or under secrecy."""
    steps = ground.policy.steps[: next(n for n, item in enumerate(ground.policy.steps) if item.aggregate)]
    if epsilon is None:
        steps = tuple(item for item in steps if item.limit_contribution is None)
        rule = _secret(own)
        if rule is None:
            return Words("no count or sum is left to publish", "il ne reste ni nombre ni somme à publier")
    elif not any(item.limit_contribution for item in steps):
        return Words(
            "nothing says how much one unit can change: add limit_contribution",
            "rien ne dit ce qu'une unité peut changer : ajouter limiter_la_contribution",
        )
    else:
        rule = _noisy(own, epsilon)
    return _policy(ground, (*steps, Step(aggregate=rule)), rule, epsilon), rule


def _secret(own: Aggregate) -> Aggregate | None:
    tables = {}
    for name, table in own.tables.items():
        held = {k: m for k, m in _measures(table).items() if m.count or m.sum or m.mean}
        if held and not any(rule.chosen_privately for rule in table.by.values()):
            tables[name] = table.model_copy(update={"measure": None, "measures": held, "epsilon": None})
    if not tables:
        return None
    rules = own.secrecy or SecrecyRules.model_validate(_SECRECY, context={"language": "en"})
    return Aggregate(
        privacy_model=PrivacyModel.STATISTICAL_SECRECY, from_=own.from_, tables=tables, secrecy=rules, then=()
    )


def _measures(table: TableWanted) -> dict[str, Any]:
    return dict(table.measures) if table.measures else {"figure": table.measure}


def _noisy(own: Aggregate, epsilon: str) -> Aggregate:
    """The same parts of the budget, whatever it is."""
    told = {name: table.epsilon for name, table in own.tables.items()}
    whole = sum((e for e in told.values() if e is not None), Decimal(0))
    tables = dict(own.tables)
    if all(e is not None for e in told.values()) and whole:
        parts = {
            name: (e * Decimal(epsilon) / whole).quantize(Decimal("1e-6")) for name, e in told.items() if e
        }
        last = next(reversed(parts))
        parts[last] += Decimal(epsilon) - sum(parts.values())
        tables = {
            name: table.model_copy(update={"epsilon": parts[name]}) for name, table in own.tables.items()
        }
    return own.model_copy(
        update={"privacy_model": PrivacyModel.DIFFERENTIAL_PRIVACY, "tables": tables, "secrecy": None}
    )


def _policy(ground: Ground, steps: tuple[Step, ...], rule: Aggregate, epsilon: str | None) -> Policy:
    policy = ground.policy
    spent = None
    if epsilon is not None:
        like = policy.privacy_budget
        delta = like.this_release.delta if like else None
        unit = policy.data.privacy_unit.name
        spent = budget(epsilon, str(delta) if delta is not None else TABLE_DELTA, unit, like)
    whom = Words("whoever reads the tables", "qui lit les tableaux").say(ground.document.language)
    outputs = tuple(output(name, name, "aggregated", whom) for name in rule.tables)
    return policy.model_copy(
        update={"steps": steps, "outputs": outputs, "comparison": None, "privacy_budget": spent}
    )
