"""Bad input, each with its exact message in both languages: on stderr, with its exit code, without a data value."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

KEY = """\
  - pseudonymise:
      columns: [contract]
      into: [home_id]
      method: keyed_hash
      key: { secret: keys/k.key, held_by: security officer, bound_to: this_version }
"""
LEVELS = """\
  - generalise:
      town: { with_hierarchy: refs/town.csv, level: region }

release_only_if:"""
HOMES = """\
    homes:
      file: data/homes.csv
      one_row_is: a home
      origin: { source: register, collection: direct, first_purpose: billing }
      columns:
        contract: { role: direct_identifier, type: code }
        kind:     { role: quasi_identifier, type: category }

steps:
  - link: { tables: [bills, homes], on: contract, keep: only_matches, because: Homes differ. }
"""
TERMS = """\
      origin:
        source: utility
        collection: indirect
        first_purpose: billing
        compatibility: { because: Foreseen by the act. }
        terms_of_use: { engagement_act: AE-1, declared_functions: [water], expires: 2026-01-31 }
"""


def line(tiny: Any, number: int, words: Callable[[str], str]) -> None:
    """Change one line of the bills (1 is the header)."""
    lines = tiny.bills.read_text().splitlines()
    lines[number - 1] = words(lines[number - 1])
    tiny.bills.write_text("\n".join(lines) + "\n")


def key(tiny: Any, text: str | None, mode: int = 0o600) -> None:
    tiny.change(("steps:\n", "steps:\n" + KEY))
    if text is not None:
        path = tiny.folder / "keys" / "k.key"
        path.parent.mkdir()
        path.write_text(text)
        path.chmod(mode)


def levels(tiny: Any, text: str | None) -> None:
    tiny.change(("release_only_if:", LEVELS))
    if text is not None:
        (tiny.folder / "refs").mkdir()
        (tiny.folder / "refs" / "town.csv").write_text(text)


def truncated(tiny: Any) -> None:
    whole = gzip.compress(tiny.bills.read_bytes())
    (tiny.folder / "data" / "bills.csv.gz").write_bytes(whole[: len(whole) // 2])
    tiny.change(("data/bills.csv", "data/bills.csv.gz"))


def homes(tiny: Any) -> None:
    (tiny.folder / "data" / "homes.csv").write_text("contract,kind\nC0001,flat\nC0001,house\nC0002,flat\n")
    tiny.change(("steps:\n", HOMES))


def more_columns(tiny: Any) -> None:
    lines = tiny.bills.read_text().splitlines()
    tiny.bills.write_text(
        "\n".join([lines[0] + ",e mail,x2", *(f"{one},Qwyjibo,b" for one in lines[1:])]) + "\n"
    )


@dataclass(frozen=True)
class Case:
    """How it is spoilt, the exit code and what is said, places from the folder."""

    spoil: Callable[[Any], Any]
    code: int
    en: str
    fr: str


CASES = {
    "column not in the policy": Case(
        more_columns,
        4,
        """{policy}:47:7: PK804 the file of bills holds columns the policy does not declare: e mail, x2
          columns:
          ^
  → have these lines approved and add them, with a role:
      e mail: {{ role: ?, type: text, read: no }}
      x2: {{ role: ?, type: text, read: no }}
""",
        """{policy}:47:7: PK804 le fichier de bills porte des colonnes que la politique ne déclare pas : e mail, x2
          columns:
          ^
  → faites approuver ces lignes et ajoutez-les, avec un rôle :
      e mail: {{ role: ?, type: text, read: no }}
      x2: {{ role: ?, type: text, read: no }}
""",
    ),
    "column not in the file": Case(
        lambda t: t.change(
            ("        people:", "        nobody:   { role: other, type: text }\n        people:")
        ),
        4,
        """{policy}:51:19: PK805 the file of bills has no column nobody
            nobody:   {{ role: other, type: text }}
                      ^
  → correct its name, or remove this line
""",
        """{policy}:51:19: PK805 le fichier de bills n'a pas de colonne nobody
            nobody:   {{ role: other, type: text }}
                      ^
  → corrigez son nom, ou retirez cette ligne
""",
    ),
    "no header": Case(
        lambda t: t.bills.write_text(t.bills.read_text().partition("\n")[2]),
        4,
        """{policy}:47:7: PK813 no column of the file of bills is one of the policy's
          columns:
          ^
  → give the file a first line with the names of its columns, or name the right file
""",
        """{policy}:47:7: PK813 aucune colonne du fichier de bills n'est de la politique
          columns:
          ^
  → donnez au fichier une première ligne avec le nom de ses colonnes, ou désignez le bon fichier
""",
    ),
    "wrong type": Case(
        lambda t: line(t, 5, lambda one: one.replace(",2,", ",Qwyjibo 7,")),
        4,
        """PK402 table bills, column people: row 5 is not a whole number (pattern aaaaaaa 9)
  → type: number with decimals, or type: code if it is not a quantity
