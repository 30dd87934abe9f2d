"""What the member does: open, reply, withdraw."""

from collections.abc import Sequence
from datetime import date, datetime

from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.events import Actor
from infra.kernel.sentences import both
from services.appeals.contract.calendar import BusinessCalendar
from services.appeals.contract.commands import OpenAppeal, OpenCase, ReplyToAppeal, WithdrawAppeal
from services.appeals.contract.events import AppealSubmitted, AppealWithdrawn, MemberReplied
from services.appeals.contract.evidence_events import EvidenceAdded, KeptFile
from services.appeals.domain.aggregate.ended import can_be_reopened, require_open
from services.appeals.domain.aggregate.people import require_member, require_owner
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.aggregate.texts import order_numbers, private_text
from services.appeals.domain.case.case_file import SealedCaseFile, attach
from services.appeals.domain.clocks.clocks import first_promises
from services.appeals.domain.opening.rounds import open_again
from services.appeals.domain.recording.recorder import NewMessage, Recorder
from services.membership.contract.rules import APPEAL_WITHIN
from services.membership.contract.words import CaseReason
from services.shared.callers import SYSTEM


def readable_number(day: date, count: int) -> str:
    """`AP-20261121-0042`: the operator's day, and the place within it (more digits when needed)."""
    return f"AP-{day:%Y%m%d}-{count:04d}"


def check_opening(command: OpenAppeal, actor: Actor, now: datetime) -> None:
    """What can be said before anything is looked up.

    Raises:
        Forbidden, InvalidInput
    """
    require_member(actor, command.member_id)
    private_text(command.text, "text")
    order_numbers(command.orders)
    if command.lost_at is not None and command.lost_at > now:
        raise InvalidInput(
            both(
                "lostAt 在将来；不填即指最近一次。",
                "lostAt lies in the future; leave it out for the latest loss.",
            ),
            field="lostAt",
        )


def require_loss(case: SealedCaseFile) -> None:
    """
    Raises:
        NotAllowed: this member has lost nothing; an unexplained loss is one.
    """
    if not case.tells_of_a_loss:
        raise NotAllowed(
            both(
                "没有失去会员的记录：会员一直有效，没有可申诉的事项。",
                "Nothing has been lost: the membership is in force, so there is nothing to appeal "
                "against.",
            ),
            details={"allowed": []},
        )


def open_appeal(
    command: OpenAppeal,
    number: str,
    case: SealedCaseFile | None,
    actor: Actor,
    now: datetime,
    *,
    calendar: BusinessCalendar | None = None,
    files: Sequence[KeptFile] = (),
    message_id: str = "",
) -> Recorder:
    """A new appeal. `case` is none where the membership could not be asked yet; `calendar` where
    the operator works round the clock. `files` come with its first message, `message_id`."""
    recorder = Recorder(None, actor, now)
    recorder.add(
        AppealSubmitted(
            member_id=command.member_id,
            number=number,
            promised_at=None,
            **first_promises(calendar, now),
            lost_at=case.lost_at(command.lost_at) if case else command.lost_at,
            suspected_cause=case.cause if case else None,
        )
    )
    text, orders = private_text(command.text, "text"), order_numbers(command.orders)
    recorder.say(NewMessage(text=text, orders=orders, id=message_id))
    if files:
        recorder.add(EvidenceAdded(**recorder.about, files=tuple(files)))
    if case is not None:
        attach(recorder, case)
    return recorder


_OPENED_BECAUSE: dict[CaseReason, str] = {
    CaseReason.UNEXPLAINED_LOSS: "自行立案：记录没有说明会员失效的原因。"
    "Opened without being asked: the record does not say why the membership was lost.",
    CaseReason.RECORDS_DISAGREE: "自行立案：以前的付款与会员记录对不上，没有规则可以判定。",
    CaseReason.OVERDUE_RECONCILIATION: "自行立案：付款与会员记录过了约定时间仍对不上。"
    "Opened without being asked: a payment and the record still do not agree.",
    CaseReason.INCIDENT_REMEDY: "自行立案：事件的统一补救对该会员不可行，须由人工决定。"
    "Opened without being asked: the remedy of an incident was not possible for this member.",
}


def open_case(
    command: OpenCase,
    number: str,
    case: SealedCaseFile | None,
    now: datetime,
    *,
    calendar: BusinessCalendar | None = None,
) -> Recorder:
    """What nobody asked for: it has the same clocks, and the member may reply as to any other."""
    recorder = Recorder(None, SYSTEM, now)
    recorder.add(
        AppealSubmitted(
            member_id=command.member_id,
            number=number,
            promised_at=None,
            **first_promises(calendar, now),
            lost_at=case.lost_at(command.lost_at) if case else command.lost_at,
            suspected_cause=case.cause if case else None,
            opened_because=command.reason,
        )
    )
    recorder.say(NewMessage(text=_OPENED_BECAUSE[command.reason]))
    if case is not None:
        attach(recorder, case)
    return recorder


def reply(appeal: Appeal, command: ReplyToAppeal, actor: Actor, now: datetime) -> Recorder:
    """An answer that comes after the appeal was closed for want of it opens it again."""
    require_owner(actor, appeal)
    message = NewMessage(
        text=private_text(command.text, "text"), orders=order_numbers(command.orders)
    )
    if appeal.unanswered and can_be_reopened(appeal, now):
        return open_again(appeal, message, (), actor, now)
    require_open(appeal, actor, now)
    recorder = Recorder(appeal, actor, now)
    recorder.add(MemberReplied(**recorder.about, orders=len(message.orders)))
    recorder.say(message)
    return recorder


def withdraw(appeal: Appeal, command: WithdrawAppeal, actor: Actor, now: datetime) -> Recorder:
    require_owner(actor, appeal)
    require_open(appeal, actor, now)
    recorder = Recorder(appeal, actor, now)
    recorder.add(AppealWithdrawn(**recorder.about, reopen_until=now + APPEAL_WITHIN))
    return recorder
