from __future__ import annotations

import pytest

from privkit.risk.column_names import NameFinding, scan_name


@pytest.mark.parametrize(
    ("name", "suggests"),
    [
        ("nom", "name"), ("NOM_USAGE", "name"), ("nomUsage", "name"), ("Nom de l'abonné", "name"),
        ("nom_1", "name"), ("nom1", "name"), ("last_name", "name"), ("Customer Name", "name"),
        ("nom_fichier_client_prenom", "first_name"),
        ("prénom", "first_name"), ("Prenoms", "first_name"), ("PRE\u0301NOM", "first_name"),
        ("email", "email"), ("E-mail", "email"), ("e_mail", "email"), ("adresse_mail", "email"),
        ("Courriel", "email"), ("adresse électronique mail", "email"),
        ("tél", "telephone"), ("TEL_PORTABLE", "telephone"), ("telephone2", "telephone"), ("numéro de téléphone", "telephone"),
        ("adresse", "address"), ("Adresse1", "address"), ("rue", "address"), ("numero_voie", "address"),
        ("home address", "address"), ("adresseComplete", "address"),
        ("adresse_ip", "ip_address"), ("IP", "ip_address"), ("client_ip", "ip_address"), ("IPAddress", "ip_address"),
        ("nir", "social_security_number"), ("numero_secu", "social_security_number"),
        ("N° de sécurité sociale", "social_security_number"), ("SSN", "social_security_number"),
        ("iban", "bank_account"), ("RIB", "bank_account"), ("code_rib", "bank_account"),
        ("immatriculation", "vehicle"), ("passport_number", "identity_document"),
    ],
)  # fmt: skip
def test_names_that_suggest_an_identifier(name: str, suggests: str) -> None:
    assert scan_name(name) == NameFinding(name, suggests, "identifier")


@pytest.mark.parametrize("name", ["date_naissance", "Date de naissance", "DDN", "birth_date", "dob"])
def test_a_full_date_of_birth_is_only_a_note(name: str) -> None:
    assert scan_name(name) == NameFinding(name, "date_of_birth", "note")


@pytest.mark.parametrize(
    "name",
    [
        "", "nombre", "nombre_pieces", "nomenclature", "nominal", "renom", "prenommer", "nombre_email",
        "nb_telephones", "nom_commune", "Nom de la commune", "NOM_IRIS", "nom_quartier", "file_name",
        "code_voie", "type_voie", "siret", "SIREN", "id_contrat", "contrat", "code_insee", "iris",
        "tribunal", "attribut", "ripisylve", "equipe", "tarif", "rural", "ruelle", "telerelève", "hotel",
        "annee_naissance", "m3", "consommation_m3", "surface", "tranche_revenu", "emailing", "native-country",
        "type_adresse", "part_adresses", "nirvana", "avenir", "NOM_DEP",
    ],
)  # fmt: skip
def test_names_that_suggest_nothing(name: str) -> None:
    assert scan_name(name) is None
