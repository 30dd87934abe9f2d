"""Contacts, preferences and one-time codes, on the real database and providers' stand-ins."""

import asyncio
import re
from typing import cast, get_args

import msgspec
import pytest

from infra.broker.build import build_broker
from infra.dev.ports import free_port
from infra.kernel.errors import InvalidInput, TooManyRequests
from services.notify.component import Notify, build_notify
from services.notify.component.laying import policy_of
from services.notify.contract.commands import ContactRow, SendCode, SetContacts, VerifyCode
from services.notify.contract.permissions import MAY
from services.notify.contract.queries import AnyQuery, GetProfile
from services.notify.contract.sandbox import GetSandboxMessages
from services.notify.contract.views import Outcome, ProfileView
from services.notify.contract.words import CodePurpose
from tests.contract.notify_system import HOST, MEMBER, House, Neighbours
from tests.fakes.notify.people import know

PURPOSE = CodePurpose.RELEASE_HOLD


async def sent_code(notify: House) -> str:
    await notify.api.execute(SendCode(member_id="m-1", purpose=PURPOSE), MEMBER)
    await notify.attend()
    newest = (await notify.sent())[0]
    found = re.search(r"\d{6}", newest["body"])
    assert found is not None
    return found.group()


async def test_a_code_is_sent_although_the_broker_is_away(notify: House) -> None:
    await know(notify, "m-1")
    away = notify.settings.model_copy(update={"broker_url": f"redis://127.0.0.1:{free_port()}/0"})
    without = build_notify(away, notify.mongo, notify.clock, Neighbours(), build_broker(away))
    api = cast(Notify, without.api)
    outcome = await api.execute(SendCode(member_id="m-1", purpose=PURPOSE), MEMBER)
    assert outcome.sent_to
    await notify.attend()
    assert len(await notify.sent()) == 1


async def verify(notify: House, code: str) -> None:
    await notify.api.execute(VerifyCode(member_id="m-1", purpose=PURPOSE, code=code), MEMBER)


async def test_a_code_is_sent_works_once_and_is_stored_nowhere(notify: House) -> None:
    await know(notify, "m-1")
    code = await sent_code(notify)
    for collection in ("codes", "alerts", "jobs", "journal"):
        async for row in notify.db[collection].find({}):
            assert code not in str(row)
    assert await notify.alerts("m-1") == ()
    await verify(notify, code)
    with pytest.raises(InvalidInput):
        await verify(notify, code)


async def test_of_codes_asked_for_at_once_one_is_sent(notify: House) -> None:
    await know(notify, "m-1")
    command = SendCode(member_id="m-1", purpose=PURPOSE)
    keyed = msgspec.structs.replace(MEMBER, idempotency_key="k-1")
    calls = [notify.api.execute(command, by) for by in (keyed, keyed, keyed, MEMBER, MEMBER)]
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(one, Outcome | TooManyRequests) for one in answers), answers
    assert len(await notify.jobs("SEND")) == 1


def test_each_command_and_each_query_belongs_to_one_feature(notify: House) -> None:
    """Two features that took the same one would hide each other. A sandbox has one more."""
    usual = [type for type in get_args(AnyQuery) if type is not GetSandboxMessages]
    commands = [type for one in notify.api.features for type in one.commands]
    queries = [type for one in notify.api.features for type in one.queries]
    assert sorted(t.__name__ for t in commands) == sorted(t.__name__ for t in MAY)
    assert sorted(t.__name__ for t in queries) == sorted(t.__name__ for t in usual)


async def test_who_never_said_where_they_live_is_told_times_by_the_operators_clock(
    notify: House,
) -> None:
    """By command, by import, and where an event comes before any contacts."""
    east = notify.settings.model_copy(update={"operator_time_zone": "America/New_York"})
    component = build_notify(east, notify.mongo, notify.clock, notify.neighbours, notify.broker)
    api = cast(Notify, component.api)
    await api.execute(
        SetContacts(member_id="asked", name="Ann", email="ann@mail.example.com"), HOST
    )
    nothing = {"phone": "", "email": "bob@mail.example.com", "language": "", "time_zone": ""}
    await api.import_contacts([ContactRow(row=1, member_id="imported", name="Bob", **nothing)])
    asked, imported = await api.read(
        [GetProfile(member_id="asked"), GetProfile(member_id="imported")]
    )
    assert isinstance(asked, ProfileView)
    assert isinstance(imported, ProfileView)
    assert (asked.time_zone, imported.time_zone) == ("America/New_York", "America/New_York")
    policy = policy_of(east)
    assert policy.stranger("unheard", notify.clock.now()).time_zone == "America/New_York"
