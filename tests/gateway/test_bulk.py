"""Reports by lines: each has its own result, in order, whatever the others are."""

import asyncio
import http.client
import json
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.edge.lines import BodyLine, lines_of
from gateway.edge.spool import Spool
from gateway.reports.types import TYPES
from infra.kernel.errors import Unavailable
from tests.bulk import bulk, line
from tests.gateway.conftest import Gateway
from tests.gateway.mutations import MUTATIONS, named

AT = "2026-11-01T08:00:00Z"
ORDER = line("order.placed", memberId="m-1", orderId="o-1", at=AT, fullPrice=100, paidPrice=80)


async def test_each_line_has_its_result_in_order(gateway: Gateway) -> None:
    lines = [
        line("payment.made", memberId="m-1", orderId="p-1", amount=990, paidAt=AT),
        b"\n",
        b'{"type": "payment.made", "data": {"memberId": "m-1"\n',
        line("payment.made", memberId="nobody", orderId="p-2", amount=990, paidAt=AT),
        line("payment.mde", memberId="m-1"),
        line("order.placed", memberId="m-1", orderId="o-1", at=AT, fullPrice="100", paidPrice=1),
        line("login", memberId="m-1"),
        line("member.logged_in", memberId="m-1", loginId="l", at="yesterday", deviceId="d"),
        line("order.placed", memberId="m-1", orderId="o", at="2026-11-01T08:00:00", fullPrice=1,
             paidPrice=1),
        line("verification.passed", memberId="m-1", note="seen"),
        line("balance.topped_up", memberId="m-1", reference="t", amount=10**30),
        ORDER,
    ]  # fmt: skip
    *found, end = await bulk(gateway.url, gateway.token("host", "shop"), lines)
    told = [(one["line"], one["outcome"], one.get("code"), one.get("field")) for one in found]
    wrong = "INVALID_INPUT"
    assert told == [
        (1, "TAKEN", None, None),
        (3, "REFUSED", wrong, None),
        (4, "REFUSED", "NOT_FOUND", "memberId"),
        (5, "REFUSED", wrong, "type"),
        (6, "REFUSED", wrong, "fullPrice"),
        (7, "REFUSED", wrong, "type"),
        (8, "REFUSED", wrong, "at"),
        (9, "REFUSED", wrong, "at"),
        (10, "REFUSED", wrong, "note"),
        (11, "REFUSED", wrong, "amount"),
        (12, "TAKEN", None, None),
    ]
    assert end == {"end": True, "taken": 2, "repeated": 0, "refused": 9}
    assert "payment.made" in found[3]["message"], "what was probably meant"
    assert all("message" in one for one in found if one["outcome"] == "REFUSED")


async def test_refusals_are_told_in_the_readers_language(gateway: Gateway) -> None:
    token = gateway.token("host", "shop")
    broken = [b"{\n", line("verification.passed"), line("verification.passed", memberId=7)]
    *found, _ = await bulk(gateway.url, token, broken, **{"accept-language": "zh-CN"})
    assert [one["message"] for one in found] == [
        "这不是一个 JSON 对象（UTF-8）；请核对引号、逗号与括号。",
        "缺少字段 memberId；请补上。",
        "memberId 应为 str，而不是 int。",
    ]


async def test_a_line_that_is_too_long_stops_no_other(gateway: Gateway) -> None:
    long = line("verification.passed", memberId="m-1", note="x" * 300_000)
    *found, end = await bulk(gateway.url, gateway.token("host", "shop"), [ORDER, long, ORDER])
    assert [one["outcome"] for one in found] == ["TAKEN", "REFUSED", "TAKEN"]
    assert "65536 bytes" in found[1]["message"]
    assert end["taken"] == 2


@pytest.mark.parametrize(
    ("role", "status", "code"),
    [("member", 403, "FORBIDDEN"), ("staff", 403, "FORBIDDEN"), ("partner", 403, "FORBIDDEN"),
     (None, 401, "UNAUTHENTICATED")],
)  # fmt: skip
async def test_only_the_shop_reports(
    gateway: Gateway, role: str | None, status: int, code: str
) -> None:
    token = gateway.token(role, "m-1") if role else ""
    [answer] = await bulk(gateway.url, token, [ORDER])
    assert answer["status"] == status
    assert answer["errors"][0]["extensions"]["code"] == code
    assert gateway.apis.membership.executed == []


async def test_another_media_type_is_refused_before_anything_is_taken(gateway: Gateway) -> None:
    token = gateway.token("host", "shop")
    [answer] = await bulk(gateway.url, token, [ORDER], **{"content-type": "text/csv"})
    assert answer["status"] == 400
    assert "application/x-ndjson" in answer["errors"][0]["message"]
    assert gateway.apis.membership.executed == []


async def test_results_come_while_lines_go_out(gateway: Gateway) -> None:
    seen = asyncio.Event()

    async def lines() -> AsyncIterator[bytes]:
        yield ORDER
        await seen.wait()
        yield ORDER

    headers = {"authorization": f"Bearer {gateway.token('host', 'shop')}"}
    async with gateway.session.post(
        f"{gateway.url}/host/bulk", data=lines(), headers=headers
    ) as answer:
        assert json.loads(await answer.content.readline())["line"] == 1
        seen.set()
        assert json.loads(await answer.content.readline())["line"] == 2


