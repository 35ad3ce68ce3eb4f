"""The 24 communes the simulated city borrows its outline from, and invented streets.

Commune codes, names and legal populations are public figures (Insee, code officiel géographique and
populations légales); shares of houses are rounded from the 2018 census. Which operator serves which
commune is invented, in proportions close to the published ones (Montginoul, Even, Verdon 2010:
one public operator for about 70 % of people, two private ones for the rest).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Operator = Literal["regie", "nord", "sud"]
OPERATORS: Final[tuple[Operator, ...]] = ("regie", "nord", "sud")
METROPOLIS: Final = "Métropole simulée"


@dataclass(frozen=True)
class Commune:
    """One commune: code, name, inhabitants, share of dwellings that are houses, operator of its water."""

    code: str
    name: str
    inhabitants: int
    houses: float
    operator: Operator


COMMUNES: Final = (
    Commune("44009", "Basse-Goulaine", 9_555, 0.83, "regie"),
    Commune("44018", "Bouaye", 8_144, 0.79, "sud"),
    Commune("44020", "Bouguenais", 20_410, 0.75, "sud"),
    Commune("44024", "Brains", 2_811, 0.98, "sud"),
    Commune("44026", "Carquefou", 20_510, 0.66, "nord"),
    Commune("44035", "La Chapelle-sur-Erdre", 20_331, 0.74, "nord"),
    Commune("44047", "Couëron", 23_057, 0.77, "nord"),
    Commune("44074", "Indre", 4_130, 0.71, "nord"),
    Commune("44094", "Mauves-sur-Loire", 3_312, 0.94, "nord"),
    Commune("44101", "La Montagne", 6_488, 0.81, "sud"),
    Commune("44109", "Nantes", 323_204, 0.20, "regie"),
    Commune("44114", "Orvault", 27_872, 0.59, "nord"),
    Commune("44120", "Le Pellerin", 5_358, 0.82, "sud"),
    Commune("44143", "Rezé", 42_998, 0.50, "regie"),
    Commune("44150", "Saint-Aignan-Grandlieu", 3_986, 0.97, "sud"),
    Commune("44162", "Saint-Herblain", 49_537, 0.39, "regie"),
    Commune("44166", "Saint-Jean-de-Boiseau", 5_982, 0.90, "sud"),
    Commune("44171", "Saint-Léger-les-Vignes", 2_056, 0.93, "sud"),
    Commune("44172", "Sainte-Luce-sur-Loire", 15_527, 0.69, "nord"),
    Commune("44190", "Saint-Sébastien-sur-Loire", 28_283, 0.57, "regie"),
    Commune("44194", "Sautron", 8_512, 0.76, "nord"),
    Commune("44198", "Les Sorinières", 9_031, 0.82, "sud"),
    Commune("44204", "Thouaré-sur-Loire", 10_783, 0.72, "nord"),
    Commune("44215", "Vertou", 26_002, 0.78, "sud"),
)

_STREETS_BY_TYPE: Final = {
    "rue": (
        "des Lilas|du Lavoir|de la Fontaine|des Écoles|du Moulin|de l'Église|des Tilleuls|du Port|"
        "de la Gare|des Vignes|du Puits|de l'Abbé Grégoire|Jean Jaurès|Victor Hugo|Marie Curie|"
        "Louise Michel|Jules Verne|Anatole France|Émile Zola|Pierre Loti|des Mésanges|des Hirondelles|"
        "du Four à Chaux|de la Marne|de Verdun|du 11 Novembre|des Acacias|des Camélias|de l'Erdre|"
        "des Pêcheurs|du Marché|de la Paix|des Jonquilles|du Bois Joli|George Sand|Guy Môquet|"
        "de Bel Air|des Noisetiers|du Pâtis|de la Mairie"
    ),
    "avenue": (
        "de la Liberté|des Chênes|du Général de Gaulle|des Sports|de la République|Salvador Allende|"
        "des Pins|du Lac|de l'Océan|Aristide Briand|des Érables|de la Forêt"
    ),
    "boulevard": (
        "de l'Atlantique|des Frères Lumière|du Maréchal Juin|Auguste Péneau|de la Loire|"
        "Robert Schuman|des Belges|Gaston Doumergue"
    ),
    "chemin": (
        "des Landes|de la Lande|du Halage|des Marais|de la Grée|du Coteau|de l'Étang|des Prés|"
        "de la Noë|du Gué|de Saint-Roch|du Bois"
    ),
    "place": "de l'Europe|du Commerce|des Droits de l'Homme|Sainte-Anne|du Vieux Puits|de la Poste|Zola|du Sanitat",
}
STREETS: Final = tuple(
    f"{kind} {name}" for kind, names in _STREETS_BY_TYPE.items() for name in names.split("|")
)
