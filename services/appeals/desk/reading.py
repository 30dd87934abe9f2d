"""The desk, shown to staff."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

from infra.kernel.paging import checked_first, not_of_this_list
from services.appeals.adapters.proposals import ProposalStore
from services.appeals.context import Context
from services.appeals.contract.desk_queries import (
    GetProposed,
    GetQueueRules,
    GetQueues,
    GetReviewers,
    PreviewQueueRules,
)
from services.appeals.contract.desk_views import (
    AbsenceView,
    QueueCount,
    QueueMove,
    QueueRulesView,
    QueuesView,
    ReviewersView,
    ReviewerView,
    RulesPreview,
)
from services.appeals.contract.desk_words import AppealQueue
from services.appeals.contract.views import Answer, AppealsPage
from services.appeals.desk.domain.checking import checked_rules
from services.appeals.desk.domain.colleague import Colleague
from services.appeals.desk.domain.facts import facts_of
from services.appeals.desk.domain.matching import first_that_holds
from services.appeals.desk.placed_appeals import PlacedAppeals
from services.appeals.desk.reviewer_store import ReviewerStore
from services.appeals.desk.rules_store import RulesStore
from services.appeals.domain.queues.lists import for_another, free, of_reviewer, turn
from services.appeals.domain.queues.queue import checked_key, due_of, key_at
from services.appeals.domain.view import view_of

PREVIEWED = 500
"""Open appeals that are looked at in one answer."""


class DeskReading:
    def __init__(
        self,
        ctx: Context,
        placed: PlacedAppeals,
        rules: RulesStore,
        reviewers: ReviewerStore,
        proposals: ProposalStore,
    ) -> None:
        self._placed = placed
        self._proposals = proposals
        self._ctx = ctx
        self._rules = rules
        self._reviewers = reviewers
        self.answers: Final[dict[type, Callable[[Any], Awaitable[Answer]]]] = {
            GetQueues: self._queues,
            GetReviewers: self._all_reviewers,
            GetQueueRules: self._kept_rules,
            PreviewQueueRules: self._preview,
            GetProposed: self._proposed,
        }

    async def _queues(self, query: GetQueues) -> QueuesView:
        return QueuesView(queues=tuple([await self._count(queue) for queue in AppealQueue]))

    async def _count(self, queue: AppealQueue) -> QueueCount:
        store, waiting = self._ctx.store, [turn(queue)]
        first, now = await store.listed(waiting, "", 1), self._ctx.now()
        untaken = await store.count_listed([free(queue)])
        there = not untaken or await self._reviewers.anybody_for(queue, (), now)
        return QueueCount(
            queue=queue,
            waiting=await store.count_listed(waiting),
            free=untaken,
            for_another=await store.count_listed([for_another(queue)]),
            overdue=await store.count_listed(waiting, before=key_at(now)),
            first_due=due_of(first[0].key) if first else None,
            nobody_there=not there,
        )

    async def _all_reviewers(self, query: GetReviewers) -> ReviewersView:
        found = await self._reviewers.all()
        return ReviewersView(reviewers=tuple([await self.view(one) for one in found]))

    async def view(self, one: Colleague) -> ReviewerView:
        absence, now = one.absence, self._ctx.now()
        coming = absence is not None and absence.until > now
        return ReviewerView(
            id=one.id,
            name=one.name,
            kind=one.kind,
            absence=AbsenceView(
                since=absence.since,
                until=absence.until,
                substitute=absence.substitute,
                set_by=absence.set_by,
            )
            if absence is not None and coming
            else None,
            absent=one.absent(now),
            left=one.left,
            has=await self._ctx.store.count_listed([of_reviewer(one.id)]),
        )

    async def _proposed(self, query: GetProposed) -> AppealsPage:
        first, now = checked_first(query.first), self._ctx.now()
        found = await self._proposals.page(_place(query.after), first + 1)
        shown = found[:first]
        dossiers = await self._ctx.store.dossiers([one.number for one in shown])
        return AppealsPage(
            appeals=tuple(view_of(dossiers[one.number], now, for_staff=True) for one in shown),
            cursors=tuple(f"{one.at.isoformat()} {one.number}" for one in shown),
            total=await self._proposals.count(),
            has_more=len(found) > first,
        )

    async def _kept_rules(self, query: GetQueueRules) -> QueueRulesView:
        newest = await self._rules.newest(checked_first(query.first))
        left = await self._placed.left(newest[0].version) if newest else 0
        return QueueRulesView(versions=tuple(newest), left=left)

    async def _preview(self, query: PreviewQueueRules) -> RulesPreview:
        rules, now = checked_rules(query.rules), self._ctx.now()
        after = checked_key(query.after) if query.after else ""
        page = await self._ctx.store.open_page(after, PREVIEWED)
        moves = Counter[tuple[AppealQueue, AppealQueue]]()
        for _, one in page:
            rule = first_that_holds(rules, facts_of(one.appeal, one.place.weight, now))
            moves[one.place.queue, rule.queue] += 1
        return RulesPreview(
            appeals=len(page),
            moves=tuple(
                QueueMove(source=source, target=target, appeals=n)
                for (source, target), n in sorted(moves.items())
                if source is not target
            ),
            next=page[-1][0].key if len(page) == PREVIEWED else "",
        )


def _place(after: str) -> tuple[datetime, str] | None:
    if not after:
        return None
    at, _, number = after.partition(" ")
    try:
        return datetime.fromisoformat(at), number
    except ValueError:
        raise not_of_this_list() from None
