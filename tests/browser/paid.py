"""Paid, and no member: the own proof counts at once, and what comes of it is told."""

import re
from datetime import timedelta
from typing import NamedTuple

import pytest
from playwright.async_api import ViewportSize

from tests.browser.signing import be
from tests.browser.visits import DESK, PHONE, Opening, Visit
from tests.flows.conftest import System
from tests.flows.typed import standing

SILVER = 9_90


class Words(NamedTuple):
    title: str
    order: str
    amount: str
    press: str
    checked: str
    member: str


EN = Words(
    title="Paid, and no member?",
    order="Order number",
    amount="Amount in CNY",
    press="I have paid this",
    checked="Your payment is checked",
    member="You are a member until",
)
ZH = Words(
    title="已付款却不是会员？",
    order="订单号",
    amount="金额（CNY）",
    press="我已支付这笔款项",
    checked="正在核实您的付款",
    member="会员有效期至",
)


@pytest.mark.parametrize(
    ("locale", "size", "words"),
    [("en-GB", PHONE, EN), ("zh-CN", DESK, ZH)],
    ids=["phone, en", "desk, zh"],
)
async def test_paid_but_not_a_member(
    opening: Opening, world: System, locale: str, size: ViewportSize, words: Words
) -> None:
    async with (
        await world.new_member(plan="silver", balance=SILVER) as member,
        await world.host() as host,
    ):
        end = (await standing(member)).period.end
        await world.advance_to(end + timedelta(days=2))
        visit: Visit = await opening(locale, size, f"{world.gateway}/sign-in")
        page = visit.page
        await be(visit, world, "member", member.id)
        await page.goto(f"{world.gateway}/")
        await visit.reads(words.title)
        order = f"paid-{member.id}"
        await page.get_by_label(words.order).fill(order)
        await page.get_by_label(words.amount).fill("9.90")
        await page.reload()  # what was written is there still
        await visit.accessible()
        await visit.press(words.press)
        await visit.reads(words.checked)
        await visit.reads(words.member)
        await visit.accessible()
        await host.pays(member.id, SILVER, end.isoformat(), orderId=order)
        await page.get_by_text(words.checked).wait_for(state="detached", timeout=60_000)
        await visit.reads(words.member)
        assert visit.wrong == []


async def test_what_was_claimed_and_never_paid_is_refused_in_words(
    opening: Opening, world: System
) -> None:
    async with (
        await world.new_member(plan="silver", balance=SILVER) as member,
        await world.staff() as staff,
    ):
        end = (await standing(member)).period.end
        await world.advance_to(end + timedelta(days=2))
        claim = {"orderId": f"none-{member.id}", "amount": SILVER, "paidAt": end.isoformat()}
        await member.change("claimPayment", "ClaimPaymentInput", **claim)
        visit: Visit = await opening("en-GB", PHONE, f"{world.gateway}/sign-in")
        await be(visit, world, "member", member.id)
        await visit.page.goto(f"{world.gateway}/")
        await visit.reads("Your payment is checked")
        refusal = {"memberId": member.id, "orderId": claim["orderId"], "reason": "No such order."}
        await staff.change("refusePaymentClaim", "RefusePaymentClaimInput", **refusal)
        await visit.reads("Paid, and no member?")
        await visit.reads(re.compile("was not found, for this reason: “No such order”"))
        assert visit.wrong == []
