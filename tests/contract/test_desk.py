"""The desk on a real database: nobody gets what another has, whatever happens at once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from infra.kernel.errors import Conflict, Forbidden, NotAllowed, NotFound, Unavailable
from infra.kernel.events import EventEnvelope, NumberedEvent, Origin
from infra.process.foundation import Foundation, lay_foundation
from infra.storage.mongo import Database, database
from services.appeals.adapters.documents import APPEALS, PLACE, member_of
from services.appeals.adapters.proposals import PROPOSALS
from services.appeals.adapters.repository import MongoAppeals
from services.appeals.contract.commands import (
    AddStaffNote,
    AnswerAppeal,
    ReplyToAppeal,
    TakeAppeal,
    WithdrawAppeal,
)
from services.appeals.contract.desk_commands import (
    AssignAppeal,
    ConfirmDecision,
    EndAbsence,
    GiveBackAppeal,
    KnowColleague,
    ReturnDecision,
    SaveQueueRules,
    SetAbsence,
    TakeNext,
)
from services.appeals.contract.desk_queries import (
    GetProposed,
    GetQueueRules,
    GetQueues,
    GetReviewers,
    PreviewQueueRules,
)
from services.appeals.contract.desk_rules import QueueCondition, QueueRule
from services.appeals.contract.desk_views import (
    QueueMove,
    QueueRulesView,
    QueuesView,
    ReviewersView,
    RulesPreview,
)
from services.appeals.contract.desk_words import AppealQueue
from services.appeals.contract.identity import ProveIdentity
from services.appeals.contract.notice_words import NoticeKind
from services.appeals.contract.notices import GetNotices, NoticesPage
from services.appeals.contract.queries import GetQueue
from services.appeals.contract.views import AppealsPage, AppealView
from services.appeals.contract.words import AppealState
from services.appeals.desk.assembly import build_desk_stores
from services.appeals.desk.holds import HoldsOfAppellants
from services.membership.contract.words import Cause
from services.settings import Settings
from services.shared.callers import SYSTEM, Caller, StaffKind
from tests.contract.appeals_system import LOST_AT, NOON, AppealsSystem, appeals_system
from tests.contract.test_appeals_reading import due_at
from tests.fakes.callers import member_caller, staff_caller
from tests.loops import looping
from tests.reads import reading
from tests.unit.appeals.people import ANNA, HOUR, MEMBER, by, decision, opening
from tests.waiting import eventually

ADMIN = by(ANNA)
PLAIN = StaffKind.REVIEWER
REST = QueueRule(name="rest", queue=AppealQueue.STANDARD)


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[AppealsSystem]:
    async with appeals_system(mongo_url, database_prefix) as built:
        yield built


@pytest.fixture
def db(system: AppealsSystem, database_prefix: str) -> Database:
    return database(system.mongo, f"{database_prefix}_appeals")


def reviewer(id: str, key: str = "", kind: StaffKind = PLAIN) -> Caller:
    return staff_caller(id, id.title(), staff_kind=kind, idempotency_key=key)


async def opened(system: AppealsSystem, *members: str) -> list[str]:
    """One after the other, a minute between them."""
    numbers = []
    for id in members:
        await system.membership.lose(id, LOST_AT, Cause.SYNC_DELAY)
        outcome = await system.api.execute(opening(member_id=id), member_caller(id))
        numbers.append(outcome.appeal.number)
        system.clock.advance(timedelta(minutes=1))
    return numbers


async def do(system: AppealsSystem, command: Any, by: Caller) -> AppealView:
    return (await system.api.execute(command, by)).appeal


async def ask(system: AppealsSystem, query: Any, kind: type[Any]) -> Any:
    [answer] = await system.api.read([query])
    assert isinstance(answer, kind), answer
    return answer


async def waiting(system: AppealsSystem, queue: AppealQueue) -> list[str]:
    page = await ask(system, GetQueue(queue=queue, for_staff=True), AppealsPage)
    return [one.number for one in page.appeals]


@pytest.fixture
async def running(system: AppealsSystem) -> AsyncIterator[AppealsSystem]:
    """With its loops, as a process would run them."""
    async with looping(system.component.loops):
        yield system


async def who_has(system: AppealsSystem, *numbers: str) -> set[str]:
    views = [await system.view(number) for number in numbers]
    return {one.reviewer.id if one.reviewer else "" for one in views}


async def save_rules(system: AppealsSystem, *rules: QueueRule, replaces: int = 1) -> None:
    command = SaveQueueRules(rules=(*rules, REST), reason="As agreed.", replaces=replaces)
    await system.api.save_queue_rules(command, ADMIN)


async def test_of_two_at_the_same_instant_one_has_it_and_the_other_hears_who(
    system: AppealsSystem,
) -> None:
    [number] = await opened(system, MEMBER.id)
    people = [reviewer(name) for name in ("li", "wang")]
    took = await asyncio.gather(
        *(do(system, TakeAppeal(number=number), one) for one in people), return_exceptions=True
    )
    [has] = [one for one in took if isinstance(one, AppealView)]
    [refused] = [one for one in took if isinstance(one, NotAllowed)]
    assert has.reviewer is not None
    assert has.reviewer.name in refused.message
    assert refused.details["reviewer"] == has.reviewer.id


async def test_ten_who_take_the_next_get_ten(system: AppealsSystem) -> None:
    numbers = await opened(system, *(f"m-{n}" for n in range(10)))
    people = [reviewer(f"s-{n}", "a key") for n in range(10)]
    took = await asyncio.gather(*(do(system, TakeNext(), one) for one in people))
    assert sorted(one.number for one in took) == numbers
    assert [(await do(system, TakeNext(), one)).number for one in people] == [
        one.number for one in took
    ]
    with pytest.raises(NotFound, match="No appeal that you may take"):
        await do(system, TakeNext(), reviewer("s-11"))


async def test_what_is_changed_meanwhile_and_still_waits_is_taken(
    system: AppealsSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    [number] = await opened(system, "m-1")
    save, before = MongoAppeals.save, [ReplyToAppeal(number=number, text="And more.")]

    async def later(*given: Any) -> None:
        while before:
            await do(system, before.pop(), member_caller("m-1"))
        await save(*given)

    monkeypatch.setattr(MongoAppeals, "save", later)
    taken = await do(system, TakeNext(), reviewer("li"))
    assert taken.number == number
    assert taken.messages[-1].text == "And more."


async def test_the_same_call_at_once_takes_one(system: AppealsSystem) -> None:
    await opened(system, "m-1", "m-2")
    took = await asyncio.gather(*(do(system, TakeNext(), reviewer("li", "k")) for _ in range(4)))
    assert len({one.number for one in took}) == 1


async def test_what_is_handed_over_goes_with_its_note_and_back(system: AppealsSystem) -> None:
    first, _ = await opened(system, "m-1", "m-2")
    li, wang = reviewer("li"), reviewer("wang")
    await do(system, TakeNext(), li)
    with pytest.raises(NotFound, match="wang"):
        await do(system, AssignAppeal(number=first, to="wang"), li)
    await do(system, TakeNext(), wang)
    with pytest.raises(Forbidden, match="Li has the appeal"):
        await do(system, AssignAppeal(number=first, to="wang"), wang)
    handed = await do(system, AssignAppeal(number=first, to="wang", note="Knows the bank."), li)
    assert handed.reviewer is not None
    assert (handed.reviewer.id, handed.messages[-1].staff_only) == ("wang", True)
    assert handed.messages[-1].text == "Knows the bank."
    assert "Knows" not in repr(await system.view(first))
    due = handed.first_answer_due
    back = await do(system, GiveBackAppeal(number=first), wang)
    assert (back.reviewer, back.first_answer_due, back.place_in_queue) == (None, due, 1)
    assert (await do(system, TakeNext(), li)).number == first
    everybody = await ask(system, GetReviewers(), ReviewersView)
    assert [(one.id, one.has) for one in everybody.reviewers] == [("li", 1), ("wang", 1)]


async def test_only_specialists_have_what_is_for_them(system: AppealsSystem) -> None:
    [number] = await opened(system, MEMBER.id)
    await do(system, TakeAppeal(number=number), reviewer("li"))
    danger = QueueRule(
        name="late", queue=AppealQueue.SECURITY, when=QueueCondition(causes=(Cause.SYNC_DELAY,))
    )
    await save_rules(system, danger)
    await do(system, ReplyToAppeal(number=number, text="And?"), by(MEMBER))
    moved = await system.view(number, for_staff=True)
    assert (moved.queue, moved.queue_rule, moved.reviewer) == (AppealQueue.SECURITY, "late", None)
    for command in (
        TakeAppeal(number=number),
        AnswerAppeal(number=number, text="We look."),
        TakeNext(queue=AppealQueue.SECURITY),
    ):
        with pytest.raises(Forbidden, match="for specialists"):
            await do(system, command, reviewer("li"))
    with pytest.raises(NotFound):
        await do(system, TakeNext(), reviewer("li"))
    with pytest.raises(Forbidden, match="Li is none"):
        await do(system, AssignAppeal(number=number, to="li"), ADMIN)
    special = reviewer("su", kind=StaffKind.SPECIALIST)
    assert (await do(system, TakeNext(), special)).number == number


async def test_who_is_away_has_nothing_and_gets_nothing(running: AppealsSystem) -> None:
    system = running
    first, second, third = await opened(system, "m-1", "m-2", "m-3")
    li, wang = reviewer("li"), reviewer("wang")
    await do(system, TakeAppeal(number=first), li)
    await do(system, TakeAppeal(number=second), wang)
    await do(system, TakeAppeal(number=third), li)
    now = system.clock.now()
    away = SetAbsence(reviewer="li", since=now + HOUR, until=now + 5 * HOUR, substitute="wang")
    with pytest.raises(Forbidden):
        await system.api.change_absence(away, wang)
    await system.api.change_absence(away, li)
    due = (await system.view(first)).first_answer_due
    assert await who_has(system, first, third) == {"li"}
    system.clock.advance(HOUR)
    await eventually(lambda: has(system, "wang", first, second, third))
    assert (await system.view(first)).first_answer_due == due
    for refused, whose in ((AssignAppeal(number=first, to="li"), wang), (TakeNext(), li)):
        with pytest.raises(NotAllowed, match="away until"):
            await do(system, refused, whose)
    soon = SetAbsence(reviewer="wang", since=now, until=now + 9 * HOUR, substitute="li")
    await system.api.change_absence(soon, ADMIN)
    await eventually(lambda: has(system, "", first, second, third))
    assert await waiting(system, AppealQueue.STANDARD) == [first, second, third]
    assert (await system.view(third)).place_in_queue == 3
    await system.api.change_absence(EndAbsence(reviewer="li"), li)
    assert (await do(system, TakeNext(), li)).number == first


async def test_who_left_has_nothing_and_gets_nothing(running: AppealsSystem) -> None:
    system = running
    first, second = await opened(system, "m-1", "m-2")
    li, wang = reviewer("li"), reviewer("wang")
    for number in (first, second):
        await do(system, TakeAppeal(number=number), li)
    here = KnowColleague(staff_id="li", name="Li", kind=PLAIN, left=False, version=1)
    gone = KnowColleague(staff_id="li", name="Li", kind=PLAIN, left=True, version=2)
    with pytest.raises(Forbidden):
        await system.api.know_colleague(gone, ADMIN)
    for told in (here, gone, gone, here):  # again, and the earlier one late
        await system.api.know_colleague(told, Caller(actor=SYSTEM))
    await eventually(lambda: has(system, "", first, second))
    now = system.clock.now()
    away = SetAbsence(reviewer="li", since=now, until=now + HOUR)
    with pytest.raises(NotAllowed, match="works here no more"):
        await do(system, AssignAppeal(number=first, to="li"), wang)
    with pytest.raises(NotFound, match="works here"):
        await system.api.change_absence(away, ADMIN)
    instead = SetAbsence(reviewer="wang", since=now, until=now + HOUR, substitute="li")
    with pytest.raises(NotFound, match="works here"):
        await system.api.change_absence(instead, wang)
    view = await ask(system, GetReviewers(), ReviewersView)
    assert {one.id: one.left for one in view.reviewers} == {
        "li": True,
        "wang": False,
        "s-1": False,
    }


async def test_who_only_reads_is_given_no_appeal(system: AppealsSystem) -> None:
    [number] = await opened(system, "m-1")
    reads = KnowColleague(
        staff_id="kim", name="Kim", kind=StaffKind.READ_ONLY, left=False, version=1
    )
    await system.api.know_colleague(reads, Caller(actor=SYSTEM))
    with pytest.raises(Forbidden, match="handles none"):
        await do(system, AssignAppeal(number=number, to="kim"), ADMIN)


async def has(system: AppealsSystem, id: str, *numbers: str) -> bool:
    return await who_has(system, *numbers) == {id}


async def test_other_rules_move_what_is_open_and_are_kept(running: AppealsSystem) -> None:
    system = running
    numbers = await opened(system, "m-1", "m-2", "m-3")
    old = QueueRule(name="old", queue=AppealQueue.INCIDENT, when=QueueCondition(age_at_least=1))
    preview = PreviewQueueRules(rules=(old, REST))
    assert await ask(system, preview, RulesPreview) == RulesPreview(appeals=3, moves=())
    system.clock.advance(timedelta(minutes=58))
    moves = (QueueMove(source=AppealQueue.STANDARD, target=AppealQueue.INCIDENT, appeals=2),)
    assert await ask(system, preview, RulesPreview) == RulesPreview(appeals=3, moves=moves)
    await save_rules(system, old)
    with pytest.raises(Conflict, match="version 2"):
        await save_rules(system, replaces=1)
    await eventually(lambda: waits_in(system, AppealQueue.INCIDENT, numbers[:2]))
    system.clock.advance(timedelta(minutes=1))
    await eventually(lambda: waits_in(system, AppealQueue.INCIDENT, numbers))
    assert (await ask(system, GetQueueRules(), QueueRulesView)).left == 0
    kept = await ask(system, GetQueueRules(first=9), QueueRulesView)
    assert [(one.version, one.by.name, one.reason) for one in kept.versions] == [
        (2, "Anna", "As agreed."),
        (1, "", "as shipped"),
    ]
    counts = (await ask(system, GetQueues(), QueuesView)).queues
    assert {one.queue: (one.waiting, one.free) for one in counts}[AppealQueue.INCIDENT] == (3, 3)


async def test_other_rules_are_tried_out_page_by_page(
    system: AppealsSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.appeals.desk.reading.PREVIEWED", 2)
    await opened(system, *(f"m-{n}" for n in range(1, 6)))
    every = (QueueRule(name="all", queue=AppealQueue.INCIDENT),)
    seen, after = [], ""
    while not seen or after:
        page = await ask(system, PreviewQueueRules(rules=every, after=after), RulesPreview)
        seen.append((page.appeals, sum(move.appeals for move in page.moves)))
        after = page.next
    assert seen == [(2, 2), (2, 2), (1, 1)]


async def waits_in(system: AppealsSystem, queue: AppealQueue, numbers: list[str]) -> bool:
    return await waiting(system, queue) == numbers


async def test_appeals_of_an_earlier_release_are_listed_once_they_are_looked_at(
    running: AppealsSystem, db: Database
) -> None:
    numbers = await opened(running, "m-1", "m-2")
    gone = {"lists": 1, "order": 1, PLACE: 1}
    await db[APPEALS].update_many({}, {"$unset": gone})
    await eventually(lambda: waits_in(running, AppealQueue.STANDARD, numbers))


SIZES = (1_100, 6_000)


async def test_a_long_queue_costs_no_more_than_a_short_one(
    system: AppealsSystem, db: Database
) -> None:
    """The first page, and the place of one far behind, as soon as the length is known."""
    [number] = await opened(system, MEMBER.id)
    row = await db[APPEALS].find_one({"_id": number})
    assert row is not None
    looked_at, queue = [], GetQueue(queue=AppealQueue.STANDARD)
    for begin, end in ((1, SIZES[0]), (SIZES[0], SIZES[1])):
        due = row["state"]["first_answer_due"]
        crowd = [due_at(row, f"AP-{n:06d}", due + timedelta(seconds=n)) for n in range(begin, end)]
        await db[APPEALS].insert_many(crowd)
        last = crowd[-1]["_id"]
        await ask(system, queue, AppealsPage)
        await system.view(last)
        with reading() as reads:
            page = await ask(system, queue, AppealsPage)
            place = (await system.view(last)).place_in_queue
        looked_at.append(await reads.examined(system.mongo))
        assert [one.number for one in page.appeals][:2] == [number, "AP-000001"]
        assert (page.total, place) == (min(end, 500), min(end, 500))
    few, many = looked_at
    assert many <= 1.5 * few


WORTH = 100_001
"""Above what one decides alone."""


async def proposed(system: AppealsSystem) -> str:
    [number] = await opened(system, MEMBER.id)
    await prove(system, number)
    system.membership.worth = WORTH
    view = await do(system, decision(number, days=5), reviewer("li"))
    assert (view.state, view.decision) == (AppealState.IN_REVIEW, None)
    assert view.proposed is not None
    assert (view.proposed.by.id, view.proposed.worth) == ("li", WORTH)
    return number


async def prove(system: AppealsSystem, number: str) -> None:
    """What is worth so much waits for that, too."""
    proof = ProveIdentity(number=number, digits="4417")
    await system.api.prove_identity(proof, by(MEMBER))


async def to_confirm(system: AppealsSystem) -> list[str]:
    page = await ask(system, GetProposed(for_staff=True), AppealsPage)
    return [one.number for one in page.appeals]


async def test_what_is_worth_much_happens_once_a_second_confirms_it(
    running: AppealsSystem,
) -> None:
    number = await proposed(running)
    hidden = await running.view(number)
    assert (hidden.proposed, hidden.decision) == (None, None)
    assert [step.type for step in hidden.steps][-1] == "AppealTaken"
    assert [one.text for one in hidden.messages] == ["I paid on time."]
    assert hidden.promised_at is not None
    assert await to_confirm(running) == [number]
    with pytest.raises(Forbidden, match="never whoever proposed it"):
        await do(running, ConfirmDecision(number=number), reviewer("li"))
    both_at_once = [
        do(running, ConfirmDecision(number=number), reviewer(name)) for name in ("wang", "su")
    ]
    answers = await asyncio.gather(*both_at_once, return_exceptions=True)
    [done] = [one for one in answers if isinstance(one, AppealView)]
    assert done.decision is not None
    assert done.decision.by.id == "li"
    assert done.decision.confirmed_by is not None
    assert done.decision.confirmed_by.id in ("wang", "su")
    assert await to_confirm(running) == []
    await eventually(lambda: closed(running, number))
    assert len(await running.membership.remedies(MEMBER.id)) == 1


async def closed(system: AppealsSystem, number: str) -> bool:
    return (await system.view(number)).state is AppealState.CLOSED


async def test_what_is_returned_is_decided_again(system: AppealsSystem) -> None:
    number = await proposed(system)
    back = ReturnDecision(number=number, reason="Half of it was used.")
    returned = await do(system, back, reviewer("wang", "k"))
    assert (returned.proposed, returned.messages[-1].staff_only) == (None, True)
    assert (await do(system, back, reviewer("wang", "k"))).proposed is None
    with pytest.raises(NotAllowed, match="waits for a second"):
        await do(system, ConfirmDecision(number=number), reviewer("wang"))
    system.membership.worth = 100_000
    decided = await do(system, decision(number, days=2), reviewer("li"))
    assert decided.decision is not None
    assert decided.decision.confirmed_by is None


async def test_what_an_incident_decides_meanwhile_waits_for_nobody_for_ever(
    system: AppealsSystem, db: Database
) -> None:
    number = await proposed(system)
    row = await db[PROPOSALS].find_one({"_id": number})
    await do(system, WithdrawAppeal(number=number), by(MEMBER))
    await db[PROPOSALS].insert_one(row or {})  # as what is decided beside the desk leaves it
    with pytest.raises(NotAllowed, match="only a note"):
        await do(system, ConfirmDecision(number=number), reviewer("wang"))
    back = ReturnDecision(number=number, reason="It was withdrawn.")
    assert (await do(system, back, reviewer("wang"))).proposed is None
    assert await to_confirm(system) == []


async def test_what_the_member_adds_is_looked_at_first(system: AppealsSystem) -> None:
    number = await proposed(system)
    system.clock.advance(HOUR)
    await do(system, ReplyToAppeal(number=number, text="One more thing."), by(MEMBER))
    with pytest.raises(NotAllowed, match="added something"):
        await do(system, ConfirmDecision(number=number), reviewer("wang"))
    again = await do(system, decision(number, days=6), reviewer("li"))
    assert again.proposed is not None
    assert (await do(system, ConfirmDecision(number=number), reviewer("wang"))).decision


async def test_what_nobody_can_tell_the_worth_of_waits_for_a_second(system: AppealsSystem) -> None:
    [number] = await opened(system, MEMBER.id)
    system.membership.down = True
    view = await do(system, decision(number), reviewer("li"))
    assert view.proposed is not None
    assert view.proposed.worth is None
    with pytest.raises(Unavailable):
        await do(system, ConfirmDecision(number=number), reviewer("wang"))
    await do(system, WithdrawAppeal(number=number), by(MEMBER))
    assert await to_confirm(system) == []


async def test_a_hold_that_is_placed_later_brings_an_appeal_to_security(
    system: AppealsSystem, db: Database
) -> None:
    [number] = await opened(system, MEMBER.id)
    known = {"weight": {"appellant": {"paid": 5, "plan_rank": 1}}}
    await db[APPEALS].update_one({"_id": number}, {"$set": {PLACE: known}})
    await do(system, TakeAppeal(number=number), reviewer("li"))
    holds = HoldsOfAppellants(build_desk_stores(lay_on(system), system.clock).appeals)
    placed = _of_member("HoldPlaced", {"hold": {"kind": "COMPROMISE"}})
    for _ in range(2):
        await holds.heard([placed])
    moved = await system.view(number, for_staff=True)
    assert (moved.queue, moved.reviewer) == (AppealQueue.SECURITY, None)
    await holds.heard([_of_member("HoldReleased", {"kind": "COMPROMISE"})])
    assert (await system.view(number, for_staff=True)).queue is AppealQueue.STANDARD


async def test_what_comes_where_nobody_works_is_told_and_shown(
    system: AppealsSystem, db: Database
) -> None:
    async def security() -> tuple[int, bool]:
        view = await ask(system, GetQueues(), QueuesView)
        one = next(one for one in view.queues if one.queue is AppealQueue.SECURITY)
        return one.free, one.nobody_there

    async def told() -> list[NoticeKind]:
        page = await ask(system, GetNotices(staff_id="s-7"), NoticesPage)
        return [one.kind for one in page.notices if one.holds]

    [number] = await opened(system, MEMBER.id)
    known = {"weight": {"appellant": {"paid": 5, "plan_rank": 1}}}
    await db[APPEALS].update_one({"_id": number}, {"$set": {PLACE: known}})
    await do(system, AddStaffNote(number=number, text="Seen."), reviewer("s-7"))
    holds = HoldsOfAppellants(build_desk_stores(lay_on(system), system.clock).appeals)
    for _ in range(2):
        await holds.heard([_of_member("HoldPlaced", {"hold": {"kind": "COMPROMISE"}})])
    assert await security() == (1, True)
    assert await told() == [NoticeKind.NOBODY_THERE]

    specialist = reviewer("s-8", kind=StaffKind.SPECIALIST)
    await do(system, AddStaffNote(number=number, text="Mine."), specialist)
    assert await security() == (1, False)
    await do(system, TakeAppeal(number=number), specialist)
    assert (await security(), await told()) == ((0, False), [])


def lay_on(system: AppealsSystem) -> Foundation:
    settings = Settings(mongo_database_prefix=system.prefix)
    return lay_foundation(settings, system.mongo, "appeals", member_of)


def _of_member(type: str, body: dict[str, Any]) -> NumberedEvent:
    envelope = EventEnvelope(
        id=f"{MEMBER.id}:2", aggregate=MEMBER.id, version=2, type=type, schema_version=2,
        actor=SYSTEM, cause=None, happened_at=NOON, recorded_at=NOON, origin=Origin(), body=body,
        prev_hash="",
    )  # fmt: skip
    return NumberedEvent(number=1, event=envelope)
