"""Numbers, and the way back to an appeal that is over, through the real store."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.events import Actor
from infra.kernel.free_text import ERASED
from infra.kernel.text import LocalText
from infra.storage.mongo import Database, database
from services.appeals.adapters.documents import APPEALS
from services.appeals.contract.commands import (
    AddStaffNote,
    AnswerAppeal,
    AskInformation,
    ReplyToAppeal,
    TakeAppeal,
    WithdrawAppeal,
)
from services.appeals.contract.lifecycle_commands import EscalateAppeal, ReopenAppeal
from services.appeals.contract.notice_words import NoticeKind
from services.appeals.contract.notices import GetNotices, NoticesPage
from services.appeals.contract.quotes import Reference
from services.appeals.contract.views import AppealView, Outcome
from services.appeals.contract.words import AfterWait, AppealState, Verdict
from services.membership.contract.case_records import CaseRecord
from services.membership.contract.words import Cause, RemedyKind
from services.shared.callers import ActorKind
from tests.contract.appeals_system import LOST_AT, AppealsSystem, appeals_system
from tests.loops import looping
from tests.unit.appeals.people import ANNA, BO, DAY, MEMBER, NOON, by, decision, opening
from tests.waiting import eventually

A_PAYMENT = CaseRecord(
    kind="PAYMENT",
    id="o-1",
    at=LOST_AT,
    says=LocalText(zh="付款 30 元", en="A payment of 30"),
    hash="ab" * 32,
)


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[AppealsSystem]:
    async with appeals_system(mongo_url, database_prefix) as built:
        yield built


@pytest.fixture
def db(system: AppealsSystem, database_prefix: str) -> Database:
    return database(system.mongo, f"{database_prefix}_appeals")


async def rejected(system: AppealsSystem) -> AppealView:
    opened = await system.open()
    refusal = decision(opened.number, verdict=Verdict.REJECTED, remedy=RemedyKind.NOTHING)
    return (await system.api.execute(refusal, by(ANNA))).appeal


async def test_fifty_at_once_get_fifty_numbers(system: AppealsSystem) -> None:
    people = [Actor(kind=ActorKind.MEMBER, id=f"m-{n:03d}") for n in range(50)]
    for one in people:
        await system.membership.lose(one.id, LOST_AT, Cause.LAPSED)
    opened = await asyncio.gather(
        *(system.api.execute(opening(member_id=one.id), by(one)) for one in people)
    )
    numbers = sorted(one.appeal.number for one in opened)
    assert numbers == [f"AP-20261121-{n:04d}" for n in range(1, 51)]


async def test_from_a_decision_to_another_person_and_back_on_something_new(
    system: AppealsSystem,
) -> None:
    number = (await rejected(system)).number
    shown = await system.view(number)
    assert (shown.reopen_until, shown.escalate_until) == (NOON + 30 * DAY,) * 2
    await system.api.execute(EscalateAppeal(number=number, text="I did pay."), by(MEMBER))
    escalated = await system.view(number, for_staff=True)
    assert (escalated.state, escalated.place_in_queue) == (AppealState.ESCALATED, 1)
    assert escalated.excluded_reviewers == (ANNA.id,)
    assert (await system.view(number)).excluded_reviewers == ()
    with pytest.raises(NotAllowed, match="somebody else has to take it"):
        await system.api.execute(TakeAppeal(number=number), by(ANNA))
    refusal = decision(number, verdict=Verdict.PARTLY, remedy=RemedyKind.NOTHING)
    await system.api.execute(refusal, by(BO))
    new = ReopenAppeal(number=number, orders=("O-1", "O-77"))
    reopened = (await system.api.execute(new, by(MEMBER))).appeal
    assert (reopened.state, reopened.decision) == (AppealState.REOPENED, None)
    assert [one.verdict for one in reopened.earlier_decisions] == [Verdict.REJECTED, Verdict.PARTLY]
    assert reopened.orders == ("O-1", "O-77")


async def test_of_those_who_open_one_loss_again_at_once_one_succeeds(
    system: AppealsSystem, db: Database
) -> None:
    first = await system.open()
    await system.api.execute(WithdrawAppeal(number=first.number), by(MEMBER))
    again = ReopenAppeal(number=first.number, text="Here is the receipt.")
    tried = await asyncio.gather(
        *(system.api.execute(again, by(MEMBER)) for _ in range(3)),
        *(system.api.execute(opening(), by(MEMBER)) for _ in range(3)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, Outcome) for one in tried) == 1
    assert sum(isinstance(one, NotAllowed) for one in tried) == 5
    assert await db[APPEALS].count_documents({"state.state": {"$ne": "WITHDRAWN"}}) == 1


async def test_a_decided_loss_is_not_appealed_anew(system: AppealsSystem) -> None:
    number = (await rejected(system)).number
    with pytest.raises(NotAllowed) as refused:
        await system.open()
    assert refused.value.details["number"] == number
    assert refused.value.details["allowed"] == ["reopenAppeal", "escalateAppeal"]


async def test_what_was_said_with_the_question_follows(system: AppealsSystem) -> None:
    number = (await system.open()).number
    ask = AskInformation(number=number, question="Which?", what_follows=AfterWait.CLOSE)
    await system.api.execute(ask, by(ANNA))
    assert (await system.view(number)).what_follows is AfterWait.CLOSE
    sweeping = (one for one in system.component.loops if one.name == f"sweep {APPEALS}")
    async with looping(sweeping):
        for days, step in ((6, "AnswerReminded"), (1, "AppealWithdrawn")):
            system.clock.advance(days * DAY)
            async with asyncio.timeout(20):
                while (await system.view(number)).steps[-1].type != step:
                    await asyncio.sleep(0.02)
    assert (await system.view(number)).reopen_until == NOON + 37 * DAY


async def test_what_is_quoted_stands_beside_the_text_and_loses_its_words_when_erased(
    system: AppealsSystem, db: Database
) -> None:
    system.membership.records = [A_PAYMENT]
    number = (await system.open()).number
    payment = (Reference(kind="PAYMENT", id="o-1"),)
    note = AddStaffNote(number=number, text="Theirs.", quotes=payment)
    answer = AnswerAppeal(number=number, text="We have this one.", quotes=payment)
    for command in (note, answer):
        await system.api.execute(command, by(ANNA))
    [_, answered] = (await system.view(number)).messages
    [quote] = answered.quotes
    assert (quote.kind, quote.id, quote.hash) == ("PAYMENT", "o-1", A_PAYMENT.hash)
    await system.erase_texts(MEMBER.id)
    [erased] = (await system.view(number)).messages[-1].quotes
    assert (erased.says, erased.hash) == (LocalText(zh=ERASED, en=ERASED), quote.hash)


async def test_what_another_case_has_is_not_quoted(system: AppealsSystem) -> None:
    number = (await system.open()).number
    another = (Reference(kind="ORDER", id="o-1"),)
    foreign = ReplyToAppeal(number=number, text="And this?", quotes=another)
    with pytest.raises(InvalidInput) as refused:
        await system.api.execute(foreign, by(MEMBER))
    assert refused.value.field == "quotes"
    assert len((await system.view(number)).messages) == 1


async def test_where_nobody_else_is_there_the_appeal_waits_visibly_and_the_desk_is_told(
    system: AppealsSystem,
) -> None:
    number = (await rejected(system)).number
    await system.api.execute(EscalateAppeal(number=number), by(MEMBER))
    assert (await system.view(number)).waits_for_another
    [page] = await system.api.read([GetNotices(staff_id=ANNA.id)])
    assert isinstance(page, NoticesPage)
    assert [(one.kind, one.number, one.holds) for one in page.notices] == [
        (NoticeKind.NOBODY_ELSE, number, True)
    ]
    await system.api.execute(TakeAppeal(number=number), by(BO))
    assert not (await system.view(number)).waits_for_another


async def test_where_somebody_else_is_there_it_does_not(system: AppealsSystem) -> None:
    number = (await rejected(system)).number
    await system.api.execute(AddStaffNote(number=number, text="Odd."), by(BO))
    await system.api.execute(EscalateAppeal(number=number), by(MEMBER))
    assert not (await system.view(number)).waits_for_another


async def test_the_way_on_ends_when_it_was_said_and_later_where_we_were_away(
    system: AppealsSystem, db: Database
) -> None:
    async def looked_at() -> bool:
        row = await db[APPEALS].find_one({}, {"next_due": 1})
        return row is not None and row["next_due"] is None

    number = (await rejected(system)).number
    system.clock.advance(29 * DAY)
    assert (await system.view(number)).reopen_until == NOON + 30 * DAY
    system.clock.advance(3 * DAY)  # nobody is there
    again = ReopenAppeal(number=number, text="Here is the receipt.")
    outcome = await system.api.execute(again, by(MEMBER))
    steps = [step.type for step in outcome.appeal.steps]
    assert steps[-2:] == ["AppealTimeExtended", "AppealReopened"]

    await system.api.execute(WithdrawAppeal(number=number), by(MEMBER))
    system.clock.advance(30 * DAY)
    async with looping(system.component.loops):
        await eventually(looked_at)
    system.clock.advance(DAY)
    with pytest.raises(NotAllowed):
        await system.api.execute(again, by(MEMBER))
