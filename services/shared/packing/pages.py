"""What every page of a package has: it is read without a network, and loads nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import get_month_names

from infra.kernel.text import LocalText

_TAGS: Final = {"zh": "zh-CN", "en": "en"}
LANGUAGES: Final = tuple(_TAGS)
_MONTHS: Final = get_month_names("wide", locale="en")
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
"""Content Security Policy Level 3, as a `meta` element."""
STYLE: Final = """\
body{font:15px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;\
max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c}
h1{font-size:1.6rem}h2{font-size:1.2rem;border-bottom:1px solid #ccc;margin-top:2.2rem}\
h3{font-size:1rem;margin-bottom:.2rem}
table{border-collapse:collapse;width:100%}\
th,td{text-align:left;vertical-align:top;padding:.25rem .6rem .25rem 0;border-bottom:1px solid #eee}
.key th{width:14rem;font-weight:600}\
.hash{font:12px/1.4 ui-monospace,monospace;word-break:break-all;color:#555}
.words{white-space:pre-wrap}.small{color:#555;font-size:.9rem}
@media print{body{margin:0;max-width:none}}"""


def tag_of(language: str) -> str:
    """As BCP 47 has it. `language`, here and below: zh or en."""
    return _TAGS[language]


def when_in(zone: str, language: str) -> Callable[[datetime], str]:
    """To the second, as a person writes it. Written by hand: Babel takes a hundred times as long,
    and an export has very many of them."""
    known, write = ZoneInfo(zone), {"zh": _in_chinese, "en": _in_english}[language]
    return lambda instant: write(instant.astimezone(known))


def _in_chinese(at: datetime) -> str:
    return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M:%S}"


def _in_english(at: datetime) -> str:
    return f"{at.day} {_MONTHS[at.month]} {at.year}, {at:%H:%M:%S}"


def local_in(language: str) -> Callable[[LocalText], str]:
    return lambda text: text.in_language(language)
