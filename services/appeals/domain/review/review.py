"""What staff do before they decide: take, ask, answer, note."""

from datetime import datetime

from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.events import Actor
from infra.kernel.sentences import both
from services.appeals.contract.commands import (
    AddStaffNote,
    AnswerAppeal,
    AskInformation,
    TakeAppeal,
)
from services.appeals.contract.events import (
    AppealTaken,
    AppealTakenOver,
    InformationAsked,
    StaffAnswered,
)
from services.appeals.domain.aggregate.ended import require_open
from services.appeals.domain.aggregate.people import require_staff
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.aggregate.texts import permanent_text, private_text
from services.appeals.domain.clocks.clocks import (
    MEMBER_ANSWERS_AT_MOST,
    MEMBER_ANSWERS_WITHIN,
    TAKEOVERS_TOLD_EVERY,
    remind_at,
)
from services.appeals.domain.recording.recorder import NewMessage, Recorder
from services.appeals.domain.review.excluded import require_another


def begin(appeal: Appeal, actor: Actor, now: datetime) -> Recorder:
    """Asking, answering and deciding are the reviewer's: a member hears one voice, and no decision
    crosses another. Whoever of staff does so with an appeal that nobody has, has it."""
    require_staff(actor)
    require_open(appeal, actor, now)
    require_another(appeal, actor)
    if appeal.reviewer is not None and appeal.reviewer.id != actor.id:
        raise _taken_by_another(appeal, appeal.reviewer)
    recorder = Recorder(appeal, actor, now)
    if appeal.reviewer is None:
        recorder.add(AppealTaken(**recorder.about, reviewer=actor.id))
    return recorder


def take(appeal: Appeal, command: TakeAppeal, actor: Actor, now: datetime) -> Recorder:
    """Taking again what one has changes nothing."""
    former = appeal.reviewer
    if not command.take_over or former is None or former.id == actor.id:
        return begin(appeal, actor, now)
    require_staff(actor)
    require_open(appeal, actor, now)
    require_another(appeal, actor)
    recorder = Recorder(appeal, actor, now)
    recorder.add(
        AppealTakenOver(
            **recorder.about,
            reviewer=actor.id,
            taken_from=former.id,
            told=to_be_told(appeal, now),
        )
    )
    return recorder


def to_be_told(appeal: Appeal, now: datetime) -> bool:
    last = appeal.takeover_told_at
    return last is None or now - last >= TAKEOVERS_TOLD_EVERY


def _taken_by_another(appeal: Appeal, reviewer: Actor) -> NotAllowed:
    sentence = both(
        "申诉 {number} 自 {since} 起由 {name} 处理，由其答复和决定。请先与其沟通；"
        "如需接手，请用 takeAppeal 并写明 takeOver: true。",
        "{name} has had the appeal {number} since {since}, and answers and decides it. Agree with "
        "them; to take it over, say so: takeAppeal with takeOver: true.",
        number=appeal.number,
        name=reviewer.name or reviewer.id,
        since=appeal.reviewer_since or appeal.submitted_at,
    )
    details: dict[str, object] = {
        "current": appeal.state.value,
        "reviewer": reviewer.id,
        "allowed": ["takeAppeal(takeOver: true)", "addStaffNote"],
    }
    return NotAllowed(sentence, details=details)


def ask(appeal: Appeal, command: AskInformation, actor: Actor, now: datetime) -> Recorder:
    question = permanent_text(command.question, "question")
    recorder = begin(appeal, actor, now)
    until = _answer_until(command.answer_until, now)
    recorder.add(
        InformationAsked(
            **recorder.about,
            question=question,
            answer_until=until,
            what_follows=command.what_follows,
            remind_at=remind_at(now, until),
        )
    )
    recorder.say(NewMessage(text=question))
    return recorder


def answer(appeal: Appeal, command: AnswerAppeal, actor: Actor, now: datetime) -> Recorder:
    text = permanent_text(command.text, "text")
    recorder = begin(appeal, actor, now)
    recorder.add(StaffAnswered(**recorder.about, answer=text))
    recorder.say(NewMessage(text=text))
    return recorder


def note(appeal: Appeal, command: AddStaffNote, actor: Actor, now: datetime) -> Recorder:
    """Makes no event: the member can read the history and would see that there is a note."""
    require_staff(actor)
    recorder = Recorder(appeal, actor, now)
    recorder.say(NewMessage(text=private_text(command.text, "text"), staff_only=True))
    return recorder


def _answer_until(wanted: datetime | None, now: datetime) -> datetime:
    until = wanted or now + MEMBER_ANSWERS_WITHIN
    if not now < until <= now + MEMBER_ANSWERS_AT_MOST:
        raise InvalidInput(
            both(
                "answerUntil 须在今后 {days} 天之内。",
                "answerUntil lies within the next {days} days.",
                days=MEMBER_ANSWERS_AT_MOST.days,
            ),
            field="answerUntil",
        )
    return until
