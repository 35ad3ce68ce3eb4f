"""The synthesizers of SDV 2 (the Synthetic Data Vault, DataCebo): GaussianCopula, CTGAN, TVAE, PAR and HMA.

**Licence.** SDV, CTGAN, Copulas, RDT and DeepEcho are under the Business Source License 1.1: free to use, but not to
offer a synthetic data service to others; each release turns MIT four years after it came out. :data:`LICENCE_NOTE` is
to be shown wherever one of these models is chosen. They are not part of privkit: ``pip install 'privkit[sdv]'``.

GaussianCopula and HMA need neither torch, ctgan nor deepecho; CTGAN and TVAE need torch and ctgan; PAR needs torch and
deepecho. **Nothing bounds what their rows tell of the people learnt from**: only attacks on the result measure it.

SDV is told what the domain says (types, bounds, decimals, formats of dates, public values): it detects nothing. Columns
bear neutral names there and its messages, which may show values, are never passed on. What it would print, log or warn
is silenced; the generators it shares with the process are seeded for the call and put back.
"""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.errors import DataError, Problem, missing_extra
from privkit.synth.codes import misuse
from privkit.synth.domain import Domain, Kind
from privkit.synth.forms import TEXTS, check_columns
from privkit.synth.quiet import Progress, changed, counted, quiet
from privkit.synth.refusals import too_few_units
from privkit.synth.rules import Combinations, Order, Rule, holds
from privkit.synth.sdv_frames import Wide, wide
from privkit.words import Words

Model: TypeAlias = Literal["gaussian_copula", "ctgan", "tvae", "par", "hma"]

LICENCE_NOTE = Words(
    "SDV is a separate product under the Business Source License 1.1: free to use, except to offer a synthetic data "
    "service to others.",
    "SDV est un produit distinct, sous licence Business Source License 1.1 : libre d'emploi, sauf pour offrir à "
    "d'autres un service de données synthétiques.",
)

#: The packages each model needs, beyond those SDV cannot be imported without.
NEEDS: Mapping[Model, tuple[str, ...]] = {
    "gaussian_copula": ("sdv",),
    "hma": ("sdv",),
    "ctgan": ("sdv", "torch", "ctgan"),
    "tvae": ("sdv", "torch", "ctgan"),
    "par": ("sdv", "torch", "deepecho"),
}
READINGS: tuple[Model, ...] = ("par", "hma")
FEWEST = 20
#: Where SDV counts epochs or tables.
BARS = ("ctgan.synthesizers.ctgan", "ctgan.synthesizers.tvae", "deepecho.models.par", "sdv.multi_table.hma")
TABLE = "units"


@dataclass(frozen=True)
class FittedSdv:
    """A fitted synthesizer of SDV. It may hold values of its training data: never release the object itself."""

    model: Model
    synthesizer: Any  # None: every column is constant
    table: Wide
    constraints: tuple[str, ...]
    version: str
    options: Mapping[str, Any] = field(default_factory=dict)

    def sample(self, rows: int, rng: np.random.Generator) -> pd.DataFrame:
        """``rows`` synthetic rows, in the columns, the order and the types of the table learnt from.

        Raises ``DataError`` (PK588) when SDV cannot make them.
        """
        seed = int(rng.integers(2**31 - 1))
        if not rows or self.synthesizer is None:
            months = {plain: np.full((rows, self.table.periods), np.nan) for plain, _ in self.table.profiles}
            nothing = pd.DataFrame({c.plain: c.values.head(0) for c in self.table.modelled})
            return self.table.frame(nothing, months, rows)
        with counted(BARS, None), quiet(seed), changed("sdv.single_table.base", "FIXED_RNG_SEED", seed):
            try:
                _seeded(self.synthesizer, seed)
                made, months = self._made(rows)
            except Exception as error:
                raise _not_learnt(self.model, error) from None
        return self.table.frame(made, months, rows)

    def _made(self, rows: int) -> tuple[pd.DataFrame, dict[str, npt.NDArray[np.float64]]]:
        """The columns outside profiles and the measures, as SDV makes them."""
        if self.model == "par":
            long = self.synthesizer.sample_sequences(num_sequences=rows, sequence_length=self.table.periods)[
                TABLE
            ]
            shape = (rows, self.table.periods)
            months = {m: long[m].to_numpy(np.float64).reshape(shape) for m, _ in self.table.profiles}
            return long.iloc[:: self.table.periods].reset_index(drop=True), months
        if self.model == "hma":
            both = self.synthesizer.sample(num_rows=rows + 1, main_table_name=TABLE)
            units = both[TABLE].head(rows).reset_index(drop=True)
            return units, _placed(units["unit"], both["readings"], self.table)
        made = self.synthesizer.sample(num_rows=rows)[TABLE]
        if len(made) < rows:  # rows that break a constraint were thrown away
            raise ValueError("too few rows")
        return made, {}

    def describe(self) -> Mapping[str, Any]:
        """The model, its options, the constraints SDV was given, its version. Never a value."""
        never = {c.attribute.name: c.never_given for c in self.table.alone if c.never_given}
        return {
            "method": f"sdv {self.model}",
            "sdv": self.version,
            "licence": "BUSL-1.1",
            "options": dict(self.options),
            "constraints": list(self.constraints),
            "constant": [c.attribute.name for c in self.table.alone if c.told is None],
            "values_never_given": never,
        }


