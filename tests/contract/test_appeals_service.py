"""Appeals on the real server: each command, each query, and what is kept beside them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from infra.concurrency.wakeup import Wakeup
from infra.kernel.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    NotAllowed,
    NotFound,
    Unavailable,
)
from infra.kernel.events import Actor, verify_chain
from infra.kernel.feed import BEGINNING
from infra.storage.mongo import Database, database
from infra.storage.transactions import Transactions
from infra.storage.unit_of_work import UnitOfWork
from infra.storage.writer import EVENTS
from services.appeals.adapters.documents import APPEALS, CASE_FILES, MESSAGES
from services.appeals.adapters.repository import MongoAppeals
from services.appeals.contract.case_views import CasePart
from services.appeals.contract.commands import (
    AddStaffNote,
    AnswerAppeal,
    AskInformation,
    OpenCase,
    ReplyToAppeal,
    TakeAppeal,
    WithdrawAppeal,
)
from services.appeals.contract.queries import GetAppeal, GetAppealsOf, GetQueue
from services.appeals.contract.views import AppealsPage, AppealView, Failed, Outcome
from services.appeals.contract.words import AppealState, RemedyState
from services.appeals.domain.case.case_seal import holds
from services.appeals.domain.folding.evolve import fold
from services.membership.contract.words import CaseReason, Cause, RemedyKind
from services.shared.callers import SYSTEM, ActorKind, Caller
from tests.contract.appeals_system import LOST_AT, NOON, AppealsSystem, appeals_system
from tests.loops import looping
from tests.unit.appeals.people import ANNA, DAY, MEMBER, STRANGER, by, decision, opening
from tests.waiting import PATIENCE, eventually


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[AppealsSystem]:
    async with appeals_system(mongo_url, database_prefix) as built:
        yield built


@pytest.fixture
async def running(system: AppealsSystem) -> AsyncIterator[AppealsSystem]:
    """With its loops, as a process would run them."""
    async with looping(system.component.loops):
        yield system


@pytest.fixture
def db(system: AppealsSystem, database_prefix: str) -> Database:
    return database(system.mongo, f"{database_prefix}_appeals")


async def seen(
    system: AppealsSystem, number: str, holds: Callable[[AppealView], bool]
) -> AppealView:
    async with asyncio.timeout(PATIENCE):
        while not holds(view := await system.view(number)):
            await asyncio.sleep(0.02)
    return view


def missed_first_answer(view: AppealView) -> bool:
    """Whatever followed from it."""
    return "FirstAnswerMissed" in [step.type for step in view.steps]


async def queue(system: AppealsSystem, first: int = 20, after: str = "") -> AppealsPage:
    [page] = await system.api.read([GetQueue(for_staff=True, first=first, after=after)])
    assert isinstance(page, AppealsPage)
    return page


async def test_an_appeal_from_opening_to_remedy(running: AppealsSystem) -> None:
    opened = await running.open()
    assert opened.number == "AP-20261121-0001"
    assert (opened.state, opened.place_in_queue) == (AppealState.SUBMITTED, 1)
    assert (opened.lost_at, opened.suspected_cause) == (LOST_AT, Cause.SYNC_DELAY)

    await running.api.execute(TakeAppeal(number=opened.number), by(ANNA))
    ask = AskInformation(number=opened.number, question="Which order?")
    await running.api.execute(ask, by(ANNA))
    reply = ReplyToAppeal(number=opened.number, text="This one.", orders=("O-1", "O-2"))
    await running.api.execute(reply, by(MEMBER))
    decided = await running.api.execute(decision(opened.number, days=5), by(ANNA))
    assert decided.appeal.decision is not None

    closed = await seen(running, opened.number, lambda view: view.state is AppealState.CLOSED)
    assert closed.decision is not None
    assert closed.decision.remedy_state is RemedyState.APPLIED
    assert (closed.decision.days, closed.decision.period_end) == (5, LOST_AT + 5 * DAY)
    assert closed.orders == ("O-1", "O-2")
    assert [m.text for m in closed.messages] == [
        "I paid on time.", "Which order?", "This one.", "Your payment reached us late.",
    ]  # fmt: skip
    assert closed.promised_at is None
    assert len(await running.membership.remedies(MEMBER.id)) == 1


async def test_the_history_verifies_and_folds_to_what_is_stored(
    running: AppealsSystem, db: Database
) -> None:
    number = (await running.open()).number
    await running.api.execute(decision(number), by(ANNA))
    await seen(running, number, lambda view: view.state is AppealState.CLOSED)
    uow = UnitOfWork(Transactions(running.mongo, db), db, Wakeup())
    history = await uow.history(number)
    assert verify_chain(history) is None
    stored = await MongoAppeals(uow).load(number)
    assert stored is not None
    assert fold(history) == stored.appeal


async def test_the_feed_numbers_every_event(running: AppealsSystem) -> None:
    await running.open()
    page = await running.api.feed(BEGINNING, 10, 5.0)
    assert [(e.number, e.event.type) for e in page.events][:2] == [
        (1, "AppealSubmitted"), (2, "CaseFileAttached"),
    ]  # fmt: skip
    assert "paid on time" not in repr(page)


async def test_the_case_file_is_kept_with_its_hash(system: AppealsSystem, db: Database) -> None:
    opened = await system.open()
    assert opened.case_file is not None
    row = await db[CASE_FILES].find_one({"_id": opened.number})
    assert row is not None
    await system.sealing.opened_one(CASE_FILES, row)
    assert holds(row["content"], row["sha256"])
    [page] = await system.api.read([GetAppealsOf(member_id=MEMBER.id)])
    assert isinstance(page, AppealsPage)
    assert page.appeals[0].case_file is None


async def test_without_a_loss_no_appeal(system: AppealsSystem) -> None:
    await system.membership.lose(MEMBER.id, None, None)
    with pytest.raises(NotAllowed, match="Nothing has been lost"):
        await system.open()
    with pytest.raises(NotFound):
        await system.api.execute(opening(member_id=STRANGER.id), by(STRANGER))


async def test_an_appeal_is_taken_while_the_membership_is_down_and_the_file_follows(
    running: AppealsSystem,
) -> None:
    running.membership.down = True
    opened = await running.open()
    assert (opened.case_file, opened.lost_at) == (None, None)
    assert opened.case_file_missing == (CasePart.RECORD, CasePart.ALERTS)
    running.membership.down = False
    running.clock.advance(timedelta(seconds=5))
    view = await seen(running, opened.number, lambda view: view.case_file is not None)
    assert (view.lost_at, view.suspected_cause) == (LOST_AT, Cause.SYNC_DELAY)
    assert view.case_file_missing == ()


async def test_a_loss_that_was_not_is_refused_and_a_late_file_does_not_hide_it(
    running: AppealsSystem,
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await running.api.execute(opening(lost_at=NOON - 3_650 * DAY), by(MEMBER))
    assert refused.value.field == "lostAt"

    running.membership.down = True
    taken = await running.api.execute(opening(lost_at=NOON - 10 * DAY), by(MEMBER))
    running.membership.down = False
    running.clock.advance(timedelta(seconds=5))
    number = taken.appeal.number
    view = await seen(running, number, lambda view: view.case_file is not None)
    assert (view.lost_at, view.suspected_cause) == (NOON - 10 * DAY, None)


async def test_the_remedy_waits_for_the_membership_by_the_clock(running: AppealsSystem) -> None:
    number = (await running.open()).number
    running.membership.refusal = Unavailable("The membership does not answer.")
    await running.api.execute(decision(number), by(ANNA))
    pending = await running.view(number)
    assert pending.decision is not None
    assert pending.decision.remedy_state is RemedyState.PENDING
    await eventually(lambda: running.membership.calls)
    running.membership.refusal = None
    running.clock.advance(timedelta(hours=1))
    await seen(running, number, lambda view: view.state is AppealState.CLOSED)
    assert len(await running.membership.remedies(MEMBER.id)) == 1


async def test_a_remedy_that_cannot_be_given_is_not_decided(
    system: AppealsSystem, db: Database
) -> None:
    number = (await system.open()).number
    system.membership.impossible = NotAllowed("Only a running membership can be extended.")
    with pytest.raises(NotAllowed) as refused:
        await system.api.execute(decision(number, remedy=RemedyKind.EXTEND, days=3), by(ANNA))
    assert (refused.value.field, refused.value.details) == ("remedy", {})
    assert (await system.view(number)).decision is None
    assert await db["events"].count_documents({"type": "AppealDecided"}) == 0
    system.membership.impossible = None
    await system.api.execute(decision(number), by(ANNA))
    assert (await system.view(number)).decision is not None


async def test_a_refused_remedy_goes_back_to_staff(running: AppealsSystem) -> None:
    number = (await running.open()).number
    running.membership.refusal = NotAllowed("The membership is closed for good.")
    await running.api.execute(decision(number), by(ANNA))
    view = await seen(running, number, lambda view: view.state is AppealState.IN_REVIEW)
    assert view.decision is not None
    assert view.decision.remedy_state is RemedyState.REFUSED
    running.membership.refusal = None
    await running.api.execute(decision(number), by(ANNA))
    await seen(running, number, lambda view: view.state is AppealState.CLOSED)
    assert len(await running.membership.remedies(MEMBER.id)) == 1


async def test_of_eight_who_take_it_at_once_one_has_it(system: AppealsSystem, db: Database) -> None:
    number = (await system.open()).number
    staff = [Actor(kind=ActorKind.STAFF, id=f"s-{n}", name=f"Staff {n}") for n in range(8)]
    took = await asyncio.gather(
        *(system.api.execute(TakeAppeal(number=number), by(one)) for one in staff),
        return_exceptions=True,
    )
    [reviewer] = [one.appeal.reviewer for one in took if isinstance(one, Outcome)]
    refused = [one for one in took if isinstance(one, NotAllowed)]
    assert reviewer is not None
    assert len(refused) == 7
    assert all(one.message.startswith(f"{reviewer.name} has had the appeal") for one in refused)
    assert await db[EVENTS].count_documents({"type": "AppealTaken"}) == 1

    taking_over = TakeAppeal(number=number, take_over=True)
    others = [one for one in staff if one.id != reviewer.id]
    await asyncio.gather(*(system.api.execute(taking_over, by(one)) for one in others))
    told = [e async for e in db[EVENTS].find({"type": "AppealTakenOver", "body.told": True})]
    assert len(told) == 1


async def test_an_answer_after_the_promised_time_does_not_hide_that_it_was_late(
    system: AppealsSystem,
) -> None:
    number = (await system.open()).number
    system.clock.advance(DAY + timedelta(seconds=1))
    answered = await system.api.execute(AnswerAppeal(number=number, text="Sorry."), by(ANNA))
    assert [step.type for step in answered.appeal.steps[2:]] == [
        "FirstAnswerMissed", "AppealTaken", "StaffAnswered",
    ]  # fmt: skip


async def test_the_promise_after_a_missed_answer_has_its_clock_too(
    running: AppealsSystem,
) -> None:
    number = (await running.open()).number
    running.clock.advance(DAY)
    missed = await seen(running, number, missed_first_answer)
    assert missed.promised_at == NOON + timedelta(hours=36)
    running.clock.advance(timedelta(hours=12))
    again = await seen(running, number, lambda view: view.steps[-1].type == "PromiseMissed")
    assert again.steps[-1].at == NOON + timedelta(hours=36)
    assert again.promised_at == NOON + timedelta(hours=60)


async def test_a_missed_first_answer_moves_to_the_head_of_the_queue(
    running: AppealsSystem,
) -> None:
    first = await running.open()
    await running.membership.lose(STRANGER.id, LOST_AT, Cause.LAPSED)
    running.clock.advance(2 * DAY)
    await seen(running, first.number, missed_first_answer)
    later = await running.api.execute(opening(member_id=STRANGER.id), by(STRANGER))
    page = await queue(running)
    assert [a.number for a in page.appeals] == [first.number, later.appeal.number]
    assert [a.place_in_queue for a in page.appeals] == [1, 2]
    assert [a.overdue for a in page.appeals] == [True, False]
    promised = page.appeals[0].promised_at
    assert promised is not None
    assert promised > running.clock.now()


async def test_the_queue_goes_on_from_its_cursor(system: AppealsSystem) -> None:
    for name in ("q-1", "q-2", "q-3"):
        await system.membership.lose(name, LOST_AT, Cause.LAPSED)
        member = MEMBER.__class__(kind=MEMBER.kind, id=name)
        await system.api.execute(opening(member_id=name), by(member))
        system.clock.advance(timedelta(minutes=1))
    first = await queue(system, first=2)
    assert (len(first.appeals), first.total, first.has_more) == (2, 3, True)
    rest = await queue(system, first=2, after=first.cursors[-1])
    assert [a.member_id for a in rest.appeals] == ["q-3"]
    assert not rest.has_more


async def test_one_open_appeal_a_loss_even_when_asked_at_once(
    system: AppealsSystem, db: Database
) -> None:
    results = await asyncio.gather(*(system.open() for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(result, AppealView) for result in results) == 1
    assert sum(isinstance(result, NotAllowed) for result in results) == 4
    assert await db[APPEALS].count_documents({}) == 1


async def test_after_a_withdrawal_the_member_can_appeal_again(system: AppealsSystem) -> None:
    first = await system.open()
    await system.api.execute(WithdrawAppeal(number=first.number), by(MEMBER))
    again = await system.open()
    [page] = await system.api.read([GetAppealsOf(member_id=MEMBER.id, first=1)])
    assert isinstance(page, AppealsPage)
    assert ([a.number for a in page.appeals], page.total) == ([again.number], 2)
    [rest] = await system.api.read([GetAppealsOf(member_id=MEMBER.id, after=page.cursors[-1])])
    assert isinstance(rest, AppealsPage)
    assert [a.number for a in rest.appeals] == [first.number]


async def test_the_same_key_does_it_once(system: AppealsSystem, db: Database) -> None:
    opens = await asyncio.gather(*(system.open("k-1") for _ in range(4)))
    assert len({view.number for view in opens}) == 1
    number = opens[0].number
    answer = AnswerAppeal(number=number, text="We look.")

    async def once_more() -> Outcome:
        return await system.api.execute(answer, by(ANNA, "k-2"))

    outcomes = await asyncio.gather(*(once_more() for _ in range(4)))
    assert sorted(outcome.repeated for outcome in outcomes) == [False, True, True, True]
    assert await db[MESSAGES].count_documents({"number": number}) == 2
    with pytest.raises(Conflict):
        await system.api.execute(AnswerAppeal(number=number, text="Other."), by(ANNA, "k-2"))


async def test_numbers_are_unique_however_many_ask(system: AppealsSystem, db: Database) -> None:
    store = MongoAppeals(UnitOfWork(Transactions(system.mongo, db), db, Wakeup()))
    other = MongoAppeals(
        UnitOfWork(Transactions(system.mongo, db), db, Wakeup())
    )  # as in another process
    asked = [each.next_count(NOON.date()) for each in (store, other) for _ in range(20)]
    assert sorted(await asyncio.gather(*asked)) == list(range(1, 41))
    assert await store.next_count((NOON + DAY).date()) == 1


async def test_the_number_carries_the_operators_day(system: AppealsSystem) -> None:
    system.clock.advance(timedelta(hours=5))  # 17:00 UTC is 01:00 of the next day in Shanghai
    assert (await system.open()).number.startswith("AP-20261122-")


async def test_notes_are_for_staff(system: AppealsSystem) -> None:
    number = (await system.open()).number
    noted = await system.api.execute(AddStaffNote(number=number, text="Odd."), by(ANNA))
    assert noted.appeal.messages[-1].staff_only
    assert len((await system.view(number, for_staff=True)).messages) == 2
    member_sees = await system.view(number)
    assert [message.text for message in member_sees.messages] == ["I paid on time."]
    assert len(member_sees.steps) == 2


async def test_many_questions_are_answered_in_their_order(system: AppealsSystem) -> None:
    number = (await system.open()).number
    answers = await system.api.read(
        [
            GetAppeal(number=number, member_id=STRANGER.id),
            GetAppealsOf(member_id=STRANGER.id),
            GetAppeal(number=number, member_id=MEMBER.id),
            GetAppeal(number="AP-1"),
            GetQueue(),
        ]
    )
    kinds = [type(answer) for answer in answers]
    assert kinds == [Failed, AppealsPage, AppealView, Failed, AppealsPage]


async def test_an_unknown_appeal_is_not_found(system: AppealsSystem) -> None:
    with pytest.raises(NotFound) as failure:
        await system.api.execute(TakeAppeal(number="AP-1"), by(ANNA))
    assert failure.value.field == "number"


async def test_a_case_that_nobody_asked_for_is_one_and_joins_what_is_open(
    system: AppealsSystem,
) -> None:
    case = OpenCase(member_id=MEMBER.id, reason=CaseReason.UNEXPLAINED_LOSS, lost_at=LOST_AT)
    by_time = Caller(actor=SYSTEM, idempotency_key="case-1")
    with pytest.raises(Forbidden):
        await system.api.execute(case, by(MEMBER))
    first, second = [await system.api.execute(case, by_time) for _ in range(2)]
    assert (first.repeated, second.repeated) == (False, True)
    number = first.appeal.number
    assert first.appeal.first_answer_due == NOON + DAY
    assert [step.type for step in first.appeal.steps] == ["AppealSubmitted", "CaseFileAttached"]
    other = await system.api.execute(case, Caller(actor=SYSTEM, idempotency_key="case-2"))
    assert (other.appeal.number, other.repeated) == (number, True)
    reply = ReplyToAppeal(number=number, text="I had paid.")
    assert (await system.api.execute(reply, by(MEMBER))).appeal.number == number
