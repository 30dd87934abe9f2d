"""What is put down to somebody else when an account was taken over."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from infra.kernel.events import NEW, Actor, Draft, EventEnvelope, Head, Origin, chain
from services.membership.accounts.takeover.domain.hostile import (
    Hostile,
    NotMine,
    Taken,
    hostile,
    reports_answered,
)
from services.membership.contract.accounts.events import (
    AccountOpened,
    AccountSecured,
    HandleAdded,
    HandleRemoved,
    OpenedHandle,
)
from services.membership.contract.accounts.factor_events import (
    FactorAdded,
    FactorPutBack,
    FactorRemoved,
    RecoveryCodesMade,
)
from services.membership.contract.accounts.words import AccountKind, HandleKind, Opening, Proof
from services.shared.callers import SYSTEM, ActorKind

SINCE = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
OWNER = Actor(kind=ActorKind.MEMBER, id="m-1")
SHOP = Actor(kind=ActorKind.HOST, id="shop")
SEEN = {
    "phone": SINCE - 9 * HOUR,
    "stolen": SINCE - 8 * HOUR,
    "strange": SINCE + HOUR,
    "new phone": SINCE + HOUR,
}
REPORT = NotMine(id="e-1", since=SINCE, devices=("stolen",), own="new phone")
BY_PHONE = REPORT._replace(own="phone")
OF: dict[str, Any] = {"member_id": "m-1"}
NUMBER = OpenedHandle(id="number", kind=HandleKind.PHONE)
APP = FactorAdded(**OF, factor_id="app", kind=Proof.TOTP)
NO_APP = FactorRemoved(**OF, factor_id="app", kind=Proof.TOTP)
KEY = FactorAdded(**OF, factor_id="key", kind=Proof.PASSKEY)
NO_KEY = FactorRemoved(**OF, factor_id="key", kind=Proof.PASSKEY)
KEY_BACK = FactorPutBack(**OF, factor_id="key", kind=Proof.PASSKEY)
CODES = RecoveryCodesMade(**OF, factor_id="codes", codes=10)
MAIL = HandleAdded(**OF, handle_id="mail", kind=HandleKind.EMAIL)
OTHER = HandleAdded(**OF, handle_id="other", kind=HandleKind.PHONE)
NO_NUMBER = HandleRemoved(**OF, handle_id="number", kind=HandleKind.PHONE)


class Did(NamedTuple):
    event: Any
    device: str
    by: Actor = OWNER
    after: timedelta = HOUR


def told(*steps: Did) -> list[EventEnvelope]:
    """A history that begins long before."""
    opened = AccountOpened(**OF, kind=AccountKind.MEMBER, how=Opening.SIGNED_UP, handles=(NUMBER,))
    history: list[EventEnvelope] = []
    for step in (Did(opened, "phone", after=-9 * HOUR), *steps):
        at = SINCE + step.after
        last = history[-1] if history else None
        history += chain(
            Head(version=last.version, hash=last.hash, commit=None) if last else NEW,
            "account/m-1",
            [Draft(event=step.event, happened_at=at)],
            actor=step.by,
            origin=Origin(device_id=step.device),
            recorded_at=at,
        )
    return history


def found(*steps: Did, report: NotMine = BY_PHONE) -> Hostile:
    return hostile(told(*steps), report, SEEN)


def before(*events: Any) -> Sequence[Did]:
    return [Did(event, "phone", after=-HOUR) for event in events]


@pytest.mark.parametrize("device", ["strange", "never seen again", ""])
def test_what_came_from_a_strange_device_is_hostile(device: str) -> None:
    done = found(Did(APP, device), Did(MAIL, device), report=REPORT)
    assert (done.factors, done.handles) == ({"app"}, {"mail"})


@pytest.mark.parametrize("device", ["phone", "new phone"])
def test_what_came_from_the_owners_devices_stays(device: str) -> None:
    assert found(Did(APP, device), Did(MAIL, device), report=REPORT) == Hostile()


def test_what_was_there_before_and_what_the_shop_named_stays() -> None:
    assert found(Did(APP, "strange", after=-timedelta(seconds=1))) == Hostile()
    assert found(Did(MAIL, "", SHOP)) == Hostile()
    assert found(Did(MAIL, "strange"), Did(MAIL, "", SHOP, 2 * HOUR)) == Hostile()


def test_a_stolen_session_takes_no_factor_off_the_owner() -> None:
    """It says of the device that it was stolen from, or from another one, that it was not them."""
    longer = found(Did(APP, "stolen"), Did(MAIL, "stolen"), report=REPORT)
    assert (longer.factors, longer.handles, longer.unsure) == (frozenset(), frozenset(), 2)
    itself = found(Did(APP, "phone"), report=NotMine("e-1", SINCE, ("phone",), own=""))
    assert (itself.factors, itself.unsure) == (frozenset(), 1)
    known_first = found(Did(APP, "stolen"), Did(MAIL, "stolen"))
    assert (known_first.factors, known_first.handles) == ({"app"}, {"mail"})


def test_what_the_owner_has_made_again_since_is_the_owners() -> None:
    steps = (Did(APP, "strange"), Did(NO_APP, "phone"), Did(APP, "phone"))
    assert found(*steps) == Hostile()


def test_what_was_removed_or_made_anew_was_taken() -> None:
    done = found(
        *before(KEY, APP, CODES),
        *(Did(event, "strange") for event in (NO_KEY, NO_APP, APP, CODES)),
    )
    assert done.taken == {
        "key": Taken(Proof.PASSKEY, True),
        "app": Taken(Proof.TOTP, True),
        "codes": Taken(Proof.RECOVERY_CODE, True),
    }
    assert done.factors == {"app", "codes"}


def test_what_came_and_went_meanwhile_was_nobodys_before() -> None:
    assert found(Did(KEY, "strange"), Did(NO_KEY, "strange")) == Hostile()


def test_what_is_back_is_not_taken() -> None:
    back = Did(KEY_BACK, "", SYSTEM, 2 * HOUR)
    assert found(*before(KEY), Did(NO_KEY, "strange"), back) == Hostile()


@pytest.mark.parametrize(
    ("own", "remover", "safe"),
    [
        ("phone", "strange", True),
        ("phone", "never seen again", True),
        ("phone", "stolen", True),  # known later than the one that reports it
        ("new phone", "stolen", False),  # a thief may say that of the owner
        ("", "strange", False),
    ],
)
def test_what_was_removed_comes_back_only_for_a_device_that_was_known_first(
    own: str, remover: str, safe: bool
) -> None:
    done = found(*before(KEY), Did(NO_KEY, remover), report=REPORT._replace(own=own))
    assert done.taken == {"key": Taken(Proof.PASSKEY, safe)}


def test_addresses_are_to_be_as_they_were() -> None:
    done = found(Did(OTHER, "strange"), Did(MAIL, "strange"))
    assert done.handles == {"other", "mail"}
    assert done.contacts == {HandleKind.PHONE: True, HandleKind.EMAIL: False}
    gone = found(Did(NO_NUMBER, "strange"))
    assert (gone.handles, gone.contacts) == (frozenset(), {HandleKind.PHONE: True})
    unsure = found(Did(OTHER, "stolen"), report=REPORT)
    assert (unsure.handles, unsure.contacts, unsure.unsure) == (frozenset(), {}, 1)


def test_a_report_is_answered_once() -> None:
    secured = AccountSecured(
        **OF, report_id="e-1", since=SINCE, ended=0, factors=0, handles=0, password=False
    )
    history = told(Did(APP, "phone"), Did(secured, "", SYSTEM))
    assert list(reports_answered(history)) == ["e-1"]
