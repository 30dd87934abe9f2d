"""The parameters of clauses: which there are, how strict each is, and what it may be.

The table is the whole of it: a clause named here has these parameters and no others, and each of
them is applied. A clause of the operator's own may have any, which bind nobody to anything but the
text; one that no table names, that was added or removed, or that is not a number, counts as
stricter: in doubt the member gets the notice and the 30 days.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

import msgspec

from infra.kernel.sentences import Sentence, both, several
from infra.kernel.values import LARGEST_INT
from services.membership.contract.clause_views import ParameterDifference

LONGEST = 36_500
"""A hundred years of days: times that are reckoned with it stay within the calendar."""

LONGEST_SPAN = 366
"""Of days that an order counts for points."""

THRESHOLD = "threshold_"
"""Before the code of a plan: how many points it asks for."""

UP_TO = "up_to_"
"""Before the code of a benefit: of each order it applies to so much, in minor units."""


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """`promised`: it is always there, so that `least` holds: nobody is downgraded unwarned or
    renewed without a word, and a mis-click can be undone for a day."""

    least: int = 0
    most: int = LONGEST
    higher_is_stricter: bool = False
    promised: bool = False


_DAYS = Parameter(least=1, promised=True)
TABLE: Mapping[str, Mapping[str, Parameter]] = {
    "inactivity": {"inactivity_days": _DAYS, "warn_days": _DAYS},
    "renewal": {
        "reminder_days": _DAYS,
        "grace_hours": Parameter(),
        "late_payment_days": Parameter(),
        "claim_hours": Parameter(),
    },
    "changes": {"undo_hours": Parameter(least=24, promised=True)},
    "pause": {"pause_days": Parameter()},
    "transfers": {"transfers_per_month": Parameter(), "gifts_per_month": Parameter()},
    "points": {
        "points_per_hundred": _DAYS,
        "span_days": Parameter(least=1, most=LONGEST_SPAN, promised=True),
        "warn_days": _DAYS,
        THRESHOLD: Parameter(most=LARGEST_INT, higher_is_stricter=True),
    },
    "benefits": {UP_TO: Parameter(most=LARGEST_INT)},
}
"""By clause and name. A name that ends in "_" stands before the code of a plan or a benefit."""

_SHORTER = {"inactivity": ("warn_days", "inactivity_days"), "points": ("warn_days", "span_days")}
"""The first has to be shorter than the second: a warning lies within what it warns of."""

_BY_NAME = {name: one for table in TABLE.values() for name, one in table.items()}


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[ParameterDifference, ...]:
    """What changed between two sets of parameters, by name."""
    return tuple(
        ParameterDifference(
            name=name,
            before=before.get(name),
            after=after.get(name),
            stricter=_stricter(name, before.get(name), after.get(name)),
        )
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    )


def stricter(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return any(item.stricter for item in differences(before, after))


def fault_in(clause: str, parameters: Mapping[str, Any]) -> Sentence | None:
    """Why no version may have them: they bind everybody for years, so every process must be able to
    keep them and to reckon with them."""
    return next(_faults(clause, parameters), None)


def _stricter(name: str, before: Any, after: Any) -> bool:
    known = _BY_NAME.get(_of_table(name))
    if known is None or not (_is_number(before) and _is_number(after)):
        return True
    return bool(after > before if known.higher_is_stricter else after < before)


def _of_table(name: str) -> str:
    return next((prefix for prefix in (THRESHOLD, UP_TO) if name.startswith(prefix)), name)


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _faults(clause: str, parameters: Mapping[str, Any]) -> Iterator[Sentence]:
    table = TABLE.get(clause)
    for name, value in parameters.items():
        if fault := _fault_of_form(name, value):
            yield fault
        elif table is not None and _of_table(name) not in table:
            yield _unknown(clause, name, table)
        elif known := _BY_NAME.get(_of_table(name)):
            yield from _fault_of_range(name, value, known)
    for name, known in (table or {}).items():
        if known.promised and parameters.get(name, 0) < known.least:
            yield _promised(clause, name, known)
    short, long = _SHORTER.get(clause, ("", ""))
    if short and parameters[short] >= parameters[long]:
        yield both(
            "参数 {short} 须小于 {long}。",
            "The parameter {short} is less than {long}.",
            short=short,
            long=long,
        )


def _fault_of_form(name: str, value: Any) -> Sentence | None:
    if not name.isidentifier():
        return both(
            "参数名只含字母、数字和下划线。",
            "Parameter names are made of letters, digits and underscores.",
        )
    if not isinstance(value, str | int | float):
        return both(
            "参数 {name} 须为文字、数字或布尔值。",
            "The parameter {name} is a text, a number or a boolean.",
            name=name,
        )
    if _is_number(value) and not abs(value) <= LARGEST_INT:
        return both(
            "参数 {name} 最大为 {most}。",
            "The parameter {name} is at most {most}.",
            name=name,
            most=LARGEST_INT,
        )
    return None


def _fault_of_range(name: str, value: Any, known: Parameter) -> Iterator[Sentence]:
    if not (_is_number(value) and 0 <= value <= known.most):
        yield both(
            "参数 {name} 须为 0 至 {most} 的数字。",
            "The parameter {name} is a number from 0 to {most}.",
            name=name,
            most=known.most,
        )


def _unknown(clause: str, name: str, table: Mapping[str, Parameter]) -> Sentence:
    return both(
        "{clause} 条款没有参数 {name}，不会生效；有：{names}。",
        "{clause} has no parameter {name}: nothing would apply it. It has {names}.",
        clause=clause,
        name=name,
        names=several(f"{one}…" if one.endswith("_") else one for one in sorted(table)),
    )


def _promised(clause: str, name: str, known: Parameter) -> Sentence:
    return both(
        "{clause} 条款的 {name} 至少为 {promised}：这是对会员的承诺。",
        "{clause} needs {name} of at least {promised}: that is promised to members.",
        clause=clause,
        name=name,
        promised=known.least,
    )
