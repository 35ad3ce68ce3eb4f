"""How the result of a run is shown on a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from privkit.cli.console import bold, next_step, note, out_json, say
from privkit.errors import Exit
from privkit.evidence.record import Status
from privkit.words import Language, Words

MARKS = {"held": "✓", "failed": "✗", "inconclusive": "?"}

HEADLINES = {
    Status.RELEASED: Words(
        "RELEASED. Technical conditions met; decision recorded in the policy.",
        "DIFFUSÉ. Conditions techniques remplies ; décision inscrite dans la politique.",
    ),
    Status.HELD: Words(
        "HELD. Technical conditions met; a decision is awaited.",
        "EN ATTENTE. Conditions techniques remplies ; une décision est attendue.",
    ),
    Status.REFUSED: Words(
        "REFUSED. Technical conditions not met: no output was kept.",
        "REFUSÉ. Conditions techniques non remplies : aucune sortie n'est conservée.",
    ),
    Status.INCONCLUSIVE: Words(
        "INCONCLUSIVE. A condition could not be measured: no output was kept.",
        "NON CONCLUANT. Une condition n'a pu être mesurée : aucune sortie n'est conservée.",
    ),
}


def exit_code(status: Status) -> Exit:
    """The exit code of a run."""
    return {
        Status.RELEASED: Exit.DONE,
        Status.HELD: Exit.HELD,
        Status.REFUSED: Exit.CONDITIONS_NOT_MET,
        Status.INCONCLUSIVE: Exit.INCONCLUSIVE,
    }[status]


def show(done: Any, language: Language, policy: Path, *, as_json: bool) -> None:
    """The verdicts, where the run is, and the next command. ``policy`` is the file that was applied."""
    if as_json:
        out_json(
            {
                "run": done.run,
                "folder": str(done.folder),
                "status": str(done.status),
                "reused": done.reused,
                "verdicts": done.evidence["verdicts"],
                "outputs": done.evidence["outputs"],
                "budget": done.evidence.get("budget"),
            }
        )
        _next(done, language)
        return
    say(bold(HEADLINES[done.status].say(language)), language)
    if done.reused:
        say(
            Words(
                "(this very run was made before; it is returned as it is)",
                "(ce même passage a déjà eu lieu ; il est rendu tel quel)",
            ).say(language),
            language,
        )
    for v in done.evidence["verdicts"]:
        where = f" [{v['output']}]" if v["output"] else ""
        colon = " : " if language == "fr" else ": "
        measured, required = v["measured"][language], v["required"][language]
        name = _name(v["condition"], language)
        say(f"  {MARKS[v['outcome']]} {name}{where}{colon}{measured} ({required})", language)
        if v.get("nearest"):
            passes = Words("would pass with ", "passerait avec ").say(language)
            say(f"      → {passes}{v['nearest'][language]}", language)
    _budget(done, language)
    _notes(done, language)
    if done.status is Status.REFUSED and any(s["name"] == "make_k_anonymous" for s in done.evidence["steps"]):
        command = f"privkit measure --as {policy} --frontier"
        costs = Words("what each k would cost: ", "ce que coûterait chaque k : ").say(language)
        say(f"{costs}{command}", language)
    report = next(iter(sorted(done.folder.glob("report.html"))), done.folder)
    say(f"{Words('report: ', 'rapport : ').say(language)}{report}", language)
    _next(done, language)


def _budget(done: Any, language: Language) -> None:
    """What the run spent of its budget, and what is left; nothing for a run without noise."""
    from privkit.ledger.amount import amount_of
    from privkit.policy.say import french

    budget = done.evidence.get("budget")
    if not budget:
        return
    if done.reused:
        again = Words("budget: nothing was spent again", "budget : rien n'a été dépensé de nouveau")
        say(again.say(language), language)
        return
    amount, spent, total, left = (amount_of(budget[name]) for name in ("amount", "spent", "total", "left"))
    told = (
        Words("budget: ", "budget : ")
        + amount.words()
        + Words(" for this release; ", " pour cette diffusion ; ")
        + spent.words()
        + Words(" spent of ", " dépensé sur ")
        + total.words()
        + Words(
            f" for {budget['people']}, {budget['period']}; ",
            f" pour {budget['people']}, {budget['period']} ; ",
        )
        + left.floored().words(up=False)
        + Words(" left", " restant")
        + Words(
            f" ({budget['ledger']}, entry {budget['entry']})",
            f" ({budget['ledger']}, entrée {budget['entry']})",
        )
    )
    say(told.say(language), language)
    for words in budget["notes"]:
        note(french(words["fr"]) if language == "fr" else words["en"])


def _notes(done: Any, language: Language) -> None:
    """What the steps say a reader must know: a search cut short, a drift, values left as they were."""
    from privkit.policy.say import french

    for step in done.evidence["steps"]:
        for words in step["changes"]["notes"]:
            text = f"step {step['number']}: {words['en']}"
            note(french(f"étape {step['number']} : {words['fr']}") if language == "fr" else text)


def _name(condition: str, language: Language) -> str:
    from privkit.policy.model.conditions import Condition

    if condition == "comparison":  # not a condition of the language: the section that could not be honoured
        return "comparaison" if language == "fr" else condition
    return str(Condition.model_fields[condition].alias) if language == "fr" else condition


def _next(done: Any, language: Language) -> None:
    if done.status is Status.HELD:
        command = f"privkit release {done.folder} --decision decision.yaml"
    elif done.status is Status.RELEASED:
        command = f"privkit verify {done.folder}"
    else:
        command = f"privkit report {done.folder} --for dpo"
    next_step(Words(command, command), language)
