"""The notes left beside the data: what they are, and what each column says."""

from __future__ import annotations

from pathlib import Path

from privkit.demo.layout import DATA_NOTE, NOTE_EN, NOTE_FR

_FRENCH = """\
VILLE SIMULÉE
=============

Toutes les personnes, adresses, consommations et demandes de ce dossier sont inventées par un programme
(privkit demo ; foyers : {households}, graine : {seed}, mois : {months}, dernier mois : {last_month}).
Seuls sont réels les codes, les noms et les populations arrondies des communes, qui sont publics. Les
numéros d'IRIS, les secteurs, les opérateurs, les rues et les logements sont inventés. Rien ici ne dit
quoi que ce soit d'un habitant réel, ni des consommations réelles d'un quartier.

donnees/      ce que les services enverraient : factures, foncier, demandes (voir donnees/LISEZMOI.txt)
references/   la géographie : IRIS, secteurs, communes

Quelques « canaris » (noms et adresses invraisemblables) sont cachés dans les factures : s'ils paraissent
dans un rapport ou un message, une donnée a fui.
"""
_ENGLISH = """\
A SIMULATED CITY
================

Every person, address, volume and request in this folder was made up by a program
(privkit demo; households: {households}, seed: {seed}, months: {months}, last month: {last_month}).
Only the codes, names and populations of the communes are real, and public. The numbers of the areas
(IRIS), the sectors, the operators, the streets and the dwellings are invented. Nothing here says
anything about a real inhabitant, nor about the real water use of a neighbourhood.

donnees/      what the services would send: bills, property register, requests (see donnees/LISEZMOI.txt)
references/   the geography: areas, sectors, communes

A few "canaries" (improbable names and addresses) hide in the bills: if one of them shows in a report
or a message, a data value has leaked.
"""
_DATA = """\
DONNÉES SIMULÉES : aucune ligne ne décrit une personne réelle.

factures.parquet : un relevé mensuel d'un contrat, tous opérateurs réunis
  id_contrat      code à 9 chiffres ; garder les zéros de tête
  id_local        code du logement ; vide pour un compteur collectif ou un commerce
  nom_titulaire   nom du titulaire du contrat
  adresse         adresse desservie
  usage           domestique, jardin (second compteur du logement), professionnel, collectif
  code_iris       petite zone (numéro inventé)
  nb_occupants    déclaré par l'abonné ; vide quand l'usage n'est pas domestique
  date_releve     dernier jour du mois relevé
  volume_m3       mètres cubes, trois décimales ; négatif pour une correction
  tarif_social    vrai si le contrat a le tarif social
  commentaire     texte libre du service clientèle ; peut nommer quelqu'un

operateurs/ : les mêmes relevés, trois derniers mois seulement, tels que trois opérateurs les envoient
  regie.csv       point-virgule, virgule décimale, Windows-1252, jj/mm/aaaa
  nord.csv.gz     point-virgule, point décimal, UTF-8 avec marque initiale, aaaa-mm-jj, compressé
  sud.csv         virgule, point décimal, UTF-8, aaaa-mm-jj, retours à la ligne dans les commentaires

foncier.csv : un logement par ligne (point-virgule, UTF-8 avec marque initiale)
  id_local, type_logement (maison, appartement), surface_m2, jardin, piscine, annee_construction
  (vide si inconnue), code_commune. Environ 96 % des logements sous contrat y sont ; d'autres n'ont
  pas de contrat.

demandes.csv : les droits exercés (point-virgule, UTF-8, jj/mm/aaaa)
  id_contrat, droit (opposition, limitation, effacement), finalite, etat (recue, en_cours, acceptee,
  refusee), date

energie.parquet : un mois d'un point de livraison, douze derniers mois, au lieu de l'eau (autre service)
  point_livraison code à 14 chiffres ; garder les zéros de tête
  code_iris, type_logement, surface_m2, nb_occupants
  periode_construction, chauffage (électricité, gaz, réseau de chaleur, bois)
  etiquette_energie A à G ; vide si inconnue
  cheque_energie  vrai si le foyer reçoit le chèque énergie
  mois            dernier jour du mois
  energie_kwh     électricité, gaz et chaleur livrés au compteur, en kWh ; le bois n'y est pas
demandes_energie.csv : les droits exercés, par point de livraison

Un contrat n'est pas un foyer : un déménagement ferme un contrat et en ouvre un autre pour le même
logement ; un jardin ou un atelier peut avoir son compteur ; un immeuble peut n'en avoir qu'un.
Quelques lignes sont envoyées deux fois, quelques relevés sont corrigés : c'est voulu.
"""


def write_notes(folder: Path, *, households: int, seed: int, months: int, last_month: str) -> None:
    """Write the three notes: French and English at the root, the columns beside the data."""
    figures = {"households": households, "seed": seed, "months": months, "last_month": last_month}
    for path, text in (
        (NOTE_FR, _FRENCH.format(**figures)),
        (NOTE_EN, _ENGLISH.format(**figures)),
        (DATA_NOTE, _DATA),
    ):
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
