"""A run record built by hand, close to what a run on a city's water bills leaves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sample_policy import POLICY
from sample_steps import QUASI, STEPS

from privkit.evidence.record import (
    GroupFigures,
    InputRecord,
    Journey,
    OutputMeasures,
    OutputRecord,
    RunRecord,
    Status,
)
from privkit.values import Counts, Interval, Outcome, Verdict
from privkit.words import Words, same

INPUTS = (
    InputRecord(
        table="factures",
        file="donnees/factures.parquet",
        sha256="1f0a4c6e8b2d9f7351c0e4a68d2b7f9013e5c7a9b1d3f5e7092b4d6f8a1c3e57",
        size=48_123_904,
        counts=Counts(612_417, 41_236),
        reading={"format": "parquet"},
        columns_read=(
            "id_contrat",
            "id_local",
            "usage",
            "code_iris",
            "nb_occupants",
            "date_releve",
            "volume_m3",
        ),
        columns_unread=("nom_titulaire", "adresse", "commentaire"),
        origin={"source": "régie de l'eau"},
    ),
    InputRecord(
        table="foncier",
        file="donnees/foncier.csv",
        sha256="9e3b5d7f1a2c4e6081b3d5f7092a4c6e8f1b3d5a7c9e0f2143657a8b9cadbecf",
        size=3_410_552,
        counts=Counts(58_904, None),
        reading={"encoding": "utf-8", "separator": ";", "decimal": ","},
        columns_read=("id_local", "type_logement", "surface_m2", "jardin"),
        columns_unread=(),
        origin={"source": "fichiers fonciers"},
    ),
)


USED = Words("used to link tables", "sert à croiser les tables")
COARSER = Words("made coarser to form groups", "rendue moins précise pour former des groupes")

JOURNEYS = (
    Journey(
        "id_contrat",
        "factures",
        "direct_identifier",
        "used",
        (),
        (Words("used to apply requests", "sert à appliquer les demandes"), USED),
    ),
    Journey("nom_titulaire", "factures", "direct_identifier", "unread", (), ()),
    Journey("adresse", "factures", "direct_identifier", "unread", (), ()),
    Journey("commentaire", "factures", "free_text", "unread", (), ()),
    Journey(
        "usage", "factures", "other", "used", (), (Words("used to choose rows", "sert à choisir les lignes"),)
    ),
    Journey(
        "code_iris",
        "factures",
        "quasi_identifier",
        "changed",
        ("code_iris",),
        (Words("made coarser", "rendue moins précise"), COARSER),
        "Climat et réseau local.",
    ),
    Journey(
        "nb_occupants",
        "factures",
        "quasi_identifier",
        "changed",
        ("nb_occupants",),
        (COARSER,),
        "Premier facteur de la consommation.",
    ),
    Journey(
        "volume_m3",
        "factures",
        "confidential",
        "changed",
        ("volume_annuel",),
        (Words("summarised", "résumée"), Words("capped", "plafonnée")),
        "C'est la grandeur à comparer.",
    ),
    Journey("tarif_social", "factures", "confidential", "dropped", (), ()),
    Journey(
        "type_logement",
        "foncier",
        "quasi_identifier",
        "kept",
        ("type_logement",),
        (),
        "Comparer maison à maison.",
    ),
    Journey(
        "surface_m2",
        "foncier",
        "quasi_identifier",
        "changed",
        ("surface_m2",),
        (COARSER,),
        "Taille du logement.",
    ),
    Journey("jardin", "foncier", "quasi_identifier", "changed", ("jardin",), (COARSER,), "Arrosage l'été."),
)

BEFORE = GroupFigures(
    units=37_911,
    groups=18_204,
    smallest=1,
    unique_units=11_876,
    units_below={5: 26_114, 11: 31_402},
    histogram=(
        ("1", 11_876),
        ("2 to 4", 14_238),
        ("5 to 10", 5_288),
        ("11 to 19", 3_104),
        ("20 to 49", 2_411),
        ("50 and more", 994),
    ),
    prosecutor_highest=1.0,
    prosecutor_average=18_204 / 37_911,
    on=QUASI,
)

AFTER = GroupFigures(
    units=36_718,
    groups=612,
    smallest=13,
    unique_units=0,
    units_below={5: 0, 11: 0},
    histogram=(("11 to 19", 1_846), ("20 to 49", 6_301), ("50 and more", 28_571)),
    prosecutor_highest=1 / 13,
    prosecutor_average=612 / 36_718,
    on=QUASI,
)

MEASURES = (
    OutputMeasures(
        output="jeu_entrainement",
        before=BEFORE,
        after=AFTER,
        units_before=37_911,
        units_after=36_718,
        information_loss=0.2431,
        loss_by_column={
            "code_iris": 0.61,
            "nb_occupants": 0.18,
            "type_logement": 0.03,
            "surface_m2": 0.34,
            "jardin": 0.04,
        },
    ),
)

VERDICTS = (
    Verdict(
        "k_anonymity",
        "jeu_entrainement",
        Outcome.HELD,
        Words("smallest group: 13 foyer", "plus petit groupe : 13 foyer"),
        Words("at least 11", "au moins 11"),
        {"smallest": 13, "required": 11, "units_below": 0, "on": list(QUASI)},
        "Prudence ; nous étendons à ce fichier interne la règle de diffusion des statistiques d'origine fiscale.",
    ),
    Verdict(
        "l_diversity",
        "jeu_entrainement",
        Outcome.HELD,
        Words("least diverse group: 4 values", "groupe le moins divers : 4 valeurs"),
        Words("volume_annuel: at least 3 values", "volume_annuel : au moins 3 valeurs"),
        {"least": 4, "required": 3, "column": "volume_annuel"},
    ),
    Verdict(
        "households_removed",
        "jeu_entrainement",
        Outcome.HELD,
        Words("3.1% removed", "3,1 % retirés"),
        Words("at most 5%", "au plus 5 %"),
        {"share": 1193 / 37911, "required": 0.05, "before": 37_911, "after": 36_718},
    ),
    Verdict(
        "direct_identifiers_left",
        "jeu_entrainement",
        Outcome.HELD,
        Words("0 column", "0 colonne"),
        Words("at most 0", "au plus 0"),
        {"columns": [], "required": 0},
    ),
    Verdict(
        "protection_cost",
        "",
        Outcome.HELD,
        Words(
            "3.8% of messages change (redrawing the raw data alone changes 2.2%)",
            "3,8 % des messages changent (un nouveau tirage des données brutes en change 2,2 %)",
        ),
        Words("at most 5%", "au plus 5 %"),
        {"share": 0.0379, "floor": 0.0217, "required": 0.05},
        "Un usager ne doit pas recevoir un autre message à cause de la protection.",
        interval=Interval(0.0379, 0.0361, 0.0398, 0.95),
    ),
)

OUTPUTS = (
    OutputRecord(
        name="jeu_entrainement",
        file="held/entrainement.parquet",
        nature="generalised",
        sharing="agreement",
        qualification="personal",
        qualification_for="équipe science des données",
        recipients=("équipe science des données",),
        eliminate_after=Words("12 months", "12 mois"),
        sha256="4b7d9f1e3c5a7092b4d6f8a1c3e57f0a4c6e8b2d9f7351c0e4a68d2b7f9013e5",
        size=412_880,
        digest="7c9e0f2143657a8b9cadbecf9e3b5d7f1a2c4e6081b3d5f7092a4c6e8f1b3d5a",
        counts=Counts(36_718, 36_718),
        columns=(*QUASI, "volume_annuel"),
    ),
)

COST: dict[str, Any] = {
    "changed": 0.0379,
    "changed_low": 0.0361,
    "changed_high": 0.0398,
    "confidence": 0.95,
    "floor": 0.0217,
    "no_message": 0.004,
    "worst_group": {"column": "nb_occupants", "label": "5 et plus", "changed": 0.091},
}

LIMITS = (
    Words(
        "One value of id_contrat is counted as one foyer: somebody with several is counted several times.",
        "Une valeur de id_contrat compte pour une unité (foyer) : qui en a plusieurs compte plusieurs fois.",
    ),
    Words(
        "Whoever holds the key (RSSI) can find who a pseudonym stands for: for them these data stay personal.",
        "Qui détient la clé (RSSI) peut retrouver qui est derrière un pseudonyme : pour lui, ces données restent "
        "personnelles.",
    ),
    Words(
        "Only the attacks named in this report were measured. Other means may exist, or appear later.",
        "Seules les attaques nommées dans ce rapport ont été mesurées. D'autres moyens peuvent exister ou apparaître.",
    ),
)


#: What changed since the version let out before.
SINCE: dict[str, Any] = {
    "before": {
        "run": "20261103T081502Z-1c2d3e4f",
        "day": "2026-11-03",
        "version": "2.0",
        "status": "released",
        "manifest_sha256": "5e1f3a7b9c0d2e4f6a8b0c1d3e5f7a9b1c3d5e7f9a0b2c4d6e8f0a1b3c5d7e9f",
    },
    "changes": (
        {
            "effect": "weaker",
            "words": Words(
                "release_only_if, protection_cost, at_most: 3% becomes 5%; more is let through",
                "diffuser_seulement_si, coût_de_protection, au_plus : 3 % devient 5 % ; la sortie est plus facile",
            ),
        },
        {
            "effect": "different",
            "words": Words("policy, version: 2.0 becomes 2.1", "politique, version : 2.0 devient 2.1"),
        },
        {
            "effect": "stronger",
            "words": Words(
                "steps, pseudonymise, key: secrets/a becomes secrets/b",
                "étapes, pseudonymiser, clé : secrets/a devient secrets/b",
            ),
        },
    ),
    "tables": ("factures",),
    "other": (Words("the data changed: factures", "les données ont changé : factures"),),
    "figures": (
        {
            "name": "units",
            "output": "jeu_entrainement",
            "about": "",
            "measure": "count",
            "before": 36_402,
            "after": 36_718,
            "outcomes": ["", ""],
        },
        {
            "name": "k_anonymity",
            "output": "jeu_entrainement",
            "about": "",
            "measure": "smallest",
            "before": 12,
            "after": 13,
            "outcomes": ["held", "held"],
        },
        {
            "name": "protection_cost",
            "output": "",
            "about": "",
            "measure": "share",
            "before": 0.0366,
            "after": 0.0379,
            "outcomes": ["failed", "held"],
        },
    ),
}


def record(**changes: Any) -> RunRecord:
    """A held run: conditions met, decision awaited."""
    base = RunRecord(
        run="20261201T081502Z-5f3a9c1e",
        status=Status.HELD,
        started="2026-12-01T08:15:02Z",
        as_of="2026-12-01",
        engine="duckdb",
        code_version="0.1.0+5f3a9c1e7b2d",
        libraries={"python": "3.11.2", "pandas": "2.3.3", "duckdb": "2.0.1", "numpy": "2.3.5"},
        seed=1,
        policy=POLICY,
        policy_language="fr",
        policy_sha256="aa11bb22cc33dd44ee55ff66007788990a1b2c3d4e5f60718293a4b5c6d7e8f9",
        identity="5f3a9c1e7b2d4f6081a3c5e7092b4d6f8a1c3e57f0a4c6e8b2d9f7351c0e4a68",
        inputs=INPUTS,
        steps=STEPS,
        journeys=JOURNEYS,
        measures=MEASURES,
        verdicts=VERDICTS,
        outputs=OUTPUTS,
        reference={
            "groups": 58,
            "smallest": 31,
            "units": 36_718,
            "explained": 0.41,
            "quality": {
                "groups": {"pinball": [8.61, 14.24, 11.7], "coverage": 0.597, "explained": 0.405},
                "one_reference": {"pinball": [11.7, 20.3, 18.9], "coverage": 0.601, "explained": 0.0},
                "expected_coverage": 0.6,
            },
            "weak": False,
        },
        cost=COST,
        warnings=(
            Words(
                "2 columns are alike in both tables: check that only one is kept.",
                "2 colonnes se ressemblent dans les deux tables : vérifier qu'une seule est gardée.",
            ),
        ),
        limits=LIMITS,
        ledger_head="c0ffee5f3a9c1e7b2d4f6081a3c5e7092b4d6f8a1c3e57f0a4c6e8b2d9f7351c",
    )
    return replace(base, **changes)


def refused() -> RunRecord:
    """A run whose groups are too small and whose cost is too high."""
    small = replace(AFTER, smallest=4, groups=1_310, prosecutor_highest=0.25, unique_units=0)
    small = replace(
        small,
        units_below={5: 116, 11: 2_904},
        histogram=(
            ("2 to 4", 116),
            ("5 to 10", 2_788),
            ("11 to 19", 4_902),
            ("20 to 49", 9_301),
            ("50 and more", 19_611),
        ),
    )
    k, l_diversity, removed, identifiers, cost = VERDICTS
    failed = replace(
        k,
        outcome=Outcome.FAILED,
        measured=Words("smallest group: 4 foyer", "plus petit groupe : 4 foyer"),
        figures={**k.figures, "smallest": 4, "units_below": 2_904},
        nearest=Words(
            "a step make_k_anonymous with k: 11, coarser columns, or at_least: 4",
            "une étape rendre_k_anonyme avec k: 11, des colonnes moins précises, ou au_moins: 4",
        ),
    )
    costly = replace(
        cost,
        outcome=Outcome.FAILED,
        measured=Words("7.4% of messages change", "7,4 % des messages changent"),
        figures={**cost.figures, "share": 0.0741},
        interval=Interval(0.0741, 0.0715, 0.0768, 0.95),
        nearest=Words("at_most: 7.5 %", "au_plus: 7,5 %"),
    )
    return record(
        status=Status.REFUSED,
        measures=(replace(MEASURES[0], after=small),),
        verdicts=(failed, l_diversity, removed, identifiers, costly),
        outputs=(replace(OUTPUTS[0], file="", sha256="", size=0),),
    )


def released() -> RunRecord:
    """A run released under the decision its policy records."""
    decision = {"by": "controller", "capacity": "Directrice du cycle de l'eau", "date": "2026-11-10"}
    policy = {**POLICY, "governance": {**POLICY["governance"], "decision": decision}}
    return record(status=Status.RELEASED, policy=policy)


def inconclusive() -> RunRecord:
    """A run whose cost could not be measured."""
    *others, cost = VERDICTS
    unsure = replace(
        cost,
        outcome=Outcome.INCONCLUSIVE,
        measured=same("—"),
        figures={},
        interval=None,
    )
    return record(status=Status.INCONCLUSIVE, verdicts=(*others, unsure), cost=None, reference=None)
