"""Kill -9 while a membership is restored for the time being, and while that ends: at each step. It
is given once and ended once, also where nobody knew yet that it was given when the appeal ended."""

import signal
from datetime import timedelta
from functools import partial

from services.appeals.contract.commands import DecideAppeal
from services.appeals.contract.words import Verdict
from services.membership.contract.queries import GetMembership, GetTimeline
from services.membership.contract.views import MembershipView, TimelinePage
from services.membership.contract.words import Cause, RemedyKind
from tests.contract.appeals_process import Pair
from tests.contract.appeals_system import NOON
from tests.contract.test_appeals_remedy_kills import (
    appeal_of,
    end_transactions,
    lapsed_members,
    pair_of_services,
    processes,
    unblocked,
)
from tests.unit.appeals.people import ANNA, by

GIVING = (
    "appeals.restoration.before_call",
    "appeals.restoration.after_call",
    "appeals.restoration.after_record",
)
ENDING = (
    "appeals.restoration.before_end",
    "appeals.restoration.after_end",
    "appeals.restoration.after_end_record",
)
LATE = 25
"""Hours after an appeal was opened: the first answer was promised an hour ago."""


async def rejected(pair: Pair, number: str) -> None:
    await pair.appeals.api.execute(
        DecideAppeal(
            number=number, verdict=Verdict.REJECTED, cause=Cause.LAPSED,
            reason="It was not renewed.", remedy=RemedyKind.NOTHING,
        ),
        by(ANNA),
    )  # fmt: skip


async def events_of(pair: Pair, member_id: str) -> list[str]:
    [page] = await pair.membership.read([GetTimeline(member_id=member_id)])
    assert isinstance(page, TimelinePage)
    return [entry.type for entry in page.entries]


async def is_entitled(pair: Pair, member_id: str) -> bool:
    [view] = await pair.membership.read([GetMembership(member_id=member_id)])
    assert isinstance(view, MembershipView)
    return view.entitled


async def test_it_is_given_once_and_ended_once_whatever_dies(
    mongo_url: str, database_prefix: str
) -> None:
    async with (
        pair_of_services(mongo_url, database_prefix) as pair,
        processes(mongo_url, database_prefix) as run,
    ):

        async def run_one_until(number: str, hours: int, until: str, die_at: str = "") -> int:
            died = await unblocked(pair, run(number, die_at, until, hours))
            await end_transactions(pair)
            return died

        numbers: dict[str, str] = {}
        for attempt, member in enumerate((await lapsed_members(pair))[: 2 * len(GIVING)]):
            number = numbers[member] = await appeal_of(pair, member)
            pair.clock.advance(timedelta(hours=LATE))
            hours = (pair.clock.now() - NOON) // timedelta(hours=1)

            run_until = partial(run_one_until, number, hours)
            step = attempt % len(GIVING)
            assert await run_until("RestoredForNow", GIVING[step]) == -signal.SIGKILL
            if attempt < len(GIVING):
                assert await run_until("RestoredForNow") == 0
                assert await is_entitled(pair, member)
            await rejected(pair, number)
            assert await run_until("RestorationEnded", ENDING[step]) == -signal.SIGKILL
        for number in numbers.values():
            await unblocked(pair, pair.see_through(number, "RestorationEnded"))
        for attempt, (member, number) in enumerate(numbers.items()):
            types = await events_of(pair, member)
            given = attempt < len(GIVING) or attempt % len(GIVING) > 0
            assert types.count("ProvisionalGranted") == given
            assert types.count("ProvisionalEnded") == 1
            assert not await is_entitled(pair, member)
            steps = [step.type for step in (await pair.view(number)).steps]
            assert steps.count("RestorationEnded") == 1