def fit_sdv(
    frame: pd.DataFrame,
    domain: Domain,
    model: Model,
    seed: int,
    rules: Sequence[Rule] = (),
    progress: Progress | None = None,
    *,
    epochs: int | None = None,
) -> FittedSdv:
    """Learn the columns of ``domain`` from ``frame``, one row a unit, with a synthesizer of SDV.

    ``par`` and ``hma`` take the profiles of the domain as readings of each unit (all profiles with as many periods);
    the others take their months as columns. An ``Order`` becomes an Inequality and a ``Combinations`` of texts a
    FixedCombinations, when the data keep them and the model takes one row a unit; other rules, and any rule a
    sampled row still breaks, are for :func:`privkit.synth.rules.repair`. Numbers are clipped to the bounds of the
    domain; when one has none, SDV keeps all to the range it met. ``progress(done, total)`` counts epochs or tables.
    ``epochs``: for ctgan, tvae and par; None: SDV's own number.

    The same seed gives the same fit, on one machine and versions.

    Raises ``UsageError`` (PK902) when a package is missing, ``DataError``: too few units (PK581), a text that is
    nearly always different (PK582), data SDV refuses (PK588), no profile for ``par`` or ``hma`` (PK589).
    """
    if model not in NEEDS:
        raise misuse(Words(f"SDV has no model {model}", f"SDV n'a pas de modèle {model}"))
    version = _version(model)
    check_columns(frame, domain)
    if len(frame) < FEWEST:
        raise DataError(too_few_units(len(frame), FEWEST))
    if model in READINGS:
        _check_profiles(model, domain)
    table = wide(frame, domain, np.random.default_rng(seed), model in READINGS)
    given = () if model in READINGS else _constraints(domain, rules, table)
    options = {"epochs": epochs} if epochs and model in ("ctgan", "tvae", "par") else {}
    if not table.modelled and model not in READINGS:
        return FittedSdv(model, None, table, (), version)
    with counted(BARS, progress), quiet(seed), changed("sdv.single_table.base", "FIXED_RNG_SEED", seed):
        try:
            synthesizer = _synthesizer(model, table, _bounded(domain), options)
            if given:
                synthesizer.add_constraints([_as_constraint(rule, table) for rule in given])
            synthesizer.fit(_tables(model, table))
        except Exception as error:
            raise _not_learnt(model, error) from None
    if progress is not None and model == "gaussian_copula":  # the only one without bars
        progress(1, 1)
    return FittedSdv(
        model, synthesizer, table, tuple(type(rule).__name__ for rule in given), version, options
    )


