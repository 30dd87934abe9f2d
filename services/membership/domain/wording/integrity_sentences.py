"""Sentences about records that were not as they had been written, and were put right."""

from infra.kernel.text import LocalText
from services.membership.contract.integrity_events import RecordRepaired, RecordRestored
from services.membership.domain.wording.speech import Formatter, say


def repaired(body: RecordRepaired, _: Formatter) -> LocalText:
    wrong = say(
        "此前您看到的会员信息可能有误；", " What you were shown until then may have been wrong;"
    )
    unseen = say("您看到的会员信息没有受影响；", " What you were shown was not touched;")
    return say(
        "我们发现您的会员记录在系统中受损，已按历史记录恢复。{seen}"
        "您应有的一切都没有变。这是我们的责任。",
        "We found that your stored record had been damaged, and restored it from its history."
        "{seen} nothing that you have has changed. The fault was ours.",
        seen=wrong if body.shown_wrong else unseen,
    )


def restored(body: RecordRestored, formatter: Formatter) -> LocalText:
    return say(
        "我们的系统发生故障，您的会员记录已恢复为{made_at}备份时的内容。{missing}这是我们的责任。",
        "After a failure in our system your record was restored as it was backed up on {made_at}. "
        "{missing} The fault was ours.",
        made_at=formatter.when(body.made_at),
        missing=missing_then(body),
    )


def missing_then(body: RecordRestored) -> LocalText:
    """True also once they were reported again."""
    if not body.missing:
        return say(
            "此后的变更当时可能未能保留。", "Changes of after that may have been missing then."
        )
    one = body.missing == 1
    return say(
        "恢复时缺少此后的 {count} 项变更。",
        "{count} {changes} of after that {were} missing then.",
        count=body.missing,
        changes="change" if one else "changes",
        were="was" if one else "were",
    )
