"""What is put down to somebody else when an account was taken over."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.kernel.events import NEW, Actor, Draft, EventEnvelope, Origin, chain
from services.membership.accounts.takeover.domain.hostile import (
    Hostile,
    NotMine,
    hostile,
    reports_answered,
)
from services.membership.contract.accounts.events import AccountSecured, HandleAdded
from services.membership.contract.accounts.factor_events import FactorAdded
from services.membership.contract.accounts.words import HandleKind, Proof
from services.shared.callers import ActorKind

SINCE = datetime(2026, 11, 20, 12, tzinfo=UTC)
OWNER = Actor(kind=ActorKind.MEMBER, id="m-1")
SHOP = Actor(kind=ActorKind.HOST, id="shop")
KNOWN = {"phone", "stolen"}
REPORT = NotMine(id="e-1", since=SINCE, devices=("stolen",), own="new phone")
APP = FactorAdded(member_id="m-1", factor_id="app", kind=Proof.TOTP)
MAIL = HandleAdded(member_id="m-1", handle_id="mail", kind=HandleKind.EMAIL)
NOTHING = Hostile(frozenset(), frozenset())


def happened(
    event: Any, device: str, *, by: Actor = OWNER, after: timedelta = timedelta(hours=1)
) -> list[EventEnvelope]:
    at = SINCE + after
    return chain(
        NEW,
        "account/m-1",
        [Draft(event=event, happened_at=at)],
        actor=by,
        origin=Origin(device_id=device),
        recorded_at=at,
    )


@pytest.mark.parametrize("device", ["strange", "stolen", ""])
def test_what_came_from_a_strange_device_is_hostile(device: str) -> None:
    history = [*happened(APP, device), *happened(MAIL, device)]
    assert hostile(history, REPORT, KNOWN) == Hostile(frozenset({"app"}), frozenset({"mail"}))


@pytest.mark.parametrize("device", ["phone", "new phone"])
def test_what_came_from_the_owners_devices_stays(device: str) -> None:
    assert hostile(happened(APP, device), REPORT, KNOWN) == NOTHING


def test_what_was_there_before_and_what_the_shop_named_stays() -> None:
    assert hostile(happened(APP, "strange", after=-timedelta(seconds=1)), REPORT, KNOWN) == NOTHING
    assert hostile(happened(MAIL, "", by=SHOP), REPORT, KNOWN) == NOTHING


def test_the_reporting_device_is_not_the_owners_where_it_is_named_itself() -> None:
    report = REPORT._replace(devices=("stolen", "new phone"))
    assert hostile(happened(APP, "new phone"), report, KNOWN).factors == {"app"}


def test_a_report_is_answered_once() -> None:
    secured = AccountSecured(
        member_id="m-1", report_id="e-1", since=SINCE, ended=0, factors=0, handles=0, password=False
    )
    assert list(reports_answered([*happened(APP, "phone"), *happened(secured, "")])) == ["e-1"]
