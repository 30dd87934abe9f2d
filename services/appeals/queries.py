"""Answers queries: many at once, with one visit to each collection."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import msgspec

from infra.kernel.errors import InvalidInput, to_record
from infra.kernel.paging import page_size
from services.appeals.context import Context
from services.appeals.contract.queries import AnyQuery, GetAppeal, GetAppealsOf, GetQueue
from services.appeals.contract.views import Answer, AppealsPage, Failed
from services.appeals.domain.aggregate.people import no_such_appeal
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.queues.lists import wanted
from services.appeals.domain.queues.queue import checked_key, opened_key
from services.appeals.domain.view import Dossier, view_of
from services.appeals.ports import AppealStore


class _Page(msgspec.Struct, frozen=True, kw_only=True):
    numbers: tuple[str, ...]
    cursors: tuple[str, ...]
    total: int
    has_more: bool


async def read(ctx: Context, queries: Sequence[AnyQuery]) -> list[Answer]:
    """Each answer in its place; `Failed` where one cannot be given."""
    now = ctx.now()
    pages = await _pages(ctx.store, queries)
    single = await _visible(ctx.store, [one for one in queries if isinstance(one, GetAppeal)])
    listed = [n for page in pages.values() if isinstance(page, _Page) for n in page.numbers]
    dossiers = await ctx.store.dossiers(list(dict.fromkeys(single + listed)), case_files=single)
    return [
        _appeal(query, dossiers, now)
        if isinstance(query, GetAppeal)
        else _list(pages[place], dossiers, now, for_staff=query.for_staff)
        for place, query in enumerate(queries)
    ]


async def _visible(store: AppealStore, queries: Sequence[GetAppeal]) -> list[str]:
    """Of another member's appeal no more is read than of one that there is not: the time that
    an answer takes tells nobody which numbers there are."""
    by_member: dict[str, list[str]] = defaultdict(list)
    for query in queries:
        by_member[query.member_id].append(query.number)
    found = [await store.visible(some, to) for to, some in by_member.items()]
    return [number for some in found for number in some]


async def _pages(store: AppealStore, queries: Sequence[AnyQuery]) -> dict[int, _Page | Failed]:
    """By the query's place. At most one look-up for all members."""
    members = {q.member_id for q in queries if isinstance(q, GetAppealsOf)}
    of_members = await store.of_members(members) if members else []
    pages: dict[int, _Page | Failed] = {}
    for place, query in enumerate(queries):
        try:
            match query:
                case GetAppealsOf():
                    pages[place] = _of_member(query, of_members)
                case GetQueue():
                    pages[place] = await _of_queue(query, store)
                case _:
                    pass  # one appeal, or of a room of its own
        except InvalidInput as error:
            pages[place] = Failed(error=to_record(error))
    return pages


def _of_member(query: GetAppealsOf, appeals: Sequence[Appeal]) -> _Page:
    mine = [appeal for appeal in appeals if appeal.member_id == query.member_id]
    newest_first = sorted(mine, key=opened_key, reverse=True)
    keys = [opened_key(appeal) for appeal in newest_first]
    after = checked_key(query.after) if query.after else None
    start = sum(key >= after for key in keys) if after else 0
    return _page(newest_first, keys, start, query.first)


async def _of_queue(query: GetQueue, store: AppealStore) -> _Page:
    after = checked_key(query.after) if query.after else ""
    names = wanted(query.states, query.queue)
    size = page_size(query.first)
    found = await store.listed(names, after, size + 1)
    return _Page(
        numbers=tuple(one.number for one in found[:size]),
        cursors=tuple(one.key for one in found[:size]),
        total=await store.count_listed(names),
        has_more=len(found) > size,
    )


def _page(appeals: Sequence[Appeal], keys: Sequence[str], start: int, first: int) -> _Page:
    end = start + page_size(first)
    shown = appeals[start:end]
    return _Page(
        numbers=tuple(appeal.number for appeal in shown),
        cursors=tuple(keys[start:end]),
        total=len(appeals),
        has_more=end < len(appeals),
    )


def _list(
    page: _Page | Failed, dossiers: dict[str, Dossier], now: datetime, *, for_staff: bool
) -> AppealsPage | Failed:
    if isinstance(page, Failed):
        return page
    views = (view_of(dossiers[number], now, for_staff=for_staff) for number in page.numbers)
    return AppealsPage(
        appeals=tuple(msgspec.structs.replace(view, case_file=None) for view in views),
        cursors=page.cursors,
        total=page.total,
        has_more=page.has_more,
    )


def _appeal(query: GetAppeal, dossiers: dict[str, Dossier], now: datetime) -> Answer:
    dossier = dossiers.get(query.number)
    if dossier is None or query.member_id not in ("", dossier.appeal.member_id):
        return Failed(error=to_record(no_such_appeal(query.number)))
    return view_of(dossier, now, for_staff=query.for_staff)
