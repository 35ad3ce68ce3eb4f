"""A noisy library kept quiet and reproducible while it works, and everything put back afterwards."""

from __future__ import annotations

import io
import logging
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from typing import Any

# Only to put back the state of the generator that the library draws from: nothing of privkit draws from it.
from numpy import random as shared

#: How far a fit is: steps done, steps in all.
Progress = Callable[[int, int], None]


@contextmanager
def quiet(seed: int) -> Iterator[None]:
    """No print, no log, no warning, no bar; the shared generators of numpy and torch seeded, then put back."""
    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(redirect_stdout(io.StringIO()))
        stack.enter_context(redirect_stderr(io.StringIO()))
        stack.callback(logging.disable, logging.root.manager.disable)
        logging.disable(logging.CRITICAL)
        stack.callback(shared.set_state, shared.get_state())  # noqa: NPY002
        shared.seed(seed % 2**32)  # noqa: NPY002
        torch = sys.modules.get("torch")
        if torch is not None:
            stack.callback(torch.set_rng_state, torch.get_rng_state())
            torch.manual_seed(seed)
        yield


@contextmanager
def changed(module: str, name: str, value: Any) -> Iterator[None]:
    """One name of an imported module changed for a while; nothing when the module is not imported."""
    found = sys.modules.get(module)
    if found is None or not hasattr(found, name):
        yield
        return
    before = getattr(found, name)
    setattr(found, name, value)
    try:
        yield
    finally:
        setattr(found, name, before)


@contextmanager
def counted(modules: Iterable[str], progress: Progress | None) -> Iterator[None]:
    """The progress bars (tqdm) of these modules tell ``progress`` instead of a terminal.

    To be entered before :func:`quiet`: what ``progress`` shows is not silenced.
    """
    out, err = sys.stdout, sys.stderr

    class Told:
        """What the modules ask of a bar."""

        def __init__(self, steps: Iterable[Any], **_: Any) -> None:
            self._steps = list(steps)

        def __iter__(self) -> Iterator[Any]:
            for done, step in enumerate(self._steps, start=1):
                yield step
                if progress is not None:
                    with redirect_stdout(out), redirect_stderr(err):
                        progress(done, len(self._steps))

        def set_description(self, *_: Any, **__: Any) -> None:
            """A bar has a title; a count has none."""

    with ExitStack() as stack:
        for module in modules:
            stack.enter_context(changed(module, "tqdm", Told))
        yield
