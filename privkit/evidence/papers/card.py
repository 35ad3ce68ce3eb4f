"""What a card says of one output, before it has a form: identity, uses, misuses, making, limits.

Only what a public report may tell is read: counts are rounded or left out, notes and parameters do not exist here. The
fingerprint and the size of a file are for those who hold it: of a file that is not open to all, or not out yet, a
public card tells neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from privkit.errors import Problem, UsageError, nearest
from privkit.evidence.report.blocks import Bullets
from privkit.evidence.report.html import text_of
from privkit.evidence.report.sections import limits
from privkit.evidence.report.view import View
from privkit.words import Words

#: What a publication says of itself, made to be read by everybody.
_PUBLICATION = (
    "title",
    "description",
    "period",
    "frequency",
    "errata",
    "contact",
    "page",
    "territory",
    "keywords",
)


@dataclass(frozen=True)
class Card:
    """One output as a card tells it. ``sha256`` and ``size`` are None when they are not to be told."""

    view: View  # the public one
    output: Mapping[str, Any]
    rule: Mapping[str, Any]  # what the policy says of it
    publication: Mapping[str, Any]
    file: str  # its name, without a folder
    types: Mapping[str, str]  # column → kind of value, as Croissant names it
    sha256: str | None = None
    size: int | None = None

    @property
    def title(self) -> str:
        """Its title in a catalogue, else that of the policy."""
        return str(
            self.publication.get("title") or self.view.policy["policy"].get("title") or self.output["name"]
        )

    @property
    def released(self) -> bool:
        return self.view.status == "released"


def card_of(evidence: Mapping[str, Any], view: View, reader: str, output: str | None) -> Card:
    """The card of an output, by its name; of the only one when none is named. UsageError (PK837) otherwise.

    ``view`` is the public one; ``reader`` decides whether the fingerprint of the file is told.
    """
    from privkit.evidence.papers.types import types_of

    record = _chosen(evidence["outputs"], output)
    name = record["name"]
    rule: Mapping[str, Any] = next(
        (one for one in evidence["policy"]["outputs"] if one.get("name") == name), {}
    )
    shown = next(one for one in view.evidence["outputs"] if one["name"] == name)
    kept = rule.get("publication") or {}
    told = reader != "public" or (record["sharing"] == "public" and view.status == "released")
    whole = told and bool(record.get("sha256")) and view.left
    return Card(
        view,
        shown,
        next((one for one in view.policy["outputs"] if one.get("name") == name), {}),
        {key: kept[key] for key in _PUBLICATION if kept.get(key)},
        PurePosixPath(str(record.get("file") or name)).name,
        types_of(evidence, record),
        str(record["sha256"]) if whole else None,
        int(record["size"]) if whole else None,
    )


def _chosen(outputs: list[dict[str, Any]], wanted: str | None) -> dict[str, Any]:
    names = [str(one["name"]) for one in outputs]
    if wanted is None and len(outputs) == 1:
        return outputs[0]
    if wanted in names:
        return outputs[names.index(str(wanted))]
    close = nearest(wanted, names) if wanted else None
    listed = ", ".join([close] if close else names)
    if wanted is None:
        message = Words(
            "this run has several outputs: say which", "ce passage a plusieurs sorties : dites laquelle"
        )
    else:
        message = Words(f"this run has no output {wanted}", f"ce passage n'a pas de sortie {wanted}")
    raise UsageError(Problem("PK837", message, instead=Words(f"--of {listed}", f"--of {listed}")))


def known_limits(card: Card) -> list[str]:
    """The limits of the data, one sentence each."""
    return [text_of(item) for item in _lists(card.view)[0]]


def misuses(card: Card) -> list[str]:
    """What the output must not be used for: what holds of every one, then what comes from its own nature."""
    view, nature = card.view, card.output["nature"]
    out = [text_of(item) for item in _lists(view)[-1]]
    if card.output["qualification"] == "personal":
        out.append(
            view(
                "To be published, or handed to anybody but its recipients: these are personal data.",
                "Être publié, ou remis à d'autres que ses destinataires : ce sont des données personnelles.",
            )
        )
    if nature == "synthetic":
        out.append(
            view(
                "To look for somebody, or to study few people: no row is anyone's, and rare cases are the least faithful.",
                "Chercher quelqu'un, ou étudier peu de personnes : aucune ligne n'est celle de quelqu'un, et les cas rares "
                "sont les moins fidèles.",
            )
        )
    if nature == "pseudonymised":
        out.append(
            view(
                "To be joined with another file by its pseudonyms, or tested against known names.",
                "Être rapproché d'un autre fichier par ses pseudonymes, ou confronté à des noms connus.",
            )
        )
    if nature == "generalised":
        out.append(
            view(
                "To be linked with other data about the same people, row by row.",
                "Être croisé avec d'autres données sur les mêmes personnes, ligne à ligne.",
            )
        )
    if nature == "aggregated":
        out.append(
            view(
                "To work out hidden figures by subtraction, from these tables or from others.",
                "Retrouver des chiffres cachés par soustraction, à partir de ces tableaux ou d'autres.",
            )
        )
    return out


def _lists(view: View) -> list[tuple[Any, ...]]:
    """The lists of the section on limits: what is known, and what data must not be used for."""
    return [block.items for block in limits.section(view).blocks if isinstance(block, Bullets)]
