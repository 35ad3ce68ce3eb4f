"""The steps of the sample run, each with its effect."""

from __future__ import annotations

from typing import Any

from privkit.values import Changes, Counts, StepRecord
from privkit.words import Words

QUASI = ("code_iris", "nb_occupants", "type_logement", "surface_m2", "jardin")


def _step(
    number: int, name: str, kind: str, en: str, fr: str, counts: tuple[Any, Any], **more: Any
) -> StepRecord:
    before, after = ({"factures": Counts(*c)} for c in counts)
    return StepRecord(
        number=number,
        name=name,
        kind=kind,
        sentence=Words(en, fr),
        before=before,
        after=after,
        columns_before={"factures": QUASI},
        columns_after={"factures": QUASI},
        parameters=more.get("parameters", {}),
        changes=Changes(more.get("figures", {}), more.get("notes", ())),
        seconds=0.7,
    )


STEPS = (
    _step(
        1,
        "apply_requests",
        "shape",
        "Leave out the persons whose request stands (objection and restriction), refused requests excepted.",
        "Écarter les personnes dont la demande est en vigueur (opposition et limitation), sauf demandes refusées.",
        ((612_417, 41_236), (611_940, 41_204)),
        parameters={"reasons": ["objection", "restriction"]},
        figures={"requests_listed": 41, "requests_applied": 34, "units_named": 32},
    ),
    _step(
        2,
        "drop_older_than",
        "shape",
        "Leave out what is older than 3 years, counted from date_releve.",
        "Écarter ce qui a plus de 3 ans, à compter de date_releve.",
        ((611_940, 41_204), (598_112, 40_987)),
        parameters={"duration": "3 years", "from": "date_releve"},
        figures={"kept_from": "2023-12-01"},
    ),
    _step(
        3,
        "keep_rows",
        "shape",
        "Keep only the rows where usage is domestique (On ne compare que des logements).",
        "Ne garder que les lignes où usage est domestique (On ne compare que des logements).",
        ((598_112, 40_987), (561_008, 38_702)),
        parameters={"usage": {"among": ["domestique"]}},
    ),
    _step(
        4,
        "pseudonymise",
        "shape",
        "Replace id_contrat and id_local by pseudonyms (id_foyer and id_logement), computed with a key held by RSSI.",
        "Remplacer id_contrat et id_local par des pseudonymes (id_foyer et id_logement), calculés avec une clé "
        "détenue par RSSI.",
        ((561_008, 38_702), (561_008, 38_702)),
        parameters={"method": "HMAC-SHA-256", "held_by": "RSSI", "bound_to": "this_version"},
    ),
    _step(
        5,
        "link",
        "shape",
        "Link factures with foncier on id_logement, keeping only the rows that match.",
        "Croiser factures avec foncier sur id_logement, en gardant seulement les lignes qui correspondent.",
        ((561_008, 38_702), (549_377, 37_911)),
        parameters={"tables": ["factures", "foncier"], "on": "id_logement", "keep": "only_matches"},
        figures={"rows": 561_008, "rows_matched": 549_377, "rows_of_second": 58_904},
        notes=(
            Words(
                "97.9% of the rows of factures found their match in foncier.",
                "97,9 % des lignes de factures ont trouvé leur correspondance dans foncier.",
            ),
        ),
    ),
    _step(
        6,
        "summarise",
        "shape",
        "Make one row per foyer: volume_annuel = sum of volume_m3 over the last 12 months.",
        "Faire une ligne par foyer : volume_annuel = somme de volume_m3 sur les 12 derniers mois.",
        ((549_377, 37_911), (37_911, 37_911)),
        parameters={"volume_annuel": {"sum": "volume_m3", "over": "12 months"}},
    ),
    _step(
        7,
        "minimise",
        "shape",
        "Keep only code_iris, nb_occupants, type_logement, surface_m2, jardin and volume_annuel; drop the rest.",
        "Ne garder que code_iris, nb_occupants, type_logement, surface_m2, jardin et volume_annuel ; retirer le reste.",
        ((37_911, 37_911), (37_911, 37_911)),
        figures={"columns_dropped": ["usage", "mois_relevés"]},
    ),
    _step(
        8,
        "top_code",
        "protect",
        "Cap: volume_annuel at most 500.",
        "Plafonner : volume_annuel à 500 au plus.",
        ((37_911, 37_911), (37_911, 37_911)),
        parameters={
            "volume_annuel": {"at": "500", "because": "Au-delà, le volume désigne une seule adresse."}
        },
        figures={"values_changed": {"volume_annuel": 213}},
    ),
    _step(
        9,
        "make_k_anonymous",
        "protect",
        "Make code_iris, nb_occupants, type_logement, surface_m2 and jardin coarser, as little as possible, until at "
        "least 11 foyer share each combination; remove at most 5% of them.",
        "Rendre code_iris, nb_occupants, type_logement, surface_m2 et jardin moins précis, le moins possible, jusqu'à "
        "ce qu'au moins 11 foyer partagent chaque combinaison ; en retirer 5 % au plus.",
        ((37_911, 37_911), (36_718, 36_718)),
        parameters={"k": 11, "on": list(QUASI), "remove_at_most": "1/20"},
        figures={"units_removed": 1_193, "groups": 612, "smallest_group": 13, "loss": 0.2431},
    ),
)
