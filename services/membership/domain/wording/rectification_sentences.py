"""Sentences about the rectification of a record."""

from infra.kernel.text import LocalText
from services.membership.contract import rectification_events as e
from services.membership.domain.wording.speech import Formatter, say


def asked(body: e.RectificationAsked, formatter: Formatter) -> LocalText:
    return say(
        "您申请更正记录，我们最迟在 {at} 答复。",
        "You asked that your record be corrected; it is answered by {at}.",
        at=formatter.when(body.answer_by),
    )


def overdue(body: e.RectificationOverdue, formatter: Formatter) -> LocalText:
    return say(
        "您的更正申请本应在 {at} 前答复，我们没有做到；申请仍在处理。",
        "Your request for a correction was to be answered by {at}, and was not; it stays open.",
        at=formatter.when(body.answer_by),
    )


def decided(body: e.RectificationDecided, _: Formatter) -> LocalText:
    if not body.accepted:
        return say("您的更正申请未获同意。", "The correction that you asked for was refused.")
    if body.mended:
        return say(
            "您的更正申请已获同意，记录已更正。",
            "The correction that you asked for was accepted, and your record was mended.",
        )
    return say(
        "您的更正申请已获同意，记录无需更改。",
        "The correction that you asked for was accepted; nothing had to be changed for it.",
    )


def withdrawn(body: e.RectificationWithdrawn, _: Formatter) -> LocalText:
    return say("您撤回了更正申请。", "You took your request for a correction back.")
