"""Files of a draft, on the real server: its member's alone until they go where it goes."""

from collections.abc import AsyncIterator
from itertools import count

import pytest

from infra.kernel.errors import InvalidInput, NotAllowed, NotFound
from infra.kernel.events import Actor
from infra.storage.mongo import Database, database
from services.appeals.adapters.documents import DRAFTS
from services.appeals.contract.draft_views import DraftsView, DraftView, GetDrafts
from services.appeals.contract.drafts import (
    AddDraftFiles,
    DiscardDraft,
    RemoveDraftFile,
    SaveDraft,
    SubmitDraft,
)
from services.appeals.contract.evidence import (
    MOST_A_MESSAGE,
    EvidenceFile,
    GetEvidence,
    NewUpload,
    Piece,
)
from services.appeals.contract.notices import GetNotices, NoticesPage
from services.appeals.contract.views import AppealView
from services.appeals.evidence.erasing import erase_member_files
from services.appeals.evidence.file_store import FILES, PIECES, UPLOADS
from tests.contract.appeals_system import AppealsSystem, appeals_system
from tests.fakes import files
from tests.loops import looping
from tests.unit.appeals.people import ANNA, DAY, MEMBER, STRANGER, by
from tests.waiting import eventually

PNG, PDF = files.picture("PNG"), files.pdf()
_uploads = count(1)


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[AppealsSystem]:
    async with appeals_system(mongo_url, database_prefix) as built:
        yield built


@pytest.fixture
def db(system: AppealsSystem, database_prefix: str) -> Database:
    return database(system.mongo, f"{database_prefix}_appeals")


async def begun(system: AppealsSystem) -> str:
    command = SaveDraft(member_id=MEMBER.id, text="I paid.")
    draft = (await system.api.change_draft(command, by(MEMBER))).draft
    assert draft is not None
    return draft.draft_id


async def add(
    system: AppealsSystem, draft_id: str, *given: tuple[str, bytes], who: Actor = MEMBER
) -> DraftView:
    ids = [f"u-{next(_uploads)}" for _ in given]
    for id, (name, content) in zip(ids, given, strict=True):
        new = NewUpload(id=id, draft_id=draft_id, name=name, together=len(given))
        await system.api.begin_upload(new, by(who))
        await system.api.add_piece(Piece(upload_id=id, place=0, data=content), by(who))
    command = AddDraftFiles(member_id=who.id, draft_id=draft_id, uploads=tuple(ids))
    outcomes = [await system.api.add_draft_files(command, by(who)) for _ in range(2)]
    assert [one.repeated for one in outcomes] == [False, True]
    draft = outcomes[-1].draft
    assert draft is not None
    return draft


async def kept(system: AppealsSystem) -> tuple[EvidenceFile, ...]:
    [view] = await system.api.read([GetDrafts(member_id=MEMBER.id)])
    assert isinstance(view, DraftsView)
    return tuple(file for draft in view.drafts for file in draft.files)


async def submitted(system: AppealsSystem, draft_id: str) -> AppealView:
    command = SubmitDraft(member_id=MEMBER.id, draft_id=draft_id)
    appeal = (await system.api.change_draft(command, by(MEMBER))).appeal
    assert appeal is not None
    return appeal


async def nothing_is_left(system: AppealsSystem, db: Database) -> None:
    async def gone() -> bool:
        return not [n for n in (FILES, PIECES, UPLOADS) if await db[n].count_documents({})]

    async with looping(system.component.loops):
        await eventually(gone)


async def test_they_are_its_members_alone_and_become_files_of_the_appeal(
    system: AppealsSystem, db: Database
) -> None:
    draft = await begun(system)
    added = await add(system, draft, ("a.png", PNG), ("again.png", PNG), ("bill.pdf", PDF))
    assert (added.revision, [one.name for one in added.files]) == (2, ["a.png", "bill.pdf"])
    assert await kept(system) == added.files
    picture = added.files[0]
    assert await system.api.piece_of_file(picture.id, 0, by(MEMBER)) == PNG
    for who in (ANNA, STRANGER):
        with pytest.raises(NotFound):
            await system.api.file(picture.id, by(who))

    appeal = await submitted(system, draft)
    [first] = appeal.messages
    [found] = await system.api.evidence([GetEvidence(number=appeal.number)])
    assert [(one.name, one.message_id) for one in found.files] == [
        ("a.png", first.id), ("bill.pdf", first.id),
    ]  # fmt: skip
    assert [step.type for step in appeal.steps].count("EvidenceAdded") == 1
    assert await system.api.piece_of_file(picture.id, 0, by(ANNA)) == PNG
    assert await kept(system) == ()
    assert await db[FILES].count_documents({"metadata.draft_id": {"$exists": True}}) == 0
    [told] = await system.api.read([GetNotices(staff_id=ANNA.id)])
    assert isinstance(told, NoticesPage)
    assert told.notices == (), "they came with the appeal itself"


async def test_they_go_with_it_or_alone_and_leave_nothing(
    system: AppealsSystem, db: Database
) -> None:
    draft = await begun(system)
    added = await add(system, draft, ("a.png", PNG), ("bill.pdf", PDF))
    remove = RemoveDraftFile(member_id=MEMBER.id, draft_id=draft, file_id=added.files[0].id)
    for _ in range(2):
        left = (await system.api.change_draft(remove, by(MEMBER))).draft
        assert left is not None
        assert [one.name for one in left.files] == ["bill.pdf"]
    discard = DiscardDraft(member_id=MEMBER.id, draft_id=draft)
    for _ in range(2):
        await system.api.change_draft(discard, by(MEMBER))
    await nothing_is_left(system, db)

    await add(system, await begun(system), ("a.png", PNG))
    system.clock.advance(25 * DAY)
    await nothing_is_left(system, db)
    assert await db[DRAFTS].count_documents({}) == 0


async def test_as_many_as_come_with_one_message_and_of_kinds_that_are_taken(
    system: AppealsSystem, db: Database
) -> None:
    draft = await begun(system)
    with pytest.raises(InvalidInput):
        await add(system, draft, ("a.exe", b"MZ"))
    many = [(f"{n}.txt", b"%d" % n) for n in range(MOST_A_MESSAGE)]
    await add(system, draft, *many)
    with pytest.raises(NotAllowed, match="A draft takes 10 files"):
        await add(system, draft, ("more.txt", b"more"))
    with pytest.raises(NotFound):
        await add(system, draft, ("not_mine.txt", b"x"), who=STRANGER)
    assert len(await kept(system)) == MOST_A_MESSAGE
    await erase_member_files(db, MEMBER.id)
    assert await kept(system) == ()
    assert await db[PIECES].count_documents({}) == 0
