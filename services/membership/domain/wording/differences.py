"""What differs between two versions of a plan, as a person reads it: all but the price, for which
the reader needs the currency."""

from collections.abc import Sequence
from typing import Any

from infra.kernel.text import LocalText
from services.membership.contract.plans import PlanDifference
from services.membership.domain.wording.speech import say

_FIELDS: dict[str, LocalText] = {
    "period": LocalText(zh="周期", en="Period"),
    "grace_hours": LocalText(zh="宽限期（小时）", en="Hours of grace"),
    "discount": LocalText(zh="会员价占原价", en="Share of the full price paid"),
    "falls_to": LocalText(zh="降级后的套餐", en="Plan below"),
}
"""Those that a member reads; a rank only orders plans."""

_NONE = LocalText(zh="无", en="none")
_YES, _NO = LocalText(zh="有", en="yes"), LocalText(zh="无", en="no")


def changes_said(differences: Sequence[PlanDifference]) -> LocalText:
    """One after the other; empty where nothing but the price differs."""
    lines = [_line(one) for one in differences if one.name or one.field in _FIELDS]
    return LocalText(
        zh="；".join(line.zh for line in lines), en="; ".join(line.en for line in lines)
    )


def _line(one: PlanDifference) -> LocalText:
    name = one.name or _FIELDS[one.field]
    return say(
        "{name}：{before} → {after}",
        "{name}: {before} → {after}",
        name=name,
        before=_value(one.before, one.field),
        after=_value(one.after, one.field),
    )


def _value(value: Any, field: str) -> LocalText | str:
    if field == "period":
        return _length(value)
    if value is None:
        return _NONE
    if isinstance(value, bool):
        return _YES if value else _NO
    return str(value)


_UNITS = {"days": ("天", "day"), "months": ("个月", "month"), "years": ("年", "year")}


def _length(written: str) -> LocalText:
    """Of a period, as in "30 days"."""
    count, unit = written.split()
    zh, en = _UNITS[unit]
    return LocalText(zh=f"{count} {zh}", en=f"{count} {en}" if count == "1" else f"{count} {en}s")
