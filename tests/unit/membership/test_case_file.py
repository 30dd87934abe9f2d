"""What a case file holds of a membership, and what it says of what it leaves out. Amounts and
hashes are worked out by hand, or by nothing but JSON and SHA-256."""

import hashlib
import json
from datetime import timedelta

import msgspec

from services.membership.contract import commands as c
from services.membership.contract.case_records import CaseRecord, CutReason, OrderMatch
from services.membership.contract.views import CaseFile
from services.membership.contract.words import PaymentPurpose, RefundKind
from services.membership.domain.aggregate.evidence import (
    Login,
    Order,
    Payment,
    ReportedRefund,
)
from tests.unit.membership.reading import Reader
from tests.unit.membership.world import DAY, ID, START, World

LOST_AT = START + 31 * DAY


def order(id: str, days: float, full: int = 10_000, paid: int = 10_000) -> Order:
    at = START + timedelta(days=days)
    return Order(order_id=id, member_id=ID, at=at, full_price=full, paid_price=paid)


def lapsed(*orders: Order, days: float = 40) -> Reader:
    """Gold (10 % off) until the end of grace on day 31; it is day `days` now."""
    world = World()
    world.enrol(auto_renew=False)
    world.at(START + timedelta(days=days))
    reader = Reader(world)
    reader.gathered.orders[ID] = sorted(orders, key=lambda one: one.at)
    return reader


def of_kind(case: CaseFile, kind: str) -> dict[str, CaseRecord]:
    return {one.id: one for one in case.evidence if one.kind == kind}


def test_money_lost_counts_the_orders_made_since_the_loss() -> None:
    reader = lapsed(order("before", 20, paid=9_000), order("a", 32), order("b", 39, full=5_000))
    reader.gathered.orders[ID][-1] = order("b", 39, full=5_000, paid=5_000)
    case = reader.case_file(LOST_AT)
    assert case.explanation.at == LOST_AT
    assert case.explanation.money_lost == 0
    assert case.explanation_now is not None
    assert case.explanation_now.at == START + 40 * DAY
    assert case.explanation_now.money_lost == case.money_lost == 1_000 + 500
    assert case.lost_until is None


def test_once_the_loss_is_over_its_money_is_still_told_apart_from_now() -> None:
    world = World()
    world.enrol(auto_renew=False)
    world.at(START + 40 * DAY)
    world.enrol()
    world.at(START + 50 * DAY)
    reader = Reader(world)
    reader.gathered.orders[ID] = [order("a", 33), order("later", 45)]
    case = reader.case_file(LOST_AT)
    assert (case.lost_until, case.money_lost) == (START + 40 * DAY, 1_000)
    assert case.explanation_now is not None
    assert case.explanation_now.entitled


def test_a_loss_that_ended_as_it_began_cost_nothing() -> None:
    """Enrolled, cancelled and enrolled again in one instant: there is no moment before it ended."""
    world = World()
    world.enrol("gold")
    world.do(c.Cancel(member_id=ID))
    world.enrol("gold")
    file = Reader(world).case_file(world.now)
    assert (file.lost_until, file.money_lost) == (START, 0)


