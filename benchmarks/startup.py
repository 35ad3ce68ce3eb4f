"""CPU of starting the command line: ``privkit --help``, beside Python itself and the libraries a run needs.

    python benchmarks/startup.py [--runs 11]

Each run is a process of its own; CPU is user plus system time, files already in the disk cache.
"""

from __future__ import annotations

import argparse
import os
import sys
from statistics import median

WAYS = {
    "python -c pass": ["-c", "pass"],
    "privkit --help": ["-m", "privkit", "--help"],
    "privkit apply --help": ["-m", "privkit", "apply", "--help"],
    "import typer": ["-c", "import typer"],
    "import pandas": ["-c", "import pandas"],
    "import what a run needs": ["-c", "import privkit.run.apply, privkit.engine.duckdb"],
}


def cpu(arguments: list[str]) -> float:
    """CPU seconds of one Python process."""
    silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    child = os.posix_spawn(sys.executable, [sys.executable, *arguments], os.environ, file_actions=silent)
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(arguments)}")
    return used.ru_utime + used.ru_stime


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=11)
    runs = asked.parse_args().runs
    for arguments in WAYS.values():
        cpu(arguments)  # compiles what is not compiled yet
    for name, arguments in WAYS.items():
        print(f"{name:<26}{median(cpu(arguments) for _ in range(runs)):>7.2f} s")


if __name__ == "__main__":
    main()
