"""Publishing a version of a clause: which differences are stricter, and what is refused.

How strict a parameter is, is known from its name alone, by the tables below. A parameter that no
table names, that was added or removed, or that is not a number, counts as stricter: in doubt the
member gets the notice and the 30 days.
"""

from datetime import datetime, timedelta
from typing import Any, TypeGuard

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import Sentence, both
from infra.kernel.values import LARGEST_INT
from services.membership.contract.clause_events import ClausePublished
from services.membership.contract.commands import PublishClause
from services.membership.contract.views import ParameterDifference
from services.membership.domain.aggregate.catalog import Catalog

NOTICE_PERIOD = timedelta(days=30)
ON_THE_WAY = timedelta(minutes=5)
"""A command that names an instant takes a moment to arrive. Members lose nothing by it: what
binds them is counted from their own notice."""

LONGEST = 36_500
"""A hundred years of days: times that are reckoned with it stay within the calendar."""

LOWER_IS_STRICTER = frozenset(
    {"inactivity_days", "warn_days", "reminder_days", "undo_hours", "grace_hours",
     "late_payment_days", "transfers_per_month", "span_days", "points_per_hundred", "pause_days"}
)  # fmt: skip
LEAST: dict[str, dict[str, int]] = {
    "inactivity": {"inactivity_days": 1, "warn_days": 1},
    "renewal": {"reminder_days": 1},
    "changes": {"undo_hours": 24},
    "points": {"points_per_hundred": 1, "span_days": 1, "warn_days": 1},
}
"""What no version may go below, or leave out: nobody is downgraded unwarned or renewed without a
word, and a mis-click can be undone for a day."""

HIGHER_IS_STRICTER = frozenset({"points_threshold", "fee"})
THRESHOLD = "threshold_"
"""Before the code of a plan: how many points it asks for; higher is stricter."""
LONGEST_SPAN = 366
"""Of days that an order counts for points."""


def differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[ParameterDifference, ...]:
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


def _stricter(name: str, before: Any, after: Any) -> bool:
    if not (_is_number(before) and _is_number(after)):
        return True
    if name in LOWER_IS_STRICTER:
        return bool(after < before)
    if _higher_is_stricter(name):
        return bool(after > before)
    return True


def _higher_is_stricter(name: str) -> bool:
    return name in HIGHER_IS_STRICTER or name.startswith(THRESHOLD)


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def stricter(before: dict[str, Any], after: dict[str, Any]) -> bool:
    return any(item.stricter for item in differences(before, after))


def publish(
    command: PublishClause, catalog: Catalog, now: datetime, *, shipped: bool = False
) -> ClausePublished:
    """The next version of a clause. It is adverse when it is stricter than any version that is in
    force until it takes effect; what was merely published is no measure, for it may never be.

    Args:
        shipped: the system starts with it; who is a member already is bound after an own notice.

    Raises:
        InvalidInput: effective in the past, or adverse with less than 30 days of notice, or with
            parameters that could not be applied.
    """
    versions = catalog.versions(command.clause)
    bases = [item.parameters for item in catalog.bases(command.clause, now, command.effective_at)]
    milder = [base for base in bases if stricter(base, command.parameters)]
    before = next(iter(milder), bases[-1] if bases else {})
    adverse = command.adverse or bool(milder) or not (bases or shipped)
    asks_more = any(stricter(item.parameters, command.parameters) for item in versions)
    _check_parameters(command)
    _check_effective(command, adverse, now)
    return ClausePublished(
        clause=command.clause,
        clause_version=len(versions) + 1,
        adverse=adverse,
        effective_at=command.effective_at,
        title=command.title,
        text=command.text,
        parameters=command.parameters,
        parameters_before=before,
        asks_more_of_some=not adverse and (asks_more or not bases),
    )


def _check_parameters(command: PublishClause) -> None:
    if not command.clause.isidentifier():
        raise InvalidInput(
            both(
                "条款代码只含字母、数字和下划线。",
                "A clause code is made of letters, digits and underscores.",
            ),
            field="clause",
        )
    for name, value in command.parameters.items():
        _check_parameter(name, value)
    for name, promised in LEAST.get(command.clause, {}).items():
        if command.parameters.get(name, 0) < promised:
            raise InvalidInput(
                both(
                    "{clause} 条款的 {name} 至少为 {promised}：这是对会员的承诺。",
                    "{clause} needs {name} of at least {promised}: that is promised to members.",
                    clause=command.clause,
                    name=name,
                    promised=promised,
                ),
                field="parameters",
                details={"name": name, "least": promised},
            )
    if command.clause == "points" and command.parameters["span_days"] > LONGEST_SPAN:
        raise InvalidInput(
            both(
                "订单计分至多 {most} 天。",
                "An order counts for at most {most} days.",
                most=LONGEST_SPAN,
            ),
            field="parameters",
        )


def _check_parameter(name: str, value: Any) -> None:
    """Binds everybody for years: every process must be able to keep it and to reckon with it."""
    if fault := _fault_of_form(name, value) or _fault_of_range(name, value):
        raise InvalidInput(fault, field="parameters")


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
    return None


def _fault_of_range(name: str, value: Any) -> Sentence | None:
    if _is_number(value) and not abs(value) <= LARGEST_INT:
        return both(
            "参数 {name} 最大为 {most}。",
            "The parameter {name} is at most {most}.",
            name=name,
            most=LARGEST_INT,
        )
    if name in LOWER_IS_STRICTER and not (_is_number(value) and 0 <= value <= LONGEST):
        return both(
            "参数 {name} 须为 0 至 {most} 的数字。",
            "The parameter {name} is a number from 0 to {most}.",
            name=name,
            most=LONGEST,
        )
    if _higher_is_stricter(name) and not (_is_number(value) and value >= 0):
        return both(
            "参数 {name} 须为不小于 0 的数字。",
            "The parameter {name} is a number of at least 0.",
            name=name,
        )
    return None


def _check_effective(command: PublishClause, adverse: bool, now: datetime) -> None:
    if command.effective_at < now - ON_THE_WAY:
        raise InvalidInput(
            both("effectiveAt 不能在过去。", "effectiveAt must not be in the past."),
            field="effectiveAt",
        )
    earliest = now + NOTICE_PERIOD
    if adverse and command.effective_at < earliest - ON_THE_WAY:
        raise InvalidInput(
            both(
                "此版本对会员不利，最早可于 {earliest} 生效（提前 30 天）。",
                "This version is adverse to members; it can be effective from {earliest} "
                "(30 days), not before.",
                earliest=earliest,
            ),
            field="effectiveAt",
            details={"earliest": earliest.isoformat()},
        )
