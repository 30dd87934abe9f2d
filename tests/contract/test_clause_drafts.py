"""Drafts of clauses on the real store: refused when saved, counted over members, published once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from infra.kernel.errors import Conflict, InvalidInput, NotFound
from infra.kernel.text import LocalText
from services.membership.catalogue.collections import CLAUSE_DRAFTS
from services.membership.contract import clause_draft_commands as k
from services.membership.contract import commands as c
from services.membership.contract import queries as q
from services.membership.contract.catalogue_queries import (
    GetClauseDifferences,
    GetClauseDraft,
    GetClauseHistories,
)
from services.membership.contract.clause_commands import AcknowledgeClause
from services.membership.contract.clause_views import (
    ClauseDifferencesView,
    ClauseDraftView,
    ClauseHistories,
    ClauseOutcome,
    PieceKind,
)
from services.membership.contract.views import ClausesView
from tests.contract.membership_system import (
    START,
    System,
    host,
    looping,
    member,
    running_membership,
    staff,
)
from tests.waiting import eventually

DAY = timedelta(days=1)
TITLE = LocalText(zh="会员暂停", en="Pausing")
TEXT = LocalText(zh="每次暂停最长60天。", en="A pause lasts at most 60 days.")


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with (
        running_membership(mongo_url, database_prefix) as system,
        looping(system, "preview clauses"),
    ):
        yield system


async def enrolled(system: System, *ids: str) -> None:
    for id in ids:
        await system.api.execute(c.TopUp(member_id=id, amount=990, reference="r"), host())
        await system.api.execute(c.Enrol(member_id=id, plan="silver"), member(id))


async def manage(system: System, command: k.AnyClauseCommand, **by: Any) -> ClauseOutcome:
    return await system.api.manage_clause(command, staff(**by))


def draft(days: int = 60, code: str = "pause") -> k.SaveClauseDraft:
    return k.SaveClauseDraft(code=code, title=TITLE, text=TEXT, parameters={"pause_days": days})


def publish(revision: int, **more: Any) -> k.PublishClauseDraft:
    return k.PublishClauseDraft(
        code="pause", revision=revision, effective_at=START + 31 * DAY, **more
    )


async def test_what_no_version_may_say_is_refused_when_it_is_saved(system: System) -> None:
    nonsense = k.SaveClauseDraft(
        code="changes", title=TITLE, text=TEXT, parameters={"undo_hours": 0}
    )
    with pytest.raises(InvalidInput, match="at least 24"):
        await manage(system, nonsense)
    assert await system.db[CLAUSE_DRAFTS].find_one({}) is None


async def test_a_preview_counts_who_loses_what_over_all_running_memberships(
    system: System,
) -> None:
    await enrolled(system, "m-1", "m-2", "m-3")
    await system.api.execute(c.Cancel(member_id="m-3"), member("m-3"))
    saved = await manage(system, draft())
    assert saved.draft is not None
    assert (saved.draft.adverse, saved.draft.earliest) == (True, system.clock.now() + 30 * DAY)
    [changed] = saved.draft.differences.parameters
    assert (changed.name, changed.before, changed.after) == ("pause_days", 90, 60)
    await manage(system, k.PreviewClause(code="pause"))

    async def finished() -> ClauseDraftView | None:
        view = await system.ask(GetClauseDraft(code="pause"), ClauseDraftView)
        return view if view.preview and view.preview.finished else None

    view = await eventually(finished)
    assert view.preview is not None
    preview = view.preview
    assert (preview.total, preview.seen, preview.touched, preview.worse) == (2, 2, 2, 2)
    assert [(one.difference.name, one.members) for one in preview.counts] == [("pause_days", 2)]
    assert [one.member_id for one in preview.sample] == ["m-1", "m-2"]


async def test_what_was_looked_at_is_published_once_and_by_one(system: System) -> None:
    with pytest.raises(NotFound):
        await manage(system, publish(1))
    await manage(system, draft())
    await manage(system, draft(45))
    with pytest.raises(Conflict) as moved:
        await manage(system, publish(1))
    assert moved.value.details == {"revision": 2}
    keyed = {"idempotency_key": "the-same-key-01"}
    outcomes = await asyncio.gather(*(manage(system, publish(2), **keyed) for _ in range(5)))
    assert sorted(one.repeated for one in outcomes) == [False, True, True, True, True]
    clause = outcomes[0].clause
    assert clause is not None
    assert (clause.version, clause.adverse, clause.parameters) == (2, True, {"pause_days": 45})
    shown = await system.ask(
        GetClauseDifferences(clause="pause", before=1, after=2), ClauseDifferencesView
    )
    later = "".join(one.text for one in shown.text.en if one.kind is not PieceKind.REMOVED)
    assert later == TEXT.en
    first = "".join(one.text for one in shown.text.zh if one.kind is not PieceKind.ADDED)
    assert first.startswith("在有效期内可以暂停会员")


async def test_that_a_member_read_it_is_kept_the_first_time(system: System) -> None:
    await enrolled(system, "m-1")
    read = AcknowledgeClause(member_id="m-1", clause="pause", version=1)
    at = system.clock.now()
    await system.api.execute(read, member("m-1"))
    system.clock.advance(DAY)
    await system.api.execute(read, member("m-1"))
    view = await system.ask(q.GetClauses(member_id="m-1"), ClausesView)
    by_code = {one.clause: one.acknowledged_at for one in view.versions}
    assert (by_code["pause"], by_code["renewal"]) == (at, None)
    with pytest.raises(InvalidInput):
        await system.api.execute(
            AcknowledgeClause(member_id="m-1", clause="pause", version=2), member("m-1")
        )


async def test_all_clauses_are_listed_with_what_is_prepared(system: System) -> None:
    await manage(system, draft())
    await manage(system, draft(code="house_rules"))
    await manage(system, publish(1))
    found = await system.ask(GetClauseHistories(), ClauseHistories)
    pause = [one for one in found.versions if one.clause == "pause"]
    assert [(one.version, one.standing.value) for one in pause] == [(1, "BINDING"), (2, "COMING")]
    assert set(found.drafts) == {"pause", "house_rules"}
    assert {"inactivity", "renewal"} <= {one.clause for one in found.versions}
