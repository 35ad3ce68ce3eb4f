"""Reproduction: what is needed to check the run, and to do it again."""

from __future__ import annotations

from privkit.evidence.report.blocks import (
    Block,
    Code,
    Commands,
    Line,
    Paragraph,
    Section,
    Table,
    between,
    line,
)
from privkit.evidence.report.view import View


def section(view: View) -> Section:
    """Hashes, versions, commands, and the head of the ledger to copy elsewhere."""
    blocks: list[Block] = [
        _run(view),
        _files(view),
        _commands(view),
        _head(view),
        Paragraph(_honest(view), "note"),
    ]
    return Section("reproduction", view("Check and do again", "Vérifier et refaire"), tuple(blocks))


def _run(view: View) -> Table:
    evidence = view.evidence
    libraries = between(
        [line(f"{name} {version}") for name, version in sorted(evidence["libraries"].items())]
    )
    rows = [
        (view("Run", "Passage"), line(Code(evidence["run"])), ""),
        (view("Identity of the run", "Identité du passage"), line(Code(evidence["identity"])), ""),
        (view("As-of date", "Date d'arrêté"), line(view.day(evidence["as_of"])), ""),
        (view("Engine", "Moteur"), line(Code(evidence["engine"])), ""),
        (view("Seed", "Graine"), line(Code(str(evidence["seed"]))), ""),
        (view("Code", "Code"), line(Code(evidence["code_version"])), ""),
        (view("Libraries", "Bibliothèques"), libraries, ""),
    ]
    return view.facts(view("The run", "Le passage"), rows)


def _files(view: View) -> Table:
    evidence = view.evidence
    rows: list[tuple[Line, ...]] = [
        (
            line(view("Policy, as written", "Politique, telle qu'écrite")),
            line("—"),
            line(Code(evidence["policy_sha256"])),
        )
    ]
    for one in evidence["inputs"]:
        name = line(view("Input ", "Entrée "), Code(one["file"]))
        rows.append((name, line(_size(view, one["size"])), line(Code(one["sha256"]))))
    for one in evidence["outputs"]:
        if one["sha256"]:
            name = line(view("Output ", "Sortie "), Code(one["file"]))
            rows.append((name, line(_size(view, one["size"])), line(Code(one["sha256"]))))
    head = (view("File", "Fichier"), view("Bytes", "Octets"), "SHA-256")
    caption = view("Fingerprints of the files", "Empreintes des fichiers")
    return Table(caption, head, tuple(rows), frozenset({1}), style="dense")


def _size(view: View, size: int) -> str:
    return view.count(size)


def _commands(view: View) -> Commands:
    run = view.evidence["run"]
    return Commands(
        view(
            "To check every fingerprint, then to run again and compare:",
            "Pour vérifier chaque empreinte, puis refaire et comparer :",
        ),
        (f"privkit verify {run}", f"privkit verify {run} --replay"),
    )


def _head(view: View) -> Commands:
    return Commands(
        view(
            "Head of the run ledger. Copy this line elsewhere (a mail, a deliberation): it shows later that the ledger was "
            "not cut or written anew.",
            "Tête du registre des passages. Copier cette ligne ailleurs (un courriel, une délibération) : elle montrera que "
            "le registre n'a été ni coupé ni réécrit.",
        ),
        (str(view.evidence["ledger_head"]),),
    )


def _honest(view: View) -> Line:
    return line(
        view(
            "Unsigned: fingerprints show that files are whole, not who wrote them.",
            "Sans signature : les empreintes montrent que les fichiers sont intacts, pas qui les a écrits.",
        )
    )
