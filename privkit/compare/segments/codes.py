"""The codes of errors about segments and what guards them, with a title for each."""

from __future__ import annotations

from privkit.words import Words

CODES: dict[str, Words] = {
    "PK555": Words("bands drawn from what is compared", "tranches tirées de ce qu'on compare"),
    "PK556": Words("no bands to propose", "pas de tranches à proposer"),
    "PK558": Words("a table that overlaps an earlier one", "une table qui en chevauche une autre"),
    "PK557": Words("a comparison that rests on chance", "une comparaison qui tient au hasard"),
}