def _version(model: Model) -> str:
    """The version of SDV, once all that the model needs is known to be installed."""
    for package in NEEDS[model]:
        if importlib.util.find_spec(package) is None:
            raise missing_extra(package, "sdv")
    with ExitStack() as stack:
        # At its first import SDV writes its settings for logs in the user's own folder: here in one that goes.
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        importlib.import_module("platformdirs")
        stack.enter_context(changed("platformdirs", "user_data_dir", lambda *_, **__: folder))
        stack.enter_context(quiet(0))
        try:
            import sdv.multi_table  # type: ignore[import-not-found, import-untyped, unused-ignore]
            import sdv.sequential  # type: ignore[import-not-found, import-untyped, unused-ignore]
            import sdv.single_table  # type: ignore[import-not-found, import-untyped, unused-ignore]
        except ModuleNotFoundError as error:
            raise missing_extra(str(error.name), "sdv") from None
    return str(sdv.version.public if hasattr(sdv.version, "public") else sdv.__version__)


def _check_profiles(model: Model, domain: Domain) -> None:
    lengths = {len(profile.columns) for profile in domain.profiles}
    if len(lengths) != 1:
        raise DataError(
            Problem(
                "PK589",
                Words(
                    f"the model {model} needs readings: profiles that all have as many periods",
                    f"le modèle {model} a besoin de relevés : des profils qui ont tous autant de périodes",
                ),
                instead=Words("method: gaussian_copula, or trees", "méthode : gaussian_copula, ou trees"),
            )
        )


def _bounded(domain: Domain) -> bool:
    """Whether every number and date has public bounds: nothing need then be kept to the range met in the data."""
    kinds = (Kind.NUMBER, Kind.INTEGER, Kind.DATE)
    return all(a.low is not None and a.high is not None for a in domain.attributes if a.kind in kinds)


def _constraints(domain: Domain, rules: Sequence[Rule], table: Wide) -> tuple[Rule, ...]:
    """The rules SDV can be given: it has their like, their columns vary, the data keep them, no column twice."""
    learnt = pd.DataFrame({column.attribute.name: column.written(column.values) for column in table.modelled})
    modelled = set(learnt.columns)
    used: set[str] = set()
    out: list[Rule] = []
    for rule in rules:
        if isinstance(rule, Order):
            columns: tuple[str, ...] = (rule.low, rule.high)
        elif isinstance(rule, Combinations) and all(domain[name].kind in TEXTS for name in rule.columns):
            columns = rule.columns
        else:
            continue
        if set(columns) <= modelled - used and holds(learnt, [rule], domain).all():
            used |= set(columns)
            out.append(rule)
    return tuple(out)


def _as_constraint(rule: Rule, table: Wide) -> Any:
    from sdv.cag import FixedCombinations, Inequality  # type: ignore[import-not-found, import-untyped, unused-ignore]

    plain = {column.attribute.name: column.plain for column in table.modelled}
    if isinstance(rule, Order):
        return Inequality(low_column_name=plain[rule.low], high_column_name=plain[rule.high])
    assert isinstance(rule, Combinations)
    return FixedCombinations(column_names=[plain[name] for name in rule.columns])


def _tables(model: Model, table: Wide) -> dict[str, pd.DataFrame]:
    """What SDV is given to learn."""
    units = table.table()
    if model == "hma":
        return {
            TABLE: _with_units(table),
            "readings": table.readings().dropna(subset=_names(table), how="all"),
        }
    if model == "par":
        return {TABLE: table.readings().drop(columns="period").merge(_with_units(table), on="unit")}
    return {TABLE: units}


def _names(table: Wide) -> list[str]:
    return [plain for plain, _ in table.profiles]


def _with_units(table: Wide) -> pd.DataFrame:
    number = len(table.profiles[0][1][0].values)
    return pd.DataFrame({"unit": np.arange(number), **dict(table.table().items())})


def _metadata(model: Model, table: Wide) -> Any:
    """SDV's own description of the tables."""
    from sdv.metadata import Metadata  # type: ignore[import-not-found, import-untyped, unused-ignore]

    columns: dict[str, Any] = {column.plain: dict(column.told or {}) for column in table.modelled}
    key = {"unit": {"sdtype": "id"}}
    described: dict[str, Any] = {"tables": {TABLE: {"columns": columns}}, "relationships": []}
    if model == "par":
        described["tables"] = {
            TABLE: {"columns": {**key, **table.measures(), **columns}, "sequence_key": "unit"}
        }
    if model == "hma":
        period = {"period": {"sdtype": "numerical", "decimal_places": 0}}
        described["tables"] = {
            TABLE: {"columns": {**key, **columns}, "primary_key": "unit"},
            "readings": {"columns": {**key, **period, **table.measures()}},
        }
        described["relationships"] = [
            {
                "parent_table_name": TABLE,
                "parent_primary_key": "unit",
                "child_table_name": "readings",
                "child_foreign_key": "unit",
            }
        ]
    return Metadata.load_from_dict(described)


