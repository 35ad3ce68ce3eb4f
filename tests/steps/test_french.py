"""The problems of the flow in a French policy: where, what, and what to write instead."""

from __future__ import annotations

import pytest

TABLES = {
    "bills": {
        "home": "direct_identifier code",
        "place": "other code",
        "day": "quasi_identifier date",
        "at": "other datetime",
        "volume": "confidential number:2",
        "people": "quasi_identifier integer",
    },
    "dwellings": {"place": "other integer", "volume": "other number:2"},
}
KEY = "méthode: hachage_à_clé, clé: { secret: K, détenue_par: RSSI }"
FRENCH = [
    ("supprimer: { home: { plus_rares_que: 3 } }",
     "PK702 home distingue les unités protégées : cette étape ne peut pas la changer",
     "utilisez pseudonymiser, ou ne la gardez pas sous minimiser"),
    ("arrondir: { volum: { à: 5 } }",
     "PK701 aucune table ne porte la colonne volum à cette étape", "écrivez volume, ou déplacez l'étape"),
    ("retirer_les_anciens: { durée: 3 ans, à_partir_de: people }",
     "PK706 la colonne people n'est pas une date", "nommez une colonne de type date"),
    ("garder_lignes: { day: { parmi: [31/12/2024] } }",
     "PK707 la colonne day attend une date, par exemple 2026-12-01", "écrivez une date, par exemple 2026-12-01"),
    (f"pseudonymiser: {{ colonnes: [home, place], vers: [ref], {KEY} }}",
     "PK708 colonnes : 2 ; nouveaux noms : 1", "un nouveau nom par colonne, dans le même ordre"),
    (f"pseudonymiser: {{ colonnes: [home], vers: [people], {KEY} }}",
     "PK709 il y a déjà une colonne people", "choisissez un autre nom"),
    (f"pseudonymiser: {{ colonnes: [at], vers: [x], {KEY} }}",
     "PK710 la colonne at n'est ni un texte ni un entier : elle ne peut être hachée", "déclarez-la avec type : code"),
    ("croiser: { tables: [bills, dwellings], sur: people }",
     "PK711 la table dwellings n'a pas de colonne people à cette étape",
     "croisez sur une colonne présente dans les deux tables"),
    ("croiser: { tables: [bills, dwellings], sur: volume }",
     "PK712 les deux tables portent la colonne place", "déclarez-la lue : non dans l'une d'elles"),
    ("croiser: { tables: [bill, dwellings], sur: place }",
     "PK713 il n'y a pas de table bill à cette étape", "écrivez bills"),
    ("résumer: { par: home, colonnes: { x: { somme: volume } } }",
     "PK715 home n'est pas l'unité protégée", "écrivez household"),
    ("résumer: { par: household, table: bil, colonnes: { x: { somme: volume } } }",
     "PK716 on ne sait pas quelle table résumer", "ajoutez table : bills / dwellings"),
    ("plafonner: { day: { à: 5 } }",
     "PK717 la colonne day n'est pas un nombre", "faites-le avant que la colonne soit rendue moins précise"),
    ("résumer: { par: household, colonnes: { x: { dernière: people } } }",
     "PK718 on ne sait pas quelle date utiliser", "ajoutez selon : et le nom d'une colonne de date"),
    ("généraliser: { people: { au: mois } }",
     "PK719 la colonne people est de type entier : cela ne s'y applique pas",
     "pour une colonne déjà moins précise, utilisez une hiérarchie"),
    ("généraliser: { people: { en_tranches: [5, 1] } }",
     "PK720 ces tranches sont illisibles", "écrivez les bornes de la plus petite à la plus grande"),
    ("généraliser: { place: { avec_hiérarchie: h.csv } }",
     "PK721 le niveau de la hiérarchie manque", "ajoutez niveau : et un nom de colonne de son fichier"),
    ("arrondir: { volume: { à: 0.005 } }",
     "PK722 0,005 a plus de décimales que la colonne volume (2)", "écrivez moins de décimales"),
    ("arrondir: { people: { à: 0 } }", "PK723 un multiple est plus grand que 0", "écrivez 5 ou 10"),
    ("rendre_k_anonyme: { k: 2, sur: [people, day], retirer_au_plus: 0 %, poids: { people: 0 } }",
     "PK726 un poids est plus grand que 0", "écrivez 1 ou 10"),
    ("supprimer_localement: { k: 2, sur: [people, day], poids: { people: 0 } }",
     "PK726 un poids est plus grand que 0", "écrivez 1 ou 10"),
    ("bruiter: { colonnes: [people], force: 0 % }",
     "PK730 avec 0 %, cette étape est sans objet", "écrivez une autre part, par exemple 5 %"),
    ("échantillonner: { part: 100 % }",
     "PK730 avec 100 %, cette étape est sans objet", "écrivez une part plus petite, par exemple 90 %"),
    ("bruiter: { colonnes: [people], force: 5 %, bornes: { day: { au_moins: 0 } } }",
     "PK732 aucun bruit n'est ajouté à day", "nommez l'une de ces colonnes : people"),
    ("bruiter: { colonnes: [people], force: 5 %, bornes: { people: { au_moins: 1, au_plus: 0 } } }",
     "PK733 au_moins n'est pas en dessous de au_plus", "écrivez d'abord la plus petite borne"),
    ("permuter: { colonnes: [people, people], à_moins_de: 5 % }",
     "PK735 people est nommée deux fois", "écrivez-la une fois"),
    ("post_randomiser: { colonnes: [day], garder: 80 % }",
     "PK719 les valeurs de day ne sont pas des catégories",
     "généralisez-la avant, ou utilisez bruiter ou permuter"),
    ("microagréger: { colonnes: [day], k: 3 }",
     "PK717 la colonne day n'est pas un nombre", "faites-le avant que la colonne soit rendue moins précise"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "told", "instead"), FRENCH, ids=[told[:5] for _, told, _ in FRENCH])
def test_a_problem_is_told_in_french_where_it_is(bench, step, told, instead):
    document = bench.read(f"- {step}".replace("household", "foyer"), TABLES, "fr")
    problem = bench.flow(document)[1][0]
    assert f"{problem.code} {problem.message.fr}" == told
    assert problem.instead.fr == instead.replace("household", "foyer")
    line = next(n for n, text in enumerate(document.text.splitlines(), 1) if step.split(":")[0] in text)
    assert problem.place.line == line
    assert problem.place.column > 5
    assert problem.message.en != problem.message.fr
    assert problem.instead.en != problem.instead.fr


def test_a_table_without_unit_has_no_group_to_make(bench):
    step = "rendre_k_anonyme: { k: 2, sur: [kind], retirer_au_plus: 0 % }"
    tables = {**TABLES, "places": {"kind": "quasi_identifier category"}}
    (problem,) = bench.flow(bench.read(f"- {step}", tables, "fr"))[1]
    assert problem.lines("fr")[0].endswith("PK724 la table places n'a pas d'unité protégée à compter")
    assert problem.lines("en")[0].endswith("PK724 the table places has no privacy unit to count")
