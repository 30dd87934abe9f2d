"""One transition table an aggregate, one way to move along it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from infra.kernel.errors import NotAllowed
from infra.kernel.sentences import Either, both, several

S = TypeVar("S", bound=StrEnum)


class TransitionTable(Generic[S]):
    """Which state may follow which. What the table does not list is not allowed."""

    def __init__(self, subject: Either, allowed: Mapping[S, Iterable[S]]) -> None:
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
            sentence = both(
                "{subject}目前为 {current}，不能变为 {target}；可以变为：{following}。",
                "A {subject} that is {current} cannot become {target}; it can become {following}.",
                subject=self._subject,
                current=current.value,
                target=target.value,
                following=several(names) if names else Either("无", "nothing else"),
            )
            raise NotAllowed(sentence, details={"current": current.value, "following": names})
        return target
