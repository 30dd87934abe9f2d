"""The host's lists against our record: what each says, and what no list takes away."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.membership.contract import commands as c
from services.membership.contract.import_rows import MemberRow, PaymentRow
from services.membership.contract.reconciliation import DifferenceKind, Repair, ReportDisagreement
from services.membership.contract.words import CaseReason, Lifecycle, PaymentPurpose
from services.membership.domain.aggregate.evidence import Payment
from services.membership.reconciliation.domain.comparing import of_member, of_payment
from tests.unit.membership.world import DAY, HOST, ID, PROVEN, START, World

PERIOD = (START, START + 30 * DAY)


def member(*, runs: bool = True) -> World:
    """On gold, paid by order o-1; without `runs` it has expired since."""
    world = World()
    world.do(c.TopUp(member_id=ID, amount=1990, reference="t-1"), HOST)
    world.do(c.Enrol(member_id=ID, plan="gold", auto_renew=False))
    if not runs:
        world.pass_time(days=32)
    return world


def listed(lifecycle: Lifecycle = Lifecycle.ACTIVE, **more: Any) -> MemberRow:
    fields: dict[str, Any] = {
        "row": 2, "member_id": ID, "plan": "gold", "cause": None, "period_start": START,
        "period_end": member().state.period_end, "auto_renew": False, "balance": 0,
        "last_login_at": None,
    }  # fmt: skip
    return MemberRow(lifecycle=lifecycle, **(fields | more))


def paid_row(paid_at: datetime, **more: Any) -> PaymentRow:
    fields = {"row": 3, "order_id": "o-9", "amount": 1990, "purpose": PaymentPurpose.RENEWAL}
    return PaymentRow(member_id=ID, paid_at=paid_at, **(fields | more))  # type: ignore[arg-type]


def kept(row: PaymentRow, **more: Any) -> Payment:
    return Payment(
        order_id=row.order_id, member_id=row.member_id, amount=more.get("amount", row.amount),
        paid_at=row.paid_at, recorded_at=row.paid_at, purpose=row.purpose, renewed=True,
    )  # fmt: skip


def test_lists_that_agree_differ_in_nothing() -> None:
    assert of_member(listed(), member().state, None) is None
    an_hour_apart = listed(period_end=listed().period_end + timedelta(hours=1))
    assert of_member(an_hour_apart, member().state, None) is None


def test_a_member_by_the_list_who_lapsed_with_us_is_for_a_person() -> None:
    found = of_member(listed(), member(runs=False).state, None)
    assert found is not None
    assert (found.kind, found.repair) == (DifferenceKind.PAID_NOT_MEMBER, Repair.OPEN_CASE)


def test_who_cancelled_is_not_brought_back_by_a_list() -> None:
    world = member()
    world.do(c.Cancel(member_id=ID), PROVEN)
    found = of_member(listed(), world.state, None)
    assert found is not None
    assert found.repair is None
    assert "MEMBER_CANCELLED" in found.ours


@pytest.mark.parametrize("lifecycle", [Lifecycle.EXPIRED, Lifecycle.CANCELLED, Lifecycle.CLOSED])
def test_a_list_that_says_free_offers_a_hold_only_where_a_payment_renewed(
    lifecycle: Lifecycle,
) -> None:
    unpaid = of_member(listed(lifecycle), member().state, None)
    paid = of_member(listed(lifecycle), member().state, kept(paid_row(START)))
    assert unpaid is not None
    assert paid is not None
    assert (unpaid.kind, unpaid.repair) == (DifferenceKind.MEMBER_NOT_PAID, None)
    assert (paid.repair, paid.order_id) == (Repair.HOLD, "o-9")


@pytest.mark.parametrize(("days", "repair"), [(5, Repair.OPEN_CASE), (-5, None)])
def test_a_longer_period_of_theirs_is_looked_at_and_a_shorter_one_takes_nothing(
    days: int, repair: Repair | None
) -> None:
    found = of_member(listed(period_end=listed().period_end + days * DAY), member().state, None)
    assert found is not None
    assert (found.kind, found.repair) == (DifferenceKind.PERIOD_DIFFERS, repair)


def test_a_payment_that_is_not_on_record_is_reported_once_confirmed() -> None:
    world = member(runs=False)
    found = of_payment(paid_row(START), world.state, None, world.catalog, world.now)
    assert found is not None
    assert (found.kind, found.repair) == (DifferenceKind.PAYMENT_UNKNOWN, Repair.REPORT_PAYMENT)
    assert (found.amount, found.paid_at, found.order_id) == (1990, START, "o-9")


def test_a_payment_that_is_on_record_otherwise_names_the_fact() -> None:
    world, row = member(), paid_row(START)
    found = of_payment(row, world.state, kept(row, amount=990), world.catalog, world.now)
    assert found is not None
    assert (found.kind, found.ours) == (DifferenceKind.PAYMENT_DIFFERS, "amount 990")


@pytest.mark.parametrize(("ago", "differs"), [(10, True), (40, False)])
def test_a_payment_on_record_whose_time_still_runs_is_no_use_to_who_is_no_member(
    ago: int, differs: bool
) -> None:
    world = member(runs=False)
    row = paid_row(world.now - ago * DAY)
    found = of_payment(row, world.state, kept(row), world.catalog, world.now)
    assert (found is not None) is differs
    assert found is None or found.kind is DifferenceKind.PAID_NOT_MEMBER


def test_a_reported_disagreement_wants_one_case_and_changes_nothing_else() -> None:
    world = member(runs=False)
    before = world.state
    assert world.do(ReportDisagreement(member_id=ID), HOST) == ["CaseWanted"]
    assert world.do(ReportDisagreement(member_id=ID), HOST) == []
    assert world.state.case is not None
    assert world.state.case.reason is CaseReason.RECORDS_DISAGREE
    assert (world.state.lifecycle, world.state.balance) == (before.lifecycle, before.balance)
