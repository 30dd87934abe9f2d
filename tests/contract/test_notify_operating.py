"""Late alerts turn health red, and the operator is told once, also over a restart."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from pydantic import SecretStr
from redis.asyncio import Redis

from infra.dev.ports import free_port
from infra.process.movable_clock import MovableClock
from infra.storage.mongo import connect, database, ensure_indexes
from services.appeals.contract.incident_queries import GetLossIncidents
from services.appeals.contract.incident_views import LossIncidentsPage
from services.appeals.contract.incident_words import IncidentState
from services.membership.contract.breaker_views import MassLossView
from services.membership.contract.breaker_words import MassLossState
from services.membership.contract.queries import GetRecordIncidents
from services.membership.contract.record_incidents import RecordIncident, RecordIncidents
from services.notify.component import build_mail
from services.notify.component.laying import build_provider_gates
from services.notify.contract.operations import Trouble
from services.notify.core.deliveries.results import Accepted, Unknown
from services.notify.core.gates.provider_gates import ProviderGates
from services.notify.core.gates.refusals import Refusals
from services.notify.core.stores.collections import INDEXES
from services.notify.operations.domain.incidents import QUIET, text
from services.notify.operations.due_work import DueWork
from services.notify.operations.health import AlertsHealth
from services.notify.operations.incident_store import Incidents
from services.notify.operations.operator_line import OperatorLine
from services.notify.operations.records import damaged_records, losses_alike
from services.notify.operations.watch import OperatorWatch
from services.notify.providers.twilio.assembly import build_twilio
from services.notify.providers.twilio.domain.status_map import from_http
from services.settings import Settings
from tests.fakes.breaker import MASS_LOSS
from tests.fakes.incidents import INCIDENT
from tests.fakes.notify.feeds import Neighbours
from tests.servers import Sinks

LATE = timedelta(seconds=120)
OPS, PHONE = "ops@shop.example", "+8613900139000"
REFUSED = from_http(401, "20003", timedelta(0))


class Records:
    """Membership, as far as the operator's watch asks it."""

    def __init__(self) -> None:
        self.incidents: tuple[RecordIncident, ...] = ()

    async def read(self, queries: list[Any]) -> list[Any]:
        assert queries == [GetRecordIncidents(open_only=True)]
        return [RecordIncidents(incidents=self.incidents)]


class Alike:
    """Appeals, as far as the operator's watch asks them."""

    def __init__(self) -> None:
        self.page = LossIncidentsPage(incidents=(), cursors=(), total=0, has_more=False)

    async def read(self, queries: list[Any]) -> list[Any]:
        assert queries == [GetLossIncidents(only_open=True)]
        return [self.page]


class Place:
    """One notify process' watch over a database of the test's own."""

    def __init__(self, settings: Settings, clock: MovableClock) -> None:
        self.settings, self.clock = settings, clock
        self.mongo = connect(settings)
        self.db = database(self.mongo, settings.database("notify"))
        self.due = DueWork(self.db, clock)
        self.gates: ProviderGates = build_provider_gates(settings, self.db, clock)
        self.health = AlertsHealth(self.due, self.gates, clock, LATE)
        self.undecided: Sequence[MassLossView] = ()
        self.records = Records()
        self.alike = Alike()
        self.neighbours = Neighbours(membership=self.records, appeals=self.alike)
        self.watch = self.new_watch()

    def new_watch(self) -> OperatorWatch:
        line = OperatorLine(
            email=OPS,
            phone=PHONE,
            operator="Shop",
            mail=[*build_mail(self.settings).values()],
            sms=[build_twilio(self.settings)],
            clock=self.clock,
        )
        return OperatorWatch(
            health=self.health,
            due=self.due,
            refusals=Refusals(self.db, self.clock),
            asked=[damaged_records(self.neighbours), losses_alike(self.neighbours)],
            incidents=Incidents(self.db),
            line=line,
            mass_losses=self.mass_losses,
            clock=self.clock,
        )

    async def mass_losses(self) -> Sequence[MassLossView]:
        return self.undecided

    async def plan(self, **fields: Any) -> None:
        now = self.clock.now()
        await self.db["jobs"].insert_one({"next_due": now, "due": now, **fields})


