"""What a member has begun to write, on the real server: kept until the time that is said, handed in
once, and read by nobody else."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from infra.kernel.errors import Conflict, Forbidden, InvalidInput, NotAllowed, NotFound
from infra.storage.mongo import Database, database
from infra.storage.writer import EVENTS
from services.appeals.adapters.documents import APPEALS, DRAFTS
from services.appeals.contract.draft_views import DraftsView, DraftView, GetDrafts
from services.appeals.contract.drafts import DiscardDraft, DraftOutcome, SaveDraft, SubmitDraft
from services.appeals.contract.words import AppealState
from tests.contract.appeals_system import LOST_AT, AppealsSystem, appeals_system
from tests.unit.appeals.people import ANNA, DAY, HOUR, MEMBER, STRANGER, by


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[AppealsSystem]:
    async with appeals_system(mongo_url, database_prefix) as built:
        yield built


@pytest.fixture
def db(system: AppealsSystem, database_prefix: str) -> Database:
    return database(system.mongo, f"{database_prefix}_appeals")


async def save(system: AppealsSystem, key: str = "", **given: Any) -> DraftView:
    command = SaveDraft(member_id=MEMBER.id, **given)
    draft = (await system.api.change_draft(command, by(MEMBER, key))).draft
    assert draft is not None
    return draft


async def submit(system: AppealsSystem, draft_id: str, key: str = "") -> DraftOutcome:
    command = SubmitDraft(member_id=MEMBER.id, draft_id=draft_id)
    return await system.api.change_draft(command, by(MEMBER, key))


async def drafts(system: AppealsSystem) -> tuple[DraftView, ...]:
    [view] = await system.api.read([GetDrafts(member_id=MEMBER.id)])
    assert isinstance(view, DraftsView)
    return view.drafts


async def test_a_draft_has_no_clock_no_number_and_leaves_no_trace(
    system: AppealsSystem, db: Database
) -> None:
    begun = await save(system)
    assert (begun.text, begun.lost_at, begun.kept_until) == ("", LOST_AT, LOST_AT + 30 * DAY)
    system.clock.advance(HOUR)
    written = await save(system, draft_id=begun.draft_id, text="I paid.", orders=("O-1", "O-1"))
    assert (written.text, written.orders, written.revision) == ("I paid.", ("O-1",), 2)
    assert await drafts(system) == (written,)
    for rows in (EVENTS, APPEALS, "outbox", "numbers"):
        assert await db[rows].count_documents({}) == 0


async def test_it_becomes_one_appeal_however_often_it_is_asked(
    system: AppealsSystem, db: Database
) -> None:
    draft = await save(system, text="I paid.", orders=("O-1",))
    keys = ("", "k-1", "k-2", "")
    outcomes = await asyncio.gather(*(submit(system, draft.draft_id, key) for key in keys))
    [number] = {one.appeal.number for one in outcomes if one.appeal}
    assert sorted(one.repeated for one in outcomes) == [False, True, True, True]
    assert await drafts(system) == ()
    shown = await system.view(number)
    assert (shown.state, shown.orders) == (AppealState.SUBMITTED, ("O-1",))
    assert [message.text for message in shown.messages] == ["I paid."]
    assert (await submit(system, draft.draft_id)).repeated
    assert await db[APPEALS].count_documents({}) == 1


async def test_what_is_saved_while_it_is_handed_in_is_in_the_appeal_or_refused(
    system: AppealsSystem,
) -> None:
    draft = await save(system, text="First.")
    outcomes = await asyncio.gather(
        submit(system, draft.draft_id),
        save(system, draft_id=draft.draft_id, text="Second."),
        return_exceptions=True,
    )
    handed_in, saved = outcomes
    assert isinstance(handed_in, DraftOutcome)
    assert handed_in.appeal is not None
    [said] = handed_in.appeal.messages
    assert said.text == ("Second." if isinstance(saved, DraftView) else "First.")
    assert await drafts(system) == ()


async def test_one_draft_a_loss(system: AppealsSystem) -> None:
    tried = await asyncio.gather(*(save(system) for _ in range(4)), return_exceptions=True)
    [begun] = [one for one in tried if isinstance(one, DraftView)]
    refused = [one for one in tried if isinstance(one, NotAllowed)]
    assert {one.details["draftId"] for one in refused} == {begun.draft_id}
    assert len(refused) == 3
    with pytest.raises(Conflict):
        await save(system, draft_id=begun.draft_id, text="x", revision=7)


async def test_the_same_key_saves_once(system: AppealsSystem) -> None:
    first, again = [await save(system, "k-1", text="I paid.") for _ in range(2)]
    assert first == again


async def test_what_cannot_be_handed_in_says_why_and_stays(system: AppealsSystem) -> None:
    draft = await save(system)
    with pytest.raises(InvalidInput):
        await submit(system, draft.draft_id)
    number = (await system.open()).number
    await save(system, draft_id=draft.draft_id, text="I paid.")
    with pytest.raises(NotAllowed) as refused:
        await submit(system, draft.draft_id)
    assert refused.value.details["number"] == number
    assert len(await drafts(system)) == 1
    with pytest.raises(NotAllowed):
        await save(system)


async def test_nobody_else_reads_changes_or_hands_it_in(system: AppealsSystem) -> None:
    draft = await save(system, text="Mine.")
    theirs = {"member_id": STRANGER.id, "draft_id": draft.draft_id}
    for command in (SaveDraft(text="Not yours.", **theirs), SubmitDraft(**theirs)):
        with pytest.raises(NotFound):
            await system.api.change_draft(command, by(STRANGER))
    await system.api.change_draft(DiscardDraft(**theirs), by(STRANGER))
    command = SubmitDraft(member_id=MEMBER.id, draft_id=draft.draft_id)
    for who in (ANNA, STRANGER):
        with pytest.raises(Forbidden):
            await system.api.change_draft(command, by(who))
    assert await drafts(system) == (draft,)


async def test_it_ends_when_it_can_be_handed_in_no_longer(
    system: AppealsSystem, db: Database
) -> None:
    draft = await save(system, text="I paid.")
    [sweep] = [one for one in system.component.loops if one.name == f"sweep {DRAFTS}"]
    running = asyncio.ensure_future(sweep.run(1))
    try:
        system.clock.advance(25 * DAY)
        assert await drafts(system) == ()
        with pytest.raises(NotFound):
            await submit(system, draft.draft_id)
        async with asyncio.timeout(20):
            while await db[DRAFTS].count_documents({}):
                await asyncio.sleep(0.02)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_it_goes_with_what_is_erased_of_a_member_and_when_discarded(
    system: AppealsSystem, db: Database
) -> None:
    draft = await save(system, text="I paid.")
    discard = DiscardDraft(member_id=MEMBER.id, draft_id=draft.draft_id)
    for _ in range(2):
        assert await system.api.change_draft(discard, by(MEMBER)) == DraftOutcome()
    await save(system, text="Again.")
    await system.erase_texts(MEMBER.id)
    assert await drafts(system) == ()
