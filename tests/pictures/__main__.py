"""`make pictures`: an SMS of every template in both languages, sent by the real system, received by
the sinks, photographed in a browser into docs/pictures/; the pages; and what their stories show.
Needs Chromium, and a font that has Chinese. `python -m tests.pictures sms`, `pages` or `stories`:
these alone."""

import asyncio
import itertools
import struct
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
from PIL import Image

from infra.kernel.events import Actor
from services.notify.contract.campaigns import StartCampaign
from services.notify.contract.commands import SendCode, SetContacts
from services.notify.contract.words import Channel, CodePurpose, Topic
from services.notify.core.rules.alert_rules import ALERTS
from services.notify.templates.domain.samples import EVENTS
from services.notify.templates.domain.samples.words import NOW
from services.shared.callers import ActorKind, Caller
from tests.browser.chromium import STARTS_WITHIN, Page, browser
from tests.contract.notify_system import HOST, House, eventually, house, running
from tests.fakes.callers import member_caller, staff_caller
from tests.fakes.notify.feeds import FakeFeed
from tests.pictures.pages import PICTURES, pages
from tests.pictures.stories import stories
from tests.servers import Sinks, running_mongo, running_sinks, running_valkey

STAFF = staff_caller("s-1")
PHONES = {"zh-CN": "+8613800138000", "en": "+8613900139000"}
CENTRE = "https://m.shop.example"
TO_EVERYBODY = {"Announcement", "ClausePublished"}
COLOURS = 48
NAMES = {"zh-CN": "王小明", "en": "Li Lei"}


async def sms() -> None:
    """A database for each topic, so that what goes to everybody goes to these alone. A member for
    each event, so that none overtakes another: all of a language share a phone."""
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
    async with running(built):
        expected = await _send_all(topic, built)
        for language, phone in PHONES.items():
            await page.open(f"{built.sinks.url}/?{urlencode({'to': phone, 'limit': 500})}")
            async with asyncio.timeout(STARTS_WITHIN):
                while await page.value("document.querySelectorAll('.bubble').length") != expected:
                    await asyncio.sleep(0.1)
            file = PICTURES / f"sms-{topic.lower()}-{language}.png"
            await page.photograph(file)
            await asyncio.to_thread(_smaller, file)
            sys.stdout.write(f"{file.name}: {expected} SMS\n")


def _smaller(file: Path) -> None:
    """Text on grey has few colours."""
    with Image.open(file) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


async def _send_all(topic: Topic, built: House) -> int:
    """Every event of the topic that may go by SMS, in both languages. First what goes to everybody,
    while there is nobody else. Gives how many SMS each phone has."""
    events = [event for event in EVENTS if _told_by_sms(topic, event)]
    shared = [event for event in events if type(event).__name__ in TO_EVERYBODY]
    for language in PHONES:
        await _know(built, language, language)
    for event in shared:
        await _tell_everybody(built, topic, event)
    await _received(built.sinks, len(shared))
    own = [event for event in events if event not in shared]
    for (number, event), language in itertools.product(enumerate(own), PHONES):
        member = f"{language}-{number}"
        await _know(built, member, language)
        await _tell(built, event, member)
    if topic is Topic.CODE:
        await _send_codes(built)
    expected = len(events) + (topic is Topic.CODE)
    await _received(built.sinks, expected)
    return expected


async def _know(built: House, member: str, language: str) -> None:
    name, phone = NAMES[language], PHONES[language]
    await built.know(member, phone=phone, email="", name=name, language=language)


async def _tell_everybody(built: House, topic: Topic, event: Any) -> None:
    if type(event).__name__ == "Announcement":
        await built.api.execute(StartCampaign(topic=topic, announcement=event), STAFF)
    else:
        built.neighbours.membership.publish("clause-changes", event, at=built.clock.now())


async def _tell(built: House, event: Any, member: str) -> None:
    if type(event).__name__ == "ContactChanged":
        await _remove_phone(built, member)
        return
    mine = event
    if hasattr(event, "member_id"):
        mine = msgspec.structs.replace(event, member_id=member)
    aggregate = f"{event.number}-{member}" if hasattr(event, "number") else member
    _feed(built, event).publish(aggregate, mine, at=built.clock.now())


def _feed(built: House, event: Any) -> FakeFeed:
    """Of the service whose event it is."""
    module, feeds = type(event).__module__, built.neighbours
    of_account = feeds.accounts if ".accounts." in module else feeds.membership
    feed: FakeFeed = feeds.appeals if module.startswith("services.appeals.") else of_account
    return feed


async def _remove_phone(built: House, member: str) -> None:
    """Who has no other address may not."""
    mail = f"{member}@mail.example.com"
    await built.api.execute(SetContacts(member_id=member, email=mail), HOST)
    own = Actor(kind=ActorKind.MEMBER, id=member)
    confirmed = Caller(actor=own, second_factor=True)
    await built.api.execute(SetContacts(member_id=member, phone=""), confirmed)


async def _send_codes(built: House) -> None:
    for member in PHONES:
        code = SendCode(member_id=member, purpose=CodePurpose.RELEASE_HOLD)
        await built.api.execute(code, member_caller(member))


def _told_by_sms(topic: Topic, event: Any) -> bool:
    rule = ALERTS[type(event).__name__]
    return rule.topic is topic and Channel.SMS in rule.channels


async def _received(sinks: Sinks, expected: int) -> None:
    """Waits until all are there, with their receipts."""

    async def all_there() -> bool:
        counts = [await _delivered(sinks, phone) for phone in PHONES.values()]
        return counts == [expected] * len(PHONES)

    _there: bool = await eventually(all_there, within=60)


async def _delivered(sinks: Sinks, phone: str) -> int:
    return sum(message.get("status") == "delivered" for message in await sinks.messages(phone))


def _set_clock(file: Path, now: datetime) -> None:
    """The samples have their dates; a movable clock itself only moves forward."""
    file.parent.mkdir(parents=True, exist_ok=True)
    offset = (now - datetime.now(UTC)) / timedelta(milliseconds=1)
    file.write_bytes(struct.pack("<q", int(offset)))


PARTS = {"sms": sms, "pages": pages, "stories": stories}

if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    for name in sys.argv[1:] or PARTS:
        asyncio.run(PARTS[name]())
