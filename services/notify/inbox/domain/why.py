"""'Why did, or didn't, I get this?': what happened to a delivery, step by step and in words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from services.notify.contract.views import StepView
from services.notify.contract.words import Channel, DeliveryState, StepKind
from services.notify.core.alerts.alert import Alert, is_adverse
from services.notify.core.deliveries.journal import (
    NOT_NEEDED,
    OVERTAKEN,
    Delivery,
    EntryKind,
    JournalEntry,
    Planned,
    first_received,
)
from services.notify.core.deliveries.ladder import Ladder, climb
from services.notify.core.recipients.local_time import on_the_wall
from services.notify.inbox.domain.why_words import overtaken_in_words, rule_in_words, says

S, K = StepKind, EntryKind
QUIET_HOURS = "QUIET_HOURS"
MOST_STEPS = 100
_KINDS = {
    K.BEGUN: S.BEGUN,
    K.UNKNOWN: S.UNKNOWN,
    K.ACCEPTED: S.ACCEPTED,
    K.RETRY: S.RETRY,
    K.NOT_FOUND: S.NOT_FOUND,
    K.FAILED: S.FAILED,
    K.DELIVERED: S.RECEIVED,
}


def goes_on_at(
    alert: Alert, ladder: Ladder, deliveries: Sequence[Delivery], now: datetime
) -> datetime | None:
    """When the ladder is climbed next; none when it is not any more."""
    over = alert.useless_at is not None and now >= alert.useless_at
    if over and not is_adverse(alert):
        return None
    step = climb(ladder, deliveries, alert.planned_at, now)
    return now if step.send else step.again_at


def histories(
    alert: Alert,
    deliveries: Sequence[Delivery],
    entries: Iterable[JournalEntry],
    goes_on: datetime | None,
    *,
    for_staff: bool = False,
) -> Mapping[Channel, tuple[StepView, ...]]:
    """By channel what happened, oldest first; of a very long history the end. `goes_on`: when the
    ladder does. Ids of providers and of staff are `for_staff`."""
    kept = list({e.id: e for e in entries}.values())
    stand = {d.channel: d for d in deliveries}
    return {
        planned.channel: _History(alert, planned.channel, for_staff).of(
            planned, stand[planned.channel], kept, goes_on, first_received(deliveries)
        )
        for planned in alert.deliveries
    }


class _History:
    def __init__(self, alert: Alert, channel: Channel, for_staff: bool) -> None:
        self._alert, self._channel, self._for_staff = alert, channel, for_staff
        self._zone = ZoneInfo(alert.time_zone)

    def of(
        self,
        planned: Planned,
        stand: Delivery,
        entries: Sequence[JournalEntry],
        goes_on: datetime | None,
        received: datetime | None,
    ) -> tuple[StepView, ...]:
        mine = [e for e in entries if e.channel is self._channel]
        waits = stand.state is DeliveryState.WAITING
        steps = self._start(planned, goes_on if waits else None)
        for one in sorted(mine, key=lambda e: (e.at, e.rank)):
            steps += self._entry(one)
        if stand.rule == NOT_NEEDED and received is not None:
            steps.append(self._filtered(received, NOT_NEEDED))
        return tuple(steps[-MOST_STEPS:])

    def _start(self, planned: Planned, goes_on: datetime | None) -> list[StepView]:
        at = self._alert.planned_at
        match planned.state:
            case DeliveryState.FILTERED:
                return [self._filtered(at, planned.rule)]
            case DeliveryState.WAITING:
                return [self._step(S.ON_LADDER, at, until=goes_on)]
            case DeliveryState.ACCEPTED:
                return [self._step(S.IN_INBOX, at)]
            case _:
                return self._sent(S.PLANNED, at, planned.at)

    def _entry(self, one: JournalEntry) -> list[StepView]:
        if one.kind is K.HELD:
            return [self._step(S.HELD, one.at, until=one.next_due, rule=QUIET_HOURS)]
        if one.overtaken is not None:
            says = overtaken_in_words(one.overtaken, self._clock(one.overtaken.at, one.at))
            return [StepView(kind=S.FILTERED, at=one.at, rule=OVERTAKEN, says=says)]
        if one.kind is K.PLANNED:
            kind = S.CLIMBED if one.start == DeliveryState.WAITING else S.ADDRESS_KNOWN
            due = one.next_due or one.at
            return self._sent(S.REPLAYED if one.by else kind, one.at, due, by=one.by)
        shown = self._step(
            _KINDS[one.kind], one.at, one.attempt, until=one.next_due, reason=one.reason
        )
        return [
            self._with_ids(shown, code=one.code, provider=one.provider, provider_id=one.provider_id)
        ]

    def _sent(self, kind: StepKind, at: datetime, due: datetime, by: str = "") -> list[StepView]:
        """And the quiet hours that hold it back, if they do."""
        steps = [self._with_ids(self._step(kind, at), by=by)]
        if due > at:
            steps.append(self._step(S.HELD, at, until=due, rule=QUIET_HOURS))
        return steps

    def _filtered(self, at: datetime, rule: str) -> StepView:
        return StepView(kind=S.FILTERED, at=at, rule=rule, says=rule_in_words(rule))

    def _step(
        self,
        kind: StepKind,
        at: datetime,
        attempt: int = 0,
        *,
        until: datetime | None = None,
        rule: str = "",
        reason: str = "",
    ) -> StepView:
        shown = self._clock(until, at) if until else ""
        return StepView(
            kind=kind,
            at=at,
            attempt=attempt,
            until=until,
            rule=rule,
            reason=reason,
            says=says(kind, attempt, shown, reason),
        )

    def _with_ids(self, step: StepView, **ids: str) -> StepView:
        return msgspec.structs.replace(step, **ids) if self._for_staff else step

    def _clock(self, instant: datetime, at: datetime) -> str:
        """By the member's clock; with the day where it is another one."""
        shown = on_the_wall(instant, self._zone)
        same_day = shown.date() == on_the_wall(at, self._zone).date()
        return f"{shown:%H:%M}" if same_day else f"{shown:%Y-%m-%d %H:%M}"
