"""Whether it is the member who appeals. A guess costs a try, and tries are few."""

import re
from datetime import datetime
from math import ceil

from infra.kernel.errors import InvalidInput, NotAllowed, SecondFactorRequired
from infra.kernel.events import Actor
from infra.kernel.sentences import Amount, both
from services.appeals.contract.identity import MOST_TRIES, ProofKind
from services.appeals.contract.identity_events import IdentityProven, IdentityRefused
from services.appeals.domain.aggregate.ended import require_open
from services.appeals.domain.aggregate.people import require_owner
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.folding.on_identity import TRIES_WITHIN, wrong_tries
from services.appeals.domain.recording.recorder import Recorder

_DIGITS = re.compile(r"[0-9]{4}")


def require_own(appeal: Appeal, actor: Actor, now: datetime) -> None:
    """
    Raises:
        Forbidden, NotFound: not its member.
        NotAllowed: it is over.
    """
    require_owner(actor, appeal)
    require_open(appeal, actor, now)


def checked_digits(digits: str) -> str:
    """
    Raises:
        InvalidInput: not four of them.
    """
    if not _DIGITS.fullmatch(digits):
        raise InvalidInput(
            both(
                "请填写绑定手机号的最后 4 位数字。",
                "Give the last four digits of the phone that is bound.",
            ),
            field="digits",
        )
    return digits


def require_tries(appeal: Appeal, now: datetime) -> None:
    """
    Raises:
        NotAllowed: there were too many wrong ones; says until when.
    """
    recent = wrong_tries(appeal, now)
    if len(recent) >= MOST_TRIES:
        until = recent[0] + TRIES_WITHIN
        raise NotAllowed(
            both(
                "手机号后四位已输错 {most} 次，{until} 前不再接受；请改用验证码（requestCode，"
                "用途 PROVE_IDENTITY）。",
                "Wrong digits were given {most} times; none are taken until {until}. Use a code "
                "instead (requestCode for PROVE_IDENTITY).",
                most=MOST_TRIES,
                until=until,
            ),
            field="digits",
            details={
                "allowed": ["requestCode"],
                "retry_after": ceil((until - now).total_seconds()),
            },
        )


def proven(appeal: Appeal, how: ProofKind, actor: Actor, now: datetime) -> Recorder:
    recorder = Recorder(appeal, actor, now)
    recorder.add(IdentityProven(**recorder.about, how=how))
    return recorder


def refused(appeal: Appeal, actor: Actor, now: datetime) -> Recorder:
    tries = (*wrong_tries(appeal, now), now)
    left = max(0, MOST_TRIES - len(tries))
    recorder = Recorder(appeal, actor, now)
    until = None if left else tries[0] + TRIES_WITHIN
    recorder.add(IdentityRefused(**recorder.about, tries_left=left, closed_until=until))
    return recorder


def wrong_digits(left: int) -> InvalidInput:
    return InvalidInput(
        both(
            "与绑定手机号的后四位不符，24 小时内还可再试 {left} 次；"
            "也可改用验证码（requestCode）。",
            "These are not the last four digits of the phone that is bound; {left} tries are left "
            "within 24 hours. A code will do as well (requestCode).",
            left=left,
        ),
        field="digits",
    )


def no_phone() -> NotAllowed:
    return NotAllowed(
        both(
            "没有绑定手机号；请改用验证码（requestCode，用途 PROVE_IDENTITY）。",
            "No phone is bound. Use a code instead (requestCode for PROVE_IDENTITY).",
        ),
        field="digits",
        details={"allowed": ["requestCode"]},
    )


def neither() -> SecondFactorRequired:
    return SecondFactorRequired(
        both(
            "请填写绑定手机号的后四位，或先获取验证码（requestCode，用途 PROVE_IDENTITY）再提交。",
            "Give the last four digits of the phone that is bound, or a code: ask for one first "
            "(requestCode for PROVE_IDENTITY).",
        ),
        field="code",
    )


def require_proven(appeal: Appeal, worth: int, above: int) -> None:
    """`worth`: of the remedy, in minor units; `above`: what the operator set.

    Raises:
        NotAllowed: it is worth more than somebody gets who has not proven who they are.
    """
    if worth > above and appeal.identity is None:
        raise NotAllowed(
            both(
                "该补救价值 {worth}，超过 {above}；须先由会员本人证明身份（proveIdentity）。"
                "请用 askInformation 请会员证明身份。",
                "This remedy is worth {worth}, more than {above}: its member has to prove who they "
                "are first (proveIdentity). Ask for it with askInformation.",
                worth=Amount(worth),
                above=Amount(above),
            ),
            field="remedy",
            details={"allowed": ["askInformation", "answerAppeal", "addStaffNote"]},
        )
