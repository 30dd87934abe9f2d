"""What is wrong with a body or a line, in both languages: msgspec says it in English only."""

import re
from collections.abc import Callable

import msgspec

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import Sentence, both

_PLACE = re.compile(r"^(?P<said>.*?)(?: - at `\$\.?(?P<path>[^`]*)`)?$", re.DOTALL)

_SENTENCES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], Sentence]], ...] = (
    (
        re.compile(r"Object missing required field `(\w+)`"),
        lambda found, _: both(
            "缺少字段 {field}；请补上。", "The field {field} is missing; add it.", field=found[1]
        ),
    ),
    (
        re.compile(r"Object contains unknown field `([^`]*)`"),
        lambda found, _: both(
            "没有字段 {field}；请核对拼写，或将其去掉。",
            "There is no field {field}; check the spelling, or leave it out.",
            field=found[1][:64],
        ),
    ),
    (
        re.compile(r"Expected `int` [<>]"),
        lambda _, field: both(
            "{field} 超出范围：须小于 2147483648。",
            "{field} is out of range: it has to be below 2147483648.",
            field=field,
        ),
    ),
    (
        re.compile(r"Expected `([^`]+)`, got `([^`]+)`"),
        lambda found, field: both(
            "{field} 应为 {wanted}，而不是 {given}。",
            "{field} has to be {wanted}, not {given}.",
            field=field or "data",
            wanted=found[1],
            given=found[2],
        ),
    ),
    (
        re.compile(r"Invalid enum value"),
        lambda _, field: both(
            "{field} 不是可用的值；可用的值见文档。",
            "{field} is none of the values that there are; the documentation lists them.",
            field=field or "type",
        ),
    ),
    (
        re.compile(r"Invalid RFC3339|datetime"),
        lambda _, field: both(
            "{field} 须为带时区的时间，例如 2026-11-21T08:30:00Z。",
            "{field} has to be a time with its zone, as in 2026-11-21T08:30:00Z.",
            field=field or "timestamp",
        ),
    ),
)


def fault_of(error: msgspec.DecodeError) -> InvalidInput:
    """What was sent is quoted nowhere: it may be somebody's phone."""
    if not isinstance(error, msgspec.ValidationError):
        return InvalidInput(
            both(
                "这不是一个 JSON 对象（UTF-8）；请核对引号、逗号与括号。",
                "This is no JSON object in UTF-8; check quotes, commas and brackets.",
            )
        )
    found = _PLACE.match(str(error))
    said, path = (found["said"], found["path"] or "") if found else (str(error), "")
    for pattern, sentence in _SENTENCES:
        if match := pattern.search(said):
            return InvalidInput(sentence(match, path), field=_field(match, path))
    return InvalidInput(
        both("{field} 的值不正确。", "{field} is not a value that fits.", field=path or "data"),
        field=path or None,
    )


def _field(match: re.Match[str], path: str) -> str | None:
    """A field that is missing or unknown is named by itself, another by its place."""
    named = match[1] if match.re.groups == 1 else path
    return named[:64] or None
