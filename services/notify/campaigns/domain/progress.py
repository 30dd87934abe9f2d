"""How far a campaign has come, and when it will be through."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from services.notify.contract.campaigns import CampaignView
from services.notify.contract.words import CampaignState, DeliveryState
from services.notify.core.alerts.alert import Alert
from services.notify.core.deliveries.journal import EntryKind, JournalEntry, Planned, fold
from services.notify.core.rules.campaign import Campaign
from services.notify.core.rules.tally import Tally, tally_of

K = EntryKind
RECENT = timedelta(minutes=2)
"""The rate is that of so much time."""


class Rest(msgspec.Struct, frozen=True, kw_only=True):
    """What is read from the deliveries that did not simply go out and arrive. `unsent`: failed or
    unknown without having been taken."""

    sent: int = 0
    received: int = 0
    failed: int = 0
    unknown: int = 0
    unsent: int = 0


def rest_of(planned: Planned, entries: Iterable[JournalEntry]) -> Rest:
    """What one delivery adds to the tally. `entries`: its own alone."""
    kept = list(entries)
    taken = [e for e in kept if e.kind in (K.ACCEPTED, K.DELIVERED)]
    counted = tally_of(kept)
    state = fold(kept[0].alert_id, planned, kept).state if kept else planned.state
    to_go = planned.state is DeliveryState.PLANNED or counted.more > 0
    received = any(e.kind is K.DELIVERED for e in kept)
    lost = state in (DeliveryState.FAILED, DeliveryState.UNKNOWN)
    return Rest(
        sent=int(bool(taken)) - counted.sent,
        received=int(received) - counted.received,
        failed=int(state is DeliveryState.FAILED) - counted.cancelled,
        unknown=int(state is DeliveryState.UNKNOWN),
        unsent=int(lost and to_go and not taken),
    )


def rests(found: Iterable[Rest]) -> Rest:
    """All of them together."""
    kept = list(found)
    names = Rest.__struct_fields__
    return Rest(**{name: sum(getattr(one, name) for one in kept) for name in names})


def view_of(
    campaign: Campaign, tally: Tally, rest: Rest, recent: int, now: datetime
) -> CampaignView:
    """`recent`: how many were sent within the time `RECENT`."""
    sent, received = tally.sent + rest.sent, tally.received + rest.received
    failed = tally.cancelled + rest.failed
    left = _left(campaign, campaign.to_send + tally.more - sent - rest.unsent)
    return CampaignView(
        id=campaign.id,
        event_id=campaign.id,
        event_type=campaign.event_type,
        state=campaign.state,
        started_at=campaign.started_at,
        members=max(campaign.members, campaign.planned),
        planned=campaign.planned,
        sent=sent,
        delivered=received,
        failed=failed,
        unknown=rest.unknown,
        filtered=campaign.filtered - tally.unfiltered,
        left=left,
        open=max(0, campaign.open + tally.unfiltered - received - failed),
        exact=campaign.counted_at is not None,
        ends_at=ends_at(campaign, left, recent, now),
        steps=campaign.steps,
    )


def _left(campaign: Campaign, on_the_way: int) -> int:
    """Those who are not planned yet are taken to be like those who are."""
    if campaign.state is CampaignState.CANCELLED:
        return 0
    waiting = max(0, on_the_way)
    if campaign.state is CampaignState.DONE:
        return waiting
    to_come = max(0, campaign.members - campaign.planned)
    each = campaign.to_send / campaign.planned if campaign.planned else 1.0
    return waiting + round(to_come * each)


def ends_at(campaign: Campaign, left: int, recent: int, now: datetime) -> datetime | None:
    """None when nothing is left, while nothing is sent, and while it does not run."""
    going = campaign.state in (CampaignState.RUNNING, CampaignState.DONE)
    if not going or left == 0 or recent == 0:
        return None
    since = max(campaign.started_at, campaign.resumed_at or campaign.started_at, now - RECENT)
    elapsed = max(now - since, timedelta(seconds=1))
    return now + elapsed * (left / recent)


def counted_as_planned(campaign: Campaign, alerts: Iterable[Alert]) -> Campaign:
    """The campaign with what these add to it."""
    planned, states = 0, Counter[DeliveryState]()
    for alert in alerts:
        planned += 1
        states.update(d.state for d in alert.deliveries)
    filtered = states[DeliveryState.FILTERED]
    return msgspec.structs.replace(
        campaign,
        planned=campaign.planned + planned,
        to_send=campaign.to_send + states[DeliveryState.PLANNED],
        filtered=campaign.filtered + filtered,
        open=campaign.open + states.total() - filtered,
    )
