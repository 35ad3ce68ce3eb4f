"""Checks of the outputs (PK6xx): paths, what is said of the data, what a publication needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privkit.errors import Problem
from privkit.policy.check_attacks import covers_risks, held_by
from privkit.policy.check_phrases import check_phrases
from privkit.policy.check_service import check_service
from privkit.policy.check_tables import tables_model
from privkit.policy.declared import kept_names, pseudonyms
from privkit.policy.model.aggregation import PrivacyModel
from privkit.policy.model.conditions import kind_of
from privkit.policy.model.outputs import Format, Nature, Output, Proposed, Reader, Sharing
from privkit.policy.reader import Document
from privkit.words import Words

_TABLES = (".csv", ".parquet")


def check_outputs(document: Document) -> Iterator[Problem]:
    """Problems of what leaves."""
    for number, output in enumerate(document.policy.outputs):
        yield from _file(document, ("outputs", number, "file"), output.file, _TABLES)
        yield from _said(document, number, output)
        yield from _public(document, number, output)
        yield from _nature(document, number, output)
        published = output.nature is Nature.AGGREGATED and output.sharing is Sharing.PUBLIC
        if output.eliminate_after is None and not published:
            word = document.written("eliminate_after")
            yield document.problem(
                "PK608",
                ("outputs", number, "name"),
                Words(
                    f"output `{output.name}` has no end date",
                    f"la sortie `{output.name}` n'a pas de date de fin",
                ),
                Words(f"write `{word}:` and a duration", f"écrire `{word}:` et une durée"),
                "GDPR (RGPD) art. 5(1)(e)",
                "warning",
            )
    yield from check_service(document)
    if document.policy.comparison:
        yield from _file(document, ("comparison", "file"), document.policy.comparison.file, (".json",))
    yield from check_phrases(document)
    yield from _twice(document)
    yield from _recipients(document)
    yield from _for_whom(document)


def _file(
    document: Document, path: tuple[str | int, ...], file: str, endings: tuple[str, ...]
) -> Iterator[Problem]:
    folder = "sorties" if document.language == "fr" else "outputs"
    parts = file.split("/")
    if re.match(r"[/\\~]|[A-Za-z]:", file) or "\\" in file or any(p in ("", ".", "..") for p in parts):
        yield document.problem(
            "PK601",
            path,
            Words(
                "an output is written inside the run's own folder",
                "une sortie est écrite dans le dossier du passage",
            ),
            Words(
                f"write a relative path with /, such as {folder}/file{endings[0]}",
                f"écrire un chemin relatif avec /, par exemple {folder}/fichier{endings[0]}",
            ),
        )
    elif len(parts) < 2:
        yield document.problem(
            "PK611",
            path,
            Words("this file is not in a folder", "ce fichier n'est pas dans un dossier"),
            Words(f"write {folder}/{file}", f"écrire {folder}/{file}"),
        )
    if not file.lower().endswith(endings):
        shown = " or ".join(endings), " ou ".join(endings)
        yield document.problem(
            "PK602",
            path,
            Words("this kind of file is not written", "cette sorte de fichier n'est pas écrite"),
            Words(f"the name ends with {shown[0]}", f"le nom se termine par {shown[1]}"),
        )


def _twice(document: Document) -> Iterator[Problem]:
    policy = document.policy
    files: list[tuple[tuple[str | int, ...], str]] = [
        (("outputs", n, "file"), o.file) for n, o in enumerate(policy.outputs)
    ]
    if policy.comparison:
        files.append((("comparison", "file"), policy.comparison.file))
    seen: set[str] = set()
    for path, file in files:
        if file.casefold() in seen:
            yield document.problem(
                "PK603",
                path,
                Words("two outputs write the same file", "deux sorties écrivent le même fichier"),
                Words("give each its own name", "donner à chacune son nom"),
            )
        seen.add(file.casefold())
    names: set[str] = set()
    for number, output in enumerate(policy.outputs):
        if output.name in names:
            yield document.problem(
                "PK604",
                ("outputs", number, "name"),
                Words(f"two outputs are called `{output.name}`", f"deux sorties s'appellent `{output.name}`"),
                Words("give each its own name", "donner à chacune son nom"),
            )
        names.add(output.name)


def _said(document: Document, number: int, output: Output) -> Iterator[Problem]:
    """``anonymous`` is refused for a pseudonymised output, or when the three risks are not covered."""
    if output.qualification.proposed is not Proposed.ANONYMOUS:
        return
    path = ("outputs", number, "qualification", "proposed")
    personal = document.written("personal")
    instead = Words(f"write `{personal}`", f"écrire `{personal}`")
    kept = sorted(pseudonyms(document.policy) & set(kept_names(document.policy)))
    if output.nature is Nature.PSEUDONYMISED or kept:
        column = f" `{kept[0]}`" if kept else ""
        yield document.problem(
            "PK606",
            path,
            Words(
                f"pseudonymised data{column} are personal data: a key leads back to the persons",
                f"des données pseudonymisées{column} sont personnelles : une clé permet de revenir aux personnes",
            ),
            instead,
            "GDPR (RGPD) art. 4(5), recital 26",
        )
        return
    if output.nature is Nature.AGGREGATED and _covered(document):
        return
    if lacking := uncovered_risks(document, output):
        risks = Words(
            ", ".join(_RISKS[kind].en for kind in lacking), ", ".join(_RISKS[kind].fr for kind in lacking)
        )
        words = ", ".join(f"`{document.written(kind)}`" for kind in lacking)
        yield document.problem(
            "PK605",
            path,
            Words(
                f"`anonymous` is not proposed while a risk is not measured: {risks.en}",
                f"`anonyme` n'est pas proposé tant qu'un risque n'est pas mesuré : {risks.fr}",
            ),
            instead + Words(f", or add the conditions {words}", f", ou ajouter les conditions {words}")
            if output.nature is not Nature.AGGREGATED
            else instead,
            "WP29 05/2014; GDPR (RGPD) recital 26",
        )


_RISKS = {
    "singling_out": Words("singling out", "individualisation"),
    "linkability": Words("linkability", "corrélation"),
    "inference": Words("inference", "inférence"),
}


def uncovered_risks(document: Document, output: Output) -> list[str]:
    """Which of the three risks no condition measures on an output.

    Groups of real people cover singling out; groups of rows that a model made do not. A budget of differential
    privacy covers the three when it paid for all that a model learnt.
    """
    if covers_risks(document, output):
        return []
    held = held_by(document, output)
    if output.nature is not Nature.SYNTHETIC and held & {"k_anonymity", "uniqueness"}:
        held |= {"singling_out"}
    return [kind for kind in _RISKS if kind not in held]


def _covered(document: Document) -> bool:
    """Whether the tables' own protection covers the three risks, and a condition holds it to what was asked.

    A budget of differential privacy bounds the three together. Statistical secrecy bounds what is told of a
    small group and, with the releases before, of one household.
    """
    held = {kind_of(c) for c in document.policy.release_only_if}
    if tables_model(document.policy) is PrivacyModel.DIFFERENTIAL_PRIVACY:
        return "privacy_budget" in held
    return {"small_cells", "difference_with_previous_release"} <= held


def _public(document: Document, number: int, output: Output) -> Iterator[Problem]:
    if output.sharing is not Sharing.PUBLIC:
        return
    if output.licence is None:
        word = document.written("licence")
        yield document.problem(
            "PK607",
            ("outputs", number, "sharing"),
            Words(
                f"output `{output.name}` is public without a licence",
                f"la sortie `{output.name}` est publique sans licence",
            ),
            Words(f"write `{word}:`, such as etalab-2.0", f"écrire `{word}:`, par exemple etalab-2.0"),
            "CRPA art. L. 323-2",
            "warning",
        )
    if output.nature is Nature.PSEUDONYMISED:
        yield document.problem(
            "PK610",
            ("outputs", number, "nature"),
            Words(
                f"output `{output.name}` would publish pseudonymised data, which are personal data",
                f"la sortie `{output.name}` publierait des données pseudonymisées, donc personnelles",
            ),
            Words("publish a table, or wide bands", "publier un tableau, ou des tranches larges"),
            "CRPA art. L. 312-1-2",
        )
    elif output.qualification.proposed is Proposed.PERSONAL:
        yield document.problem(
            "PK612",
            ("outputs", number, "qualification", "proposed"),
            Words(
                f"output `{output.name}` is public and proposed as personal data",
                f"la sortie `{output.name}` est publique et proposée comme donnée personnelle",
            ),
            Words(
                "it waits for a decision that says on what ground it may be published",
                "elle attend une décision qui dit à quel titre elle peut être publiée",
            ),
            "CRPA art. L. 312-1-2",
            "warning",
        )


def _nature(document: Document, number: int, output: Output) -> Iterator[Problem]:
    """What the output is said to be must be what the steps make."""
    steps = document.policy.steps
    made = any(s.synthesise for s in steps)
    if (output.nature is Nature.SYNTHETIC) != made:
        yield document.problem(
            "PK609",
            ("outputs", number, "nature"),
            Words("the steps make synthetic data", "les étapes produisent des données synthétiques")
            if made
            else Words("no step makes synthetic data", "aucune étape ne produit de données synthétiques"),
            Words("write synthetic", "écrire synthétiques")
            if made
            else Words("write what the steps make", "écrire ce que les étapes produisent"),
        )
    elif output.nature is Nature.PSEUDONYMISED and not any(s.pseudonymise for s in steps):
        yield document.problem(
            "PK609",
            ("outputs", number, "nature"),
            Words("no step makes pseudonyms", "aucune étape ne produit de pseudonymes"),
            Words("write what the steps make", "écrire ce que les étapes produisent"),
        )
    elif (output.nature is Nature.AGGREGATED) != (tables_model(document.policy) is not None):
        made = output.nature is Nature.AGGREGATED
        yield document.problem(
            "PK609",
            ("outputs", number, "nature"),
            Words("no step makes tables of counts", "aucune étape ne produit de tableaux agrégés")
            if made
            else Words("the steps make tables of counts", "les étapes produisent des tableaux agrégés"),
            Words("write what the steps make", "écrire ce que les étapes produisent")
            if made
            else Words("write aggregated", "écrire agrégées"),
        )


def _recipients(document: Document) -> Iterator[Problem]:
    """A recipient of an output is a recipient of the register entry."""
    listed = {r.casefold() for r in document.policy.register_.recipients}
    for number, output in enumerate(document.policy.outputs):
        for recipient in output.recipients:
            if recipient.casefold() not in listed:
                yield document.problem(
                    "PK613",
                    ("outputs", number, "recipients"),
                    Words(
                        f"`{recipient}` is not among the recipients of the register",
                        f"`{recipient}` ne figure pas parmi les destinataires du registre",
                    ),
                    Words("add it to the register, or correct it", "l'ajouter au registre, ou le corriger"),
                    "GDPR (RGPD) art. 30(1)(d)",
                    "warning",
                )


def _for_whom(document: Document) -> Iterator[Problem]:
    """The PIA file is internal: a policy with public readers only has nobody to give it to."""
    evidence = document.policy.evidence
    if Format.PIA not in evidence.report or set(evidence.readers) - {Reader.PUBLIC}:
        return
    tool, reader = document.written("pia_tool"), document.written("dpo")
    yield document.problem(
        "PK827",
        ("evidence", "readers"),
        Words(
            f"`{tool}` is for internal readers only, and none is named",
            f"`{tool}` est réservé aux lecteurs internes, et aucun n'est cité",
        ),
        Words(
            f"add `{reader}` to the readers, or leave `{tool}` out",
            f"ajouter `{reader}` aux lecteurs, ou retirer `{tool}`",
        ),
        "GDPR (RGPD) art. 35",
    )
