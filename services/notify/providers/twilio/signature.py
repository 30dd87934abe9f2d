"""Whether a request comes from Twilio (https://www.twilio.com/docs/usage/webhooks/webhooks-security).

Twilio signs the address that it was given, with its query and, not always, with its port, and the
form's fields. Behind a proxy that address is not the one that the request arrives at here.
"""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request
from twilio.request_validator import (  # type: ignore[import-untyped]  # untyped package
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

Form = ImmutableMultiDict[str, str]


def form_of(body: bytes) -> Form:
    """The fields of a form post; a field may come more than once."""
    return ImmutableMultiDict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


class TwilioSignature:
    """`base`: the address that Twilio was given, without a path. `tokens`: the account's; two
    while it is being rotated. Empty ones are left out."""

    def __init__(self, base: str, tokens: Sequence[str]) -> None:
        self._base = base.rstrip("/")
        self._validators = [RequestValidator(token) for token in tokens if token]

    def accepts(self, request: Request, form: Form) -> bool:
        query = f"?{request.url.query}" if request.url.query else ""
        address = self._base + request.url.path + query
        given = request.headers.get(SIGNATURE_HEADER, "")
        algorithm = get_signature_algorithm(request.headers.get(SIGNATURE_SETTINGS_HEADER, ""))
        return any(v.validate(address, form, given, algorithm) for v in self._validators)
