"""What a message says of the present, by what holds now."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from services.membership.contract.words import Lifecycle

Facts = Mapping[str, Any]
_ENTITLED = (Lifecycle.ACTIVE, Lifecycle.GRACE)


def holding_now(facts: Facts, fields: Sequence[str], now: Facts) -> dict[str, Any]:
    """The facts with these fields as they are by now; what is not known stays as it was told."""
    said = dict(facts)
    for field in fields:
        if field in said:
            said[field] = _DERIVED.get(field, _known)(field, said, now)
    return said


def is_covered(facts: Facts, now: Facts) -> bool:
    """Whether the balance has come to cover the price that the alert speaks of."""
    balance = now.get("balance")
    return balance is not None and balance >= now.get("price", facts.get("price", 0))


def times_in(value: Any) -> list[datetime]:
    """Every time that the facts hold, at whatever depth."""
    if isinstance(value, datetime):
        return [value]
    if isinstance(value, str):
        return [at] if (at := _time(value)) else []
    if isinstance(value, Mapping):
        return [at for one in value.values() for at in times_in(one)]
    return []


def _time(text: str) -> datetime | None:
    """Events hold times as RFC 3339, such as 2026-11-27T00:30:00Z; nothing else reads so."""
    if len(text) < len("2026-11-27T00:30Z") or text[4:5] != "-" or "T" not in text[10:11]:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _known(field: str, said: Facts, now: Facts) -> Any:
    """What it did not speak of then, such as grace, it does not speak of now."""
    return None if said[field] is None else now.get(field, said[field])


def _balance(field: str, said: Facts, now: Facts) -> Any:
    return now.get("balance", said[field])


def _missing(field: str, said: Facts, now: Facts) -> Any:
    if "balance" not in now:
        return said[field]
    return max(said["price"] - now["balance"], 0)


def _next_attempt(field: str, said: Facts, now: Facts) -> Any:
    return said[field] if now.get("auto_renew", True) else None


def _benefits(field: str, said: Facts, now: Facts) -> Any:
    """None while anything else keeps them back."""
    out = now.get("holds") or now.get("lifecycle", Lifecycle.ACTIVE) not in _ENTITLED
    return {} if out else said[field]


_DERIVED: dict[str, Callable[[str, Facts, Facts], Any]] = {
    "balance_after": _balance,
    "missing": _missing,
    "next_attempt_at": _next_attempt,
    "benefits_after": _benefits,
}
