"""The method of payment that a member has bound in the shop, as the host reports it.

Where it expires before the renewal that it would be charged for, or is refused, the member is told
ahead, while there is time to bind another or to top up.
"""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from services.membership.contract import method_events as m
from services.membership.contract.method_commands import (
    RemovePaymentMethod,
    ReportPaymentMethod,
)
from services.membership.contract.method_words import RefusalReason
from services.membership.contract.words import Lifecycle
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.charging.card_numbers import ending, looks_whole
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.terms.terms import renewal_terms

LONGEST_LABEL = 40
WARNED_AHEAD = timedelta(days=7)
PASSES = frozenset({RefusalReason.INSUFFICIENT_FUNDS, RefusalReason.LIMIT_REACHED})
"""Refusals that say nothing of the next period; after any other the method is asked for no more."""

_MONTH = re.compile(r"(20\d{2})-(0[1-9]|1[0-2])")


def report(recorder: Recorder, command: ReportPaymentMethod) -> None:
    """The same again changes nothing, so that a host may report all it knows every night.

    Raises:
        InvalidInput: more than a masked number, or no month.
    """
    _require_masked(command.masked)
    method, expires_at = recorder.state.method, _expiry(command.expires, recorder.catalog.zone)
    if method and (method.masked, method.expires_at) == (command.masked, expires_at):
        return
    recorder.record(
        m.MethodReported(
            masked=command.masked, ending=ending(command.masked), expires_at=expires_at
        )
    )


def remove(recorder: Recorder, command: RemovePaymentMethod) -> None:
    state, catalog = recorder.state, recorder.catalog
    if state.method is None:
        return
    recorder.record(
        m.MethodRemoved(
            masked=state.method.masked,
            ending=ending(state.method.masked),
            period_end=state.period_end,
            price=renewal_price(state, catalog),
            balance=state.balance,
            missing=missing(state, catalog),
        )
    )


def usable(state: Membership, at: datetime) -> bool:
    """Whether it can be charged at `at`, for all that is known."""
    method = state.method
    if method is None or (method.expires_at is not None and method.expires_at <= at):
        return False
    if method.refused is None:
        return True
    return method.refused.reason in PASSES and method.refused.period_start != state.period_start


def renewal_price(state: Membership, catalog: Catalog) -> int:
    """0 where there is no membership to renew."""
    return renewal_terms(state, catalog).price if state.lifecycle else 0


def missing(state: Membership, catalog: Catalog) -> int:
    """What the balance lacks for the automatic renewal to come; 0 where none is to come."""
    runs = state.lifecycle in {Lifecycle.ACTIVE, Lifecycle.GRACE} and state.auto_renew
    return max(renewal_price(state, catalog) - state.balance, 0) if runs else 0


def warns_at(state: Membership, catalog: Catalog) -> datetime | None:
    """When the member is to be told that it expires before it would be charged; none where it does
    not, or that was told."""
    method = state.method
    if method is None or method.expires_at is None or method.expires_at > state.period_end:
        return None
    told = method.refused is not None or method.warned_for == state.period_end
    if told or state.lifecycle is not Lifecycle.ACTIVE or not missing(state, catalog):
        return None
    return max(state.period_end - WARNED_AHEAD, method.reported_at)


def warn(recorder: Recorder, at: datetime) -> None:
    state, method = recorder.state, recorder.state.method
    if method is None or method.expires_at is None:
        return
    recorder.record(
        m.MethodExpiring(
            masked=method.masked,
            ending=ending(method.masked),
            expires_at=method.expires_at,
            period_end=state.period_end,
            price=renewal_price(state, recorder.catalog),
            balance=state.balance,
            missing=missing(state, recorder.catalog),
        ),
        at=at,
    )


def _require_masked(masked: str) -> None:
    if looks_whole(masked):
        raise InvalidInput(
            both(
                "masked 含有完整卡号或账号；请只报脱敏后的号码，如「招商银行 •••• 1234」。",
                "masked holds a whole number of a card or an account; report it as the shop shows "
                'it, such as "Visa •••• 4242".',
            ),
            field="masked",
        )
    if not 0 < len(masked.strip()) == len(masked) <= LONGEST_LABEL or not masked.isprintable():
        raise InvalidInput(
            both(
                "masked 为 1 至 {most} 个字符，首尾无空格。",
                "masked has 1 to {most} characters, without spaces around it.",
                most=LONGEST_LABEL,
            ),
            field="masked",
        )


def _expiry(month: str, zone: str) -> datetime | None:
    """The end of that month, by the operator's clock."""
    if not month:
        return None
    found = _MONTH.fullmatch(month)
    if found is None:
        raise InvalidInput(
            both(
                "expires 为年月，如 2027-03；不过期则省略。",
                "expires is a year and a month, such as 2027-03; leave it out where it does not "
                "expire.",
            ),
            field="expires",
        )
    year, number = int(found[1]), int(found[2])
    after = (year + number // 12, number % 12 + 1, 1)
    return datetime(*after, tzinfo=ZoneInfo(zone)).astimezone(UTC)
