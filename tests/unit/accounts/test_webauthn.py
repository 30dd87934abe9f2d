"""Passkeys as a relying party checks them, with an authenticator in software."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webauthn.helpers import base64url_to_bytes

from infra.kernel.errors import InvalidInput
from services.membership.accounts.factors.domain.factor import Passkey, passkey_id
from services.membership.accounts.factors.webauthn import (
    RelyingParty,
    challenge_in,
    credential_in,
    owner_handle,
)
from tests.fakes.authenticator import ORIGIN, Authenticator

PARTY = RelyingParty("localhost", "Shop", [ORIGIN])
CHALLENGE, OTHER = bytes(range(32)), bytes(32)


def options(account_id: str = "m-1") -> dict[str, Any]:
    return PARTY.creation(account_id, "m…1", CHALLENGE, ())


def registered(device: Authenticator, account_id: str = "m-1") -> Passkey:
    made = PARTY.created(device.create(options(account_id)), CHALLENGE)
    return Passkey(
        id=passkey_id(made.credential_id),
        account_id=account_id,
        added_at=datetime(2026, 3, 1, tzinfo=UTC),
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        synced=made.synced,
        transports=made.transports,
    )


def refusal_of(answer: str, passkey: Passkey | None = None) -> str:
    def check() -> object:
        if passkey is None:
            return PARTY.created(answer, CHALLENGE)
        return PARTY.asserted(answer, CHALLENGE, passkey, named=False)

    with pytest.raises(InvalidInput) as refused:
        check()
    return refused.value.message


def test_a_new_passkey_can_be_found_without_a_name_and_verifies_its_user() -> None:
    asked = options()
    assert asked["rp"] == {"id": "localhost", "name": "Shop"}
    assert asked["authenticatorSelection"] == {
        "residentKey": "required", "requireResidentKey": True, "userVerification": "required",
    }  # fmt: skip
    assert asked["attestation"] == "none"
    assert "m-1" not in base64url_to_bytes(asked["user"]["id"]).decode("latin-1")
    assert base64url_to_bytes(asked["user"]["id"]) == owner_handle("m-1") != owner_handle("m-2")


def test_who_has_a_passkey_here_is_not_asked_to_make_another_one() -> None:
    passkey = registered(Authenticator())
    asked = PARTY.creation("m-1", "m…1", CHALLENGE, [passkey])
    assert [one["id"] for one in asked["excludeCredentials"]] == [passkey.credential_id]


@pytest.mark.parametrize("synced", [True, False])
def test_what_it_made_it_signs_in_with(synced: bool) -> None:
    device = Authenticator(synced=synced)
    passkey = registered(device)
    assert (passkey.sign_count, passkey.synced) == (0, synced)
    asked = PARTY.request(CHALLENGE)
    assert asked["userVerification"] == "required"
    assert asked["allowCredentials"] == []
    answer = device.get(asked)
    assert PARTY.asserted(answer, CHALLENGE, passkey, named=False) == 1
    assert challenge_in(answer) == CHALLENGE
    assert credential_in(answer) == passkey.credential_id


@pytest.mark.parametrize(
    "elsewhere",
    [{"origin": "http://localhost:8001"}, {"origin": "https://localhost:8000"}, {"framed": True}],
)
def test_on_another_page_or_in_a_frame_it_is_refused_with_the_pages_named(
    elsewhere: dict[str, Any],
) -> None:
    assert ORIGIN in refusal_of(Authenticator(**elsewhere).create(options()))
    device = Authenticator()
    passkey = registered(device)
    answer = replace(device, **elsewhere).get(PARTY.request(CHALLENGE))
    assert ORIGIN in refusal_of(answer, passkey)


@pytest.mark.parametrize("wrong", [{"challenge": "AAAA"}, {"type": "webauthn.get"}])
def test_what_was_not_asked_does_not_hold(wrong: dict[str, Any]) -> None:
    assert "does not hold" in refusal_of(Authenticator().create(options(), **wrong))


def test_a_user_who_was_not_verified_is_refused() -> None:
    assert "does not hold" in refusal_of(Authenticator(verifies=False).create(options()))
    device = Authenticator()
    passkey = registered(device)
    device.verifies = False
    assert "does not hold" in refusal_of(device.get(PARTY.request(CHALLENGE)), passkey)


def test_of_another_domain_it_is_refused() -> None:
    device = Authenticator()
    asked = options() | {"rp": {"id": "shop.example", "name": "Shop"}}
    assert "does not hold" in refusal_of(device.create(asked))


def test_another_key_signs_for_nobody() -> None:
    device, stranger = Authenticator(), Authenticator()
    passkey = registered(device)
    registered(stranger)
    assert "does not hold" in refusal_of(stranger.get(PARTY.request(CHALLENGE)), passkey)


def test_a_passkey_that_is_to_say_whose_it_is_does() -> None:
    device = Authenticator()
    passkey = registered(device)
    answer = json.loads(device.get(PARTY.request(CHALLENGE, [passkey])))
    del answer["response"]["userHandle"]
    nameless = json.dumps(answer)
    assert PARTY.asserted(nameless, CHALLENGE, passkey, named=True) == 1
    assert "another account" in refusal_of(nameless, passkey)


def test_a_handle_of_another_account_is_refused() -> None:
    device = Authenticator()
    passkey = registered(device)
    [credential] = device.credentials.values()
    credential.user_handle = owner_handle("m-2")
    assert "another account" in refusal_of(device.get(PARTY.request(CHALLENGE)), passkey)


def test_a_passkey_of_one_device_does_not_become_one_of_many() -> None:
    device = Authenticator()
    passkey = registered(device)
    device.synced = True
    assert "does not hold" in refusal_of(device.get(PARTY.request(CHALLENGE)), passkey)


def test_to_another_challenge_it_is_refused() -> None:
    device = Authenticator()
    passkey = registered(device)
    answer = device.get(PARTY.request(OTHER))
    assert "does not hold" in refusal_of(answer, passkey)


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_what_is_no_answer_is_refused_in_words(sent: str) -> None:
    assert "no answer of a passkey" in refusal_of(sent)
    with pytest.raises(InvalidInput):
        challenge_in(sent)


@given(st.sampled_from(["clientDataJSON", "attestationObject"]), st.binary(max_size=80))
def test_whatever_strangers_send_is_refused_in_words(part: str, sent: bytes) -> None:
    answer = json.loads(Authenticator().create(options()))
    answer["response"][part] = sent.hex()
    assert refusal_of(json.dumps(answer))
