"""Everything that still keeps a member out: who owns it, what releases it, when at the latest."""

from datetime import datetime

import msgspec

from services.membership.contract.explanations import Blocker
from services.membership.contract.hold_events import Hold
from services.membership.contract.money_events import MembershipReversed
from services.membership.contract.words import (
    RESPONSIBLE,
    Cause,
    HoldKind,
    Lifecycle,
    ReleaseBy,
    Responsible,
)
from services.membership.domain.explain.facts import Facts
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.sentences import Statement, claim, plain
from services.membership.domain.wording.speech import HOLD_NAMES

_ENDED: dict[Lifecycle, tuple[str, str]] = {
    Lifecycle.EXPIRED: ("会员已到期失效。", "The membership expired."),
    Lifecycle.CANCELLED: ("会员已取消。", "The membership was cancelled."),
    Lifecycle.CLOSED: ("会员已注销。", "The membership was closed."),
}


_RELEASED_BY = {
    ReleaseBy.MEMBER: "by_member",
    ReleaseBy.SECOND_FACTOR: "by_factor",
    ReleaseBy.STAFF: "by_staff",
}

_REVERSED = ("本期付款已退回，会员因此终止。", "The payment of the period went back, so it ended.")


class BlockerStatements(msgspec.Struct, frozen=True, kw_only=True):
    """A blocker whose sentences know what they stand on."""

    code: str
    owner: str
    says: Statement
    released_by: Statement
    latest: datetime | None = None

    @property
    def view(self) -> Blocker:
        return Blocker(
            code=self.code,
            owner=self.owner,
            says=self.says.text,
            released_by=self.released_by.text,
            latest=self.latest,
        )


def blockers(facts: Facts, finding: Finding) -> tuple[BlockerStatements, ...]:
    """An ended lifecycle first, then the holds in the order in which they were placed."""
    if facts.view.entitled:
        return ()
    holds = sorted(facts.view.holds, key=lambda hold: (hold.placed_at, hold.kind))
    found = [_lifecycle(facts, finding)] if facts.ended else []
    found += [_hold(facts, hold) for hold in holds]
    return tuple(found) or (_unexplained(facts),)


def _lifecycle(facts: Facts, finding: Finding) -> BlockerStatements:
    last = facts.lifecycle_end()
    reversed_ = last is not None and isinstance(last.body, MembershipReversed)
    end, (zh, en) = facts.proof(last), _REVERSED if reversed_ else _ENDED[facts.view.lifecycle]
    return BlockerStatements(
        code=facts.view.lifecycle.value,
        owner=RESPONSIBLE[finding.cause or Cause.UNKNOWN].value,
        says=claim(zh, en, on=end) if end else plain("blocker_unknown"),
        released_by=plain(_brought_back_by(facts, finding)),
    )


def _brought_back_by(facts: Facts, finding: Finding) -> str:
    if any(hold.kind is HoldKind.COMPROMISE for hold in facts.view.holds):
        return "put_back_by_factor"
    if finding.cause and RESPONSIBLE[finding.cause] is Responsible.PLATFORM:
        return "restored_by_appeal" if facts.can_appeal else "restored_by_staff"
    if facts.view.undo:
        return "undo_or_join"
    return "join_or_appeal" if facts.can_appeal else "join_again"


def _hold(facts: Facts, hold: Hold) -> BlockerStatements:
    placed = facts.proof(facts.hold_placed(hold.kind))
    return BlockerStatements(
        code=hold.kind.value,
        owner=hold.owner or RESPONSIBLE[hold.cause].value,
        says=claim(
            "{hold}，{at} 起。",
            "In place since {at}: {hold}.",
            on=placed,
            hold=HOLD_NAMES[hold.kind],
            at=facts.formatter.when(hold.placed_at),
        )
        if placed
        else plain("blocker_unknown"),
        released_by=plain(_RELEASED_BY[hold.released_by]),
        latest=hold.latest_release,
    )


def _unexplained(facts: Facts) -> BlockerStatements:
    return BlockerStatements(
        code=facts.view.status.value,
        owner=RESPONSIBLE[Cause.DATA_FAULT].value,
        says=plain("blocker_unknown"),
        released_by=plain("staff_once_known"),
    )
