"""Phone numbers and e-mail addresses in the one form by which an account is found.

Case, spaces and full-width characters make no difference, nor does the second form that a number
has in these countries: Argentina (+54 9 … for mobiles called from abroad, and 15 …), Mexico
(+52 1 … until 2019) and Brazil (mobiles without the ninth digit, until 2016).
"""

import unicodedata
from collections.abc import Callable
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

from infra.kernel import values
from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from infra.kernel.values import BadValue
from services.membership.contract.accounts.words import HandleKind

LONGEST = 254
"""Characters (RFC 5321, 4.5.3.1.3, less the brackets)."""


class Handle(NamedTuple):
    """`address`: as it is written to. `folded`: what it is compared by."""

    kind: HandleKind
    address: str
    folded: str

    @property
    def masked(self) -> str:
        """As much as shows whoever wrote it which one it is."""
        if self.kind is HandleKind.PHONE:
            return f"{self.address[:3]}…{self.address[-4:]}"
        local, _, domain = self.address.rpartition("@")
        return f"{local[0]}…@{domain}"


def handle_of(written: str, region: str) -> Handle:
    """`region`: of numbers without a country's code, by its two letters.

    Raises:
        InvalidInput: it is neither.
    """
    plain = "".join(unicodedata.normalize("NFKC", written).split())
    if len(plain) > LONGEST:
        raise _neither()
    try:
        return _email(plain) if "@" in plain else _phone(plain, region)
    except BadValue:
        raise _neither() from None


def _email(plain: str) -> Handle:
    address = values.email(plain)
    return Handle(HandleKind.EMAIL, address, address.casefold())


def _phone(written: str, region: str) -> Handle:
    """Marks of direction, which come along when a number is copied out of a list of contacts, are
    no part of it."""
    plain = "".join(sign for sign in written if unicodedata.category(sign) != "Cf")
    whole = plain.startswith("+") and not plain.startswith(_CHANGED)
    address = values.phone(plain if whole else _dialled_today(plain, region))
    return Handle(HandleKind.PHONE, address, _compared_by(address))


def _dialled_today(plain: str, region: str) -> str:
    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException as error:
        raise BadValue(str(error)) from None
    return phonenumbers.format_number(_in_first_form(number), PhoneNumberFormat.E164)


def _in_first_form(number: PhoneNumber) -> PhoneNumber:
    change = _FIRST_FORMS.get(number.country_code or 0)
    national = str(number.national_number)
    if change is None or (changed := change(national)) == national:
        return number
    return PhoneNumber(country_code=number.country_code, national_number=int(changed))


def _mexico(national: str) -> str:
    return national[1:] if len(national) == 11 and national[0] == "1" else national


def _brazil(national: str) -> str:
    """Two digits of the area, then eight of a mobile, which begin with 6 to 9."""
    short = len(national) == 10 and national[2] in "6789"
    return f"{national[:2]}9{national[2:]}" if short else national


_FIRST_FORMS: dict[int, Callable[[str], str]] = {52: _mexico, 55: _brazil}
_CHANGED = tuple(f"+{code}" for code in _FIRST_FORMS)
_ARGENTINA = "+549"


def _compared_by(address: str) -> str:
    """With and without the 9 it is one line."""
    mobile = address.startswith(_ARGENTINA) and len(address) == len(_ARGENTINA) + 10
    return f"+54{address[len(_ARGENTINA) :]}" if mobile else address


def _neither() -> InvalidInput:
    return InvalidInput(
        both(
            "请填写手机号或邮箱，例如 +8613800138000 或 name@example.com。",
            "Give a phone number or an e-mail address, such as +8613800138000 or name@example.com.",
        ),
        field="handle",
    )
