"""What a table is made of."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from infra.kernel.text import LocalText


class MinorUnits(NamedTuple):
    """Minor units."""

    minor: int


class TableColumn(NamedTuple):
    """`of`: what it says of a record. `both`: a text in both languages."""

    key: str
    name: LocalText
    of: Callable[[Any], Any]
    both: bool = False


class ExportTable(NamedTuple):
    """`single`: of one record, which a page shows from top to bottom."""

    name: str
    title: LocalText
    columns: tuple[TableColumn, ...]
    single: bool = False


def text(zh: str, en: str) -> LocalText:
    return LocalText(zh=zh, en=en)


def field(key: str, zh: str, en: str) -> TableColumn:
    return TableColumn(key, text(zh, en), lambda record: getattr(record, key))


def in_both(key: str, zh: str, en: str) -> TableColumn:
    return TableColumn(key, text(zh, en), lambda record: getattr(record, key), both=True)


def money(key: str, zh: str, en: str) -> TableColumn:
    def amount(record: Any) -> MinorUnits | None:
        minor = getattr(record, key)
        return None if minor is None else MinorUnits(minor)

    return TableColumn(key, text(zh, en), amount)


def worked_out(
    key: str, zh: str, en: str, of: Callable[[Any], Any], *, both: bool = False
) -> TableColumn:
    return TableColumn(key, text(zh, en), of, both)


AT: Final = field("at", "时间", "Time")