""",
        """PK402 table bills, colonne people : la ligne 5 n'est pas un nombre entier (forme aaaaaaa 9)
  → type: nombre avec des décimales, ou type: code si ce n'est pas une quantité
""",
    ),
    "no privacy unit": Case(
        lambda t: [line(t, n, lambda one: one[5:]) for n in (5, 6)],
        4,
        """PK465 table bills: rows without contract, the column of the privacy unit: 2
  → fill it in, or take these rows out of the file: a person who is not counted is not protected
""",
        """PK465 table bills : lignes sans contract, la colonne de l'unité protégée : 2
  → renseignez-la, ou retirez ces lignes du fichier : qui n'est pas compté n'est pas protégé
""",
    ),
    "empty file": Case(
        lambda t: t.bills.write_text(""),
        4,
        """PK407 bills.csv is empty
  → a header row with the names of the columns; no rows below it is fine
""",
        """PK407 bills.csv est vide
  → une ligne d'en-tête avec les noms des colonnes ; aucune ligne en dessous convient
""",
    ),
    "gzip cut short": Case(
        truncated,
        4,
        """PK408 bills.csv.gz is damaged or cut short
  → copy or export the file again
""",
        """PK408 bills.csv.gz est abîmé ou tronqué
  → copier ou exporter de nouveau le fichier
""",
    ),
    "missing file": Case(
        lambda t: t.bills.unlink(),
        4,
        """PK401 {folder}/data/bills.csv is not a file
  → the path of the file, from the policy's folder
""",
        """PK401 {folder}/data/bills.csv n'est pas un fichier
  → le chemin, depuis le dossier de la politique
""",
    ),
    "missing key": Case(
        lambda t: key(t, None),
        4,
        """PK451 the key file keys/k.key is not there
  → ask its holder to put it there
""",
        """PK451 le fichier de clé keys/k.key est absent
  → demandez à son détenteur de le déposer
""",
    ),
    "key too short": Case(
        lambda t: key(t, "Qwyjibo"),
        4,
        """PK452 the key keys/k.key has 7 bytes: too short
  → at least 32 bytes, made for instance by: openssl rand -hex 32
""",
        """PK452 la clé keys/k.key a 7 octets : trop courte
  → au moins 32 octets, faits par exemple par : openssl rand -hex 32
""",
    ),
    "key others can read": Case(
        lambda t: key(t, "Qwyjibo" * 9, 0o644),
        4,
        """PK453 the key file keys/k.key can be read by others than its owner
  → chmod 600 keys/k.key
""",
        """PK453 le fichier de clé keys/k.key est lisible par d'autres que son propriétaire
  → chmod 600 keys/k.key
""",
    ),
    "hierarchy without some values": Case(
        lambda t: levels(t, "town,region,all\n01053,a,z\n"),
        4,
        """{policy}:63:31: PK464 distinct values of the column town that are not in the hierarchy refs/town.csv: 2
          town: {{ with_hierarchy: refs/town.csv, level: region }}
                                  ^
  → add them to the file, one line each
""",
        """{policy}:63:31: PK464 valeurs distinctes de la colonne town absentes de la hiérarchie refs/town.csv : 2
          town: {{ with_hierarchy: refs/town.csv, level: region }}
                                  ^
  → ajoutez-les au fichier, une ligne chacune
""",
    ),
    "hierarchy that is no tree": Case(
        lambda t: levels(t, "town,region,all\n01053,Qwyjibo,z\n02053,Qwyjibo,y\n03053,b,z\n"),
        4,
        """{folder}/refs/town.csv:3: PK435 hierarchy of town: lines 2 and 3 share their label at level region but not at level all
  → give both lines the same label at level all, or two labels at level region
""",
        """{folder}/refs/town.csv:3: PK435 hiérarchie de town : les lignes 2 et 3 ont le même libellé au niveau region \
mais pas au niveau all
  → donnez aux deux lignes le même libellé au niveau all, ou deux libellés au niveau region
""",
    ),
    "missing hierarchy": Case(
        lambda t: levels(t, None),
        4,
        """PK807 the file refs/town.csv is not there
  → put it there, or correct its path: paths start from the policy's folder
""",
        """PK807 le fichier refs/town.csv est absent
  → déposez-le, ou corrigez son chemin : les chemins partent du dossier de la politique
""",
    ),
    "roles to confirm": Case(
        lambda t: t.change(("role: other, type: date", "role: other, type: date, to_confirm: yes")),
        3,
        """{policy}:52:58: PK301 a person must confirm the role of column `read_on` of table `bills`
            read_on:  {{ role: other, type: date, to_confirm: yes }}
                                                             ^
  → check the role, then remove `to_confirm`
""",
        """{policy}:52:58: PK301 une personne doit confirmer le rôle de la colonne `read_on` de la table `bills`
            read_on:  {{ role: other, type: date, to_confirm: yes }}
                                                             ^
  → vérifier le rôle, puis retirer `to_confirm`
