"""Where members can be told anything, as notification answers, or does not."""

from typing import Any

import pytest

from infra.kernel.errors import NotFound, Unavailable, to_record
from infra.kernel.sentences import both
from services.membership.adapters import reach
from services.membership.adapters.reach import ReachByNotify
from services.notify.contract.views import Failed
from tests.contract.membership_system import Neighbours, NotifyFeed

NOBODY = Failed(error=to_record(NotFound(both("没有。", "There is none."))))
BROKEN = Failed(error=to_record(Unavailable(both("忙。", "Busy."))))


class Answering(NotifyFeed):
    """`away`: does not answer."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        self.away = False
        self.instead: dict[str, Failed] = {}

    async def read(self, queries: list[Any]) -> list[Any]:
        self.asked += 1
        if self.away:
            raise Unavailable(both("忙。", "Busy."))
        found = await super().read(queries)
        return [
            self.instead.get(query.member_id, answer)
            for query, answer in zip(queries, found, strict=True)
        ]


async def test_who_is_unknown_cannot_be_told_and_what_is_not_answered_is_not_known() -> None:
    notify = Answering()
    notify.unreached = {"m-2"}
    notify.instead = {"m-3": NOBODY, "m-4": BROKEN}
    found = await ReachByNotify(Neighbours(notify=notify)).of(["m-1", "m-2", "m-3", "m-4"])
    assert found == {"m-1": ("SMS",), "m-2": (), "m-3": ()}


async def test_after_no_answer_nothing_is_asked_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr(reach, "monotonic", lambda: now)
    notify = Answering()
    asking = ReachByNotify(Neighbours(notify=notify))
    notify.away = True
    assert await asking.of(["m-1"]) == {}
    notify.away = False
    assert await asking.of(["m-1"]) == {}
    assert notify.asked == 1
    now += reach.SILENCE_SECONDS
    assert await asking.of(["m-1"]) == {"m-1": ("SMS",)}
