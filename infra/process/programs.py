"""Begins a program of which no more is imported than it needs."""

from collections.abc import Callable
from importlib import import_module

from infra.process import garbage


def program(place: str) -> Callable[[list[str]], int]:
    """`place`: a module and its function, as `services.serve:main`."""
    module, _, name = place.partition(":")
    garbage.while_starting()
    run: Callable[[list[str]], int] = getattr(import_module(module), name)
    garbage.once_started()
    return run
