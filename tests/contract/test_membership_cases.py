"""A loss that nobody can explain opens a case by itself: once, whatever fails on the way."""

from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest

from infra.kernel.errors import Unavailable
from services.appeals.contract.commands import Command, OpenCase
from services.membership.cases.opening import CaseOpening
from services.membership.cases.wanted_store import WantedCases
from services.membership.contract.explanations import Explanation
from services.membership.contract.import_rows import (
    ImportBatch,
    MemberRow,
)
from services.membership.contract.queries import GetExplanation
from services.membership.contract.words import CaseReason, Cause, Lifecycle
from services.shared.callers import ActorKind, Caller
from tests.contract.membership_system import START, System, running_membership
from tests.unit.membership.world import DAY


class Appeals:
    """Gives a number a key; may fail before it has done its work, or after."""

    def __init__(self) -> None:
        self.numbers: dict[str, str] = {}
        self.asked: list[Command] = []
        self.fails = ""

    async def execute(self, command: Command, by: Caller) -> SimpleNamespace:
        assert by.actor.kind == ActorKind.SYSTEM
        if self.fails == "before":
            raise Unavailable("away")
        self.asked.append(command)
        number = self.numbers.setdefault(by.idempotency_key, f"AP-{len(self.numbers) + 1}")
        if self.fails == "after":
            raise Unavailable("the answer was lost")
        return SimpleNamespace(appeal=SimpleNamespace(number=number))


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as built:
        yield built


def closed(id: str, days_ago: int, cause: Cause | None = None) -> MemberRow:
    return MemberRow(
        row=1, member_id=id, plan="gold", lifecycle=Lifecycle.CLOSED, cause=cause,
        period_start=START - 90 * DAY, period_end=START - days_ago * DAY, auto_renew=False,
        balance=0, last_login_at=None,
    )  # fmt: skip


async def test_it_is_asked_until_there_is_a_number_and_there_is_one_case(system: System) -> None:
    rows = (
        closed("lost", 3),
        closed("long-ago", 31),
        closed("known", 3, Cause.STAFF_ACTION),
    )
    taken = await system.api.import_batch(ImportBatch(members=rows))
    assert taken.created == 3
    appeals = Appeals()
    opening = CaseOpening(system.context, WantedCases(system.db), lambda: appeals)
    for appeals.fails in ("before", "after", ""):
        await opening.round()
    assert await opening.round() == 0
    assert appeals.asked == 2 * [
        OpenCase(member_id="lost", reason=CaseReason.UNEXPLAINED_LOSS, lost_at=START - 3 * DAY)
    ]
    assert list(appeals.numbers.values()) == ["AP-1"]
    why = await system.ask(GetExplanation(member_id="lost"), Explanation)
    assert (why.cause, why.rules[0]) == (Cause.UNKNOWN, "no_rule_knows")
    assert "AP-1" in why.summary.zh
    assert await system.holds("lost")
