"""Refresh tokens: good once, followed by one, and recognised when they are copies."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.membership.accounts.sessions.domain.session import (
    RefreshToken,
    Session,
    TokenStanding,
    digest_of,
    renewed,
    seen_longest_ago,
    standing,
    successor,
)
from services.membership.contract.accounts.errors import SessionOver
from services.membership.contract.accounts.words import Proof

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
IDLE = timedelta(days=30)
FIRST = RefreshToken("s-1", 0, b"f" * 32)
SESSION = Session(
    id="s-1",
    account="m-1",
    device="d-1",
    public=False,
    unfamiliar=False,
    proofs=(Proof.PASSWORD,),
    began_at=NOON,
    seen_at=NOON,
    ends_at=NOON + timedelta(days=90),
    idle_until=NOON + IDLE,
    digest=digest_of(FIRST.secret),
    link=b"k" * 32,
)


def rotated(times: int, at: datetime = NOON) -> tuple[Session, list[RefreshToken]]:
    session, tokens = SESSION, [FIRST]
    for _ in range(times):
        tokens.append(successor(session, tokens[-1]))
        session = renewed(session, tokens[-1], at, IDLE, label="", ip="")
    return session, tokens


@given(st.integers(1, 40))
def test_of_all_tokens_one_is_present_and_the_older_are_copies(times: int) -> None:
    session, tokens = rotated(times)
    late = NOON + timedelta(minutes=1)
    found = [standing(session, token, "d-1", late) for token in tokens]
    assert found == [TokenStanding.REUSED] * times + [TokenStanding.PRESENT]


def test_the_one_just_replaced_gives_the_same_successor_for_30_seconds() -> None:
    session, [first, second] = rotated(1)
    soon, late = NOON + timedelta(seconds=30), NOON + timedelta(seconds=31)
    assert standing(session, first, "d-1", soon) is TokenStanding.JUST_REPLACED
    assert successor(session, first) == second
    assert standing(session, first, "d-1", late) is TokenStanding.REUSED
    assert standing(session, first, "another", soon) is TokenStanding.REUSED


def test_a_token_without_its_device_was_taken_from_it() -> None:
    assert standing(SESSION, FIRST, "another", NOON) is TokenStanding.REUSED


@given(st.binary(min_size=32, max_size=32), st.integers(-3, 10))
def test_what_was_never_a_token_ends_nothing(secret: bytes, generation: int) -> None:
    session, tokens = rotated(3)
    made_up = RefreshToken("s-1", generation, secret)
    if made_up not in tokens:
        assert standing(session, made_up, "d-1", NOON) is TokenStanding.STRANGE


@pytest.mark.parametrize("text", ["", "rt_", "rt_s-1.0", "rt_s-1.x.AAAA", "rt_s-1.0.é", "a.b.c.d"])
def test_what_reads_like_none_is_refused(text: str) -> None:
    with pytest.raises(SessionOver):
        RefreshToken.read(text)


@given(st.binary(min_size=32, max_size=32))
def test_a_token_is_read_as_it_was_written(secret: bytes) -> None:
    token = RefreshToken("s-1", 7, secret)
    assert RefreshToken.read(str(token)) == token


def test_a_session_ends_by_rest_by_age_and_by_word() -> None:
    assert SESSION.alive(NOON + IDLE - timedelta(seconds=1))
    assert not SESSION.alive(NOON + IDLE)
    renewed_late = msgspec.structs.replace(SESSION, idle_until=NOON + timedelta(days=200))
    assert not renewed_late.alive(NOON + timedelta(days=90))
    assert not msgspec.structs.replace(SESSION, ended_at=NOON).alive(NOON)


@given(st.lists(st.integers(0, 90), max_size=12), st.integers(1, 8))
def test_one_more_session_leaves_no_more_than_there_may_be(seen: list[int], most: int) -> None:
    alive = [
        msgspec.structs.replace(SESSION, id=f"s-{n}", seen_at=NOON + timedelta(minutes=minutes))
        for n, minutes in enumerate(seen)
    ]
    ending = seen_longest_ago(alive, most)
    left = [one for one in alive if one not in ending]
    assert len(left) + 1 <= most
    assert not ending or len(left) + 1 == most, "no more end than have to"
    assert all(gone.seen_at <= stays.seen_at for gone in ending for stays in left)
