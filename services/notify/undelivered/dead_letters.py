"""What was given up, as staff read it and send it again."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

import msgspec

from infra.kernel.clock import Clock
from infra.kernel.errors import InvalidInput
from infra.kernel.ids import new_id
from infra.kernel.paging import LARGEST_PAGE, page_size
from infra.kernel.sentences import both
from services.notify.contract.staff import (
    DeadLettersPage,
    DeadLetterView,
    GetDeadLetters,
    ReplayDeliveries,
    ReplayView,
    SkippedView,
)
from services.notify.contract.views import Outcome
from services.notify.contract.words import DeliveryState, SkipReason
from services.notify.core.alerts.alert import Alert
from services.notify.core.alerts.fanout import Suppressed
from services.notify.core.deliveries.dead_letter import DeadLetter
from services.notify.core.deliveries.job import FollowUp, Job, jobs_of
from services.notify.core.deliveries.journal import Delivery, JournalEntry, fold_all
from services.notify.core.deliveries.policy import Policy
from services.notify.core.ports.people import RecipientStore, SuppressionStore
from services.notify.core.ports.stores import (
    AlertStore,
    DeadLetterStore,
    DeliveryJournal,
    Found,
    JobStore,
    Queue,
)
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.still_true import Truth
from services.notify.core.stores.jobs import ahead_of_news
from services.notify.undelivered.domain.replay import (
    FOR_GOOD,
    Replay,
    is_over,
    replay,
    why_not,
)
from services.shared.callers import Caller

MOST_AT_ONCE = 500


class _Stand(msgspec.Struct, frozen=True):
    """Where the alerts of some dead letters stand, by alert id."""

    alerts: dict[str, Alert]
    entries: dict[str, list[JournalEntry]]
    deliveries: dict[str, tuple[Delivery, ...]]
    untrue: frozenset[str] = frozenset()

    def of(self, letter: DeadLetter) -> Delivery | None:
        of_it = self.deliveries.get(letter.alert_id, ())
        return next((d for d in of_it if d.channel is letter.channel), None)

    def is_over(self, letter: DeadLetter) -> bool:
        return is_over(letter, self.entries.get(letter.alert_id, ()))


class DeadLetterDesk:
    def __init__(
        self,
        *,
        letters: DeadLetterStore,
        alerts: AlertStore,
        journal: DeliveryJournal,
        recipients: RecipientStore,
        suppressions: SuppressionStore,
        jobs: JobStore,
        queue: Queue,
        truth: Truth,
        policy: Policy,
        clock: Clock,
    ) -> None:
        self._truth = truth
        self._letters = letters
        self._alerts = alerts
        self._journal = journal
        self._recipients = recipients
        self._suppressions = suppressions
        self._jobs = jobs
        self._queue = queue
        self._policy = policy
        self._clock = clock

    async def page(self, query: GetDeadLetters) -> DeadLettersPage:
        """What arrived after all, or is on its way again, is left out, and tidied away."""
        first, after = page_size(query.first), query.after
        shown: list[tuple[DeadLetterView, str]] = []
        while True:
            found = await self._letters.page(query.only, after, LARGEST_PAGE)
            stand = await self._stand(found.rows)
            await self._letters.remove([one for one in found.rows if stand.is_over(one)])
            for letter, place in zip(found.rows, found.cursors, strict=True):
                delivery = stand.of(letter)
                if delivery is not None and delivery.state is DeliveryState.FAILED:
                    shown.append((_view(letter, stand.alerts[letter.alert_id], delivery), place))
            if not found.has_more or len(shown) > first:
                break
            after = found.cursors[-1]
        return DeadLettersPage(
            letters=tuple(view for view, _ in shown[:first]),
            cursors=tuple(place for _, place in shown[:first]),
            total=found.total,
            has_more=len(shown) > first,
        )

    async def replay(self, command: ReplayDeliveries, by: Caller) -> Outcome:
        """Raises InvalidInput: nothing was named, or too much."""
        found, unknown = await self._named(command)
        stand = await self._stand(found.rows)
        replays, skipped = await self._decide(found.rows, stand, by.actor.id)
        counts = Counter(skipped.values())
        counts[SkipReason.UNKNOWN] += unknown
        sent = len(replays)
        if not command.dry_run:
            sent = await self._carry_out(list(replays.values()))
            counts[SkipReason.NOT_FAILED] += len(replays) - sent
            settled = [
                one
                for one in found.rows
                if one.id in replays or stand.is_over(one) or skipped.get(one.id) in FOR_GOOD
            ]
            await self._letters.remove(settled)
        told = [SkippedView(reason=why, count=n) for why, n in sorted(counts.items()) if n]
        return Outcome(
            replay=ReplayView(
                replayed=sent,
                skipped=tuple(told),
                dry_run=command.dry_run,
                end=found.cursors[-1] if found.cursors else command.after,
                has_more=found.has_more,
            )
        )

    async def _named(self, command: ReplayDeliveries) -> tuple[Found[DeadLetter], int]:
        """The rows that are meant, and how many ids mean none."""
        if bool(command.ids) == (command.only is not None):
            raise InvalidInput(
                both(
                    "请写 ids 或 filter（空的即全部）之一，不能都写。",
                    "Name ids, or a filter (an empty one means all), and not both.",
                ),
                field="ids",
            )
        if not 1 <= max(command.limit, len(command.ids)) <= MOST_AT_ONCE or command.limit < 1:
            raise InvalidInput(
                both("一次 1 至 {most} 条。", "From 1 to {most} at once.", most=MOST_AT_ONCE),
                field="limit",
            )
        if command.only is not None:
            return await self._letters.page(command.only, command.after, command.limit), 0
        ids = set(command.ids)
        rows = await self._letters.get_many(sorted(ids))
        return Found(rows, [], len(rows), has_more=False), len(ids) - len(rows)

    async def _stand(self, letters: Sequence[DeadLetter]) -> _Stand:
        alerts = await self._alerts.get_many([letter.alert_id for letter in letters])
        entries = await self._journal.of(list(alerts))
        deliveries = {
            id: fold_all(id, alert.deliveries, entries.get(id, ())) for id, alert in alerts.items()
        }
        return _Stand(alerts, entries, deliveries)

    async def _decide(
        self, letters: Sequence[DeadLetter], stand: _Stand, by: str
    ) -> tuple[dict[str, Replay], dict[str, SkipReason]]:
        """By the dead letters' ids."""
        members = list(dict.fromkeys(alert.member_id for alert in stand.alerts.values()))
        recipients = await self._recipients.get_many(members)
        suppressed = await self._suppressed(letters, stand, recipients)
        held = await self._truth.of(stand.alerts.values())
        untrue = frozenset(id for id, one in held.items() if one.overtaken)
        stand = msgspec.structs.replace(stand, untrue=untrue)
        replays: dict[str, Replay] = {}
        skipped: dict[str, SkipReason] = {}
        for letter in letters:
            decided = self._one(letter, stand, recipients, suppressed, by)
            if isinstance(decided, Replay):
                replays[letter.id] = decided
            else:
                skipped[letter.id] = decided
        return replays, skipped

    def _one(
        self,
        letter: DeadLetter,
        stand: _Stand,
        recipients: dict[str, Recipient],
        suppressed: Suppressed,
        by: str,
    ) -> Replay | SkipReason:
        alert, delivery, now = stand.alerts.get(letter.alert_id), stand.of(letter), self._now()
        if alert is None or delivery is None:
            return SkipReason.UNKNOWN
        recipient, deliveries = recipients.get(alert.member_id), stand.deliveries[alert.id]
        no = why_not(
            alert, letter.channel, deliveries, recipient, now,
            suppressed=suppressed, untrue=alert.id in stand.untrue,
        )  # fmt: skip
        if no is not None or recipient is None:
            return no or SkipReason.NO_ADDRESS
        return replay(alert, delivery, recipient, self._policy, now, by=by)

    async def _suppressed(
        self, letters: Sequence[DeadLetter], stand: _Stand, recipients: dict[str, Recipient]
    ) -> Suppressed:
        channels = {letter.channel for letter in letters}
        known = [(c, r.address(c)) for r in recipients.values() for c in channels]
        return await self._suppressions.suppressed((c, to) for c, to in known if to)

    async def _carry_out(self, replays: Sequence[Replay]) -> int:
        """Gives how many nobody else had sent again. The entries after the jobs: until then whoever
        sends finds that it is too early, and a kill in between leaves the dead letters. Two who do
        it at once leave two jobs for a delivery, which the first one to begin sends."""
        jobs = _jobs(replays)
        async with ahead_of_news(self._jobs, jobs, self._clock):
            ours = await self._journal.add([one.entry for one in replays])
        await self._queue.put(jobs, self._now())
        return len(ours)

    def _now(self) -> datetime:
        return self._clock.now()


def _jobs(replays: Sequence[Replay]) -> list[Job]:
    by_campaign: dict[str, list[FollowUp]] = defaultdict(list)
    for one in replays:
        by_campaign[one.entry.campaign].append(one.follow_up)
    return [
        job
        for campaign, follow_ups in by_campaign.items()
        for job in jobs_of(follow_ups, new_id(), campaign=campaign)
    ]


def _view(letter: DeadLetter, alert: Alert, delivery: Delivery) -> DeadLetterView:
    return DeadLetterView(
        id=letter.id,
        alert_id=letter.alert_id,
        member_id=alert.member_id,
        event_type=alert.event_type,
        topic=alert.topic,
        channel=letter.channel,
        reason=letter.reason,
        code=letter.code,
        attempts=delivery.attempts,
        at=letter.at,
        campaign=letter.campaign,
    )
