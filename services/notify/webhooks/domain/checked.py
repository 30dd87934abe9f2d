"""What partners write about their endpoints, brought into one form or refused in words."""

from collections.abc import Callable, Iterable

from infra.kernel import values
from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import Either, both
from infra.kernel.values import BadValue
from services.notify.contract.webhooks import WebhookEvent

PAYLOADS = (1,)
"""Versions of the body that can be had."""
_LONGEST_DESCRIPTION = 200


def description(text: str) -> str:
    return _written("description", text, lambda one: values.one_line(one, _LONGEST_DESCRIPTION))


def contact(text: str) -> str:
    return _written("contact", text, values.email) if text else ""


def language(text: str) -> str:
    return _written("language", text, values.language)


def payload(version: int) -> int:
    if version not in PAYLOADS:
        raise InvalidInput(
            both(
                "没有版本 {version}；现有版本：1。",
                "There is no version {version}; what there is: 1.",
                version=version,
            ),
            field="payload",
            details={"allowed": list(PAYLOADS)},
        )
    return version


def events(wanted: Iterable[WebhookEvent]) -> tuple[WebhookEvent, ...]:
    return tuple(dict.fromkeys(wanted))


def _written(field: str, text: str, form: Callable[[str], str]) -> str:
    """
    Raises:
        InvalidInput: naming the field.
    """
    try:
        return form(text)
    except BadValue as wrong:
        raise InvalidInput(
            both(
                "{field} {wrong}。",
                "The {field} {wrong}.",
                field=field,
                wrong=Either(wrong.zh or str(wrong), str(wrong)),
            ),
            field=field,
        ) from None
