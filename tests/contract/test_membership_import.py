"""Rows of an existing platform: once each, whatever is wrong with their neighbours."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from infra.kernel.errors import InvalidInput
from services.membership.contract import queries as q
from services.membership.contract import views as v
from services.membership.contract.import_rows import (
    ImportBatch,
    LoginRow,
    MemberRow,
    OrderRow,
    PaymentRow,
)
from services.membership.contract.words import Lifecycle, PaymentPurpose, Status
from tests.contract.membership_system import START, System, running_membership

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as system:
        yield system


def row(number: int, **more: Any) -> MemberRow:
    fields: dict[str, Any] = {
        "plan": "gold", "lifecycle": Lifecycle.ACTIVE, "cause": None, "auto_renew": False,
        "period_start": START - 10 * DAY, "period_end": START + 20 * DAY, "balance": 100,
        "last_login_at": START - DAY, "devices": ("d-1",),
    }  # fmt: skip
    return MemberRow(row=number, member_id=f"m-{number}", **(fields | more))


def payment(number: int, member_id: str, **more: Any) -> PaymentRow:
    fields: dict[str, Any] = {
        "order_id": f"o-{number}", "amount": 1990, "paid_at": START - DAY,
        "purpose": PaymentPurpose.RENEWAL, "pays_from": None,
    }  # fmt: skip
    return PaymentRow(row=number, member_id=member_id, **(fields | more))


async def view(system: System, member_id: str) -> v.MembershipView:
    return await system.ask(q.GetMembership(member_id=member_id), v.MembershipView)


async def test_importing_twice_changes_nothing(system: System) -> None:
    batch = ImportBatch(members=tuple(row(i) for i in range(120)))
    first = await system.api.import_batch(batch)
    assert (first.created, first.unchanged, first.refused) == (120, 0, ())
    again = await system.api.import_batch(batch)
    assert (again.created, again.unchanged) == (0, 120)
    assert await system.db["events"].count_documents({"aggregate": {"$regex": "^m-"}}) == 120
    assert (await view(system, "m-7")).balance == 100
    assert await system.holds("m-7")


async def test_a_refused_row_names_its_field_and_stops_no_other(system: System) -> None:
    rows = (
        row(1),
        row(2, plan="bronze"),
        row(3, period_end=START - 20 * DAY),
        row(4, balance=-1),
        row(5, last_login_at=START + DAY),
        MemberRow(**{f: getattr(row(6), f) for f in MemberRow.__struct_fields__}
                    | {"member_id": "a@b.cn"}),
        row(1),
    )  # fmt: skip
    result = await system.api.import_batch(ImportBatch(members=rows))
    assert (result.created, result.unchanged) == (1, 1)
    assert [(one.row, one.field) for one in result.refused] == [
        (2, "plan"), (3, "period_end"), (4, "balance"), (5, "last_login_at"), (6, "member_id"),
    ]  # fmt: skip
    with pytest.raises(InvalidInput):
        await system.api.import_batch(ImportBatch(members=(row(1),) * 1001))


async def test_what_was_due_before_the_import_happens_with_it_and_gives_the_whole_grace(
    system: System,
) -> None:
    due = row(1, period_start=START - 40 * DAY, period_end=START - 30 * HOUR)
    await system.api.import_batch(ImportBatch(members=(due,)))
    taken = await view(system, "m-1")
    assert (taken.status, taken.grace_until) == (Status.GRACE, START + DAY)
    page = await system.ask(q.GetTimeline(member_id="m-1"), v.TimelinePage)
    assert [(e.type, e.happened_at, e.due_at) for e in page.entries[1:]] == [
        ("GraceStarted", START, START - 30 * HOUR)
    ]


async def test_grace_that_was_over_before_the_import_can_be_explained_and_appealed_against(
    system: System,
) -> None:
    over = row(1, lifecycle=Lifecycle.GRACE, period_end=START - 30 * HOUR)
    await system.api.import_batch(ImportBatch(members=(over,)))
    assert (await view(system, "m-1")).status is Status.EXPIRED
    page = await system.ask(q.GetTimeline(member_id="m-1"), v.TimelinePage)
    assert [(e.type, e.happened_at, e.due_at) for e in page.entries[1:]] == [
        ("MembershipExpired", START, START - 6 * HOUR)
    ]
    case = await system.ask(q.GetCaseFile(member_id="m-1"), v.CaseFile)
    assert (case.explanation.entitled, case.explanation.lost_at) == (False, START)


async def test_payments_for_the_imported_period_are_evidence_only(system: System) -> None:
    await system.api.import_batch(ImportBatch(members=(row(1), row(2))))
    payments = (
        payment(1, "m-1", pays_from=START - 10 * DAY),
        payment(2, "m-2", pays_from=START + 20 * DAY),
        payment(3, "nobody"),
        payment(4, "m-1", amount=0),
        payment(2, "m-2", pays_from=START + 20 * DAY),
    )
    result = await system.api.import_batch(ImportBatch(payments=payments))
    assert (result.created, result.unchanged) == (2, 1)
    assert sorted((one.row, one.field) for one in result.refused) == [
        (3, "member_id"),
        (4, "amount"),
    ]
    one, two = await view(system, "m-1"), await view(system, "m-2")
    assert (one.balance, one.period_end) == (100, START + 20 * DAY)
    assert (two.balance, two.period_end) == (100, START + 50 * DAY)
    again = await system.api.import_batch(ImportBatch(payments=payments[:2]))
    assert again.unchanged == 2


async def test_a_payment_from_before_the_current_period_does_not_renew_again(
    system: System,
) -> None:
    await system.api.import_batch(ImportBatch(members=(row(1), row(2))))
    payments = (payment(1, "m-1", paid_at=START - 11 * DAY), payment(2, "m-2"))
    assert (await system.api.import_batch(ImportBatch(payments=payments))).created == 2
    assert (await view(system, "m-1")).period_end == START + 20 * DAY
    assert (await view(system, "m-2")).period_end == START + 50 * DAY


async def test_a_late_payment_of_an_expired_member_gives_access_back(system: System) -> None:
    expired = row(
        1,
        lifecycle=Lifecycle.EXPIRED,
        period_start=START - 40 * DAY,
        period_end=START - 10 * DAY,
    )
    await system.api.import_batch(ImportBatch(members=(expired,)))
    paid = payment(1, "m-1", paid_at=START - 10 * DAY, pays_from=START - 10 * DAY)
    await system.api.import_batch(ImportBatch(payments=(paid,)))
    found = await view(system, "m-1")
    assert (found.status, found.period_end) == (Status.ACTIVE, START + 29 * DAY)


async def test_orders_and_logins_are_evidence_and_the_newest_login_counts(
    system: System,
) -> None:
    await system.api.import_batch(ImportBatch(members=(row(1),)))
    logins = tuple(
        LoginRow(
            row=i,
            login_id=f"l-{i}",
            member_id="m-1",
            at=START - timedelta(hours=i),
            device_id="d-9",
            device_label="Pixel",
            ip="203.0.113.9",
            passed_second_factor=False,
        )
        for i in range(1, 4)
    )
    order = OrderRow(
        row=1, order_id="x-1", member_id="m-1", at=START, full_price=100, paid_price=90
    )
    wrong = OrderRow(
        row=2, order_id="x-2", member_id="m-1", at=START, full_price=100, paid_price=190
    )
    for batch in (ImportBatch(logins=logins), ImportBatch(orders=(order, wrong))):
        first = await system.api.import_batch(batch)
        again = await system.api.import_batch(batch)
        assert (first.created, again.created) == (again.unchanged, 0)
    found = await view(system, "m-1")
    assert found.last_login_at == START - timedelta(hours=1)
    assert found.status is Status.ACTIVE
    assert await system.db["orders"].count_documents({}) == 1
