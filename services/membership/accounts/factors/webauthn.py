"""The relying party of WebAuthn Level 3: what passkeys are asked, and whether their answers hold.

The library checks types, hashes, flags and signatures. What it leaves to us: the challenge is one
of ours, the page is no frame in a stranger's, the user handle is the account's, a credential stays
as eligible for backup as it was, and the counter.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeVar

import msgspec
import webauthn
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    options_to_json_dict,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    CollectedClientData,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.ids import derived_id
from infra.kernel.sentences import Sentence, both
from services.membership.accounts.factors.domain.factor import Passkey

TIMEOUT_MS: Final = 300_000
"""As long as a challenge is good."""
LONGEST_ANSWER: Final = 20_000
"""Characters."""
T = TypeVar("T")


class Created(msgspec.Struct, frozen=True, kw_only=True):
    """What a new passkey said of itself."""

    credential_id: str
    public_key: bytes
    sign_count: int
    synced: bool
    transports: tuple[str, ...]
    aaguid: str


class RelyingParty:
    """`id`: the domain that passkeys are bound to, empty where there are none; `origins`: the
    pages that may use them."""

    def __init__(self, id: str, name: str, origins: Sequence[str]) -> None:
        self._id = id
        self._name = name
        self._origins = list(origins)

    def creation(
        self, account_id: str, shown_as: str, challenge: bytes, have: Iterable[Passkey]
    ) -> dict[str, Any]:
        """Options for `navigator.credentials.create`, as JSON: a passkey that can be found without
        a name, whose authenticator verifies its user.

        Raises:
            NotAllowed: there are no passkeys here.
        """
        self._require_a_place()
        verified = UserVerificationRequirement.REQUIRED
        return options_to_json_dict(
            webauthn.generate_registration_options(
                rp_id=self._id,
                rp_name=self._name,
                user_id=owner_handle(account_id),
                user_name=shown_as,
                challenge=challenge,
                timeout=TIMEOUT_MS,
                authenticator_selection=AuthenticatorSelectionCriteria(
                    resident_key=ResidentKeyRequirement.REQUIRED, user_verification=verified
                ),
                exclude_credentials=[_descriptor(one) for one in have],
            )
        )

    def request(self, challenge: bytes, allowed: Iterable[Passkey] = ()) -> dict[str, Any]:
        """Options for `navigator.credentials.get`, as JSON. `allowed`: none: whichever passkey the
        person chooses says who it is.

        Raises:
            NotAllowed: there are no passkeys here.
        """
        self._require_a_place()
        return options_to_json_dict(
            webauthn.generate_authentication_options(
                rp_id=self._id,
                challenge=challenge,
                timeout=TIMEOUT_MS,
                allow_credentials=[_descriptor(one) for one in allowed],
                user_verification=UserVerificationRequirement.REQUIRED,
            )
        )

    def created(self, answer: str, challenge: bytes) -> Created:
        """Checks a registration (Level 3, 7.1).

        Raises:
            InvalidInput: saying what does not hold.
        """
        parsed = _read(parse_registration_credential_json, answer)
        self._check_page(_read(parse_client_data_json, parsed.response.client_data_json))
        found = _holds(
            lambda: webauthn.verify_registration_response(
                credential=parsed,
                expected_challenge=challenge,
                expected_rp_id=self._id,
                expected_origin=self._origins,
                require_user_verification=True,
            )
        )
        return Created(
            credential_id=bytes_to_base64url(found.credential_id),
            public_key=found.credential_public_key,
            sign_count=found.sign_count,
            synced=found.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
            transports=tuple(one.value for one in parsed.response.transports or ()),
            aaguid=found.aaguid,
        )

    def asserted(self, answer: str, challenge: bytes, passkey: Passkey, *, named: bool) -> int:
        """Checks an assertion (Level 3, 7.2) but for the counter, which it gives. `named`: whose
        passkey it has to be was known before; else the passkey has to say it (step 6).

        Raises:
            InvalidInput: saying what does not hold.
        """
        parsed = _read(parse_authentication_credential_json, answer)
        self._check_page(_read(parse_client_data_json, parsed.response.client_data_json))
        given = parsed.response.user_handle
        if given != owner_handle(passkey.account_id) and not (named and given is None):
            raise refused(_NOT_THIS_ACCOUNT)
        found = _holds(
            lambda: webauthn.verify_authentication_response(
                credential=parsed,
                expected_challenge=challenge,
                expected_rp_id=self._id,
                expected_origin=self._origins,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=0,  # it says nothing before the key signed it
                require_user_verification=True,
            )
        )
        synced = found.credential_device_type is CredentialDeviceType.MULTI_DEVICE
        if synced is not passkey.synced:
            raise refused(_DOES_NOT_HOLD)
        return found.new_sign_count

    def _require_a_place(self) -> None:
        if not self._id:
            raise NotAllowed(
                both("此平台未启用通行密钥。", "This shop has not turned passkeys on.")
            )

    def _check_page(self, said: CollectedClientData) -> None:
        if said.origin not in self._origins or said.cross_origin:
            raise refused(
                both(
                    "通行密钥只能在 {pages} 使用，这次来自其他网页。",
                    "Passkeys are used at {pages} only; this one was used on another page.",
                    pages=", ".join(self._origins),
                )
            )


def challenge_in(answer: str) -> bytes:
    """The challenge that an answer says it is to: nothing is proven yet.

    Raises:
        InvalidInput: it is no answer of a passkey.
    """
    said = _read(_Answer.read, answer).response.client_data
    return _read(lambda raw: parse_client_data_json(base64url_to_bytes(raw)), said).challenge


def credential_in(answer: str) -> str:
    """The id of the credential that an answer says it is from: nothing is proven yet.

    Raises:
        InvalidInput: it is no answer of a passkey.
    """
    return _read(_Answer.read, answer).id


def owner_handle(account_id: str) -> bytes:
    """Of all passkeys of an account; says nothing of whose it is (Level 3, 14.6.1)."""
    return bytes.fromhex(derived_id("webauthn user", account_id))


def refused(sentence: Sentence) -> InvalidInput:
    return InvalidInput(sentence, field="passkey")


class _Response(msgspec.Struct, frozen=True):
    client_data: str = msgspec.field(name="clientDataJSON")


class _Answer(msgspec.Struct, frozen=True):
    id: str
    response: _Response

    @classmethod
    def read(cls, answer: str) -> "_Answer":
        return msgspec.json.decode(answer, type=cls)


def _read(parse: Callable[[Any], T], given: Any) -> T:
    """What strangers send breaks parsers in many ways."""
    try:
        if len(given) > LONGEST_ANSWER:
            raise ValueError("too long")
        return parse(given)
    except Exception:
        raise refused(_NO_ANSWER) from None


def _holds(verify: Callable[[], T]) -> T:
    try:
        return verify()
    except Exception:  # its parsers of certificates and of CBOR raise whatever they meet
        raise refused(_DOES_NOT_HOLD) from None


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(
        id=base64url_to_bytes(passkey.credential_id),
        transports=[AuthenticatorTransport(one) for one in passkey.transports],
    )


OVER: Final = both(
    "这一通行密钥请求已过期或已用过，请重新开始。",
    "This request for a passkey is over, or was answered before; begin again.",
)
_NO_ANSWER: Final = both(
    "这不是通行密钥的应答：请原样提交浏览器给出的 JSON。",
    "This is no answer of a passkey: send the JSON that the browser gave, as it is.",
)
_DOES_NOT_HOLD: Final = both(
    "通行密钥的应答未通过核验，请重新开始。",
    "What the passkey answered does not hold; begin again.",
)
_NOT_THIS_ACCOUNT: Final = both(
    "这个通行密钥属于另一个账号。", "This passkey belongs to another account."
)
