"""DVF: sales of Nantes generalised from the street to the quartier, grouped, and counted again by pandas.

The street (kind and name of way) is put in one column of a copy; nothing else changes. A parcel is the unit.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import privkit
from privkit.api import Result
from privkit.errors import DataError

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
SALES = DATA / "dvf_nantes" / "dvf_nantes_2014_2017.csv.gz"
COMMUNES = DATA / "fr_geo_hierarchy" / "communes_hierarchy.csv.gz"
pytestmark = pytest.mark.skipif(not SALES.exists(), reason="the DVF data are not here")

USED = {
    "id_parcelle": "role: direct_identifier, type: code",
    "date_mutation": "role: quasi_identifier, type: date",
    "street": "role: quasi_identifier, type: category",
    "type_local": "role: quasi_identifier, type: category",
    "nombre_pieces_principales": "role: quasi_identifier, type: integer",
    "valeur_fonciere": "role: confidential, type: number, unit: euros, decimals: 2",
}
BODY = """\
data:
  privacy_unit: {{ name: parcel, column: id_parcelle }}
  tables:
    sales:
      file: sales.csv.gz
      one_row_is: one lot of one sale
      ORIGIN
      columns:
        {columns}
steps:
  - drop_older_than: {{ reason: retention }}
  - summarise:
      by: parcel
      columns:
        street:     {{ latest: street }}
        type_local: {{ latest: type_local }}
        rooms:      {{ largest: nombre_pieces_principales }}
        price:      {{ mean: valeur_fonciere }}
        lots:       {{ count: valeur_fonciere }}
  - minimise:
      keep:
        street:     {{ because: Where. }}
        type_local: {{ because: Compare flat with flat. }}
        rooms:      {{ because: Size. }}
        price:      {{ because: The quantity studied. }}
  - generalise:
      street: {{ with_hierarchy: streets.csv, level: quartier, as: place }}
      rooms:  {{ into_bands: ["0", "1", "2 to 3", "4 and more"] }}
  - make_k_anonymous:
      k: {k}
      on: [place, type_local, rooms]
      remove_at_most: 10 %
release_only_if:
  - k_anonymity: {{ at_least: {k} }}
  - direct_identifiers_left: {{ at_most: 0 }}
outputs:
  - name: prices
    file: outputs/prices.csv
    nature: generalised
    qualification: {{ proposed: personal, for: data team }}
    sharing: internal
    recipients: [data team]
"""
ON = ["place", "type_local", "rooms"]
AS_OF = date(2018, 1, 1)


@pytest.fixture(scope="module")
def sales() -> pd.DataFrame:
    """The file with its street column."""
    frame = pd.read_csv(SALES, dtype=str, keep_default_na=False)
    return frame.assign(street=(frame["type_voie"] + " " + frame["voie"]).str.strip())


@pytest.fixture
def apply(
    tmp_path: Path, sales: pd.DataFrame, write_policy: Callable[..., Path], declared: Callable[..., str]
) -> Callable[[pd.DataFrame, int], Result]:
    """Run the policy with a hierarchy of streets and a k."""

    def run(streets: pd.DataFrame, k: int) -> Result:
        sales.to_csv(
            tmp_path / "sales.csv.gz", index=False, compression={"method": "gzip", "compresslevel": 1}
        )
        streets.to_csv(tmp_path / "streets.csv", index=False)
        columns = declared(USED, list(sales.columns), 8)
        policy = write_policy("dvf", "date_mutation", BODY.format(columns=columns, k=k))
        return privkit.apply(policy, as_of=AS_OF)

    return run


def every_pair(sales: pd.DataFrame) -> pd.DataFrame:
    """Each street with each quartier it goes through."""
    pairs = sales[["street", "quartier"]].drop_duplicates().sort_values(["street", "quartier"])
    return pairs.assign(commune="Nantes").reset_index(drop=True)


def main_quartier(sales: pd.DataFrame) -> pd.DataFrame:
    """Each street with the quartier of most of its sales."""
    main = sales.groupby("street")["quartier"].agg(lambda q: q.value_counts().index[0])
    return main.reset_index().assign(commune="Nantes")


def test_streets_of_several_quartiers_are_told_by_line(
    apply: Callable[..., Result], sales: pd.DataFrame
) -> None:
    streets = every_pair(sales)
    again = streets.index[streets["street"].duplicated()]
    assert len(again) >= 32
    with pytest.raises(DataError) as caught:
        apply(streets, 5)
    problems = caught.value.problems
    assert {p.code for p in problems} == {"PK434"}
    assert [p.place.line for p in problems if p.place] == [i + 2 for i in again[:20]]  # a header, and from 1
    first = again[0] + 2
    assert problems[0].message.en == (
        f"hierarchy of street: the value of line {first} is already on line {first - 1}"
    )
    assert problems[0].instead is not None
    assert problems[0].instead.en == "keep one of the two lines"
    told = str(caught.value)
    assert not any(street in told for street in streets["street"][again])


def units(sales: pd.DataFrame, streets: pd.DataFrame) -> pd.DataFrame:
    """One row per parcel, by pandas alone: latest street and type, most rooms, mean price."""
    kept = sales.assign(
        price=pd.to_numeric(sales["valeur_fonciere"]), rooms=pd.to_numeric(sales["nombre_pieces_principales"])
    )
    days = kept.groupby("id_parcelle")["date_mutation"].transform("max")
    last = kept[kept["date_mutation"] == days].groupby("id_parcelle")[["street", "type_local"]].max()
    place = last["street"].map(streets.set_index("street")["quartier"])
    rest = kept.groupby("id_parcelle").agg(rooms=("rooms", "max"), price=("price", "mean"))
    labels = pd.cut(rest["rooms"], [-1, 0, 1, 3, 99], labels=["0", "1", "2 to 3", "4 and more"]).astype(str)
    return pd.DataFrame(
        {"place": place, "type_local": last["type_local"], "rooms": labels, "price": rest["price"]}
    )


@pytest.mark.parametrize("k", [5, 11])
def test_groups_are_those_of_pandas(apply: Callable[..., Result], sales: pd.DataFrame, k: int) -> None:
    streets = main_quartier(sales)
    run = apply(streets, k)
    assert run.status == "released"
    assert run.evidence["steps"][0]["before"]["sales"] == {"rows": 43_799, "units": 9_177}
    found = run.evidence["steps"][-1]["changes"]["figures"]
    assert set(found["levels"].values()) == {0}  # quartiers are wide enough: small groups are removed
    expected = units(sales, streets)
    sizes = expected.groupby(ON)["price"].transform("size")
    kept = expected[sizes >= k].sort_values([*ON, "price"], ignore_index=True)
    released = run.output("prices").sort_values([*ON, "price"], ignore_index=True)
    pd.testing.assert_frame_equal(released[[*ON, "price"]], kept, check_dtype=False, rtol=0, atol=0.0051)
    groups = released.groupby(ON, dropna=False).size()
    assert (found["groups"], found["smallest_group"]) == (len(groups), groups.min())
    assert run.verdicts[0]["figures"]["smallest"] == groups.min() >= k
    assert found["units_removed"] == len(expected) - len(released) <= 0.1 * len(expected)


TOWNS = """\
data:
  privacy_unit: {{ name: town, column: id }}
  tables:
    towns:
      file: towns.csv
      one_row_is: one commune
      ORIGIN
      columns:
        id:     {{ role: direct_identifier, type: code }}
        day:    {{ role: other, type: date }}
        DEPCOM: {{ role: quasi_identifier, type: code }}
