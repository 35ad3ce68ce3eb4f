"""Where each file of the simulated city goes, relative to its folder. Policies name these paths."""

from __future__ import annotations

from typing import Final

BILLS: Final = "donnees/factures.parquet"
REGISTER: Final = "donnees/foncier.csv"
REQUESTS: Final = "donnees/demandes.csv"
OPERATOR_FILES: Final = {
    "regie": "donnees/operateurs/regie.csv",
    "nord": "donnees/operateurs/nord.csv.gz",
    "sud": "donnees/operateurs/sud.csv",
}
ENERGY: Final = "donnees/energie.parquet"
ENERGY_REQUESTS: Final = "donnees/demandes_energie.csv"
AREAS: Final = "references/iris_vers_secteur.csv"
COMMUNES: Final = "references/communes.csv"
NOTE_FR: Final = "LISEZMOI.txt"
NOTE_EN: Final = "README.txt"
DATA_NOTE: Final = "donnees/LISEZMOI.txt"

#: The columns of the bills, in the Parquet file and in each operator's file.
BILL_COLUMNS: Final = (
    "id_contrat",
    "id_local",
    "nom_titulaire",
    "adresse",
    "usage",
    "code_iris",
    "nb_occupants",
    "date_releve",
    "volume_m3",
    "tarif_social",
    "commentaire",
)
#: The columns of the property register.
REGISTER_COLUMNS: Final = (
    "id_local",
    "type_logement",
    "surface_m2",
    "jardin",
    "piscine",
    "annee_construction",
    "code_commune",
)
#: The columns of the list of requests.
REQUEST_COLUMNS: Final = ("id_contrat", "droit", "finalite", "etat", "date")
ENERGY_REQUEST_COLUMNS: Final = ("point_livraison", "droit", "finalite", "etat", "date")
#: The columns of the geography, from the finest level to the coarsest.
AREA_COLUMNS: Final = ("code_iris", "secteur", "commune", "metropole")