@pytest.fixture
async def place(
    mongo_url: str, broker_url: str, database_prefix: str, sinks: Sinks, tmp_path: Path
) -> AsyncIterator[Place]:
    settings = Settings(
        mongo_url=mongo_url,
        broker_url=broker_url,
        mongo_database_prefix=database_prefix,
        twilio_account_sid=sinks.account_sid,
        twilio_auth_token=SecretStr(sinks.auth_token),
        twilio_base_url=sinks.url,
        smtp_host=sinks.smtp_host,
        smtp_port=sinks.smtp_port,
        callback_url=f"http://127.0.0.1:{free_port()}",
    )
    await _forget_gates(broker_url)
    place = Place(settings, MovableClock(tmp_path / "clock"))
    await ensure_indexes(place.db, INDEXES)
    yield place
    await _forget_gates(broker_url)
    await place.watch.close()
    await place.gates.close()
    await place.mongo.drop_database(settings.database("notify"))
    place.mongo.close()


async def _forget_gates(broker_url: str) -> None:
    async with Redis.from_url(broker_url) as redis:
        await redis.delete(*(f"gate:{{{name}}}" for name in ("twilio", "smtp")))


async def test_health_turns_red_while_something_due_waits_too_long(place: Place) -> None:
    assert (await place.health.check()).status == "ok"
    await place.plan(_id="d-1")
    place.clock.advance(LATE / 2)
    assert (await place.health.check()).status == "ok"
    place.clock.advance(LATE / 2)
    red = await place.health.check()
    assert red.status == "late"
    assert red.reasons[0].startswith("the oldest due alert has waited for 12")
    await place.db["jobs"].delete_one({"_id": "d-1"})
    assert (await place.health.check()).status == "ok"


async def test_a_mass_loss_that_was_stopped_is_told_until_somebody_decides(place: Place) -> None:
    place.undecided = (MASS_LOSS,)
    await place.watch.look()
    [incident] = (await Incidents(place.db).all()).values()
    assert (incident.kind, incident.subject, incident.left) == (Trouble.MASS_LOSS, "LAPSED", ())
    assert "40 members would have lost something" in text(incident)
    place.undecided = (msgspec.structs.replace(MASS_LOSS, state=MassLossState.DECIDED),)
    place.clock.advance(2 * QUIET)
    await place.watch.look()
    [incident] = (await Incidents(place.db).all()).values()
    assert incident.over_at is not None


async def test_an_endpoint_of_a_partner_that_waits_is_no_late_alert(place: Place) -> None:
    await place.plan(_id="webhooks/e-1", lane="webhooks")
    place.clock.advance(2 * LATE)
    assert (await place.health.check()).status == "ok"


async def test_what_is_queued_again_and_again_stays_as_old_as_its_plan(place: Place) -> None:
    await place.plan(_id="d-1")
    place.clock.advance(LATE * 2)
    later = place.clock.now() + timedelta(seconds=8)
    await place.db["jobs"].update_one({"_id": "d-1"}, {"$set": {"next_due": later}})
    assert (await place.health.check()).status == "late"


async def test_what_is_due_later_is_not_late(place: Place) -> None:
    await place.plan(
        _id="d-1", next_due=(later := place.clock.now() + timedelta(hours=1)), due=later
    )
    assert await place.due.oldest_due() is None


async def test_the_route_answers_503_with_the_reasons(place: Place) -> None:
    await place.plan(_id="d-1")
    place.clock.advance(LATE * 2)
    [route] = place.health.routes()
    answer = await route.endpoint(None)  # type: ignore[attr-defined]  # Starlette's Route
    assert answer.status_code == 503
    body = json.loads(answer.body)
    assert body["oldest_due_seconds"] >= 240
    assert body["breakers"] == {"twilio": "closed", "smtp": "closed"}
    assert len(body["reasons"]) == 1


async def test_health_is_red_when_the_database_is_away(place: Place) -> None:
    nowhere = Settings(mongo_url="mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100")
    away = database(connect(nowhere), "nothing")
    health = AlertsHealth(DueWork(away, place.clock), place.gates, place.clock, LATE)
    assert (await health.check()).reasons == ("the database does not answer",)


async def test_an_open_breaker_turns_health_red_after_a_while(place: Place) -> None:
    await place.gates.report("twilio", [Unknown(reason="the provider gave no answer")] * 10)
    assert (await place.health.check()).breakers == {"twilio": "open", "smtp": "closed"}
    assert (await place.health.check()).status == "ok"
    async with Redis.from_url(place.settings.broker_url) as redis:
        since = int(await redis.hget("gate:{twilio}", "since")) - 121_000_000
        await redis.hset("gate:{twilio}", "since", since)
    assert (await place.health.check()).reasons == ("twilio: the provider gave no answer",)


