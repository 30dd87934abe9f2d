"""What is sensitive, and how fresh the proof of the person has to be.

As in RFC 9470: a proof has an age (`auth_time`, `max_age`) and a strength; who lacks one is told
which, and proves it without signing out.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from infra.kernel.errors import SecondFactorRequired
from infra.kernel.sentences import Either, both, several
from services.membership.contract.accounts.factor_words import OWN_FACTORS, SECOND_FACTORS
from services.membership.contract.accounts.words import Proof


class Sensitive(StrEnum):
    """CHANGE_FACTORS: to add or remove one, and to make recovery codes. END_SESSIONS: others than
    the own one. The others as the one-time codes of the same name."""

    CHANGE_FACTORS = "CHANGE_FACTORS"
    END_SESSIONS = "END_SESSIONS"
    CHANGE_CONTACT = "CHANGE_CONTACT"
    EXPORT = "EXPORT"
    ERASE_DATA = "ERASE_DATA"
    TRANSFER = "TRANSFER"
    LINK = "LINK"
    RELEASE_HOLD = "RELEASE_HOLD"
    VERIFY_CONTACTS = "VERIFY_CONTACTS"


class ProofNeeded(msgspec.Struct, frozen=True, kw_only=True):
    """`within`: the oldest that a proof may be. `own`: where the account has a factor of its own, a
    code to its phone or mailbox does not do."""

    within: timedelta
    own: bool = False


_SOON: Final = timedelta(minutes=5)

NEEDS: Final[Mapping[Sensitive, ProofNeeded]] = {
    Sensitive.CHANGE_FACTORS: ProofNeeded(within=_SOON, own=True),
    Sensitive.END_SESSIONS: ProofNeeded(within=_SOON),
    Sensitive.CHANGE_CONTACT: ProofNeeded(within=_SOON),
    Sensitive.EXPORT: ProofNeeded(within=_SOON),
    Sensitive.ERASE_DATA: ProofNeeded(within=_SOON),
    Sensitive.TRANSFER: ProofNeeded(within=_SOON),
    Sensitive.LINK: ProofNeeded(within=_SOON),
    Sensitive.RELEASE_HOLD: ProofNeeded(within=_SOON),
    Sensitive.VERIFY_CONTACTS: ProofNeeded(within=_SOON),
}


class LastProof(msgspec.Struct, frozen=True, kw_only=True):
    """The last second factor of a session."""

    kind: Proof
    at: datetime


def accepted(what: Sensitive, has: Collection[Proof]) -> tuple[Proof, ...]:
    """Which of the factors that an account has will do, the strongest first."""
    own = OWN_FACTORS.intersection(has)
    will_do = own if own and NEEDS[what].own else has
    return tuple(kind for kind in SECOND_FACTORS if kind in will_do)


def is_met(what: Sensitive, last: LastProof | None, has: Collection[Proof], now: datetime) -> bool:
    """An age of exactly `within` will do still."""
    if last is None:
        return False
    return last.kind in accepted(what, {*has, last.kind}) and is_fresh(what, last.at, now)


def is_fresh(what: Sensitive, proven_at: datetime, now: datetime) -> bool:
    return now - proven_at <= NEEDS[what].within


def step_up_needed(what: Sensitive, will_do: Sequence[Proof]) -> SecondFactorRequired:
    minutes = int(NEEDS[what].within.total_seconds()) // 60
    return SecondFactorRequired(
        both(
            "请先再次验证本人身份（stepUp），{minutes}分钟内有效。可用方式：{will_do}。",
            "Prove first that it is you (stepUp), at most {minutes} minutes before. "
            "What will do: {will_do}.",
            minutes=minutes,
            will_do=several(_NAMES[one] for one in will_do),
        ),
        details={"max_age": minutes * 60, "proofs": [str(one) for one in will_do]},
    )


_NAMES: Final = {
    Proof.PASSKEY: Either("通行密钥", "a passkey"),
    Proof.TOTP: Either("身份验证器应用的验证码", "a code of the authenticator app"),
    Proof.RECOVERY_CODE: Either("恢复代码", "a recovery code"),
    Proof.CODE: Either("短信或邮件验证码", "a code by SMS or e-mail"),
    Proof.PASSWORD: Either("密码", "the password"),
}
