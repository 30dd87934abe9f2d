"""Who lost every contact of an account asks for it: what staff may decide, and what ends it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.events import NEW, Actor, Draft, Origin, chain
from services.membership.accounts.core.domain.account import Account, aggregate_of, folded
from services.membership.accounts.core.domain.asked_back import all_ended
from services.membership.accounts.regaining.domain.deciding import (
    accepted,
    begun,
    refused,
    said,
)
from services.membership.contract.accounts.events import (
    AccountEvent,
    AccountOpened,
    OpenedHandle,
    PasswordSet,
)
from services.membership.contract.accounts.factor_events import FactorAdded
from services.membership.contract.accounts.regaining_events import (
    AccountBackAsked,
    AccountBackGiven,
)
from services.membership.contract.accounts.regaining_words import BackEnd
from services.membership.contract.accounts.words import (
    AccountKind,
    HandleKind,
    Opening,
    PasswordStep,
    Proof,
)
from services.shared.callers import StaffKind

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
UNTIL = NOW + timedelta(hours=72)
PHONE = HandleKind.PHONE
OPENED: Sequence[AccountEvent] = (
    AccountOpened(
        member_id="m-1",
        kind=AccountKind.MEMBER,
        how=Opening.SIGNED_UP,
        handles=(OpenedHandle(id="h-1", kind=PHONE),),
    ),
    PasswordSet(member_id="m-1", how=PasswordStep.FIRST),
    FactorAdded(member_id="m-1", factor_id="app", kind=Proof.TOTP),
    AccountBackAsked(member_id="m-1", request_id="r-1", kind=PHONE),
    AccountBackAsked(member_id="m-1", request_id="r-2", kind=PHONE),
)


def after(*events: AccountEvent) -> Account:
    drafts = [Draft(event=one, happened_at=NOW) for one in (*OPENED, *events)]
    actor = Actor(kind="SYSTEM")
    made = chain(NEW, aggregate_of("m-1"), drafts, actor=actor, origin=Origin(), recorded_at=NOW)
    account = folded(made)
    assert account is not None
    return account


def accept(account: Account, request_id: str = "r-1") -> AccountEvent:
    return accepted(
        account,
        request_id,
        PHONE,
        by=StaffKind.SPECIALIST,
        reason="Proven.",
        until=UNTIL,
    )


def test_one_request_is_accepted_at_a_time() -> None:
    with pytest.raises(NotAllowed, match="accepted already"):
        accept(after(accept(after())), "r-2")


def test_what_was_accepted_is_refused_still_and_another_accepted_then() -> None:
    ended = refused(after(accept(after())), "r-1", "A mistake.")
    assert (ended.how, ended.told, ended.request_ids) == (BackEnd.REFUSED, True, ("r-1",))
    left = after(accept(after()), ended)
    assert (left.asked_back, left.coming_back) == (("r-2",), None)
    assert accept(left, "r-2").member_id == "m-1"


def test_refusing_one_leaves_the_other_that_was_accepted() -> None:
    account = after(accept(after()))
    ended = refused(account, "r-2", "Not proven.")
    assert ended.told is False
    coming = after(accept(after()), ended).coming_back
    assert coming is not None
    assert (coming.request_id, coming.until) == ("r-1", UNTIL)


def test_the_owner_ends_all_of_them() -> None:
    [ended] = all_ended(after(accept(after())), BackEnd.SIGNED_IN)
    assert (ended.request_ids, ended.told) == (("r-1", "r-2"), True)
    [unheard] = all_ended(after(), BackEnd.STOPPED)
    assert unheard.told is False
    assert all_ended(after(ended), BackEnd.STOPPED) == []
    assert all_ended(None, BackEnd.STOPPED) == []


def test_once_it_is_carried_out_nothing_stops_it() -> None:
    account = after(accept(after()))
    done = after(accept(after()), *begun(account, "r-1", 2))
    assert (done.handles, done.factors, done.must_set_password) == ((), (), True)
    assert done.password_set_at is None
    assert all_ended(done, BackEnd.SIGNED_IN) == []
    with pytest.raises(NotAllowed, match="carried out"):
        refused(done, "r-1", "Too late.")
    given = AccountBackGiven(member_id="m-1", request_id="r-1", kind=PHONE)
    back = after(accept(after()), *begun(account, "r-1", 2), given)
    assert (back.asked_back, back.coming_back) == ((), None)


@pytest.mark.parametrize("text", ["", "  ", "x" * 6])
def test_words_and_reasons_say_something_and_not_too_much(text: str) -> None:
    with pytest.raises(InvalidInput):
        said(text, "words", 5)
    assert said(" 12345 ", "words", 5) == "12345"
