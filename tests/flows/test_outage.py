"""Two years in which nobody was there: fifty members are told once, charged once at most, and
read nothing that is over."""

import re
from collections import Counter
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.flows.conftest import System
from tests.flows.people import Member
from tests.flows.test_loss_and_return import instant
from tests.flows.test_takeover import run

pytestmark = pytest.mark.systems("abroad")
MEMBERS = 50
RECORDS = ("members", "payments", "orders", "logins")
DAY, QUARTER = timedelta(days=1), timedelta(minutes=15)
ENGLISH = re.compile(
    r"(?:until|by|before) (\d{1,2} [A-Z][a-z]{2}(?: \d{4})?)(?:, (\d\d:\d\d))?", re.ASCII
)
CHINESE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:(\d\d:\d\d))?(?:前|之前)")


@pytest.fixture
async def away(system: System, tmp_path: Path) -> System:
    """With members that nobody else knows: those of a sample, as of now."""
    now = await system.advance("PT0S")
    files = [str(tmp_path / f"{kind}.csv") for kind in RECORDS]
    sample = ["generate", str(tmp_path), "--members", str(MEMBERS), "--now", now]
    for arguments in (sample, ["import", *files, "--report", str(tmp_path / "refused.csv")]):
        code, said = await run(system, *arguments)
        assert code in {0, 1}, said
    return system


async def sent(system: System) -> list[dict[str, Any]]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(
            f"{system.supervisor.urls['sinks']}/messages", params={"limit": "5000"}
        ) as answer,
    ):
        found: list[dict[str, Any]] = await answer.json()
        return found


def deadlines(message: dict[str, Any]) -> list[datetime]:
    """Every time by which the member should do something; without a year it is this year's."""
    now = datetime.fromisoformat(message["time"])
    found = []
    for text, clock in ENGLISH.findall(message["body"]):
        dated = text if len(text.split()) == 3 else f"{text} {now.year}"
        found.append(
            datetime.strptime(f"{dated} {clock or '23:59'}", "%d %b %Y %H:%M").replace(tzinfo=UTC)
        )
    for year, month, day, clock in CHINESE.findall(message["body"]):
        hour, minute = map(int, (clock or "23:59").split(":"))
        found.append(
            datetime(int(year or now.year), int(month), int(day), hour, minute, tzinfo=UTC)
        )
    return found


@pytest.mark.systems("nights")
async def test_a_quarter_of_an_hour_is_late_and_a_moment_more_is_an_outage(system: System) -> None:
    """Four whose periods end ten seconds apart, looked at 15 minutes after the third's, and one who
    has two minutes more, whatever the look takes: late is dated when it was due, after an outage
    grace is given from when we were back."""
    async with AsyncExitStack() as leaving:
        members = []
        for after in ("PT0S", "PT10S", "PT10S", "PT10S", "PT2M"):
            await system.advance(after)
            member = await system.new_member(plan="silver", balance=9_90)
            members.append(await leaving.enter_async_context(member))
        ends = [instant((await member.membership())["period"]["end"]) for member in members]
        await system.advance_to(ends[0] - timedelta(minutes=1))
        await system.jump_to(ends[2] + QUARTER)
        await system.advance("PT1S")  # whatever that makes due
        away = [await was_away(member, end) for member, end in zip(members, ends, strict=True)]
        assert away == sorted(away, reverse=True)
        assert set(away) == {True, False}


async def was_away(member: Member, end: datetime) -> bool:
    """Whether an outage is noted of the member: just then, when more than 15 minutes passed."""
    happened = {entry["type"]: entry for entry in await member.timeline()}
    grace = happened["GraceStarted"]
    began, recorded = instant(grace["happenedAt"]), instant(grace["recordedAt"])
    away = recorded - end > QUARTER
    assert ("OutageNoted" in happened) == away
    assert began == (recorded if away else end)
    assert instant((await member.membership())["graceUntil"]) == began + DAY
    return away


async def test_two_years_away(away: System) -> None:
    left = datetime.fromisoformat(await away.advance("PT1S"))
    before = {message["id"] for message in await sent(away)}
    await away.jump("P730D")
    await away.advance("PT1H")
    fresh = [message for message in await sent(away) if message["id"] not in before]
    assert fresh
    several = [to for to, count in Counter(map(way, fresh)).items() if count > 1]
    assert not several, [m["body"] for m in fresh if way(m) == several[0]]
    for message in fresh:
        now = datetime.fromisoformat(message["time"])
        assert all(deadline > now - DAY for deadline in deadlines(message)), message["body"]
    for number in range(1, MEMBERS + 1):
        async with await away.member(f"m{number:07}") as member:
            await nothing_false(member, left)
            await told_once(member, left)


def way(message: dict[str, Any]) -> tuple[str, str]:
    return message["to"], message["channel"]


async def nothing_false(member: Member, left: datetime) -> None:
    """One charge at most since we left, for a period that runs; and an explanation that claims no
    attempt that was not made, and advises nothing that is over."""
    asked = await member.ask(LEDGER)
    charged = [
        line
        for line in asked["ledger"]["lines"]
        if line["purpose"] == "RENEWAL" and datetime.fromisoformat(line["at"]) > left
    ]
    assert len(charged) <= 1
    now = instant(asked["membership"]["explanation"]["at"])
    if charged:
        assert datetime.fromisoformat(asked["membership"]["period"]["end"]) > now
    since = [e for e in await member.timeline() if instant(e["happenedAt"]) > left]
    assert [entry["type"] for entry in since].count("AutoRenewFailed") <= 1
    assert [entry["type"] for entry in since if is_void(entry)] == []
    why = asked["membership"]["explanation"]
    for step in why["nextSteps"]:
        assert step["until"] is None or instant(step["until"]) > now
    texts = [why["summary"]["en"], *(step["says"]["en"] for step in why["nextSteps"])]
    for text in texts if why["entitled"] else ():
        assert all(deadline > now - DAY for deadline in named_in(text)), text


def is_void(warning: dict[str, Any]) -> bool:
    """Whether it warns of what had come already."""
    ahead = WARNS_OF.get(warning["type"])
    return ahead is not None and instant(warning["body"][ahead]) <= instant(warning["happenedAt"])


def named_in(text: str) -> list[datetime]:
    """Every time by which, or until when, something is; by whatever clock."""
    found = re.findall(r"(?:until|by) (\d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d)", text)
    return [datetime.strptime(one, "%d %B %Y, %H:%M").replace(tzinfo=UTC) for one in found]


async def told_once(member: Member, left: datetime) -> None:
    """At most one alert since we left went out by phone or mail, on whatever of the two."""
    nodes = (await member.ask(ALERTS))["alerts"]["nodes"]
    told = [
        alert["eventType"]
        for alert in nodes
        if any(
            one["sentAt"] and datetime.fromisoformat(one["sentAt"]) > left
            for one in alert["deliveries"]
            if one["channel"] != "IN_APP"
        )
    ]
    assert len(told) <= 1, (member.id, told)


WARNS_OF = {
    "RenewalComing": "period_end", "BalanceLow": "period_end", "InactivityWarned": "downgrade_at",
}  # fmt: skip
ALERTS = "alerts(first: 100) { nodes { eventType deliveries { channel sentAt } } }"
LEDGER = """
  membership {
    period { end }
    explanation { at entitled summary { en } nextSteps { action until says { en } } }
  }
  ledger(first: 50) { lines { purpose at } }
"""
