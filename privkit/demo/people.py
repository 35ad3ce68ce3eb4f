"""Common French first names and surnames, and the words of a customer service's remarks.

The people they make are invented. Telephone numbers come from the range the French regulator keeps
for works of fiction (06 39 98 ## ##), so that nobody can be called.
"""

from __future__ import annotations

from typing import Final


def _names(listed: str) -> tuple[str, ...]:
    return tuple(listed.split("|"))


FIRST_NAMES: Final = _names(
    "Marie|Jean|Philippe|Nathalie|Michel|Isabelle|Alain|Sylvie|Patrick|Catherine|Nicolas|Martine|"
    "Christophe|Christine|Pierre|Françoise|Christian|Valérie|Éric|Sandrine|Frédéric|Stéphanie|Laurent|"
    "Véronique|Stéphane|Sophie|David|Céline|Pascal|Chantal|Daniel|Aurélie|Thomas|Léa|Hugo|Manon|Lucas|"
    "Chloé|Théo|Camille|Maël|Inès|Enzo|Zoé|Noël|Anaïs|Loïc|Gaëlle|Yann|Rozenn|Erwan|Maïwenn|Mohamed|"
    "Fatima|Karim|Leïla|Mamadou|Aïcha|Anne-Marie|Jean-François|Élodie|Benoît"
)
SURNAMES: Final = _names(
    "Martin|Bernard|Thomas|Petit|Robert|Richard|Durand|Dubois|Moreau|Laurent|Simon|Michel|Lefèvre|Leroy|"
    "Roux|David|Bertrand|Morel|Fournier|Girard|Bonnet|Dupont|Lambert|Fontaine|Rousseau|Vincent|Müller|"
    "Lefebvre|Faure|André|Mercier|Blanc|Guérin|Boyer|Garnier|Chevalier|François|Legrand|Gauthier|Garcia|"
    "Perrin|Robin|Clément|Morin|Nicolas|Henry|Le Gall|Le Goff|L'Hermitte|L'Hostis|D'Almeida|N'Diaye|"
    "Diallo|Benali|Haddad|Nguyen|Kowalski|Ferreira|Guéguen|Brétécher|Bézier-Loret|Châtelain"
)
SHOPS: Final = _names("Boulangerie|Salon de coiffure|Cabinet|Garage|Pressing|Restaurant|Atelier|Fleurs")
RESIDENCES: Final = _names(
    "Les Tilleuls|Le Belvédère|Les Hauts de l'Erdre|Bellevue|Les Jardins d'Émile|Le Clos Fleuri|"
    "La Roseraie|Les Terrasses|Le Parc Océan|Les Mouettes"
)

#: Remarks that name nobody. The one with a line break and quotation marks tries the CSV readers.
PLAIN_REMARKS: Final = (
    "Compteur inaccessible, relevé estimé",
    "Index transmis par l'abonné",
    "Portail fermé ; second passage",
    "Compteur changé",
    "Regard inondé",
    'Mot laissé sur la porte : "absent jusqu\'au 15"\nsecond passage à prévoir, merci',
    "Relevé à distance",
)
#: Remarks as customer services do write them: a name, a telephone, sometimes health or family.
NAMING_REMARKS: Final = (
    "Rappeler {first} {last} au {phone}",
    "Clé chez {first} {last}, voisin, {phone}",
    "Abonné hospitalisé, contacter sa fille {first} {last} ({phone})",
    "Nouvelle personne au foyer depuis ce mois, dit {first} {last}",
    "Fuite signalée par {first} {last}\nplombier prévenu, tél. {phone}",
)
CORRECTION_REMARK: Final = "Régularisation d'un relevé estimé"


def phone(number: int) -> str:
    """A mobile number of the range kept for fiction, from a number between 0 and 9999.

    >>> phone(42)
    '06 39 98 00 42'
    """
    return f"06 39 98 {number // 100:02d} {number % 100:02d}"
