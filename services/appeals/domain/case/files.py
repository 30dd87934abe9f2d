"""What of evidence a case takes: as much as somebody can look at, each file once."""

from collections.abc import Sequence
from datetime import datetime

from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.events import Actor
from infra.kernel.sentences import both
from services.appeals.contract.events import MemberReplied
from services.appeals.contract.evidence import MOST_A_CASE, MOST_A_MESSAGE
from services.appeals.contract.evidence_events import EvidenceAdded, KeptFile
from services.appeals.domain.aggregate.ended import can_be_reopened, require_open
from services.appeals.domain.aggregate.lifecycle import OPEN
from services.appeals.domain.aggregate.people import require_owner
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.aggregate.texts import private_text
from services.appeals.domain.recording.recorder import NewMessage, Recorder
from services.shared.callers import ActorKind


def require_room(appeal: Appeal, actor: Actor, more: int, now: datetime) -> None:
    """
    Raises:
        Forbidden, NotFound: neither its member nor staff.
        NotAllowed: it is over, and its member cannot open it again either; or the case is full.
    """
    if actor.kind != ActorKind.STAFF:
        require_owner(actor, appeal)
    if not (actor.kind == ActorKind.MEMBER and can_be_reopened(appeal, now)):
        require_open(appeal, actor, now)
    if len(appeal.files) + more > MOST_A_CASE:
        raise case_is_full(len(appeal.files))


def check_count(files: int) -> None:
    """
    Raises:
        InvalidInput: too many for one message, or none.
    """
    if not files:
        raise InvalidInput(both("请至少选择一个文件。", "Choose at least one file."), field="files")
    if files > MOST_A_MESSAGE:
        raise InvalidInput(
            both(
                "一次最多上传 {most} 个文件，您选了 {count} 个；请分几次上传。",
                "At most {most} files come with one message, and these are {count}; send the rest "
                "with the next one.",
                most=MOST_A_MESSAGE,
                count=files,
            ),
            field="files",
        )


def case_is_full(held: int) -> NotAllowed:
    return NotAllowed(
        both(
            "一件申诉最多 {most} 个文件，现有 {held} 个；请把余下的合并为一个 PDF，"
            "或在回复中说明。",
            "A case takes {most} files and holds {held}. Put what is left together in one PDF, or "
            "say in a reply what it shows.",
            most=MOST_A_CASE,
            held=held,
        ),
        details={"allowed": ["replyToAppeal"]},
    )


def add_files(
    appeal: Appeal, files: Sequence[KeptFile], message: NewMessage, actor: Actor, now: datetime
) -> tuple[Recorder, tuple[KeptFile, ...]]:
    """Also those that are new to the case: the same bytes again are the file that is there."""
    fresh = new_to(appeal.files, files)
    if fresh or message.text:
        require_room(appeal, actor, len(fresh), now)
    recorder = Recorder(appeal, actor, now)
    if fresh:
        recorder.add(EvidenceAdded(**recorder.about, files=fresh))
        if actor.kind == ActorKind.MEMBER and appeal.state in OPEN:
            recorder.add(MemberReplied(**recorder.about))
    if fresh or message.text:
        recorder.say(message)
    return recorder, fresh


def new_to(held: Sequence[KeptFile], files: Sequence[KeptFile]) -> tuple[KeptFile, ...]:
    """Those whose bytes are not among what is held, each once."""
    known = {one.sha256 for one in held}
    fresh = dict[str, KeptFile]()
    for one in files:
        if one.sha256 not in known:
            fresh.setdefault(one.sha256, one)
    return tuple(fresh.values())


def said_with_it(text: str) -> str:
    """
    Raises:
        InvalidInput: too long.
    """
    return private_text(text, "text") if text.strip() else ""
