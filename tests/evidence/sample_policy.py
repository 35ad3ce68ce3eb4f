"""The policy of the sample run, normalised: English keywords, as evidence holds it."""

from __future__ import annotations

from typing import Any

POLICY: dict[str, Any] = {
    "privkit": "1",
    "language": "fr",
    "policy": {
        "name": "eau-entrainement",
        "title": "Jeu d'entraînement pour la comparaison des consommations d'eau",
        "version": "2.1",
        "replaces": "2.0",
        "state": "validated",
        "effective_from": "2026-12-01",
        "review_before": "2027-06-30",
    },
    "register": {
        "record": "R-2024-031",
        "controller": "Métropole (Direction du cycle de l'eau)",
        "joint_controllers": [],
        "processors": [{"name": "Exploitant du secteur nord", "contract": "article 28 du 2024-02-01"}],
        "dpo": "dpo@metropole.example",
        "purpose": "Construire des groupes de foyers comparables pour dire à chaque usager où se situe sa "
        "consommation d'eau par rapport à un foyer de référence.",
        "legal_basis": {
            "ground": "public_task",
            "texts": ["délibération 2024-118"],
            "because": "Le service public de l'eau informe ses usagers de leur consommation.",
        },
        "data_subjects": ["abonnés", "autres occupants mineurs compris", "propriétaires"],
        "data_categories": ["identification", "contrat", "consommation", "logement"],
        "recipients": ["équipe science des données"],
        "transfers_outside_eu": [],
        "retention": {
            "duration": {"days": 0, "months": 36},
            "from": "date_releve",
            "because": "La loi compare une consommation aux trois années précédentes.",
            "then": "eliminate",
        },
        "rights": {
            "information": "Mention sur la facture d'eau et page « vos données ».",
            "requests": {"list": "donnees/demandes.csv", "column": "id_contrat"},
        },
        "dpia": {"reference": "AIPD-2024-017", "version": "1.2", "state": "validated"},
    },
    "governance": {"dpo_advice": {"opinion": "favourable", "date": "2026-11-03"}},
    "data": {
        "privacy_unit": {"name": "foyer", "column": "id_contrat"},
        "tables": {
            "factures": {
                "file": "donnees/factures.parquet",
                "one_row_is": "un relevé mensuel d'un contrat",
                "origin": {
                    "source": "régie de l'eau",
                    "collection": "direct",
                    "first_purpose": "facturation de l'eau",
                },
                "columns": {
                    "id_contrat": {"role": "direct_identifier", "type": "code", "read": True},
                    "tarif_social": {
                        "role": "confidential",
                        "type": "yes_no",
                        "read": True,
                        "special_category": "health",
                    },
                },
            },
            "foncier": {
                "file": "donnees/foncier.csv",
                "one_row_is": "un local d'habitation",
                "origin": {
                    "source": "fichiers fonciers",
                    "collection": "indirect",
                    "first_purpose": "établissement des impôts locaux",
                    "compatibility": {
                        "because": "Réutilisation prévue par l'acte d'engagement ; mêmes personnes, aucune décision."
                    },
                    "terms_of_use": {
                        "engagement_act": "AE-2025-04",
                        "declared_functions": ["politique de l'eau"],
                        "expires": "2027-12-31",
                    },
                },
                "columns": {},
            },
        },
    },
    "steps": [
        {
            "pseudonymise": {
                "columns": ["id_contrat", "id_local"],
                "key": {"secret": "PRIVKIT_CLE_ENTRAINEMENT", "held_by": "RSSI"},
            }
        }
    ],
    "release_only_if": [{"k_anonymity": {"at_least": 11}}],
    "outputs": [
        {
            "name": "jeu_entrainement",
            "file": "sorties/entrainement.parquet",
            "nature": "generalised",
            "qualification": {"proposed": "personal", "for": "équipe science des données"},
            "sharing": "agreement",
            "recipients": ["équipe science des données"],
            "eliminate_after": {"days": 0, "months": 12},
        }
    ],
    "comparison": {
        "target": "volume_annuel",
        "unit": "m3",
        "groups_by": ["nb_occupants", "type_logement", "jardin", "surface_m2"],
        "at_least": 30,
        "marks": {"low": "1/5", "middle": "1/2", "high": "4/5"},
        "round_to": "5",
        "file": "sorties/foyer_de_reference.json",
    },
    "technical": {"seed": 1},
    "evidence": {"report": ["html", "markdown", "json"], "readers": ["dpo", "controller"]},
}
