"""The step that replaces identifiers by pseudonyms, and the key it needs."""

from __future__ import annotations

from privkit.policy.scalars import Label, Name
from privkit.policy.terms import Choice, Section, term


class HashMethod(Choice):
    KEYED_HASH = "keyed_hash", "hachage_à_clé"


class BoundTo(Choice):
    THIS_VERSION = "this_version", "cette version"
    THIS_PURPOSE = "this_purpose", "cette finalité"


class Key(Section):
    """The secret key: named here, held elsewhere, never by the DPO."""

    secret: Name = term(
        "secret",
        "Environment variable that holds the key, or the path of its file.",
        "Variable d'environnement qui porte la clé, ou le chemin de son fichier.",
    )
    held_by: Label = term(
        "détenue_par", "Who holds the key (not the DPO).", "Qui détient la clé (pas le DPO)."
    )
    bound_to: BoundTo = term(
        "liée_à",
        "Pseudonyms differ from one version, or one purpose, to another.",
        "Les pseudonymes changent d'une version, ou d'une finalité, à l'autre.",
        default=BoundTo.THIS_VERSION,
    )


class Pseudonymise(Section):
    """Replace identifiers by a keyed hash: HMAC-SHA-256 (RFC 2104; GDPR art. 4(5))."""

    columns: tuple[Name, ...] = term("colonnes", "Columns to replace.", "Colonnes à remplacer.")
    into: tuple[Name, ...] = term("vers", "Names of the pseudonyms.", "Noms des pseudonymes.")
    method: HashMethod = term(
        "méthode", "keyed_hash: HMAC-SHA-256.", "hachage_à_clé : HMAC-SHA-256.", default=HashMethod.KEYED_HASH
    )
    key: Key = term("clé", "The key.", "La clé.")
