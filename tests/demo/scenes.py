"""The story, scene by scene. Each is a few calls of the public API and what people see of them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import aiohttp

from tests.client import Client
from tests.demo.people import Member, day, expected
from tests.demo.stage import Stage

_PATIENCE_SECONDS = 60.0


@dataclass
class World:
    """Everybody in the story, and where their messages arrive."""

    stage: Stage
    members: dict[str, Member]
    host: Client
    staff: Client
    sinks: str
    shown: set[str] = field(default_factory=set)

    async def advance(self, duration: str) -> datetime:
        return datetime.fromisoformat(await self.host.advance(duration))

    async def quiet(self) -> None:
        """Until everything due happened and everybody was told."""
        await self.advance("PT0S")

    async def message(self, to: str, *words: str) -> dict[str, Any]:
        """The newest message to `to` with all the words, not shown before, once it arrived."""

        async def look() -> dict[str, Any] | None:
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"{self.sinks}/messages", params={"to": to, "limit": "50"}) as answer,
            ):
                fresh = [m for m in await answer.json() if m["id"] not in self.shown]
            return next((m for m in fresh if all(w in m["body"] for w in words)), None)

        found: dict[str, Any] = await until(look)
        self.shown.add(found["id"])
        return found

    async def text(self, member: Member, *words: str) -> None:
        self.stage.phone(await self.message(member.phone, *words), member.name)


async def until(look: Callable[[], Awaitable[Any]]) -> Any:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not (found := await look()):
            await asyncio.sleep(0.05)
    return found


async def renewed_in_grace(world: World) -> None:
    lin, stage = world.members["lin"], world.stage
    stage.chapter("林薇 did not renew in time")
    await world.text(lin, "宽限期")
    stage.mail(await world.message(lin.email, "宽限期"), lin.name)
    stage.does(lin.name, "opens the app and asks why:")
    stage.explains(await lin.why(), lin.language)
    before = await lin.membership()
    after = await lin.do("renew")
    stage.does(lin.name, f"taps “renew”: {before['status']} → {after['status']}")
    stage.says(
        f"Paid {before['price']['formatted']}, the original price; the new period starts where the "
        f"old one ended ({day(after['period']['start'])}). Balance left: "
        f"{after['balance']['formatted']}.",
        indent=4,
    )


async def a_misclick(world: World) -> None:
    ann, stage = world.members["ann"], world.stage
    stage.chapter("Ann taps “cancel” by mistake")
    before = await ann.membership()
    cancelled = await ann.do("cancel")
    stage.does(ann.name, f"cancelled: {before['status']} → {cancelled['status']}")
    await world.text(ann, "cancel")
    after = await ann.do("undoChange")
    stage.does(ann.name, f"taps “undo”: {cancelled['status']} → {after['status']}")
    same = "exactly as before" if after == before else f"DIFFERENT: {after}"
    stage.says(f"Tier, price, period and balance are {same}.", indent=4)


async def a_strange_login(world: World) -> None:
    zhou, stage = world.members["zhou"], world.stage
    stage.chapter("Somebody signs in to 周航's account from an unknown phone")
    now = await world.advance("PT1S")
    await world.host.run(
        """mutation($at: DateTime!) { reportLogin(input: {
          memberId: "zhou", loginId: "login-88", at: $at, deviceId: "unknown-phone",
          deviceLabel: "Android", ip: "203.0.113.50"}) { __typename } }""",
        at=now.isoformat(),
    )
    await world.text(zhou, "陌生设备")
    before = await zhou.membership()
    frozen = await zhou.do("freeze")
    stage.does(zhou.name, f"taps “freeze” at once: {frozen['status']}, nobody can use it")
    await world.advance("P1D")
    await release(world, zhou, "NEW_DEVICE")
    await world.advance("PT2M")
    after = await release(world, zhou, "MEMBER_FREEZE")
    gained = datetime.fromisoformat(after["period"]["end"]) - datetime.fromisoformat(
        before["period"]["end"]
    )
    stage.does(zhou.name, f"is back: {after['status']}")
    stage.says(f"The frozen time was given back: {gained.days} day on the period.", indent=4)


async def release(world: World, member: Member, hold: str) -> dict[str, Any]:
    """With a code from the own phone."""
    await member.client.run(
        "mutation { requestCode(input: {purpose: RELEASE_HOLD}) { __typename } }"
    )
    message = await world.message(member.phone, "验证码", "分钟内有效")
    world.stage.phone(message, member.name)
    code = "".join(c for c in message["body"].partition("验证码")[2] if c.isdigit())[:6]
    return await member.do("releaseHold", f'kind: {hold}, code: "{code}"')


async def paid_but_not_synced(world: World) -> None:
    carlos, stage = world.members["carlos"], world.stage
    stage.chapter("Carlos paid, but the shop never passed it on")
    lost = await carlos.membership()
    stage.says(f"His membership: {lost['status']}, until {day(lost['period']['end'])}.", indent=4)
    data = await carlos.client.run("""mutation { openAppeal(input: {
        text: "I paid on the last day. The order is in my shop account.", orders: ["8817"]
      }) { ... on AppealSuccess { appeal { number promisedAt } }
           ... on Problem { code message } } }""")
    appeal = expected(data["openAppeal"], "appeal")
    stage.does(carlos.name, f"appeals: {appeal['number']}, order 8817")
    await world.text(carlos, appeal["number"])
    await decide(world, appeal["number"])
    await world.text(carlos, appeal["number"], "restored")

    async def back() -> dict[str, Any] | None:
        found = await carlos.membership()
        return found if found["status"] == "ACTIVE" else None

    after = await until(back)
    stage.does(carlos.name, f"is back: {after['status']} until {day(after['period']['end'])}")


async def decide(world: World, number: str) -> None:
    """A reviewer sees what was attached, finds the order, and decides."""
    shape = "... on AppealSuccess { appeal { state } } ... on Problem { code message }"
    data = await world.staff.run(
        f"""mutation {{ takeAppeal(input: {{number: "{number}"}}) {{
          ... on AppealSuccess {{ appeal {{ caseFile {{ timeline {{ type }} historyHash }} }} }}
          ... on Problem {{ code message }} }} }}"""
    )
    attached = expected(data["takeAppeal"], "appeal").get("caseFile")
    if attached:
        count, head = len(attached["timeline"]), attached["historyHash"][:12]
        world.stage.does(
            "The reviewer", f"sees {count} events of history attached, sealed by {head}…"
        )
    data = await world.staff.run(
        f"""mutation {{ decideAppeal(input: {{number: "{number}", verdict: UPHELD,
          cause: SYNC_DELAY, remedy: RESTORE,
          reason: "Order 8817 was paid in time; our side did not record it.",
          differenceReason: "The shop never passed it on."}}) {{ {shape} }} }}"""
    )
    expected(data["decideAppeal"], "appeal")
    world.stage.does("The reviewer", "upholds it: SYNC_DELAY, the platform's fault; restore")


async def counted(world: World, id: str) -> dict[str, Any] | None:
    """How far an announcement is, once its receipts were counted."""
    shape = "campaign(eventId: $id) { state members delivered failed }"
    data = await world.staff.run(f"query($id: ID!) {{ {shape} }}", id=id)
    found: dict[str, Any] = data["campaign"]
    return found if found["delivered"] else None


async def a_stricter_clause(world: World) -> None:
    stage = world.stage
    stage.chapter("A stricter clause is announced")
    effective = await world.advance("PT1S") + timedelta(days=31)
    answer = await publish(world, effective - timedelta(days=2))
    stage.does("Legal", f"wants it in 29 days: refused. {answer['message']}")
    clause = expected(await publish(world, effective), "clause")
    stage.does(
        "Legal",
        f"publishes version {clause['version']} for {day(clause['effectiveAt'])}; "
        f"adverse: {'yes' if clause['adverse'] else 'no'}, from the parameters",
    )
    await world.text(world.members["zhou"], "新版更为严格")
    await world.text(world.members["ann"], "stricter")
    await world.quiet()
    campaign = await until(partial(counted, world, f"clause-inactivity:{clause['version']}"))
    stage.says(
        f"{campaign['members']} members told, {campaign['delivered']} notices received, "
        f"{campaign['failed']} failed. It binds each of them 30 days after the own notice.",
        indent=4,
    )


async def publish(world: World, effective: datetime) -> dict[str, Any]:
    data = await world.staff.run(
        """mutation($at: DateTime!, $to: JSON!) { publishClause(input: {
          clause: "inactivity", effectiveAt: $at, parameters: $to,
          title: {zh: "长期未登录", en: "Inactivity"},
          text: {zh: "连续20天未登录的，会员等级下调一级。",
                 en: "After 20 days without a login the membership falls by one tier."}
        }) { ... on ClauseSuccess { clause { version adverse effectiveAt } }
             ... on Problem { code message } } }""",
        at=effective.isoformat(),
        to={"inactivity_days": 20, "warn_days": 7},
    )
    answer: dict[str, Any] = data["publishClause"]
    return answer
