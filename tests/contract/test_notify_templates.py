"""Templates on the real database: what staff publish is what members are sent, in every process."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from infra.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from infra.kernel.events import Actor, verify_chain
from infra.process.foundation import Foundation, lay_foundation
from infra.process.movable_clock import MovableClock
from infra.storage.mongo import connect
from services.notify.contract.templates import (
    GetTemplates,
    PhraseSources,
    PreviewTemplate,
    PublishTemplate,
    SaveTemplateDraft,
    TemplatePreview,
    TemplatesView,
    TemplateView,
)
from services.notify.contract.views import Outcome
from services.notify.core.rules.links import NO_LINKS
from services.notify.core.stores.collections import INDEXES, TEMPLATE_VERSIONS, TEMPLATES
from services.notify.core.stores.sealed import SEALED
from services.notify.templates.check import TemplateCheck
from services.notify.templates.commands import TemplateCommands
from services.notify.templates.domain.sample_alerts import sample_alert, samples_of
from services.notify.templates.following import POLL_SECONDS, TemplateFollower
from services.notify.templates.queries import TemplateReading
from services.notify.templates.renderer import Templates
from services.notify.templates.store import PublishedTemplates, TemplateStore
from services.settings import Settings
from services.shared.callers import ActorKind, Caller
from tests.contract.notify_system import eventually, house, running
from tests.fakes.callers import staff_caller
from tests.servers import Sinks
from tests.unit.notify.samples import FOR_TODAY as SAMPLES

EVENT = {"event_type": "GraceStarted", "language": "zh-CN"}
ZHOU = staff_caller("s-1", name="Ms Zhou")
LI = staff_caller("s-2", name="Mr Li")
MEMBER = Caller(actor=Actor(kind=ActorKind.MEMBER, id="m-1"))


def says(what: str) -> PhraseSources:
    return PhraseSources(
        title="您的会员", what=what, why="未续费。", next="请续费{{ price|money }}。"
    )


class Process:
    """One process that renders, with its own memory."""

    def __init__(self, base: Foundation) -> None:
        self.templates = Templates("Reinstate", "CNY")
        self.following = TemplateFollower(PublishedTemplates(base.db), self.templates)

    def what(self, version: str = "") -> str:
        alert = sample_alert(**EVENT, sample=samples_of("GraceStarted")[0])
        return self.templates.phrases(alert, alert.facts, "zh-CN", version=version).what


@dataclass
class Desk:
    """Where staff edit."""

    base: Foundation
    here: Process
    commands: TemplateCommands
    reading: TemplateReading

    async def save(self, what: str, by: Caller = ZHOU) -> Outcome:
        return await self.commands.save_draft(SaveTemplateDraft(phrases=says(what), **EVENT), by)

    async def publish(
        self, version: int | None = None, by: Caller = ZHOU, draft: int | None = None
    ) -> Outcome:
        command = PublishTemplate(version=version, draft=draft, **EVENT)
        return await self.commands.publish(command, by)

    async def view(self) -> TemplateView:
        return await self.reading.view(**EVENT)


@pytest.fixture
async def desk(mongo_url: str, database_prefix: str, tmp_path: Path) -> AsyncIterator[Desk]:
    settings = Settings(mongo_url=mongo_url, mongo_database_prefix=database_prefix)
    mongo = connect(settings)
    base = lay_foundation(settings, mongo, "notify", sealed=SEALED)
    await base.prepare(INDEXES)
    here, store = Process(base), TemplateStore(base.uow)
    reading = TemplateReading(store, here.templates, NO_LINKS)
    commands = TemplateCommands(
        store=store,
        check=TemplateCheck(here.templates),
        following=here.following,
        reading=reading,
        clock=MovableClock(tmp_path / "clock"),
    )
    yield Desk(base, here, commands, reading)
    mongo.close()


async def test_what_is_published_is_used_at_once_and_what_was_before_can_come_back(
    desk: Desk,
) -> None:
    shipped = desk.here.what()
    for number, what in ((1, "一。"), (2, "二。")):
        await desk.save(what)
        published = await desk.publish()
        assert published.template is not None
        assert (published.template.in_use, published.template.draft) == (number, None)
        assert desk.here.what() == what
    await desk.publish(1)
    assert desk.here.what() == "一。"
    await desk.publish(0)
    assert desk.here.what() == shipped
    assert desk.here.what("GraceStarted/zh-CN/2") == "二。"


async def test_every_step_names_who_and_when_and_the_record_holds(desk: Desk) -> None:
    began = datetime.now(UTC)
    await desk.save("一。")
    await desk.publish(by=LI)
    await desk.publish(0)
    view = await desk.view()
    assert [(step.by.name, step.version) for step in view.steps] == [
        ("Ms Zhou", 0),
        ("Mr Li", 1),
        ("Ms Zhou", None),
    ]
    assert all(began <= step.at <= datetime.now(UTC) for step in view.steps)
    newest, shipped = view.versions
    assert newest.published_by == LI.actor
    assert (shipped.version, shipped.published_by) == (0, None)
    history = await desk.base.uow.history("template-GraceStarted-zh-CN")
    assert verify_chain(history) is None
    assert "一。" not in str(history)


async def test_a_refused_draft_leaves_no_trace(desk: Desk) -> None:
    with pytest.raises(InvalidInput, match="prise"):
        await desk.save("{{ prise|money }}")
    assert await desk.base.db[TEMPLATES].count_documents({}) == 0
    assert (await desk.view()).draft is None


async def test_another_process_follows_within_a_second(desk: Desk) -> None:
    other = Process(desk.base)
    following = asyncio.create_task(other.following.run(0))
    try:
        await desk.save("一。")
        await desk.publish()
        await eventually(lambda: other.what() == "一。")
        assert POLL_SECONDS < 1
    finally:
        following.cancel()


async def test_a_version_can_be_had_by_name_before_its_news_came(desk: Desk) -> None:
    other = Process(desk.base)
    await other.following.fresh()
    await desk.save("一。")
    await desk.publish()
    await desk.publish(0)
    await other.following.fresh()  # within half a second it does not look again
    name = "GraceStarted/zh-CN/1"
    await other.following.ensure([name, "", "GraceStarted/zh-CN/0"])
    assert other.what(name) == "一。"


async def test_a_repeated_call_publishes_once(desk: Desk) -> None:
    by = msgspec.structs.replace(ZHOU, idempotency_key="k-1")
    await desk.save("一。")
    outcomes = await asyncio.gather(*(desk.publish(by=by) for _ in range(4)))
    assert sorted(outcome.repeated for outcome in outcomes) == [False, True, True, True]
    assert (await desk.view()).versions[0].version == 1
    with pytest.raises(Conflict):
        await desk.publish(0, by=by)


async def test_of_two_who_publish_the_same_draft_one_does(desk: Desk) -> None:
    await desk.save("一。")
    outcomes = await asyncio.gather(
        desk.publish(by=ZHOU), desk.publish(by=LI), return_exceptions=True
    )
    assert [type(one) for one in outcomes if not isinstance(one, Outcome)] == [NotAllowed]
    assert await desk.base.db[TEMPLATE_VERSIONS].count_documents({}) == 1


async def test_a_draft_that_changed_since_it_was_read_is_not_published(desk: Desk) -> None:
    await desk.save("一。")
    await desk.save("二。", by=LI)
    with pytest.raises(Conflict):
        await desk.publish(draft=1)
    await desk.publish(draft=2)
    assert desk.here.what() == "二。"


async def test_a_version_that_fits_no_longer_is_not_used(desk: Desk, logged: io.StringIO) -> None:
    """Its event lost a field in an upgrade: members still get the shipped message."""
    shipped = desk.here.what()
    await desk.save("一。")
    await desk.publish()
    await desk.base.db[TEMPLATE_VERSIONS].update_one(
        {"_id": "GraceStarted/zh-CN/1"}, {"$set": {"phrases.what": "{{ gone|money }}"}}
    )
    upgraded = Process(desk.base)
    await upgraded.following.refresh()
    assert upgraded.what() == shipped
    assert "template fits no longer" in logged.getvalue()


async def test_a_draft_is_previewed_before_anybody_gets_it(desk: Desk) -> None:
    await desk.save("您的会员已到期。")
    seen = await preview(desk, draft=True)
    assert seen.sms == "【Reinstate】您的会员已到期。未续费。请续费¥3,990.00。"
    assert (seen.encoding, seen.sms_segments) == ("UCS-2", 1)
    assert seen.sms_characters == len(seen.sms)
    assert "王小明" in seen.html
    assert "<" not in seen.text
    assert (await preview(desk)).subject != seen.subject
    await desk.publish()
    assert (await preview(desk)).sms == (await preview(desk, version=1)).sms == seen.sms
    assert (await preview(desk, version=0)).version == "GraceStarted/zh-CN/0"
    for wrong in ({"version": 9}, {"draft": True}):
        with pytest.raises(NotFound):
            await preview(desk, **wrong)
    with pytest.raises(InvalidInput):
        await preview(desk, sample=99)


async def preview(desk: Desk, **asked: Any) -> TemplatePreview:
    found = await desk.reading.read(PreviewTemplate(**EVENT, **asked))
    assert isinstance(found, TemplatePreview)
    return found


async def test_every_template_can_be_seen(desk: Desk) -> None:
    await desk.save("一。")
    listed = await desk.reading.read(GetTemplates())
    assert isinstance(listed, TemplatesView)
    drafts = [t for t in listed.templates if t.has_draft]
    assert [(t.event_type, t.language) for t in drafts] == [("GraceStarted", "zh-CN")]
    assert len(listed.templates) > 60
    for one in listed.templates:
        asked = PreviewTemplate(event_type=one.event_type, language=one.language)
        found = await desk.reading.read(asked)
        assert isinstance(found, TemplatePreview)
        assert found.encoding == ("UCS-2" if one.language == "zh-CN" else "GSM-7")


async def test_members_are_sent_what_staff_published(
    mongo_url: str, broker_url: str, database_prefix: str, sinks: Sinks, tmp_path: Path
) -> None:
    """SMS and mail, by the service and by the worker."""
    async with house(mongo_url, broker_url, database_prefix, sinks, tmp_path) as notify:
        await notify.know("m-1")
        async with running(notify):
            draft = SaveTemplateDraft(phrases=says("宽限期开始了。"), **EVENT)
            await notify.api.execute(draft, ZHOU)
            await notify.api.execute(PublishTemplate(**EVENT), ZHOU)
            notify.neighbours.membership.publish("m-1", SAMPLES["GraceStarted"])

            async def both() -> bool:
                return len(await notify.sent()) == 2

            await eventually(both)
        assert all("宽限期开始了。" in message["body"] for message in await notify.sent())
        [alert] = await notify.alerts("m-1")
        assert "宽限期开始了。" in alert.text.zh
        assert alert.text.en.startswith("Your paid period ended")