def _synthesizer(model: Model, table: Wide, bounded: bool, options: Mapping[str, Any]) -> Any:
    import sdv.multi_table  # type: ignore[import-not-found, import-untyped, unused-ignore]
    import sdv.sequential  # type: ignore[import-not-found, import-untyped, unused-ignore]
    import sdv.single_table  # type: ignore[import-not-found, import-untyped, unused-ignore]

    metadata = _metadata(model, table)
    common: dict[str, Any] = {"enforce_min_max_values": not bounded, "enforce_rounding": False, **options}
    match model:
        case "gaussian_copula":
            return sdv.single_table.GaussianCopulaSynthesizer(metadata, **common)
        case "ctgan":
            return sdv.single_table.CTGANSynthesizer(metadata, enable_gpu=False, **common)
        case "tvae":
            return sdv.single_table.TVAESynthesizer(metadata, enable_gpu=False, **common)
        case "par":
            context = [column.plain for column in table.modelled]
            return sdv.sequential.PARSynthesizer(metadata, context_columns=context, cuda=False, **common)
        case "hma":
            return sdv.multi_table.HMASynthesizer(metadata, verbose=False)


def _seeded(synthesizer: Any, seed: int) -> None:
    """Begin the draws again from a seed: SDV by itself gives the same first sample whatever the seed (its issue 2177)."""
    inner = getattr(synthesizer, "_table_synthesizers", {}).values()
    context = getattr(synthesizer, "_context_synthesizer", None)
    for one in (*inner, *([context] if context is not None else []), synthesizer):
        if hasattr(one, "_data_processor"):
            transformers = one._data_processor._hyper_transformer.field_transformers
            for number, name in enumerate(sorted(transformers, key=str)):
                if transformers[name] is not None:
                    transformers[name].random_seed = (seed + 7919 * number) % (2**32 - 2)
            one._data_processor.reset_sampling()
        if hasattr(one, "reset_sampling"):
            one.reset_sampling()
    if inner:
        synthesizer._numpy_seed = seed


def _placed(units: pd.Series[Any], readings: pd.DataFrame, table: Wide) -> dict[str, npt.NDArray[np.float64]]:
    """Readings laid in periods: in their order, near the period SDV gives them, never two in one."""
    place = pd.Index(units).get_indexer(pd.Index(readings["unit"]))
    known = readings[place >= 0].assign(unit=place[place >= 0])
    known = known.sort_values(["unit", "period"], kind="stable")
    known["rank"] = known.groupby("unit").cumcount()
    known = known[known["rank"] < table.periods]
    left = known.groupby("unit")["rank"].transform("size") - known["rank"]  # this one and those after
    wanted = known["period"].round().clip(0, table.periods - 1)
    wanted = (wanted - known["rank"]).groupby(known["unit"]).cummax() + known["rank"]
    period = np.minimum(wanted, table.periods - left).astype(np.int64)
    out = {}
    for plain in _names(table):
        months = np.full((len(units), table.periods), np.nan)
        months[known["unit"], period] = known[plain]
        out[plain] = months
    return out


def _not_learnt(model: Model, error: Exception) -> DataError:
    """PK588. SDV's own message may show values: only its kind is told."""
    kind = type(error).__name__
    return DataError(
        Problem(
            "PK588",
            Words(
                f"SDV's {model} could not learn these data or draw from them ({kind})",
                f"le modèle {model} de SDV n'a pas pu apprendre ces données ou en tirer des lignes ({kind})",
            ),
            instead=Words(
                "method: trees or marginals, or simpler columns",
                "méthode : trees ou marginals, ou des colonnes plus simples",
            ),
        )
    )
