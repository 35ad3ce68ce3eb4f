"""The ``privkit`` command. Each subcommand lives in a file of its own and imports what it needs when it runs."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from privkit import __version__

INTERRUPTED = 130

app = typer.Typer(
    name="privkit",
    help="Protect personal data by a policy a privacy officer can read: check, explain, plan, apply, release, compare, verify.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"privkit {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Results go to stdout, notes to stderr. Exit codes: 0 done, 1 conditions not met, 2 wrong command line, 3 policy,
    4 data, 5 budget, 6 evidence, 7 inconclusive, 8 held for a decision, 70 a bug."""


def _register() -> None:
    from privkit.cli import (
        advise,
        apply,
        budget,
        check,
        compare,
        demo,
        diff,
        evidence,
        explain,
        init,
        measure,
        plan,
        purge,
        runs,
        schema,
    )

    for module in (
        demo,
        init,
        check,
        diff,
        explain,
        plan,
        apply,
        measure,
        advise,
        compare,
        budget,
        evidence,
        purge,
        runs,
        schema,
    ):
        module.register(app)


_register()


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run one command: every known error becomes lines of text and an exit code; an unknown one, code 70."""
    from privkit.errors import Exit, PrivkitError

    try:
        code = app(args=arguments, prog_name="privkit", standalone_mode=False)
    except PrivkitError as error:
        from privkit.cli.console import explain_next, language_of, tell
        from privkit.cli.tongue import spoken_by

        told = language_of(spoken_by(arguments))
        tell(error.problems, told)
        explain_next(error.problems, told)
        return int(error.exit_code)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except Exception as error:
        if hasattr(error, "show") and hasattr(error, "exit_code"):  # the command line itself is wrong
            error.show()
            return int(error.exit_code)
        from privkit.cli.bug import stopped_in_a_query, told_bug

        if not stopped_in_a_query(error):
            print(told_bug(error), file=sys.stderr)
            return int(Exit.BUG)
        code = INTERRUPTED
    if code == INTERRUPTED:
        print("stopped: nothing more was released / arrêté : rien de plus n'est sorti", file=sys.stderr)
    return code if isinstance(code, int) else int(Exit.DONE)
