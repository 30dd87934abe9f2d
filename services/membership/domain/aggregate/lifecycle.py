"""Which lifecycle may follow which, and what follows from lifecycle and holds."""

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from infra.kernel.errors import NotAllowed
from infra.kernel.sentences import Either, Sentence, both, either, several
from infra.kernel.transitions import TransitionTable
from services.membership.contract.plans import Benefit, BenefitKind, HeldBenefit, Plan
from services.membership.contract.words import HoldKind, Lifecycle, Status
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.wording.speech import HOLD_NAMES

B = TypeVar("B", Benefit, HeldBenefit)

TRANSITIONS = TransitionTable(
    Either("会员资格", "membership"),
    {
        Lifecycle.ACTIVE: {
            Lifecycle.GRACE,
            Lifecycle.EXPIRED,
            Lifecycle.CANCELLED,
            Lifecycle.CLOSED,
        },
        Lifecycle.GRACE: {
            Lifecycle.ACTIVE,
            Lifecycle.EXPIRED,
            Lifecycle.CANCELLED,
            Lifecycle.CLOSED,
        },
        Lifecycle.EXPIRED: {Lifecycle.ACTIVE, Lifecycle.GRACE, Lifecycle.CLOSED},
        Lifecycle.CANCELLED: {Lifecycle.ACTIVE, Lifecycle.GRACE, Lifecycle.CLOSED},
    },
)
AS_SAID: dict[Lifecycle | None, Either] = {
    None: Either("尚未开通", "not there yet"),
    Lifecycle.ACTIVE: Either("有效", "active"),
    Lifecycle.GRACE: Either("宽限期", "in grace"),
    Lifecycle.EXPIRED: Either("已过期", "expired"),
    Lifecycle.CANCELLED: Either("已取消", "cancelled"),
    Lifecycle.CLOSED: Either("已注销", "closed"),
}
LIVE = frozenset({Lifecycle.ACTIVE, Lifecycle.GRACE})


def moved(state: Membership, target: Lifecycle, **changes: Any) -> Membership:
    """The one setter of `lifecycle`.

    Raises:
        NotAllowed: the table does not list the step.
    """
    if state.lifecycle is not None and state.lifecycle is not target:
        TRANSITIONS.advance(state.lifecycle, target)
    return msgspec.structs.replace(state, lifecycle=target, **changes)


def live(state: Membership) -> bool:
    return state.lifecycle in LIVE


OVERRIDABLE = frozenset({HoldKind.STAFF, HoldKind.THIRD_PARTY_RENEWAL, HoldKind.CONTACT_CHECK})
"""Holds over which a membership may be restored for the time being."""
SECURITY_HOLDS = frozenset({HoldKind.COMPROMISE, HoldKind.NEW_DEVICE, HoldKind.PAYMENT_REVIEW})
"""Those that protect the account or the money. All others are the member's own."""


def entitled(state: Membership) -> bool:
    return (live(state) and not state.holds) or restored_for_now(state)


def restored_for_now(state: Membership) -> bool:
    """Whether it is that alone by which the member is entitled."""
    if state.provisional is None or (live(state) and not state.holds):
        return False
    return all(hold.kind in OVERRIDABLE for hold in state.holds)


def status_of(state: Membership) -> Status:
    """What the member sees. A pause is the member's own; every other hold shows as frozen."""
    if state.lifecycle is None:
        raise NotAllowed(
            both(
                "还没有会员资格，只有余额；请先开通（enrol）。",
                "There is no membership yet, only a balance; enrol first.",
            ),
            details={"allowed": ["enrol"]},
        )
    if restored_for_now(state):
        return Status.ACTIVE
    if not live(state) or not state.holds:
        return Status(state.lifecycle.value)
    if all(hold.kind is HoldKind.MEMBER_PAUSE for hold in state.holds):
        return Status.PAUSED
    return Status.FROZEN


def benefits_of(state: Membership, held: Plan) -> dict[str, Any]:
    """The benefits in force, by the plan as it is held: code to value; empty when not entitled."""
    if not entitled(state):
        return {}
    return {benefit.code: benefit.value for benefit in given(state, held.benefits)}


def given(state: Membership, benefits: Iterable[B]) -> tuple[B, ...]:
    """Without quotas where the membership is only restored for now: what is used up cannot be taken
    back."""
    for_now = restored_for_now(state)
    return tuple(one for one in benefits if not (for_now and one.kind is BenefitKind.QUOTA))


def refusal(state: Membership, why: Sentence) -> NotAllowed:
    """The error for a command that this state does not allow. `decide` adds what it would."""
    return NotAllowed(why, details={"current": str(state.lifecycle or "NONE")})


def require_live(state: Membership, what: Either) -> None:
    if not live(state):
        sentence = both(
            "{what}需要有效的会员；目前的状态是：{current}。",
            "{what} needs a running membership; this one is {current}.",
            what=what,
            current=AS_SAID[state.lifecycle],
        )
        raise refusal(state, sentence)


def require_no_hold(state: Membership, what: Either) -> None:
    if state.holds:
        sentence = both(
            "{what}须在解除之后进行：{holds}。",
            "{what} waits until this is released: {holds}.",
            what=what,
            holds=several(either(HOLD_NAMES[hold.kind]) for hold in state.holds),
        )
        raise refusal(state, sentence)


def require_no_takeover(state: Membership, what: Either) -> None:
    """What a thief would do next waits, also where no membership is running."""
    if state.hold(HoldKind.COMPROMISE):
        sentence = both(
            "{what}须在解除账号被盗保护之后进行。",
            "{what} waits until the protection after a break-in is released.",
            what=what,
        )
        raise refusal(state, sentence)
