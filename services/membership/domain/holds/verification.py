"""Contact and identity data that the host needs verified.

Nothing is held back before the member was told: two weeks are given, and a week at least lies
between the receipt of the notice and the hold. Who never received it loses nothing; a person of the
staff is asked to reach the member meanwhile. One code ends the hold, so the period runs under it.
"""

from datetime import datetime, timedelta

from infra.kernel.errors import InvalidInput
from infra.kernel.events import event_id
from infra.kernel.sentences import Either, both
from services.membership.contract.hold_commands import AskVerification, VerifyContacts
from services.membership.contract.hold_events import Hold
from services.membership.contract.verification_events import (
    ContactsVerified,
    VerificationAsked,
    VerificationNoticed,
)
from services.membership.contract.words import Cause, HoldKind, ReleaseBy
from services.membership.domain.aggregate.lifecycle import (
    live,
    refusal,
    require_live,
)
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.holds.holds import end_hold, place
from services.membership.domain.recording.confirming import require_code
from services.membership.domain.recording.recorder import Recorder

ASKED_AHEAD = timedelta(days=14)
TOLD_AHEAD = timedelta(days=7)
VERIFYING = Either("核验资料", "Verifying")
LONGEST_AHEAD = timedelta(days=365)


def ask(recorder: Recorder, command: AskVerification) -> None:
    state = recorder.state
    require_live(state, Either("核验资料", "Verifying contact data"))
    if state.verification is not None or state.hold(HoldKind.CONTACT_CHECK):
        raise refusal(
            state,
            both("已请会员核验资料。", "The member was asked to verify these data already."),
        )
    hold_from = command.hold_from or recorder.now + ASKED_AHEAD
    if not ASKED_AHEAD <= hold_from - recorder.now <= LONGEST_AHEAD:
        raise InvalidInput(
            both(
                "holdFrom 须在 {least} 至 {most} 天之后。",
                "holdFrom lies {least} to {most} days ahead.",
                least=ASKED_AHEAD.days,
                most=LONGEST_AHEAD.days,
            ),
            field="holdFrom",
        )
    recorder.record(VerificationAsked(hold_from=hold_from), cause=Cause.CONTACT_OUTDATED)


def notice_received(recorder: Recorder, asked_id: str, channel: str, received_at: datetime) -> None:
    """The first receipt of the notice that stands; any other is passed over."""
    asked = recorder.state.verification
    if asked is None or asked.received_at is not None:
        return
    if asked_id != event_id(recorder.state.member_id, asked.version):
        return
    recorder.record(
        VerificationNoticed(
            asked_id=asked_id,
            channel=channel,
            received_at=received_at,
            hold_from=max(asked.hold_from, received_at + TOLD_AHEAD),
        ),
        at=received_at,
    )


def hold_due(state: Membership) -> datetime | None:
    """None while nobody was told, or where there is nothing to hold."""
    asked = state.verification
    if asked is None or asked.received_at is None or not live(state):
        return None
    return None if state.hold(HoldKind.CONTACT_CHECK) else asked.hold_from


def hold_back(recorder: Recorder, at: datetime) -> None:
    happens_at = recorder.happens_at(at)
    hold = Hold(
        kind=HoldKind.CONTACT_CHECK,
        cause=Cause.CONTACT_OUTDATED,
        owner="MEMBER",
        released_by=ReleaseBy.SECOND_FACTOR,
        placed_at=happens_at,
        latest_release=None,
        stops_period=False,
    )
    place(recorder, hold, Either("核验资料", "Verifying contact data"), at=at)


def verify(recorder: Recorder, command: VerifyContacts) -> None:
    state, hold = recorder.state, recorder.state.hold(HoldKind.CONTACT_CHECK)
    if state.verification is None and hold is None:
        raise refusal(state, both("没有待核验的资料。", "Nothing waits to be verified."))
    if recorder.by_member:
        require_code(recorder, VERIFYING)
    how = "SECOND_FACTOR" if recorder.by_member else "HOST"
    if hold is not None:
        end_hold(recorder, hold, how, recorder.now)
    else:
        recorder.record(ContactsVerified(how=how))
