"""Who has an appeal: assigned, handed over, given back."""

from datetime import datetime

from infra.kernel.errors import Forbidden
from infra.kernel.events import Actor
from infra.kernel.sentences import both
from services.appeals.contract.desk_events import AppealGivenBack
from services.appeals.contract.desk_words import GivenBackBecause
from services.appeals.contract.events import AppealTaken, AppealTakenOver
from services.appeals.desk.domain.colleague import Colleague
from services.appeals.domain.aggregate.ended import require_open
from services.appeals.domain.aggregate.people import require_staff
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.aggregate.texts import private_text
from services.appeals.domain.recording.recorder import NewMessage, Recorder
from services.appeals.domain.review.review import to_be_told
from services.shared.callers import SYSTEM, StaffKind


def assign(appeal: Appeal, to: Colleague, by: Colleague, note: str, now: datetime) -> Recorder:
    """Nothing happens where they have it already. Whether they can have it is asked apart.

    Raises:
        NotAllowed: it is over.
        Forbidden: it is in the hands of another.
    """
    _require_say(appeal, by, now)
    recorder = Recorder(appeal, by.actor, now)
    if appeal.reviewer is None or appeal.reviewer.id != to.id:
        pass_to(recorder, to.actor)
        _note(recorder, note)
    return recorder


def give_back(appeal: Appeal, by: Colleague, note: str, now: datetime) -> Recorder:
    """Nothing happens where nobody has it. Raises as `assign`."""
    _require_say(appeal, by, now)
    recorder = Recorder(appeal, by.actor, now)
    if appeal.reviewer is not None:
        let_go(recorder, GivenBackBecause.OWN)
        _note(recorder, note)
    return recorder


def stand_in(
    appeal: Appeal, absent: Colleague, substitute: Colleague | None, now: datetime
) -> Recorder:
    """What somebody has who is away, or left, goes to who stands in for them, or back."""
    recorder = Recorder(appeal, SYSTEM, now)
    if appeal.reviewer is None or appeal.reviewer.id != absent.id:
        return recorder
    if substitute is not None:
        pass_to(recorder, substitute.actor)
    else:
        left = GivenBackBecause.LEFT if absent.left else GivenBackBecause.ABSENT
        let_go(recorder, left)
    return recorder


def pass_to(recorder: Recorder, to: Actor) -> None:
    former = recorder.appeal.reviewer
    if former is None:
        recorder.add(AppealTaken(**recorder.about, reviewer=to.id, to=to))
        return
    recorder.add(
        AppealTakenOver(
            **recorder.about,
            reviewer=to.id,
            taken_from=former.id,
            told=to_be_told(recorder.appeal, recorder.now),
            to=to,
        )
    )


def let_go(recorder: Recorder, because: GivenBackBecause) -> None:
    former = recorder.appeal.reviewer
    if former is not None:
        by = None if because is GivenBackBecause.OWN else SYSTEM
        event = AppealGivenBack(**recorder.about, given_back_by=former.id, because=because)
        recorder.add(event, by=by)


def _require_say(appeal: Appeal, by: Colleague, now: datetime) -> None:
    """Over what somebody else has, only specialists and administrators have a say."""
    require_staff(by.actor)
    require_open(appeal, by.actor, now)
    reviewer = appeal.reviewer
    if reviewer is not None and reviewer.id != by.id and by.kind is StaffKind.REVIEWER:
        raise Forbidden(
            both(
                "申诉 {number} 由 {name} 处理；由其本人、专员或管理员转交。",
                "{name} has the appeal {number}; they pass it on themselves, or a specialist or an "
                "administrator does.",
                number=appeal.number,
                name=reviewer.name or reviewer.id,
            )
        )


def _note(recorder: Recorder, note: str) -> None:
    if note.strip():
        recorder.say(NewMessage(text=private_text(note, "note"), staff_only=True))