def test_every_record_has_a_hash_that_a_stranger_works_out_from_its_facts() -> None:
    reader = lapsed(order("o-1", 33))
    at = START + 30 * DAY
    reader.gathered.payments[ID] = [
        Payment(
            order_id="p-1",
            member_id=ID,
            amount=2_500,
            paid_at=at,
            recorded_at=at + DAY,
            purpose=PaymentPurpose.RENEWAL,
        )
    ]
    reader.gathered.refunds[ID] = [
        ReportedRefund(
            refund_id="r-1",
            member_id=ID,
            order_id="p-1",
            amount=500,
            kind=RefundKind.REFUND,
            refunded_at=at + DAY,
            recorded_at=at + DAY,
        )
    ]
    reader.gathered.logins[ID] = [
        Login(
            login_id="l-1",
            member_id=ID,
            at=at,
            device_id="d-1",
            device_label="Li's phone",
            ip="203.0.113.9",
            known=True,
            passed_second_factor=False,
        )
    ]
    case = reader.case_file(LOST_AT)
    assert {one.kind for one in case.evidence} == {
        "PAYMENT", "ORDER", "REFUND", "LOGIN", "CLAUSE", "PLAN",
    }  # fmt: skip
    for one in case.evidence:
        written = json.dumps(
            json.loads(msgspec.json.encode(one.facts)),
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        )
        assert one.hash == hashlib.sha256(written.encode()).hexdigest()
        assert one.facts["record"] == one.kind
    [paid] = of_kind(case, "PAYMENT").values()
    assert paid.facts == {
        "record": "PAYMENT",
        "order_id": "p-1",
        "member_id": ID,
        "amount": 2_500,
        "paid_at": "2026-01-31T12:00:00Z",
        "recorded_at": "2026-02-01T12:00:00Z",
        "purpose": "RENEWAL",
        "pays_from": None,
        "imported": False,
    }
    [login] = of_kind(case, "LOGIN").values()
    assert not {"Li's phone", "203.0.113.9"} & set(map(str, login.facts.values()))


def test_the_hash_of_an_order_stays_what_it_is() -> None:
    """As sha256sum has it, of {"at":"2026-02-03T12:00:00Z","full_price":10000,"member_id":"m-1",
    "order_id":"o-1","paid_price":10000,"record":"ORDER"} in one line."""
    case = lapsed(order("o-1", 33)).case_file(LOST_AT)
    assert of_kind(case, "ORDER")["o-1"].hash == (
        "ce819068334aa8ae57ae6380fe55764afcd3b5ed24068110d061858528b08d6c"
    )


def test_clauses_and_plans_in_force_at_the_loss_come_with_their_texts() -> None:
    world = World()
    world.enrol(auto_renew=False)
    world.at(START + 2 * DAY)
    world.publish("renewal", {"reminder_days": 5, "late_payment_days": 7})
    world.at(START + 60 * DAY)
    case = Reader(world).case_file(LOST_AT)
    clauses, plans = of_kind(case, "CLAUSE"), of_kind(case, "PLAN")
    assert {"renewal@1", "points@1"} <= set(clauses)
    assert clauses["renewal@1"].facts["text"] == {"zh": "renewal", "en": "renewal"}
    assert clauses["renewal@1"].facts["parameters"]["reminder_days"] == 3
    assert clauses["renewal@1"].says.en.endswith("in force for you at the loss, and now.")
    assert set(plans) == {"gold@1"}
    gold = plans["gold@1"].facts["plan"]
    assert (gold["name"]["zh"], gold["price"], gold["discount"]) == ("黄金会员", 1_990, "0.90")


def test_what_was_left_out_is_counted_by_why() -> None:
    many = [order(f"o-{n}", 31 + n / 100) for n in range(230)]
    reader = lapsed(order("old", -100), order("older", -101), *many)
    case = reader.case_file(LOST_AT, "old")
    told = {(one.kind, one.why): one.left_out for one in case.cut_off}
    assert told == {("ORDER", CutReason.EARLIER): 2, ("ORDER", CutReason.TOO_MANY): 30}
    said = [one.says.en for one in case.cut_off]
    assert said[1] == "30 further orders, less close to the loss, are not in this file."
    held = of_kind(case, "ORDER")
    assert "o-0" in held
    assert "o-229" not in held
    assert "old" in held  # because the member names it
    assert [one.match for one in case.named_orders] == [OrderMatch.ANOTHER_TIME]


def test_a_top_up_is_found_by_the_number_that_the_money_came_with() -> None:
    world = World()
    world.enrol(auto_renew=False)  # its money came as "r"
    world.do(c.TopUp(member_id=ID, amount=500, reference="TU-2026-77"))
    world.at(START + 40 * DAY)
    [found] = Reader(world).case_file(LOST_AT, "tu 2026 77").named_orders
    topped_up = [event for event in world.history if event.type == "BalanceToppedUp"][-1]
    assert (found.match, found.kind) == (OrderMatch.FOUND, "EVENT")
    assert (found.id, found.hash) == (topped_up.id, topped_up.hash)
    assert "TU-2026-77" in found.says.zh
