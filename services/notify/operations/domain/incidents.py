"""Tells the operator once when something begins to need them, and once when it is over.

A condition that comes and goes is one incident until it has stayed away for `QUIET`. An incident
lists the ways of telling that are left; whoever tells takes one off first.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from services.notify.contract.operations import Trouble
from services.notify.operations.domain.conditions import Condition

QUIET = timedelta(minutes=2)


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """`id`: the condition's key. `seen_at`: when the condition held last. `over_at`: set once it
    is over. `left`: the ways on which this, its beginning or its end, is still to be told."""

    id: str
    kind: Trouble
    subject: str
    detail: str
    since: datetime
    seen_at: datetime
    over_at: datetime | None = None
    left: tuple[str, ...] = ()


def followed(
    incidents: Mapping[str, Incident],
    conditions: Sequence[Condition],
    ways: tuple[str, ...],
    now: datetime,
) -> list[Incident]:
    """The incidents that change, given all that are known and all conditions that hold now."""
    holding = {condition.key: condition for condition in conditions}
    seen = [_seen(incidents.get(key), each, ways, now) for key, each in holding.items()]
    ended = [
        msgspec.structs.replace(incident, over_at=incident.seen_at, left=ways)
        for id, incident in incidents.items()
        if id not in holding and incident.over_at is None and now - incident.seen_at >= QUIET
    ]
    return [*seen, *ended]


def _seen(
    known: Incident | None, condition: Condition, ways: tuple[str, ...], now: datetime
) -> Incident:
    if known is not None and known.over_at is None:
        return msgspec.structs.replace(known, seen_at=now, detail=condition.detail)
    return Incident(
        id=condition.key,
        kind=condition.kind,
        subject=condition.subject,
        detail=condition.detail,
        since=condition.since,
        seen_at=now,
        left=ways,
    )


_TITLES = {
    Trouble.ALERTS_LATE: "alerts to members are late",
    Trouble.PROVIDER_DOWN: "the {provider} provider does not work",
    Trouble.CREDENTIALS_REFUSED: "the {provider} provider refuses our account",
    Trouble.DEAD_LETTERS: "many messages cannot be delivered",
    Trouble.WEBHOOK_KEY_LOST: "partners' webhooks cannot be signed",
    Trouble.MASS_LOSS: "a mass loss was stopped and waits for you ({provider})",
    Trouble.RECORDS_DAMAGED: "stored records of members were damaged",
    Trouble.LOSSES_ALIKE: "many members lost something alike ({provider})",
}
_PROVIDERS = {"twilio": "Twilio", "domestic": "domestic SMS", "smtp": "e-mail"}
_MEND = {
    Trouble.ALERTS_LATE: (
        "See whether the workers and the broker run, and what /health/alerts says."
    ),
    Trouble.PROVIDER_DOWN: "The next in its order takes over; what nobody takes waits for it.",
    Trouble.CREDENTIALS_REFUSED: (
        "Check its account and settings. The next in its order takes over."
    ),
    Trouble.WEBHOOK_KEY_LOST: (
        "Give the key back as WEBHOOK_KEY_OLD, or let partners rotate secrets."
    ),
    Trouble.MASS_LOSS: "Nobody lost anything so far. See massLosses, then decideMassLoss.",
    Trouble.DEAD_LETTERS: "Look at their reasons, mend the cause, then replay them.",
    Trouble.RECORDS_DAMAGED: (
        "Find out what damaged them, then closeRecordIncident with the reason."
    ),
    Trouble.LOSSES_ALIKE: "See incident, then previewIncident, or dismissIncident.",
}


def title(incident: Incident) -> str:
    provider = _PROVIDERS.get(incident.subject, incident.subject)
    words = _TITLES[incident.kind].format(provider=provider)
    return f"Over: {words}" if incident.over_at else words[0].upper() + words[1:]


def text(incident: Incident) -> str:
    """A short one: it also goes out as an SMS."""
    since = f"Since {_instant(incident.since)}: {incident.detail}."
    if incident.over_at:
        return f"{since} Over since {_instant(incident.over_at)}."
    return f"{since} {_MEND[incident.kind]}"


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")
