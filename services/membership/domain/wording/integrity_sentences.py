"""Sentences about records that were not as they had been written, and were put right."""

from infra.kernel.text import LocalText
from services.membership.contract.integrity_events import RecordRepaired
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
