"""No small request takes much of the processor, and none keeps the others waiting."""

import asyncio
import gc
import itertools
import time
from collections.abc import Callable
from itertools import pairwise
from threading import current_thread
from types import SimpleNamespace
from typing import Any

import pytest
from graphql import get_introspection_query, specified_rules

from gateway.documents import introspection
from gateway.documents.guarded import GuardedSchema
from gateway.documents.introspection import Introspection
from gateway.documents.reading import ERRORS, Documents, Prepared
from gateway.schema.root import build_schema
from tests.gateway.attacks import Attack, documents, variables

RULES = tuple(specified_rules)
TRIES = 5
SECONDS = 0.05
TIMES = 12  # of what the usual introspection takes, where the machine is slow, or busy otherwise
_NEW = itertools.count()


@pytest.fixture
def enough() -> float:
    """Seconds of processor that a refusal may take at the most."""
    guarded = build_schema().documents

    def usual(_number: int) -> Prepared:
        return guarded.prepare(f"{get_introspection_query()} # {next(_NEW)}", None, RULES)

    return max(SECONDS, TIMES * least_work(usual, 0)[0])


def least_work(work: Callable[[int], Any], enough: float) -> tuple[float, Any]:
    """Seconds of processor, by the best try: other tests run beside it."""
    times: list[float] = []
    answer: Any = None
    for number in range(TRIES):
        started = time.process_time()
        answer = work(number)
        times.append(time.process_time() - started)
        if times[-1] <= enough:
            break
    return min(times), answer


@pytest.mark.parametrize("attack", list(documents()), ids=lambda attack: attack.name)
def test_an_attack_is_refused_for_little_work(attack: Attack, enough: float) -> None:
    guarded = build_schema().documents

    def prepare(number: int) -> Prepared:
        return guarded.prepare(f"{attack.text}#{number}", None, RULES)

    seconds, prepared = least_work(prepare, enough)
    codes = [(error.extensions or {})["code"] for error in prepared.errors]
    assert codes[:1] == ([attack.answer] if attack.answer else [])
    assert seconds <= enough


@pytest.mark.parametrize(("name", "text", "given"), list(variables()))
async def test_large_variables_are_refused_for_little_work(
    name: str, text: str, given: dict[str, Any], enough: float
) -> None:
    schema = build_schema()
    times: list[float] = []
    for _ in range(TRIES):
        started = time.process_time()
        result = await schema.execute(text, variable_values=given)
        times.append(time.process_time() - started)
        assert result.errors
        assert len(result.errors) <= ERRORS + 1
    assert min(times) <= enough


def test_what_an_honest_document_needs_is_far_from_the_limits() -> None:
    everything = Documents(build_schema()._schema)
    usual = everything.prepare(get_introspection_query(), None, RULES)
    assert usual.errors == ()
    assert usual.introspection
    repeated = "{ me { membership { status } ...A ...B } } " + " ".join(
        f"fragment {name} on Member {{ membership {{ status plan {{ code }} holds {{ kind }} }} }}"
        for name in "AB"
    )
    assert everything.prepare(repeated, None, RULES).errors == ()


def test_what_is_kept_of_a_flood_is_soon_looked_through() -> None:
    """The garbage collector holds everybody while it looks: half a microsecond and more each."""
    known = Documents(build_schema()._schema)
    attacks = [attack.text for attack in documents()]
    gc.collect()
    before = len(gc.get_objects())
    for number in range(48):
        for text in (*attacks[number % 8 :: 8], get_introspection_query()):
            known.prepare(f"{text}#{number}", None, RULES)
    gc.collect()
    assert len(known.accepted) > 30  # or there would be nothing to look through
    assert len(known.refused) > 3
    assert len(gc.get_objects()) - before < 40_000


async def test_a_document_is_looked_through_once_when_it_was_read() -> None:
    """What lives as long as its document would else be counted among what lives for ever."""
    schema: GuardedSchema = build_schema()
    heavy = next(attack.text for attack in documents() if attack.name == "the same selection")
    looks: list[int] = []

    def look(phase: str, about: dict[str, int]) -> None:
        if phase == "start" and current_thread().name.startswith("documents"):
            looks.append(about["generation"])

    gc.callbacks.append(look)
    try:
        for number in range(3):
            await schema.execute(f"{heavy} # looked {number}")
    finally:
        gc.callbacks.remove(look)
    assert looks == [0, 0, 0]
    assert gc.isenabled()


def test_introspection_is_answered_once_however_it_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []
    real = introspection.execute_sync
    monkeypatch.setattr(
        introspection, "execute_sync", lambda *given: (asked.append(given), real(*given))[1]
    )
    schema = build_schema()
    known = Introspection(schema._schema)
    for spaces in range(5):
        text = get_introspection_query().replace("\n", "\n" + " " * spaces)
        document = schema.documents.prepare(text, None, RULES).document
        assert document
        answer = known.answer(document)
        assert answer
        assert b'"queryType"' in bytes(answer.data)  # type: ignore[call-overload]  # written
    assert len(asked) == 1


@pytest.mark.parametrize("attack", list(documents()), ids=lambda attack: attack.name)
async def test_the_event_loop_is_hardly_held(attack: Attack, enough: float) -> None:
    """The reading goes on beside it: counted is the time of this thread only."""
    schema: GuardedSchema = build_schema()
    times: list[float] = []
    for number in range(TRIES if attack.answer else 0):
        started = time.thread_time()
        result = await schema.execute(f"{attack.text} # held {number}")
        times.append(time.thread_time() - started)
        assert result.errors
    assert min(times, default=0) <= enough / 10


async def test_the_others_get_their_turn_between_two_documents() -> None:
    schema: GuardedSchema = build_schema()
    heavy = next(attack.text for attack in documents() if attack.name == "the same selection")
    looks = 0

    async def ask(number: int) -> int:
        await schema.execute(f"{heavy} # turns {number}")
        return looks

    async def look() -> None:
        nonlocal looks
        while True:
            looks += 1
            await asyncio.sleep(0)

    looking = asyncio.create_task(look())
    answered = sorted(await asyncio.gather(*(ask(number) for number in range(6))))
    looking.cancel()
    assert all(later > earlier for earlier, later in pairwise(answered))


async def test_who_is_alone_is_not_behind_a_socket_that_asks_for_much() -> None:
    """The documents of one connection are read one after the other, so that others come between."""
    schema: GuardedSchema = build_schema()
    crowd, alone = (SimpleNamespace(reading=asyncio.Lock()) for _ in range(2))
    order: list[str] = []

    async def ask(name: str, context: object, number: int) -> None:
        await schema.execute(f"{{ nothing }} # {name} {number}", context_value=context)
        order.append(name)

    many = [asyncio.create_task(ask("crowd", crowd, number)) for number in range(20)]
    await asyncio.sleep(0)
    await ask("alone", alone, 0)
    await asyncio.gather(*many)
    assert order.index("alone") <= 3
