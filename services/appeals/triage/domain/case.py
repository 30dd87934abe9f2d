"""What triage looks at."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from services.appeals.contract.words import RemedyState
from services.appeals.domain.aggregate.state import Appeal, Ruling
from services.appeals.domain.deciding.citing import held_when_lost
from services.membership.contract.explanations import Certainty, Explanation
from services.membership.contract.views import CaseFile, MembershipView
from services.membership.contract.words import HoldKind

SECURITY_HOLDS = frozenset({HoldKind.COMPROMISE, HoldKind.NEW_DEVICE, HoldKind.PAYMENT_REVIEW})


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """`file`: as sealed; `now`: the membership as it is. `others`: the member's other appeals."""

    appeal: Appeal
    file: CaseFile
    now: MembershipView
    others: Sequence[Appeal]

    @property
    def explanation(self) -> Explanation:
        return self.file.explanation

    @property
    def certain(self) -> bool:
        """The explanation knows the cause, and it is about the loss that the member means."""
        sure = self.explanation.certainty is Certainty.CERTAIN
        return sure and self.appeal.suspected_cause is self.explanation.cause

    @property
    def held_for_security(self) -> bool:
        return any(hold.kind in SECURITY_HOLDS for hold in self.now.holds)

    @property
    def loss_lasts(self) -> bool:
        """The member is out, or still on a lower plan than the one that was lost."""
        held = held_when_lost(self.file)
        return not self.now.entitled or (held is not None and held.plan != self.now.plan.code)

    @property
    def asked_after(self) -> timedelta | None:
        """How long after the loss the member asked; none where nobody knows when it began."""
        lost_at = self.appeal.lost_at
        return self.appeal.submitted_at - lost_at if lost_at else None

    def settled_by(self, rule_id: str, since: datetime) -> bool:
        """Whether the rule gave something to this member since then."""
        given = (RemedyState.APPLIED, RemedyState.PENDING)
        rulings = self._rulings_by(rule_id)
        return any(ruling.remedy_state in given and ruling.at >= since for ruling in rulings)

    def turn(self, rule_id: str) -> str:
        """The key of what the rule would settle next for this member: of two appeals that are
        looked at side by side one is refused it, and is looked at again."""
        place = sum(1 for _ in self._rulings_by(rule_id))
        return f"{rule_id} {self.appeal.member_id} {place}"

    def _rulings_by(self, rule_id: str) -> Iterator[Ruling]:
        for other in self.others:
            for ruling in (*other.earlier_rulings, other.ruling):
                if ruling is not None and ruling.rule is not None and ruling.rule.id == rule_id:
                    yield ruling
