"""The entry of the record of processing, field by field, with the article of the GDPR each answers (art. 30(1))."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from privkit.evidence.papers.blanks import CONTROLLER, SECURITY, Blank, missing
from privkit.evidence.papers.labels import SPECIAL
from privkit.evidence.report import labels
from privkit.evidence.report.view import View
from privkit.words import Words


@dataclass(frozen=True)
class Field:
    """One field: its values in the words of the policy or of the program, or the blank that stands for them."""

    key: str
    label: Words
    article: str
    values: tuple[str, ...] = ()
    blank: Blank | None = None

    def text(self, view: View) -> str:
        """The field on one line."""
        parts = [*self.values, *([view.words(self.blank.words())] if self.blank else [])]
        return (" ; " if view.language == "fr" else "; ").join(parts)


def entry(view: View) -> tuple[Field, ...]:
    """The fields in the order a register is read."""
    return (*_who(view), *_what(view), *_for_whom(view), *_how(view))


def _field(key: str, en: str, fr: str, article: str, values: Iterable[Any], **more: Any) -> Field:
    found = tuple(text for value in values if (text := " ".join(str(value or "").split())))
    blank = more.get("blank")
    if not found and blank is None and not more.get("optional"):
        blank = missing(Words(en.lower(), fr[:1].lower() + fr[1:]), more.get("where", f"register.{key}"))
    return Field(key, Words(en, fr), article, found, blank)


def _or_none(view: View, values: Any) -> tuple[str, ...]:
    return tuple(str(value) for value in values or ()) or (view("none", "aucun"),)


def _who(view: View) -> list[Field]:
    register, about = view.register, view.policy["policy"]
    joint = register.get("joint_controllers") or ()
    contact = Blank(
        Words("postal address, e-mail, telephone", "adresse postale, courriel, téléphone"), CONTROLLER
    )
    theirs = Blank(
        Words("contact of each joint controller", "coordonnées de chaque responsable conjoint"), CONTROLLER
    )
    return [
        _field(
            "record", "Reference of the entry", "Référence de la fiche", "30(1)", [register.get("record")]
        ),
        _field(
            "title",
            "Name of the processing",
            "Nom du traitement",
            "30(1)",
            [about.get("title")],
            where="policy.title",
        ),
        _field(
            "version",
            "Version of the policy",
            "Version de la politique",
            "30(1)",
            [about.get("version")],
            where="policy.version",
        ),
        _field("run_date", "Date of the run", "Date du passage", "30(1)", [view.evidence["started"][:10]]),
        _field(
            "controller",
            "Controller",
            "Responsable de traitement",
            "30(1)(a)",
            [register.get("controller")],
            blank=contact,
        ),
        _field(
            "joint_controllers",
            "Joint controllers",
            "Responsables conjoints",
            "30(1)(a)",
            _or_none(view, joint),
            blank=theirs if joint else None,
        ),
        _field(
            "dpo",
            "Data protection officer",
            "Délégué à la protection des données",
            "30(1)(a)",
            [register.get("dpo")],
        ),
    ]


def _what(view: View) -> list[Field]:
    register = view.register
    basis = register.get("legal_basis") or {}
    grounds = [view.label(labels.GROUNDS, basis["ground"])] if basis.get("ground") else []
    return [
        _field("purpose", "Purpose", "Finalité", "30(1)(b)", [register.get("purpose")]),
        _field(
            "legal_basis",
            "Legal basis",
            "Base légale",
            "6(1)",
            [*grounds, *basis.get("texts", ()), basis.get("because")],
        ),
        _field(
            "data_subjects",
            "Categories of persons",
            "Catégories de personnes",
            "30(1)(c)",
            register.get("data_subjects") or (),
        ),
        _field(
            "data_categories",
            "Categories of data",
            "Catégories de données",
            "30(1)(c)",
            register.get("data_categories") or (),
        ),
        _field(
            "special_categories",
            "Special categories and offences",
            "Données sensibles et infractions",
            "9, 10",
            special_categories(view) or _or_none(view, ()),
        ),
        _field("sources", "Sources of the data", "Sources des données", "14(2)(f)", sources(view)),
    ]


def special_categories(view: View, tables: Collection[str] | None = None) -> tuple[str, ...]:
    """Kinds of special categories among the columns read, once each; of some tables, or of all."""
    unread = {(one["table"], one["column"]) for one in view.evidence["journeys"] if one["fate"] == "unread"}
    found = [
        rule["special_category"]
        for name, table in view.policy["data"]["tables"].items()
        if tables is None or name in tables
        for column, rule in table.get("columns", {}).items()
        if rule.get("special_category") and (name, column) not in unread
    ]
    return tuple(view.label(SPECIAL, kind) for kind in dict.fromkeys(found))


def sources(view: View) -> tuple[str, ...]:
    """Where the data come from, and how."""
    out = []
    for table in view.policy["data"]["tables"].values():
        origin = table.get("origin") or {}
        if origin.get("source"):
            how = view.label(labels.COLLECTION, origin.get("collection"))
            out.append(f"{origin['source']} ({how})" if origin.get("collection") else str(origin["source"]))
    return tuple(dict.fromkeys(out))


def _for_whom(view: View) -> list[Field]:
    register = view.register
    transfers = register.get("transfers_outside_eu") or ()
    guarantee = Blank(
        Words("safeguard of each transfer (art. 46) and how to obtain it",
              "garantie de chaque transfert (art. 46) et moyen de l'obtenir"),
        CONTROLLER,
    )  # fmt: skip
    recipients = dict.fromkeys([*(register.get("recipients") or ()), *_of_outputs(view)])
    return [
        _field("recipients", "Recipients", "Destinataires", "30(1)(d)", _or_none(view, tuple(recipients))),
        _field(
            "processors",
            "Processors",
            "Sous-traitants",
            "28",
            _or_none(view, [_processor(one) for one in register.get("processors") or ()]),
        ),
        _field(
            "transfers_outside_eu",
            "Transfers outside the EU",
            "Transferts hors UE",
            "30(1)(e)",
            _or_none(view, transfers),
            blank=guarantee if transfers else None,
        ),
    ]


def _of_outputs(view: View) -> list[str]:
    audience = view.register.get("audience")
    public = any(one["sharing"] == "public" for one in view.evidence["outputs"])
    named = [str(who) for one in view.evidence["outputs"] for who in one["recipients"]]
    return [*named, *([str(audience)] if public and audience else [])]


def _processor(one: dict[str, str]) -> str:
    contract = one.get("contract")
    return f"{one.get('name', '')} ({contract})" if contract else str(one.get("name", ""))


def _how(view: View) -> list[Field]:
    rest = Blank(
        Words("access rights, encryption, backups, logs of the systems that hold the data",
              "droits d'accès, chiffrement, sauvegardes, journaux des systèmes qui portent les données"),
        SECURITY,
    )  # fmt: skip
    dpia = view.register.get("dpia") or {}
    state = view.label(labels.STATES, dpia.get("state")) if dpia.get("state") else ""
    return [
        _field("retention", "Retention", "Durée de conservation", "30(1)(f)", retention(view)),
        _field(
            "security",
            "Security measures",
            "Mesures de sécurité",
            "30(1)(g), 32",
            measures(view),
            blank=rest,
        ),
        _field(
            "dpia",
            "Impact assessment",
            "Analyse d'impact (AIPD)",
            "35",
            [dpia.get("reference"), dpia.get("version"), state] if dpia else _or_none(view, ()),
        ),
    ]


def retention(view: View) -> list[str]:
    """How long the source data and each output are kept."""
    rule = view.register.get("retention") or {}
    out = []
    if rule.get("duration"):
        then = view.label(labels.AFTERWARDS, rule.get("then", "eliminate"))
        out.append(f"{view.duration(rule['duration'])}, {then}")
        out.append(str(rule.get("because") or ""))
    for one in view.evidence["outputs"]:
        after = view.duration(one.get("eliminate_after"))
        out.append(f"{one['name']}{view(': ', ' : ')}{after}" if after else "")
    return out


def measures(view: View) -> list[str]:
    """The measures this run applied, in the order of its steps, each told once."""
    names = dict.fromkeys(step["name"] for step in view.evidence["steps"])
    return [view.words(labels.STEPS[name][1]).rstrip(".") for name in names if name in labels.STEPS]
