"""One transition table an aggregate, one way to move along it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from infra.kernel.errors import NotAllowed

S = TypeVar("S", bound=StrEnum)


class TransitionTable(Generic[S]):
    """Which state may follow which. What the table does not list is not allowed."""

    def __init__(self, subject: str, allowed: Mapping[S, Iterable[S]]) -> None:
        self._subject = subject
        self._allowed = {state: frozenset(following) for state, following in allowed.items()}

    def following(self, state: S) -> frozenset[S]:
        return self._allowed.get(state, frozenset())

    def advance(self, current: S, target: S) -> S:
        """Gives `target`.

        Raises:
            NotAllowed: with the states that could follow `current`.
        """
        if target not in self.following(current):
            names = sorted(state.value for state in self.following(current))
            raise NotAllowed(
                f"A {self._subject} that is {current.value} cannot become {target.value}; "
                f"it can become {', '.join(names) or 'nothing else'}.",
                details={"current": current.value, "allowed": names},
            )
        return target
