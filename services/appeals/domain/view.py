"""What a reader gets to see of an appeal."""

from datetime import datetime

import msgspec

from services.appeals.contract.case_views import AppealCaseFile, CasePart
from services.appeals.contract.views import (
    AppealStep,
    AppealView,
    Decision,
    IdentityView,
    Message,
    ProposedDecision,
)
from services.appeals.contract.words import AppealState
from services.appeals.domain.aggregate.ended import escalate_until, reopen_until
from services.appeals.domain.aggregate.lifecycle import OPEN
from services.appeals.domain.aggregate.state import Appeal, Ruling
from services.appeals.domain.clocks.clocks import overdue
from services.appeals.domain.folding.on_identity import tries_left
from services.appeals.domain.queues.queueing import QueuePlace
from services.appeals.domain.review.proposal import Proposal


class Dossier(msgspec.Struct, frozen=True, kw_only=True):
    """An appeal with everything kept beside it. `place` in the `queue` while nobody has
    it."""

    appeal: Appeal
    messages: tuple[Message, ...]
    steps: tuple[AppealStep, ...]
    place: int | None
    queue: QueuePlace
    proposal: Proposal | None = None
    case_file: AppealCaseFile | None


def view_of(dossier: Dossier, now: datetime, *, for_staff: bool) -> AppealView:
    appeal = dossier.appeal
    return AppealView(
        number=appeal.number,
        member_id=appeal.member_id,
        version=appeal.version,
        state=appeal.state,
        submitted_at=appeal.submitted_at,
        lost_at=appeal.lost_at,
        suspected_cause=appeal.suspected_cause,
        orders=_orders(dossier.messages),
        messages=tuple(m for m in dossier.messages if for_staff or not m.staff_only),
        reviewer=appeal.reviewer,
        place_in_queue=dossier.place,
        first_answer_due=appeal.first_answer_due,
        first_answered_at=appeal.first_answered_at,
        overdue=overdue(appeal, now),
        answer_until=appeal.answer_until,
        what_follows=appeal.what_follows if appeal.answer_until else None,
        promised_at=appeal.promised_at,
        reopen_until=_ahead(reopen_until(appeal), now),
        escalate_until=_ahead(escalate_until(appeal), now),
        waits_for_another=appeal.nobody_else and appeal.state is AppealState.ESCALATED,
        excluded_reviewers=appeal.excluded_reviewers if for_staff else (),
        decision=_decision(appeal.ruling, for_staff=for_staff) if appeal.ruling else None,
        earlier_decisions=tuple(
            _decision(one, for_staff=for_staff) for one in appeal.earlier_rulings
        ),
        steps=dossier.steps,
        case_file=dossier.case_file,
        case_file_missing=_to_follow(appeal),
        rules=appeal.rules,
        identity=_identity(appeal, now),
        queue=dossier.queue.queue if for_staff else None,
        queue_rule=dossier.queue.rule if for_staff else "",
        proposed=_proposed(dossier.proposal) if dossier.proposal and for_staff else None,
    )


def _identity(appeal: Appeal, now: datetime) -> IdentityView:
    proof = appeal.identity
    return IdentityView(
        how=proof.how if proof else None,
        at=proof.at if proof else None,
        tries_left=tries_left(appeal, now),
    )


def _ahead(until: datetime | None, now: datetime) -> datetime | None:
    return until if until is not None and until > now else None


def _to_follow(appeal: Appeal) -> tuple[CasePart, ...]:
    """Nothing does any more once the appeal is over."""
    if appeal.state not in OPEN:
        return ()
    return appeal.case_missing if appeal.case_file_sha256 else tuple(CasePart)


def _orders(messages: tuple[Message, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(order for message in messages for order in message.orders))


def _proposed(proposal: Proposal) -> ProposedDecision:
    command = proposal.command
    return ProposedDecision(
        at=proposal.at,
        by=proposal.by,
        verdict=command.verdict,
        cause=command.cause,
        reason=command.reason,
        parts=command.parts,
        worth=proposal.worth,
    )


def _decision(ruling: Ruling, *, for_staff: bool) -> Decision:
    return Decision(
        at=ruling.at,
        by=ruling.by,
        verdict=ruling.verdict,
        cause=ruling.cause,
        reason=ruling.reason,
        remedy=ruling.remedy,
        remedy_state=ruling.remedy_state,
        days=ruling.granted_days,
        period_end=ruling.period_end,
        rule=ruling.rule,
        parts=ruling.parts,
        citing=ruling.citing,
        difference_reason=ruling.difference_reason,
        given=ruling.given,
        refused=ruling.refused if for_staff else None,
        confirmed_by=ruling.confirmed_by,
    )
