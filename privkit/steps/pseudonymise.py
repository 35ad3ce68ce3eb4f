"""``pseudonymise``: identifiers become keyed hashes, bound to a purpose or a version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from privkit.policy.model.pseudonyms import BoundTo
from privkit.policy.model.pseudonyms import Pseudonymise as Rule
from privkit.steps.base import Context, Done, Kind, Report, Schemas, Spot, Tables, holding, listed, require
from privkit.values import Changes, Column, Role, Type
from privkit.words import Words

HASHABLE = (Type.TEXT, Type.CODE, Type.CATEGORY, Type.INTEGER)


@dataclass(frozen=True)
class Pseudonymise:
    """HMAC-SHA-256 (RFC 2104) of each identifier, with a key held outside the data.

    The message names the policy, its version or its purpose, and the new column: pseudonyms of two
    columns, two purposes or two versions cannot be matched. The old column goes.
    """

    spot: Spot
    rule: Rule
    bound_text: str  # what the pseudonym is bound to: the version or the purpose
    policy_name: str
    name: str = "pseudonymise"
    kind: Kind = "shape"
    changes_rows: bool = False

    def say(self) -> Words:
        old, new = listed(list(self.rule.columns)), listed(list(self.rule.into))
        bound = (
            Words("this version of the policy", "cette version de la politique")
            if self.rule.key.bound_to is BoundTo.THIS_VERSION
            else Words("this purpose", "cette finalité")
        )
        fr = (
            ("des pseudonymes", "calculés", "valables")
            if len(self.rule.columns) > 1
            else ("un pseudonyme", "calculé", "valable")
        )
        return Words(
            f"Replace {old.en} by pseudonyms ({new.en}), computed with a key held by {self.rule.key.held_by} and good for "
            f"{bound.en} only.",
            f"Remplacer {old.fr} par {fr[0]} ({new.fr}), {fr[1]} avec une clé détenue par {self.rule.key.held_by}, "
            f"{fr[2]} pour {bound.fr} seulement.",
        )

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        if len(self.rule.columns) != len(self.rule.into):
            report(
                self.spot.problem(
                    "PK708",
                    Words(
                        f"columns: {len(self.rule.columns)}; new names: {len(self.rule.into)}",
                        f"colonnes : {len(self.rule.columns)} ; nouveaux noms : {len(self.rule.into)}",
                    ),
                    Words(
                        "one new name per column, in the same order",
                        "un nouveau nom par colonne, dans le même ordre",
                    ),
                    at=("into",),
                )
            )
            return schemas
        out = dict(schemas)
        for old, new in zip(self.rule.columns, self.rule.into, strict=True):
            require(out, old, self.spot, report, at=("columns",))
            for table, schema in list(holding(out, old)):
                self._check(old, new, schema, report)
                column = Column(new, Type.CODE, _role(schema[old]), schema[old].origin, pseudonym=True)
                changed = schema.replacing(old, column)
                out[table] = replace(changed, unit=new) if schema.unit == old else changed
        return out

    def _check(self, old: str, new: str, schema: Any, report: Report) -> None:
        if new in schema and new != old:
            report(
                self.spot.problem(
                    "PK709",
                    Words(f"there is a column {new} already", f"il y a déjà une colonne {new}"),
                    Words("choose another name", "choisissez un autre nom"),
                    at=("into",),
                )
            )
        if schema[old].type not in HASHABLE:
            report(
                self.spot.problem(
                    "PK710",
                    Words(
                        f"the column {old} is neither text nor a whole number: it cannot be hashed",
                        f"la colonne {old} n'est ni un texte ni un entier : elle ne peut être hachée",
                    ),
                    Words("declare it with type: code", "déclarez-la avec type : code"),
                    at=("columns",),
                )
            )

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        key = context.secret(self.rule.key.secret)
        out = dict(tables)
        for old, new in zip(self.rule.columns, self.rule.into, strict=True):
            message = ("privkit pseudonym 1", self.policy_name, self.bound_text, new)
            for table, _ in holding(schemas, old):
                hashed = context.engine.keyed_hash(out[table], [old], new, key, message)
                out[table] = hashed if new == old else hashed.drop(old)
        return Done(out, self.changes)

    @property
    def changes(self) -> Changes:
        """What it changes, whatever the data."""
        return Changes({"columns": list(self.rule.into)})

    def parameters(self) -> Mapping[str, Any]:
        return {
            "columns": list(self.rule.columns),
            "into": list(self.rule.into),
            "method": "HMAC-SHA-256",
            "held_by": self.rule.key.held_by,
            "bound_to": self.rule.key.bound_to.value,
        }


def _role(old: Column) -> Role:
    """A pseudonym no longer names anyone; equal values keep equal pseudonyms, so they still group people."""
    grouping = (Role.QUASI_IDENTIFIER, Role.CONFIDENTIAL)
    return old.role if old.role in grouping else Role.OTHER
