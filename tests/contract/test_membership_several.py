"""Several commands at once do what the same ones do after each other."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.kernel.errors import AppError, InvalidInput
from services.membership.contract import commands as c
from services.membership.contract import queries as q
from services.membership.contract import views as v
from services.membership.contract.instructions import CarriedOut, Instruction
from services.membership.contract.method_commands import ReportPaymentMethod
from services.membership.contract.reports import GetReports, ReportKind, ReportsPage
from services.membership.contract.words import PaymentPurpose
from services.shared.callers import Caller
from tests.contract.membership_system import START, System, host, running_membership
from tests.contract.test_membership_commands import GOLD, enrolled

Made = tuple[str, int, int, int, bool]
"""A kind of report, whose, under which id, how much, and whether the caller gives a key."""


def made(kind: str, member_id: str, id: str, amount: int) -> c.Command:
    own = {"member_id": member_id}
    reports: dict[str, c.Command] = {
        "payment": c.ReportPayment(**own, order_id=id, amount=amount, paid_at=START),
        "top-up payment": c.ReportPayment(
            **own, order_id=id, amount=amount, paid_at=START, purpose=PaymentPurpose.TOP_UP
        ),
        "top-up": c.TopUp(**own, amount=amount, reference=id),
        "order": c.ReportOrder(**own, order_id=id, at=START, full_price=GOLD, paid_price=amount),
        "login": c.ReportLogin(**own, login_id=id, at=START),
        "refund": c.ReportRefund(
            **own, order_id=id, refund_id=id, amount=amount, refunded_at=START
        ),
        "method": ReportPaymentMethod(**own, masked="Visa •••• 4242"),
    }
    return reports[kind]


KINDS = ("payment", "top-up payment", "top-up", "order", "login", "refund", "method")
"""Of each id and amount few, so that many meet."""
REPORTS = st.lists(
    st.tuples(
        st.sampled_from(KINDS), st.integers(0, 3), st.integers(0, 3),
        st.sampled_from((-1, GOLD, GOLD + 1)), st.booleans(),
    ),
    min_size=2, max_size=12,
)  # fmt: skip


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as system:
        yield system


def instructions(reports: Sequence[Made], world: str) -> list[Instruction]:
    """The same reports of other members, under other ids."""
    return [
        Instruction(
            command=made(kind, f"{world}-m{whose}", f"{world}-{id}", amount),
            by=host(idempotency_key=f"{world}-{kind}-{id}" if keyed else ""),
        )
        for kind, whose, id, amount, keyed in reports
    ]


async def told(system: System, one: Instruction) -> tuple[object, ...]:
    try:
        return shown(CarriedOut.of(await system.api.execute(one.command, one.by)))
    except AppError as error:
        return error.code, error.field


def shown(outcome: CarriedOut | v.Failed) -> tuple[object, ...]:
    if isinstance(outcome, v.Failed):
        return outcome.error.code, outcome.error.field
    return outcome.version, outcome.repeated, outcome.renewed, outcome.missing


async def left(system: System, world: str) -> list[object]:
    """What there is of each member in the end: events by type, evidence by id."""
    found: list[object] = []
    for member_id in (f"{world}-m{n}" for n in range(4)):
        history = await system.context.store.histories([member_id])
        found.append(
            [(event.type, event.actor.kind, event.happened_at) for event in history[member_id]]
        )
        for kind in ReportKind:
            page = await system.ask(GetReports(member_id=member_id, kind=kind), ReportsPage)
            found.append(len(page.reports))
    return found


NUMBERS = iter(range(10**6))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # each has its own members
@given(reports=REPORTS)
async def test_together_is_as_one_after_the_other(system: System, reports: list[Made]) -> None:
    number = next(NUMBERS)
    one_by_one, at_once = f"a{number}", f"b{number}"
    for world in (one_by_one, at_once):
        # the others are new to us
        await asyncio.gather(*(enrolled(system, f"{world}-m{n}") for n in range(2)))
    apart = [await told(system, one) for one in instructions(reports, one_by_one)]
    together = await system.api.execute_many(instructions(reports, at_once))
    assert [shown(one) for one in together] == apart
    assert await left(system, at_once) == await left(system, one_by_one)
    again = await system.api.execute_many(instructions(reports, at_once))
    for report, first, then in zip(reports, together, again, strict=True):
        bound = report[0] == "method"  # what is bound already is bound still
        if isinstance(first, CarriedOut) and isinstance(then, CarriedOut) and not bound:
            assert then.repeated, "each report counts once; what was refused may count by now"


async def test_many_members_are_saved_in_one_commit(system: System) -> None:
    wave = [
        Instruction(command=made("top-up", f"m-{n}", f"o-{n}", GOLD), by=host()) for n in range(50)
    ]
    outcomes = await system.api.execute_many(wave)
    assert {type(one) for one in outcomes} == {CarriedOut}
    rows = system.db["events"].find({"aggregate": {"$in": [f"m-{n}" for n in range(50)]}})
    commits = {row["commit"] async for row in rows}
    assert len(commits) == 1


async def test_many_of_one_member_in_a_row_hold_up_nobody(system: System) -> None:
    """As many commits as one member has reports: the second of each goes with the second of the
    others."""
    rows = [
        Instruction(command=made("top-up", f"m-{n // 5}", f"o-{n}", n + 1), by=host())
        for n in range(50)
    ]
    outcomes = await system.api.execute_many(rows)
    assert [one.version for one in outcomes if isinstance(one, CarriedOut)] == [1, 2, 3, 4, 5] * 10
    events = system.db["events"].find({"aggregate": {"$in": [f"m-{n}" for n in range(10)]}})
    assert len({row["commit"] async for row in events}) == 5


async def test_each_has_a_device_of_its_own(system: System) -> None:
    for n in range(3):
        await enrolled(system, f"m-{n}")
    logins = [
        Instruction(
            command=made("login", f"m-{n}", f"l-{n}", 0),
            by=host(device_id=f"phone-{n}", device_label=f"Phone {n}", ip=f"192.0.2.{n}"),
        )
        for n in range(3)
    ]
    await system.api.execute_many(logins)
    for n in range(3):
        page = await system.ask(GetReports(member_id=f"m-{n}", kind=ReportKind.LOGIN), ReportsPage)
        [login] = page.reports
        assert (login.device_id, login.device_label, login.ip) == (
            f"phone-{n}", f"Phone {n}", f"192.0.2.{n}",
        )  # fmt: skip
        assert await system.holds(f"m-{n}")


async def test_the_same_from_two_sides_counts_once(system: System) -> None:
    ids = range(40)
    await asyncio.gather(*(enrolled(system, f"m-{n}") for n in ids))
    wave = [Instruction(command=made("top-up", f"m-{n}", f"t-{n}", GOLD), by=host()) for n in ids]
    sides = await asyncio.gather(*(system.api.execute_many(wave) for _ in range(3)))
    for outcomes in zip(*sides, strict=True):
        assert sorted(one.repeated for one in outcomes) == [False, True, True]
    for n in ids:
        view = await system.ask(q.GetMembership(member_id=f"m-{n}"), v.MembershipView)
        assert view.balance == GOLD


async def test_a_member_may_not(system: System) -> None:
    """Who may is asked of each."""
    await enrolled(system, "m-1")
    by = Caller(actor=host().actor)
    stranger = Caller(actor=by.actor.__class__(kind="PARTNER", id="acme"))
    wave = [
        Instruction(command=made("order", "m-1", "o-1", 1), by=stranger),
        Instruction(command=made("order", "m-2", "o-2", 1), by=by),
    ]
    refused, taken = await system.api.execute_many(wave)
    assert isinstance(refused, v.Failed)
    assert refused.error.code == "FORBIDDEN"
    assert isinstance(taken, CarriedOut)


async def test_too_many_at_once_are_refused(system: System) -> None:
    one = Instruction(command=made("order", "m-1", "o-1", 1), by=host())
    with pytest.raises(InvalidInput):
        await system.api.execute_many([one] * 501)
