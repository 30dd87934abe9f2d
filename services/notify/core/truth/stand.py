"""Where a membership or an appeal stands by what notification has heard of it: the last event of
each kind, and what messages say of the present."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from infra.kernel.events import EventEnvelope
from services.membership.contract.words import Lifecycle

_ABOUT: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "HoldPlaced": lambda body: str(body["hold"]["kind"]),
    "MergedFrom": lambda body: "PLAN" if body["takes"] else "",
    "HoldExtended": lambda body: str(body["kind"]),
    "HoldReleased": lambda body: str(body["kind"]),
    "ChangeUndone": lambda body: str(body["undone_type"]),
    "ClauseBound": lambda body: str(body["clause"]),
    "TermsAnnounced": lambda body: f"{body['plan']}@{body['plan_version']}",
    "TermsWithdrawn": lambda body: f"{body['plan']}@{body['plan_version']}",
    "LinkOffered": lambda body: str(body["link_id"]),
    "LinkAgreed": lambda body: str(body["link_id"]),
    "LinkEnded": lambda body: str(body["link_id"]),
    "TransferOffered": lambda body: str(body["transfer_id"]),
    "TransferAgreed": lambda body: str(body["transfer_id"]),
    "TransferEnded": lambda body: str(body["transfer_id"]),
    **dict.fromkeys(
        ("GiftOffered", "GiftAgreed", "GiftEnded", "GiftMade"),
        lambda body: str(body["gift_id"]),
    ),
    **dict.fromkeys(
        (
            *("RectificationAsked", "RectificationOverdue"),
            *("RectificationDecided", "RectificationWithdrawn"),
        ),
        lambda body: str(body["rectification_id"]),
    ),
    "MembershipGiven": lambda body: str(body["transfer_id"]),
    "MembershipReceived": lambda body: str(body["transfer_id"]),
    "LapseRiskEased": lambda body: "" if body["reasons"] else "MENDED",
    "PaymentClaimed": lambda body: "ACCESS" if body["access"] else "CHECK",
    "PartnerAllowed": lambda body: str(body["partner_id"]),
    "PartnerWithdrawn": lambda body: str(body["partner_id"]),
}
"""What an event is about where a membership may have several of the kind at once."""

_LIFECYCLES = {
    "MembershipEnrolled": Lifecycle.ACTIVE,
    "MembershipRenewed": Lifecycle.ACTIVE,
    "GraceStarted": Lifecycle.GRACE,
    "MembershipExpired": Lifecycle.EXPIRED,
    "MembershipCancelled": Lifecycle.CANCELLED,
    "MembershipReversed": Lifecycle.EXPIRED,
    "MembershipReinstated": Lifecycle.ACTIVE,
    "MembershipGiven": Lifecycle.CANCELLED,
    "MembershipReceived": Lifecycle.ACTIVE,
    "PlanGranted": Lifecycle.ACTIVE,
    "MergedInto": Lifecycle.CLOSED,
}
_SAME = (
    *("plan", "price", "period_end", "grace_until", "balance", "auto_renew", "lifecycle"),
    *("act_by", "reasons_said"),
)
_OTHER_NAMES = {"to_plan": "plan", "balance_after": "balance", "on": "auto_renew"}
_SPEAK_OF_THE_PRESENT = frozenset(
    {
        "MembershipEnrolled", "MembershipImported", "MembershipRenewed", "GraceStarted",
        "MembershipExpired", "MembershipDowngraded", "MembershipUpgraded", "ChangeUndone",
        "RemedyApplied", "TakeoverReversed", "HoldReleased", "AutoRenewSet", "BalanceToppedUp",
        "BalanceDebited", "MembershipReceived", "TermsBound",
        "PaymentRefunded", "PeriodTakenBack", "ChargebackWon", "MembershipReinstated",
        "BalanceCredited", "OwedSettled", "BalanceWithdrawn", "LapseRiskWarned",
        "LapseRiskEased",
        "DiscountCredited",
        "DaysGranted", "PlanGranted", "BalanceAdjusted", "MembershipEnded", "MergedFrom",
        "ErasureAsked", "ErasureWithdrawn",
    }
)  # fmt: skip

_QUOTE_A_RENEWAL = frozenset({"RenewalComing", "BalanceLow"})
"""Which may cost another price than the period that runs."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """The last event of a kind. `told`: it alerts the member. `corrects`: it takes the place of
    alarms. `corrected`: what came after it and says that it no longer holds was told, or will be.
    """

    event_id: str
    type: str
    version: int
    at: datetime
    recorded_at: datetime
    told: bool = True
    corrects: bool = False
    corrected: bool = False


class Stand(msgspec.Struct, frozen=True, kw_only=True):
    """`id`: the aggregate's. `version`: the last event heard of. `last`: by `kind_of` an event.
    `now`: plan, price, period_end, grace_until, balance, auto_renew, lifecycle and what is left of
    a warning (act_by, reasons_said), as far as they are known, and `holds`, the kinds of those that
    are on. `withheld`: what alerts a member who is not live yet, to be told later; none of those
    who are."""

    id: str
    version: int = 0
    last: dict[str, Seen] = {}
    now: dict[str, Any] = {}
    withheld: tuple[EventEnvelope, ...] | None = None


def kind_of(type: str, body: Mapping[str, Any]) -> str:
    """Such as "MembershipRenewed", or "HoldPlaced/NEW_DEVICE" where there may be several."""
    about = about_of(type, body)
    return f"{type}/{about}" if about else type


def about_of(type: str, body: Mapping[str, Any]) -> str:
    about = _ABOUT.get(type)
    return about(body) if about else ""


def after(stand: Stand, event: EventEnvelope, *, told: bool) -> Stand:
    """The stand once this event is heard of; heard of again it changes nothing."""
    if event.version <= stand.version:
        return stand
    seen = Seen(
        event_id=event.id,
        type=event.type,
        version=event.version,
        at=event.happened_at,
        recorded_at=event.recorded_at,
        told=told,
    )
    return msgspec.structs.replace(
        stand,
        version=event.version,
        last={**stand.last, kind_of(event.type, event.body): seen},
        now={**stand.now, **dict(_present(event)), "holds": _holds(stand, event)},
    )


def _present(event: EventEnvelope) -> Iterator[tuple[str, Any]]:
    if event.type in _LIFECYCLES:
        yield "lifecycle", _LIFECYCLES[event.type].value
    body = event.body
    if event.type in _QUOTE_A_RENEWAL:
        yield "price", body["price"]
    if event.type not in _SPEAK_OF_THE_PRESENT:
        return
    yield from ((name, body[name]) for name in _SAME if body.get(name) is not None)
    yield from ((there, body[name]) for name, there in _OTHER_NAMES.items() if name in body)


def _holds(stand: Stand, event: EventEnvelope) -> list[str]:
    on: list[str] = list(stand.now.get("holds", ()))
    if event.type not in ("HoldPlaced", "HoldReleased"):
        return on
    kind = about_of(event.type, event.body)
    others = [one for one in on if one != kind]
    return [*others, kind] if event.type == "HoldPlaced" else others