async def test_the_operator_is_told_once_and_again_when_it_is_over(
    place: Place, sinks: Sinks, logged: io.StringIO
) -> None:
    await place.gates.report("twilio", [REFUSED])
    for _ in range(3):
        await place.watch.look()
    await place.new_watch().look()  # another process, or this one again
    told = await sinks.messages()
    assert sorted((m["channel"], m["to"]) for m in told) == [("email", OPS), ("sms", PHONE)]
    assert (
        "The Twilio provider refuses our account"
        in next(m for m in told if "subject" in m)["subject"]
    )
    assert logged.getvalue().count("operator needed") == 1
    await place.gates.report("twilio", [Accepted(provider_id="SM1")])
    place.clock.advance(timedelta(minutes=21))
    await place.watch.look()
    place.clock.advance(QUIET)
    await place.watch.look()
    await place.watch.look()
    told = await sinks.messages(OPS)
    assert len(told) == 2
    assert "Over: the Twilio provider" in told[0]["subject"]
    assert OPS not in logged.getvalue()


async def test_a_way_that_does_not_work_is_tried_again(
    place: Place, sinks: Sinks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.notify.operations.watch._TRY_AGAIN_SECONDS", 0.0)
    await sinks.faults(email={"code": 451, "times": 2})
    await place.gates.report("smtp", [msgspec.structs.replace(REFUSED, code="535")])
    for _ in range(2):
        await place.watch.look()
        assert await sinks.messages(OPS) == []
    await place.watch.look()
    await place.watch.look()
    assert len(await sinks.messages(OPS)) == 1
    assert len(await sinks.messages(PHONE)) == 1


async def test_two_that_watch_at_once_tell_once(place: Place, sinks: Sinks) -> None:
    await place.plan(_id="d-1")
    place.clock.advance(LATE * 2)
    watches = [place.new_watch() for _ in range(4)]
    await asyncio.gather(*(watch.look() for watch in watches))
    assert len(await sinks.messages(OPS)) == 1
    for watch in watches:
        await watch.close()


async def test_the_notify_service_serves_it(place: Place) -> None:
    """Wired: the component has the route and the loop."""
    from infra.broker.build import build_broker
    from services.notify.component import build_notify
    from tests.contract.notify_system import Neighbours

    component = build_notify(
        place.settings, place.mongo, place.clock, Neighbours(), build_broker(place.settings)
    )
    assert "/health/alerts" in [getattr(route, "path", "") for route in component.routes]
    assert "tell the operator" in [loop.name for loop in component.loops]
    await component.close()


async def test_damaged_records_are_the_operators_until_staff_close_them(
    place: Place, sinks: Sinks
) -> None:
    opened = place.clock.now()
    place.records.incidents = (
        RecordIncident(
            id="i-1", opened_at=opened, last_at=opened, repaired=3, beyond_repair=("m-7",)
        ),
    )
    for _ in range(2):
        await place.new_watch().look()
    [told] = await sinks.messages(PHONE)
    assert "Stored records of members were damaged" in told["body"]
    assert "3 times a member's stored record was put right" in told["body"]
    assert "those of 1 members" in told["body"]
    assert "m-7" not in told["body"]

    place.records.incidents = ()
    place.clock.advance(QUIET)
    await place.new_watch().look()
    over, _ = await sinks.messages(PHONE)
    assert "Over: stored records of members were damaged" in over["body"]


async def test_losses_that_are_alike_are_the_operators_until_somebody_looks(
    place: Place, sinks: Sinks
) -> None:
    suspected = replace(
        INCIDENT, state=IncidentState.SUSPECTED, opened_at=place.clock.now(), losses=6
    )
    known = replace(suspected, id="IN-20260301-0002", state=IncidentState.PREVIEWED)
    place.alike.page = replace(place.alike.page, incidents=(suspected, known))
    for _ in range(2):
        await place.new_watch().look()
    [told] = await sinks.messages(PHONE)
    assert "Many members lost something alike (IN-20260301-0001)" in told["body"]
    assert "6 members lost something for DATA_FAULT, alike" in told["body"]

    place.alike.page = replace(place.alike.page, incidents=(known,))
    place.clock.advance(QUIET)
    await place.new_watch().look()
    over, _ = await sinks.messages(PHONE)
    assert "Over: many members lost something alike" in over["body"]