steps:
  - minimise: {{ keep: {{ DEPCOM: {{ because: Where. }} }} }}
  - generalise:
      DEPCOM: {{ with_hierarchy: levels.csv, level: DEP }}
release_only_if:
  - k_anonymity: {{ at_least: 1 }}
outputs:
  - name: towns
    file: outputs/towns.csv
    nature: generalised
    qualification: {{ proposed: personal, for: data team }}
    sharing: internal
    recipients: [data team]
"""


@pytest.fixture
def towns(tmp_path: Path, write_policy: Callable[..., Path]) -> Callable[[str], Result]:
    """Run a policy that takes each commune to its département through another level."""

    def run(between: str) -> Result:
        levels = pd.read_csv(COMMUNES, dtype=str, keep_default_na=False)
        levels[["DEPCOM", between, "DEP"]].to_csv(tmp_path / "levels.csv", index=False)
        numbers = [f"T{n}" for n in range(len(levels))]
        one_each = pd.DataFrame({"id": numbers, "day": "2017-12-31", "DEPCOM": levels["DEPCOM"]})
        one_each.to_csv(tmp_path / "towns.csv", index=False)
        return privkit.apply(write_policy("towns", "day", TOWNS.format()), as_of=AS_OF)

    return run


@pytest.mark.skipif(not COMMUNES.exists(), reason="the communes are not here")
def test_intercommunalities_do_not_nest_in_departments(towns: Callable[[str], Result]) -> None:
    levels = pd.read_csv(COMMUNES, dtype=str, keep_default_na=False)
    first_line = levels.groupby("EPCI").head(1).set_index("EPCI")
    home = levels["EPCI"].map(first_line["DEP"])
    straddling = levels[levels["DEP"] != home].groupby("EPCI", sort=False).head(1)
    starts = dict(zip(first_line.index, levels.groupby("EPCI").head(1).index, strict=True))
    with pytest.raises(DataError) as caught:
        towns("EPCI")
    problems = caught.value.problems
    assert {p.code for p in problems} == {"PK435"}
    # a header line, and lines are counted from 1; the first twenty are told
    wanted = [(starts[epci] + 2, i + 2) for i, epci in straddling["EPCI"].head(20).items()]
    assert [p.message.en for p in problems] == [
        f"hierarchy of DEPCOM: lines {a} and {b} share their label at level EPCI but not at level DEP"
        for a, b in wanted
    ]
    assert problems[0].message.fr == (
        f"hiérarchie de DEPCOM : les lignes {wanted[0][0]} et {wanted[0][1]} ont le même libellé "
        "au niveau EPCI mais pas au niveau DEP"
    )


@pytest.mark.skipif(not COMMUNES.exists(), reason="the communes are not here")
def test_cantons_nest_in_departments(towns: Callable[[str], Result]) -> None:
    run = towns("CV")
    expected = pd.read_csv(COMMUNES, dtype=str, keep_default_na=False)["DEP"].value_counts()
    released = pd.read_csv(run.folder / "outputs" / "towns.csv", dtype=str)["DEPCOM"].value_counts()
    assert released.to_dict() == expected.to_dict()
    assert len(released) == 101
    assert run.verdicts[0]["figures"]["smallest"] == expected.min()
