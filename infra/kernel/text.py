"""Text in the languages that every sentence for people exists in."""

import re

import msgspec

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both

# International numbers, Chinese mobile numbers, addresses; not dates, or reference numbers.
_PHONE_OR_EMAIL = re.compile(
    r"\+\d[\d\s()-]{6,}\d|(?<![\d-])1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)|[\w.+-]+@[\w-]+\.\w+"
)


class LocalText(msgspec.Struct, frozen=True, kw_only=True):
    zh: str
    en: str

    def in_language(self, language: str) -> str:
        return self.zh if language.lower().startswith("zh") else self.en


def without_contacts(text: str, field: str) -> str:
    """The text, for places that are kept for ever: reasons in a history.

    Raises:
        InvalidInput: it holds what looks like a phone number or an e-mail address.
    """
    if _PHONE_OR_EMAIL.search(text):
        raise InvalidInput(
            both(
                "{field} 将成为永久记录的一部分，请勿写手机号和邮箱。",
                "{field} becomes part of the permanent history; leave out phone numbers "
                "and e-mail addresses.",
                field=field,
            ),
            field=field,
        )
    return text
