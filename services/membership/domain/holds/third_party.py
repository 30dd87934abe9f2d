"""A renewal that came through an unofficial channel: flagged by the host, held, looked at by staff.

Where nobody has looked by the latest time, the hold ends by itself and its time is given back.
"""

import re
from datetime import timedelta

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import Either, both
from infra.kernel.text import without_contacts
from services.membership.contract.hold_commands import (
    ReportThirdPartyRenewal,
    ReviewThirdPartyRenewal,
)
from services.membership.contract.hold_events import Hold
from services.membership.contract.words import Cause, HoldKind, ReleaseBy
from services.membership.domain.aggregate.lifecycle import refusal
from services.membership.domain.aggregate.texts import checked_reason
from services.membership.domain.holds.holds import end_hold, place
from services.membership.domain.recording.recorder import Recorder

LOOKED_AT_WITHIN = timedelta(days=7)
LONGEST_CHANNEL = 40
_ORDER = re.compile(r"[A-Za-z0-9_.:/#-]{1,64}")


def flag(recorder: Recorder, command: ReportThirdPartyRenewal) -> None:
    if not _ORDER.fullmatch(command.order_id):
        raise InvalidInput(
            both(
                "订单号为 1 至 64 个字母、数字或 . _ : / # -。",
                "An order id has 1 to 64 letters, digits and . _ : / # -.",
            ),
            field="orderId",
        )
    hold = Hold(
        kind=HoldKind.THIRD_PARTY_RENEWAL,
        cause=Cause.THIRD_PARTY_RENEWAL,
        owner="STAFF",
        released_by=ReleaseBy.STAFF,
        placed_at=recorder.now,
        latest_release=recorder.now + LOOKED_AT_WITHIN,
        stops_period=True,
        order_id=command.order_id,
        channel=_checked_channel(command.channel),
    )
    place(recorder, hold, Either("续费核查", "The check of a renewal"))


def _checked_channel(channel: str) -> str:
    name = channel.strip()
    if not 0 < len(name) <= LONGEST_CHANNEL:
        raise InvalidInput(
            both(
                "渠道名称为 1 至 {most} 个字，会员会读到。",
                "A channel's name has 1 to {most} characters; the member reads it.",
                most=LONGEST_CHANNEL,
            ),
            field="channel",
        )
    return without_contacts(name, "channel")


def review(recorder: Recorder, command: ReviewThirdPartyRenewal) -> None:
    hold = recorder.state.hold(HoldKind.THIRD_PARTY_RENEWAL)
    if hold is None or hold.order_id != command.order_id:
        raise refusal(
            recorder.state,
            both(
                "订单 {order} 没有待核查的续费。",
                "No renewal of the order {order} waits to be checked.",
                order=command.order_id,
            ),
        )
    reason = checked_reason(command.reason)
    end_hold(recorder, hold, "STAFF", recorder.now, reason, confirmed=command.confirmed)
