"""One-time codes: when one may be asked for, and which is good. See `contract.codes` for what it
is."""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from infra.kernel.errors import InvalidInput, TooManyRequests
from infra.kernel.sentences import both
from services.notify.contract.codes import code_for
from services.notify.contract.words import CodePurpose

VALID_FOR = timedelta(minutes=10)
TRIES = 5
PAUSE = timedelta(seconds=60)
PER_HOUR = 5
COUNTED_FOR = timedelta(hours=1)
MOST_WRONG = 25
"""Tries, over codes of one purpose: whoever has a session guesses no further for `WRONG_FOR` (NIST
SP 800-63B, 3.2.2, allows a hundred in a row)."""
WRONG_FOR = timedelta(days=1)
"""From the last code."""


class Challenge(msgspec.Struct, frozen=True, kw_only=True):
    """The last code of one member for one purpose. `issued`: times of those of the last hour.
    `spent_by`: the idempotency key of the call that it was good for. `proves`: a mark of the new
    address that the code is sent to, so that it cannot prove another one. `wrong`: tries since the
    last right one, of the codes before as well."""

    id: str
    member_id: str
    purpose: CodePurpose
    issued: tuple[datetime, ...]
    expires_at: datetime
    tries: int = 0
    spent: bool = False
    spent_by: str = ""
    proves: str = ""
    wrong: int = 0


def issue(
    last: Challenge | None,
    challenge_id: str,
    member_id: str,
    purpose: CodePurpose,
    now: datetime,
    *,
    proves: str = "",
) -> Challenge:
    """A new challenge; the one before is void.

    Raises:
        TooManyRequests: with the seconds until the next one may be asked for.
    """
    wrong, over = (last.wrong, last.issued[-1] + WRONG_FOR) if last else (0, now)
    if wrong >= MOST_WRONG and now < over:
        raise _too_often_wrong(over - now)
    return Challenge(
        id=challenge_id,
        member_id=member_id,
        purpose=purpose,
        issued=one_more(last.issued if last else (), now),
        expires_at=now + VALID_FOR,
        proves=proves,
        wrong=wrong if now < over else 0,
    )


def one_more(issued: Sequence[datetime], now: datetime) -> tuple[datetime, ...]:
    """The times of those of the last hour, with one that goes now.

    Raises:
        TooManyRequests: with the seconds until the next one may be asked for.
    """
    recent = tuple(at for at in issued if now - at < COUNTED_FOR)
    if recent and now - recent[-1] < PAUSE:
        raise _too_many(recent[-1] + PAUSE - now)
    if len(recent) >= PER_HOUR:
        raise _too_many(recent[0] + COUNTED_FOR - now)
    return (*recent, now)


def is_open(challenge: Challenge, now: datetime) -> bool:
    return not challenge.spent and challenge.tries < TRIES and now < challenge.expires_at


def tried(challenge: Challenge, code: str, secrets: Sequence[bytes], key: str = "") -> Challenge:
    """The challenge after this try: spent when the code is right. `secrets`: any of which may have
    made it."""
    right = _is_right(challenge, code, secrets)
    spent_by = key if right else ""
    return msgspec.structs.replace(
        challenge,
        tries=challenge.tries + 1,
        spent=right,
        spent_by=spent_by,
        wrong=0 if right else challenge.wrong + 1,
    )


def repeats(
    challenge: Challenge, code: str, secrets: Sequence[bytes], key: str, now: datetime
) -> bool:
    """Whether this is the very call that spent the code: its answer may have been lost."""
    same_call = challenge.spent and bool(key) and challenge.spent_by == key
    return same_call and now < challenge.expires_at and _is_right(challenge, code, secrets)


def _is_right(challenge: Challenge, code: str, secrets: Sequence[bytes]) -> bool:
    given = code.strip().encode()
    right = [code_for(secret, challenge.id).encode() for secret in secrets]
    return any(hmac.compare_digest(one, given) for one in right)


def refused(challenge: Challenge | None) -> InvalidInput:
    left = 0 if challenge is None else TRIES - challenge.tries
    if left > 0:
        return InvalidInput(
            both(
                "验证码不正确，还可以试 {left} 次。",
                "The code is not right; {left} tries are left.",
                left=left,
            ),
            field="code",
            details={"left": left},
        )
    return InvalidInput(
        both(
            "没有有效的验证码，请重新获取。", "There is no valid code any more; ask for a new one."
        ),
        field="code",
        details={"left": 0},
    )


def _too_many(wait: timedelta) -> TooManyRequests:
    seconds = max(1, int(wait.total_seconds()))
    return TooManyRequests(
        both(
            "{seconds} 秒后才能再次发送验证码。",
            "The next code can be sent in {seconds} seconds.",
            seconds=seconds,
        ),
        details={"retry_after": seconds},
    )


def _too_often_wrong(wait: timedelta) -> TooManyRequests:
    seconds = max(1, int(wait.total_seconds()))
    return TooManyRequests(
        both(
            "验证码错误次数过多，{hours} 小时后才能再次获取；也可先用其他方式验证身份（stepUp）。",
            "Too many codes were wrong; the next one can be sent in {hours} hours. You can also "
            "prove who you are another way (stepUp).",
            hours=-(-seconds // 3600),
        ),
        details={"retry_after": seconds},
    )
