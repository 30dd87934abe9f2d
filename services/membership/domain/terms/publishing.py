"""Publishing a version of a clause: whether it is adverse, when it may begin, what is refused."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from services.membership.contract.clause_events import ClausePublished
from services.membership.contract.commands import PublishClause
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.terms.clause_parameters import fault_in, stricter

NOTICE_PERIOD = timedelta(days=30)
ON_THE_WAY = timedelta(minutes=5)
"""A command that names an instant takes a moment to arrive. Members lose nothing by it: what
binds them is counted from their own notice."""


class Strictness(NamedTuple):
    """A version against what is in force until it takes effect. `before`: the parameters that make
    it adverse, else those in force last; `new`: there was nothing in force."""

    adverse: bool
    before: dict[str, Any]
    new: bool


def measured(
    command: PublishClause, catalog: Catalog, now: datetime, shipped: bool = False
) -> Strictness:
    bases = [item.parameters for item in catalog.bases(command.clause, now, command.effective_at)]
    milder = [base for base in bases if stricter(base, command.parameters)]
    return Strictness(
        adverse=command.adverse or bool(milder) or not (bases or shipped),
        before=next(iter(milder), bases[-1] if bases else {}),
        new=not bases,
    )


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
    check(command.clause, command.parameters)
    versions, found = catalog.versions(command.clause), measured(command, catalog, now, shipped)
    asks_more = any(stricter(item.parameters, command.parameters) for item in versions)
    _check_effective(command, found.adverse, now)
    return ClausePublished(
        clause=command.clause,
        clause_version=len(versions) + 1,
        adverse=found.adverse,
        effective_at=command.effective_at,
        title=command.title,
        text=command.text,
        parameters=command.parameters,
        parameters_before=found.before,
        asks_more_of_some=not found.adverse and (asks_more or found.new),
    )


def check(clause: str, parameters: Mapping[str, Any]) -> None:
    """
    Raises:
        InvalidInput: no version may be called so, or have these parameters.
    """
    if not clause.isidentifier():
        raise InvalidInput(
            both(
                "条款代码只含字母、数字和下划线。",
                "A clause code is made of letters, digits and underscores.",
            ),
            field="clause",
        )
    if fault := fault_in(clause, parameters):
        raise InvalidInput(fault, field="parameters")


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
