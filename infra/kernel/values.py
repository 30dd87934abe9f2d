"""What people write about themselves: each value brought into one form, or refused in words.

A reason never repeats the value, which may be personal; it reads on from the field's name.
"""

import re
import unicodedata
from functools import lru_cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult

LARGEST_INT = 2**31 - 1
"""Whole numbers have 32 bits in GraphQL (its specification, 3.5.1): no client could read more."""
LONGEST_NAME = 100
LANGUAGES = {"zh": "zh-CN", "en": "en"}

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
# Persian and Indic words, families of emoji and flags are written with these; the marks only say
# to which side a full stop belongs, and cannot turn a text round as embeddings and overrides can.
_JOINERS = frozenset("\u200c\u200d\u200e\u200f\u061c") | {chr(c) for c in range(0xE0020, 0xE0080)}
_REPLACEMENT = "\ufffd"
_PLAIN_LOCAL_PART = re.compile(r"(?=.{1,64}$)[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*")


class BadValue(ValueError):
    """A value that cannot be taken over; the text says what would be right. `zh`: the same in
    Chinese; empty where only operators read it."""

    def __init__(self, en: str, zh: str = "") -> None:
        super().__init__(en)
        self.zh = zh


def one_line(text: str, longest: int) -> str:
    """In Unicode's normal form C; line breaks and runs of spaces become one space, as people read
    it in a message. `longest`: characters.

    Raises:
        BadValue: too long, or holding what nobody can see or what hides the rest.
    """
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    if len(line) > longest:
        raise BadValue(f"is longer than {longest} characters", f"超过了 {longest} 个字符")
    if line.isprintable() and _REPLACEMENT not in line:
        return line
    for character in line:
        if not is_shown(character):
            code = f"U+{ord(character):04X}"
            raise BadValue(
                f"holds {code}, which cannot be shown; remove it",
                f"含有无法显示的字符 {code}，请去掉它",
            )
    return line


def is_shown(character: str) -> bool:
    """Whether people can see it, or need it to write what they see."""
    if character in _JOINERS:
        return True
    noncharacter = ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF
    hidden = unicodedata.category(character) in _INVISIBLE or noncharacter
    return not hidden and character != _REPLACEMENT


def name(text: str) -> str:
    """Raises: BadValue."""
    return one_line(text, LONGEST_NAME)


@lru_cache(maxsize=4096)
def phone(text: str) -> str:
    """In E.164, such as +8613800138000.

    An import has each number checked by its reader, by notification and for its account.

    A number has to be valid by its country's plan, or as long as a mobile number there: plans
    change faster than tables, and whether such a number answers the provider tells.

    Raises:
        BadValue
    """
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        raise BadValue(
            "must have + and the country's code (E.164), as +8613800138000",
            "要以 + 和国家代码开头（E.164），例如 +8613800138000",
        ) from None
    if not phonenumbers.is_valid_number(number) and not _as_long_as_a_mobile(number):
        raise BadValue(
            "is not a phone number that can exist in its country; look for missing digits",
            "不是该国家可能存在的号码，请检查是否少了数字",
        )
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _as_long_as_a_mobile(number: PhoneNumber) -> bool:
    length = phonenumbers.is_possible_number_for_type_with_reason(number, PhoneNumberType.MOBILE)
    return bool(length == ValidationResult.IS_POSSIBLE)


def email(text: str) -> str:
    """Raises: BadValue."""
    local, _, domain = text.rpartition("@")
    try:
        if _PLAIN_LOCAL_PART.fullmatch(local):
            return f"{local}@{_domain(domain)}"
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise BadValue("is not an e-mail address", "不是有效的邮箱地址") from None


@lru_cache(maxsize=4096)
def _domain(domain: str) -> str:
    """The same domains come again and again, so each is examined once."""
    return validate_email(f"a@{domain}", check_deliverability=False).domain


def language(text: str) -> str:
    """Raises: BadValue."""
    known = LANGUAGES.get(text.lower().replace("_", "-").split("-")[0])
    if known is None:
        known_ones = LANGUAGES.values()
        raise BadValue(f"must be {' or '.join(known_ones)}", f"应为 {' 或 '.join(known_ones)}")
    return known
