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
from services.appeals.domain.clocks import (
    MEMBER_ANSWERS_AT_MOST,
    MEMBER_ANSWERS_WITHIN,
    TAKEOVERS_TOLD_EVERY,
)
from services.appeals.domain.ended import require_open
from services.appeals.domain.people import require_staff
from services.appeals.domain.progress import Progress, Words
from services.appeals.domain.state import Appeal
from services.appeals.domain.texts import permanent_text, private_text


def begin(appeal: Appeal, actor: Actor, now: datetime) -> Progress:
    """Asking, answering and deciding are the reviewer's: a member hears one voice, and no decision
    crosses another. Whoever of staff does so with an appeal that nobody has, has it."""
    require_staff(actor)
    require_open(appeal, actor, now)
    if appeal.reviewer is not None and appeal.reviewer.id != actor.id:
        raise _taken_by_another(appeal, appeal.reviewer)
    progress = Progress(appeal, actor, now)
    if appeal.reviewer is None:
        progress.add(AppealTaken(**progress.about, reviewer=actor.id))
    return progress


def take(appeal: Appeal, command: TakeAppeal, actor: Actor, now: datetime) -> Progress:
    """Taking again what one has changes nothing."""
    former = appeal.reviewer
    if not command.take_over or former is None or former.id == actor.id:
        return begin(appeal, actor, now)
    require_staff(actor)
    require_open(appeal, actor, now)
    progress = Progress(appeal, actor, now)
    progress.add(
        AppealTakenOver(
            **progress.about,
            reviewer=actor.id,
            taken_from=former.id,
            told=_to_be_told(appeal, now),
        )
    )
    return progress


def _to_be_told(appeal: Appeal, now: datetime) -> bool:
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


def ask(appeal: Appeal, command: AskInformation, actor: Actor, now: datetime) -> Progress:
    question = permanent_text(command.question, "question")
    progress = begin(appeal, actor, now)
    until = _answer_until(command.answer_until, now)
    progress.add(InformationAsked(**progress.about, question=question, answer_until=until))
    progress.say(Words(text=question))
    return progress


def answer(appeal: Appeal, command: AnswerAppeal, actor: Actor, now: datetime) -> Progress:
    text = permanent_text(command.text, "text")
    progress = begin(appeal, actor, now)
    progress.add(StaffAnswered(**progress.about, answer=text))
    progress.say(Words(text=text))
    return progress


def note(appeal: Appeal, command: AddStaffNote, actor: Actor, now: datetime) -> Progress:
    """Makes no event: the member can read the history and would see that there is a note."""
    require_staff(actor)
    progress = Progress(appeal, actor, now)
    progress.say(Words(text=private_text(command.text, "text"), staff_only=True))
    return progress


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
