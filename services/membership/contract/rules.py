"""Rules to which other services hold as well: each stands here once."""

import re
from collections.abc import Sequence
from datetime import timedelta

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from services.membership.contract.remedies import RemedyPart
from services.membership.contract.words import RemedyKind

MEMBER_ID = re.compile(r"(?!clause-|plan-|s-[0-9a-f]{32}$)[A-Za-z0-9_.-]{1,64}")
"""Ids enter the permanent history and logs, so none holds what an address needs. A history whose
name begins with `clause-` or `plan-` is a clause's or a plan's; `s-` and 32 digits is the id of one
of the staff, whom no shop gives an address to sign in by."""

REFERENCE = re.compile(r"[A-Za-z0-9_.:/#-]{0,100}")
"""A caller's own id of something: it enters the history, so it may not be more than an id."""

INCIDENT = "IN-"
"""Numbers of incidents begin with it: a remedy may be given by one, in place of an appeal."""

APPEAL_WITHIN = timedelta(days=30)
"""How long after a loss began, or after an appeal about it was decided, it can be appealed."""

OUTAGE_AFTER = timedelta(minutes=15)
"""Between the time at which something is dated and the time at which it was recorded: up to then
it was late, beyond it nobody was there."""

DISOWNED_WITHIN = timedelta(days=90)
"""How long after something was done its member can say that somebody else did it; what is older is
for a person to look at."""

MOST_DAYS = 3_660
"""Of a remedy."""


def checked_member_id(value: str) -> str:
    """
    Raises:
        InvalidInput: it could be a contact, or is too long.
    """
    if not MEMBER_ID.fullmatch(value):
        raise InvalidInput(
            both(
                "会员编号为 1 至 64 个字母、数字、点、横线或下划线，"
                "且不以 'clause-' 或 'plan-' 开头，也不是工作人员的编号。",
                "A member id has 1 to 64 letters, digits, dots, dashes or underscores, "
                "does not start with 'clause-' or 'plan-', and is none of the staff's.",
            ),
            field="member_id",
        )
    return value


def check_days(days: int | None) -> None:
    """Of a remedy; none means those that were lost.

    Raises:
        InvalidInput: not between one and the most there are.
    """
    if days is not None and not 0 < days <= MOST_DAYS:
        raise InvalidInput(
            both("days 须为 1 至 {most}。", "days is from 1 to {most}.", most=MOST_DAYS),
            field="days",
        )


_MOVE_THE_PERIOD = frozenset({RemedyKind.RESTORE, RemedyKind.EXTEND, RemedyKind.RENEW})
_STAND_ALONE = frozenset({RemedyKind.APOLOGY, RemedyKind.NOTHING})
_HAVE_DAYS = frozenset({RemedyKind.RESTORE, RemedyKind.EXTEND})


def check_parts(parts: Sequence[RemedyPart]) -> None:
    """Of one remedy: each kind once, the period moved once, and each part with what belongs to it.

    Raises:
        InvalidInput: says which part, and what would do.
    """
    kinds = [part.kind for part in parts]
    if len(set(kinds)) < len(kinds) or sum(kind in _MOVE_THE_PERIOD for kind in kinds) > 1:
        raise InvalidInput(
            both(
                "每种补救最多一项；RESTORE、EXTEND、RENEW 三者只能取一。",
                "A remedy has each kind once, and one of RESTORE, EXTEND and RENEW at most.",
            ),
            field="also",
        )
    if len(kinds) > 1 and _STAND_ALONE & set(kinds):
        raise InvalidInput(
            both(
                "APOLOGY 和 NOTHING 不能与其他补救并用。",
                "APOLOGY and NOTHING stand alone.",
            ),
            field="also",
        )
    for part in parts:
        _check_part(part)


def _check_part(part: RemedyPart) -> None:
    check_days(part.days)
    _belongs(part.days is None or part.kind in _HAVE_DAYS, part.kind, "days")
    _belongs(part.hold is None or part.kind is RemedyKind.LIFT_HOLD, part.kind, "hold")
    whole = part.kind is RemedyKind.RESTORE and part.days is None
    _belongs(not part.order_id or whole, part.kind, "orderId")


def _belongs(fits: bool, kind: RemedyKind, field: str) -> None:
    if not fits:
        raise InvalidInput(
            both(
                "{kind} 在这里没有 {field}。",
                "{kind} has no {field} here.",
                kind=kind.value,
                field=field,
            ),
            field=field,
        )