""",
    ),
    "terms that have expired": Case(
        lambda t: t.change(
            ("      origin: { source: utility, collection: direct, first_purpose: billing }\n", TERMS)
        ),
        3,
        """{policy}:51:85: PK209 the right to use table `bills` ended on 2026-01-31
            terms_of_use: {{ engagement_act: AE-1, declared_functions: [water], expires: 2026-01-31 }}
                                                                                        ^
  → renew the act, or leave the table out
  (GDPR (RGPD) art. 5(1)(a), 5(1)(b))
""",
        """{policy}:51:85: PK209 le droit d'utiliser la table `bills` a pris fin le 2026-01-31
            terms_of_use: {{ engagement_act: AE-1, declared_functions: [water], expires: 2026-01-31 }}
                                                                                        ^
  → renouveler l'acte, ou écarter la table
  (GDPR (RGPD) art. 5(1)(a), 5(1)(b))
""",
    ),
    "misspelt keyword": Case(
        lambda t: t.change(("  state: validated", "  stat: validated")),
        3,
        """{policy}:8:3: PK101 unknown word `stat`
      stat: validated
      ^
  → did you mean `state`?
""",
        """{policy}:8:3: PK101 mot inconnu `stat`
      stat: validated
      ^
  → vouliez-vous dire `state` ?
""",
    ),
    "key written twice": Case(
        lambda t: t.change(("  title: A small set\n", "  title: A small set\n  title: Another\n")),
        3,
        """{policy}:7:3: PK016 `title` is written twice; the first is at line 6, column 3
      title: Another
      ^
  → keep one of the two
""",
        """{policy}:7:3: PK016 `title` est écrit deux fois ; la première à la ligne 6, colonne 3
      title: Another
      ^
  → n'en garder qu'un
""",
    ),
    "another language": Case(
        lambda t: t.change(("language: en", "language: de")),
        3,
        """{policy}:2:11: PK109 the language of a policy is en or fr
    language: de
              ^
  → write `language: en` or `langue: fr`
""",
        """{policy}:2:11: PK109 la langue d'une politique est en ou fr
    language: de
              ^
  → écrire `language: en` ou `langue: fr`
""",
    ),
    "no reason": Case(
        lambda t: t.change(("    because: The public water service informs its users.\n", "")),
        3,
        """{policy}:19:3: PK103 `legal_basis` lacks `because`
      legal_basis:
      ^
  → say why, for example `because: Main driver of use.`
  (GDPR (RGPD) art. 5(2))
""",
        """{policy}:19:3: PK103 il manque `because` dans `legal_basis`
      legal_basis:
      ^
  → dire pourquoi, par exemple `because: Main driver of use.`
  (GDPR (RGPD) art. 5(2))
""",
    ),
}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", CASES)
def test_what_is_said(tiny: Any, privkit: Callable[..., Any], name: str, language: str) -> None:
    case = CASES[name]
    case.spoil(tiny)
    answer = privkit("apply", tiny.policy, "--as-of", "2026-11-15", "--language", language)
    said = (case.fr if language == "fr" else case.en).format(policy=tiny.policy, folder=tiny.folder)
    assert answer.err.rpartition("\n" + ("ensuite : " if language == "fr" else "next: "))[0] + "\n" == said
    assert answer.code == case.code
    assert answer.out == ""
    assert "Qwyjibo" not in answer.err
    assert "Zzyx" not in answer.err
    assert not (tiny.reports / "tiny").exists() or tiny.runs == []


@pytest.mark.parametrize(
    ("language", "many"), [("en", "would multiply rows"), ("fr", "multiplierait les lignes")]
)
def test_a_link_that_would_multiply_rows(
    tiny: Any, privkit: Callable[..., Any], language: str, many: str
) -> None:
    homes(tiny)
    answer = privkit("apply", tiny.policy, "--language", language)
    assert answer.code == 4
    first, *others = answer.err.splitlines()
    assert first.startswith(f"{tiny.policy}:64:41: PK461 ")
    assert first.endswith(many)
    assert others[2] in (
        "  → keep one row per contract in homes",
        "  → gardez une ligne par contract dans homes",
    )
    assert "C0001" not in answer.err


def test_all_tables_are_told_at_once(tiny: Any, privkit: Callable[..., Any]) -> None:
    homes(tiny)
    tiny.bills.unlink()
    (tiny.folder / "data" / "homes.csv").unlink()
    answer = privkit("apply", tiny.policy)
    assert answer.code == 4
    assert [one for one in answer.err.splitlines() if one.startswith("PK")] == [
        f"PK401 {tiny.bills} is not a file",
        f"PK401 {tiny.bills.with_name('homes.csv')} is not a file",
    ]


def test_a_file_without_header_shows_nothing_of_its_first_line(
    tiny: Any, privkit: Callable[..., Any], tmp_path: Path
) -> None:
    headless = tmp_path / "headless.csv"
    headless.write_text(tiny.bills.read_text().partition("\n")[2])
    answer = privkit("measure", headless, "--as", tiny.policy)
    assert answer.code == 4
    assert answer.err.startswith("PK813 no column of this file is one of the policy's\n")
    assert "Zzyx" not in answer.err
