"""The same call again does nothing again."""

import pytest

from infra.kernel.errors import Conflict, NotFound
from infra.kernel.sentences import both
from infra.storage.changes import VersionConflict
from infra.storage.once import once


class Book:
    """What was done, and what stands in the way of the next attempts."""

    def __init__(self, *obstacles: Exception, done: str | None = None) -> None:
        self.obstacles, self.done, self.attempts = list(obstacles), done, 0

    async def earlier(self) -> str | None:
        return self.done

    async def attempt(self) -> str:
        self.attempts += 1
        if self.obstacles:
            raise self.obstacles.pop(0)
        self.done = "now"
        return "now"


SOMEBODY_WAS_FASTER = VersionConflict(both("旧", "moved"))


async def test_what_was_done_before_is_not_done_again() -> None:
    book = Book(done="before")
    assert await once(book.earlier, book.attempt) == ("before", True)
    assert book.attempts == 0


async def test_what_was_not_is_done_also_when_others_are_faster() -> None:
    book = Book(SOMEBODY_WAS_FASTER, SOMEBODY_WAS_FASTER)
    assert await once(book.earlier, book.attempt) == ("now", False)
    assert book.attempts == 3


async def test_who_was_faster_may_have_been_the_same_call() -> None:
    class Twin(Book):
        async def attempt(self) -> str:
            self.done = "by the twin"
            raise SOMEBODY_WAS_FASTER

    twin = Twin()
    assert await once(twin.earlier, twin.attempt) == ("by the twin", True)


async def test_what_is_refused_because_the_same_call_was_faster_was_done() -> None:
    class Twin(Book):
        async def attempt(self) -> str:
            self.done = "by the twin"
            raise Conflict(both("有了", "there already"))

    twin = Twin()
    assert await once(twin.earlier, twin.attempt) == ("by the twin", True)


async def test_any_other_refusal_is_one() -> None:
    book = Book(NotFound(both("没有", "nothing there")))
    with pytest.raises(NotFound):
        await once(book.earlier, book.attempt)
    assert (book.attempts, book.done) == (1, None)
