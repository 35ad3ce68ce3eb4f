"""Risk conditions from the policy to the output: columns set aside to measure never leave, in both languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import privkit
from privkit.errors import DataError

POLICY = """\
privkit: 1
langue: fr
politique:
  nom: enquete
  titre: Enquête
  version: "1"
  état: validée
  date_d_effet: 2026-01-01
  à_revoir_avant: 2999-01-01
registre:
  fiche: R1
  responsable_de_traitement: L'institut
  dpo: Le DPO
  finalité: Étudier les ménages.
  base_légale: { fondement: mission_d_intérêt_public, parce_que: L'enquête est d'intérêt public. }
  personnes_concernées: [ménages]
  catégories_de_données: [logement]
  destinataires: [chercheurs]
  transferts_hors_ue: aucun
  conservation: { durée: 30 ans, à_partir_de: jour, parce_que: Un essai., ensuite: éliminer }
  droits: { information: Page de l'institut. }
gouvernance:
  avis_du_dpo: { sens: favorable, date: 2026-01-01 }
  décision: { par: responsable_de_traitement, qualité: Directrice, date: 2026-01-02 }
preuves: { rapport: [json], lecteurs: [dpo] }
données:
  unité_protégée: { nom: personne, colonne: id }
  tables:
    enquete:
      fichier: enquete.csv
      une_ligne_est: une personne
      origine: { source: institut, collecte: directe, finalité_initiale: statistique }
      colonnes:
        id: { rôle: identifiant_direct, type: code }
        jour: { rôle: autre, type: date }
        zone: { rôle: quasi_identifiant, type: code }
        logement: { rôle: quasi_identifiant, type: catégorie }
        maison: { rôle: autre, type: code }
        poids: { rôle: autre, type: nombre, décimales: 1 }
étapes:
  - retirer_les_anciens: { motif: conservation }
  - minimiser: { garder: { zone: { parce_que: Étudiée. }, logement: { parce_que: Étudié. } } }
diffuser_seulement_si:
  - risque_par_enregistrement: { mesure: foyer, foyer: maison, poids: poids, chacun_au_plus: 20 % }
  - risque_par_enregistrement: { mesure: procureur, chacun_au_plus: 25 % }
  - unicité_dans_la_population: { au_plus: 0 %, population: 1 000 }
  - uniques_particuliers: { score_au_dessus: 0 %, au_plus: 0 %, taux_de_sondage: 1 % }
sorties:
  - nom: fichier
    fichier: sorties/fichier.csv
    nature: généralisées
    qualification: { proposée: personnelle, pour: chercheurs }
    partage: interne
    destinataires: [chercheurs]
"""


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """Twelve persons in three classes of four, two to a house, each standing for ten."""
    rows = [f"P{n},2026-01-02,{n % 3},plain,canari-{n // 2},10" for n in range(12)]
    text = "\n".join(["id,jour,zone,logement,maison,poids", *rows, ""])
    (tmp_path / "enquete.csv").write_text(text, encoding="utf-8")
    path = tmp_path / "enquete.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return path


def test_what_is_set_aside_is_measured_and_never_leaves(policy: Path) -> None:
    run = privkit.apply(policy, as_of=date(2026, 6, 1))
    assert [v["outcome"] for v in run.verdicts] == ["held"] * 4
    # 1 - (1 - r)^2 with r about 1 / 40, twice over
    assert 0.04 < float(run.verdicts[0]["figures"]["highest"]) < 0.08
    assert run.verdicts[1]["figures"]["highest"] in (0.25, "0.25")
    assert list(run.output("fichier").columns) == ["zone", "logement"]
    for path in policy.parent.rglob("*"):
        if path.is_file() and path.name != "enquete.csv":
            assert b"canari" not in path.read_bytes(), path


def test_a_missing_weight_is_told_in_french_and_stops(policy: Path) -> None:
    data = policy.parent / "enquete.csv"
    data.write_text(data.read_text(encoding="utf-8").replace("canari-0,10", "canari-0,", 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        privkit.apply(policy, as_of=date(2026, 6, 1))
    assert caught.value.exit_code == 4
    assert caught.value.text("fr") == [
        "PK681 unités sans poids dans poids : 1",
        "  → donner à chaque unité un poids supérieur à 0 : combien d'unités de la population elle représente",
    ]