async def test_who_reads_nothing_before_all_was_sent_is_answered_still(gateway: Gateway) -> None:
    """Megabytes of results: more than lies in the buffers of both sides."""
    broken = (b"x" * 100 + b"\n") * 20_000
    host, token = gateway.url.removeprefix("http://"), gateway.token("host", "shop")

    def ask() -> bytes:
        line = http.client.HTTPConnection(host)
        line.request("POST", "/host/bulk", broken, {"authorization": f"Bearer {token}"})
        answer = line.getresponse().read()
        line.close()
        return answer

    answer = await asyncio.to_thread(ask)
    assert answer.count(b'"outcome":"REFUSED"') == 20_000
    assert answer.endswith(b'"refused":20000}\n')


async def test_a_service_that_is_away_is_told_of_line_by_line(gateway: Gateway) -> None:
    gateway.apis.membership.fails = Unavailable("Away.")
    found = await bulk(gateway.url, gateway.token("host", "shop"), [ORDER, ORDER])
    assert [(one.get("code"), one.get("retryAfter")) for one in found] == [
        ("UNAVAILABLE", 5), ("UNAVAILABLE", 5), (None, None),
    ]  # fmt: skip


async def test_an_id_is_the_key_of_the_same_call_by_the_graph(gateway: Gateway) -> None:
    token = gateway.token("host", "shop")
    await bulk(gateway.url, token, [line("verification.passed", "v-1", memberId="m-1")])
    given = {"memberId": "m-1", "idempotencyKey": "v-1"}
    await gateway.data(named("reportVerified"), "host", id="shop", input=given)
    [(by_line, by), (by_graph, also_by)] = gateway.apis.membership.executed
    assert by_line == by_graph
    assert by.idempotency_key == also_by.idempotency_key


REPORTED = {
    "member.joined": "registerMember",
    "member.logged_in": "reportLogin",
    "payment.made": "reportPayment",
    "payment.refunded": "reportRefund",
    "chargeback.won": "reportChargebackWon",
    "balance.topped_up": "topUpBalance",
    "order.placed": "reportOrder",
    "order.refunded": "reportOrderRefund",
    "method.bound": "reportPaymentMethod",
    "method.removed": "reportPaymentMethodRemoved",
    "charge.refused": "reportChargeRefused",
    "renewal.elsewhere": "reportThirdPartyRenewal",
    "renewal.unpaid": "reportUnpaidRenewal",
    "verification.asked": "askVerification",
    "verification.passed": "reportVerified",
    "benefit.used": "useMemberBenefit",
    "benefit.returned": "returnMemberBenefit",
}


def test_each_type_has_a_mutation() -> None:
    assert REPORTED.keys() == TYPES.keys()


@pytest.mark.parametrize(("type", "mutation"), REPORTED.items())
async def test_a_line_asks_what_its_mutation_does(
    gateway: Gateway, type: str, mutation: str
) -> None:
    """The same fields, by the same names, to the same services."""
    _, given = MUTATIONS[mutation]
    data = {name: value for name, value in given.items() if name != "idempotencyKey"}
    services = [gateway.apis.membership, gateway.apis.notify, gateway.apis.accounts]
    await gateway.data(named(mutation), "host", id="shop", input=data)
    by_graph = [[command for command, _ in one.executed] for one in services]
    for one in services:
        one.executed.clear()
    if type == "member.joined" and "language" in data:
        data["language"] = {"ZH": "zh-CN", "EN": "en"}[data["language"]]
    [answer, _] = await bulk(gateway.url, gateway.token("host", "shop"), [line(type, **data)])
    assert answer["outcome"] == "TAKEN", answer
    assert [[command for command, _ in one.executed] for one in services] == by_graph
    assert any(by_graph)


async def _pieces(whole: bytes, sizes: list[int]) -> AsyncIterator[bytes]:
    for size in sizes:
        yield whole[:size]
        whole = whole[size:]
    yield whole


@given(
    texts=st.lists(st.binary(max_size=12).filter(lambda one: b"\n" not in one), max_size=8),
    sizes=st.lists(st.integers(0, 9), max_size=12),
    ends=st.booleans(),
)
async def test_lines_are_the_same_wherever_they_are_cut(
    texts: list[bytes], sizes: list[int], *, ends: bool
) -> None:
    whole = b"\n".join(texts) + (b"\n" if ends else b"")
    found = [one async for some in lines_of(_pieces(whole, sizes), 8) for one in some]
    assert found == [
        BodyLine(number, text if len(text) <= 8 else None)
        for number, text in enumerate(whole.split(b"\n"), start=1)
        if text.strip()
    ]


@given(steps=st.lists(st.binary(min_size=1, max_size=100_000), max_size=8))
async def test_a_spool_gives_what_it_was_given(steps: list[bytes]) -> None:
    with Spool() as spool:
        reading = asyncio.ensure_future(_read(spool))
        for data in steps:
            spool.put(data)
            await asyncio.sleep(0)
        spool.end()
        assert await reading == b"".join(steps)


async def _read(spool: Spool) -> bytes:
    return b"".join([piece async for piece in spool.pieces()])
