"""`make pictures`: an SMS of every template in both languages, sent by the real system, received by
the sinks, photographed in a browser into docs/pictures/; and the pages. Needs Chromium, and a
font that has Chinese. `python -m tests.pictures sms` or `pages`: these alone."""

import asyncio
import struct
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec

from infra.kernel.events import Actor
from services.notify.contract.campaigns import StartCampaign
from services.notify.contract.commands import SendCode, SetContacts
from services.notify.contract.words import Channel, CodePurpose, Topic
from services.notify.core.rules.alert_rules import ALERTS
from services.notify.templates.domain.samples import EVENTS
from services.notify.templates.domain.samples.words import NOW
from services.shared.callers import ActorKind, Caller
from tests.browser.chromium import STARTS_WITHIN, Page, browser
from tests.contract.notify_system import HOST, MEMBER, House, eventually, house, running
from tests.fakes.callers import staff_caller
from tests.pictures.pages import PICTURES, pages
from tests.servers import Sinks, running_mongo, running_sinks, running_valkey

STAFF = staff_caller("s-1")
PHONES = {"zh-CN": "+8613800138000", "en": "+8613900139000"}
CENTRE = "https://m.shop.example"
NAMES = {"zh-CN": "王小明", "en": "Li Lei"}


async def sms() -> None:
    """A database for each topic, so that what goes to everybody goes to these two alone."""
    with tempfile.TemporaryDirectory(prefix="reinstate-pictures-") as name:
        folder = Path(name)
        for clock in (folder / "clock", folder / "run" / "clock"):
            _set_clock(clock, NOW)
        async with (
            running_mongo(folder) as (mongo_url, _),
            running_valkey(folder) as (broker_url, _),
            running_sinks(folder) as sinks,
            browser(folder / "browser") as page,
        ):
            for topic in Topic:
                prefix = f"pictures_{topic.lower()}"
                async with house(
                    mongo_url, broker_url, prefix, sinks, folder, member_centre_url=CENTRE
                ) as built:
                    await _photograph(topic, built, page)
                await sinks.clear()


async def _photograph(topic: Topic, built: House, page: Page) -> None:
    for language, phone in PHONES.items():
        await built.know(language, phone=phone, email="", name=NAMES[language], language=language)
    async with running(built):
        await _send_all(topic, built)
        for language, phone in PHONES.items():
            expected = await _received(built.sinks, topic, phone)
            await page.open(f"{built.sinks.url}/?{urlencode({'to': phone})}")
            async with asyncio.timeout(STARTS_WITHIN):
                while await page.value("document.querySelectorAll('.bubble').length") != expected:
                    await asyncio.sleep(0.1)
            file = PICTURES / f"sms-{topic.lower()}-{language}.png"
            await page.photograph(file)
            sys.stdout.write(f"{file.name}: {expected} SMS\n")


async def _send_all(topic: Topic, built: House) -> None:
    """Every event of the topic that may go by SMS, to both."""
    for event in _told_by_sms(topic):
        name = type(event).__name__
        if name == "Announcement":
            await built.api.execute(StartCampaign(topic=topic, announcement=event), STAFF)
        elif name == "ClausePublished":
            built.neighbours.membership.publish("clause-changes", event, at=built.clock.now())
        elif name == "ContactChanged":
            for member in PHONES:
                await _remove_phone(built, member)
        else:
            _publish(built, event)
    if topic is Topic.CODE:
        for member in PHONES:
            code = SendCode(member_id=member, purpose=CodePurpose.RELEASE_HOLD)
            await built.api.execute(code, MEMBER)


async def _remove_phone(built: House, member: str) -> None:
    """Who has no other address may not."""
    mail = f"{member}@mail.example.com"
    await built.api.execute(SetContacts(member_id=member, email=mail), HOST)
    own = Actor(kind=ActorKind.MEMBER, id=member)
    confirmed = Caller(actor=own, second_factor=True)
    await built.api.execute(SetContacts(member_id=member, phone=""), confirmed)


def _publish(built: House, event: Any) -> None:
    appeal = hasattr(event, "number")
    feed = built.neighbours.appeals if appeal else built.neighbours.membership
    now = built.clock.now()
    for member in PHONES:
        if appeal:
            mine = msgspec.structs.replace(event, member_id=member)
            feed.publish(f"{event.number}-{member}", mine, at=now)
        else:
            feed.publish(member, event, at=now)


def _told_by_sms(topic: Topic) -> Iterator[Any]:
    for event in EVENTS:
        rule = ALERTS[type(event).__name__]
        if rule.topic is topic and Channel.SMS in rule.channels:
            yield event


async def _received(sinks: Sinks, topic: Topic, phone: str) -> int:
    """How many that must be; waits until all are there, with their receipts."""
    expected = 1 if topic is Topic.CODE else sum(1 for _ in _told_by_sms(topic))

    async def all_there() -> int | None:
        sent = await sinks.messages(phone)
        delivered = sum(message.get("status") == "delivered" for message in sent)
        return expected if delivered == expected else None

    return await eventually(all_there, within=60)


def _set_clock(file: Path, now: datetime) -> None:
    """The samples have their dates; a movable clock itself only moves forward."""
    file.parent.mkdir(parents=True, exist_ok=True)
    offset = (now - datetime.now(UTC)) / timedelta(milliseconds=1)
    file.write_bytes(struct.pack("<q", int(offset)))


PARTS = {"sms": sms, "pages": pages}

if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    for name in sys.argv[1:] or PARTS:
        asyncio.run(PARTS[name]())
