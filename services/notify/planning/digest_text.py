"""Puts a digest into words: an SMS that says how many and names the first, a mail with all."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from services.notify.core.alerts.digest_content import DigestContent
from services.notify.core.ports.renderer import Mail
from services.notify.core.rules.links import NO_LINK
from services.notify.core.rules.segments import MOST_SEGMENTS, segments

_FOLDER = Path(__file__).parent / "digest_texts"
_LOCALES = {"zh-CN": "zh_CN", "en": "en"}


@cache
def _layouts() -> ImmutableSandboxedEnvironment:
    """Compiled once in a process, however many speak of digests."""
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(_FOLDER),
        undefined=StrictUndefined,
        autoescape=lambda name: bool(name and name.endswith(".html.j2")),
        trim_blocks=True,
    )


class DigestTexts:
    """All words and layouts, read once. The same digest always makes the same texts."""

    def __init__(self, operator: str) -> None:
        self._operator = operator
        self._words: dict[str, dict[str, str]] = {
            language: json.loads((_FOLDER / f"{language}.json").read_text("utf-8"))
            for language in _LOCALES
        }
        self._text = _layouts().get_template("mail.txt.j2")
        self._html = _layouts().get_template("mail.html.j2")

    def sms(self, digest: DigestContent, language: str, link: str = NO_LINK) -> str:
        """At most two segments; a title that does not fit is cut."""
        words, title = self._words[language], digest.foremost.title
        end = f" {link}" if link else ""
        texts = (self._sms(words, digest, cut) + end for cut in _shorter(title, words["cut"]))
        fits = (text for text in texts if segments(text) <= MOST_SEGMENTS)
        bare = words["sms_bare"].format(operator=self._operator, count=len(digest.entries))
        return next(fits, bare + end)

    def mail(
        self,
        digest: DigestContent,
        language: str,
        name: str,
        time_zone: str,
        link: str = NO_LINK,
    ) -> Mail:
        """`name`: the member's, or empty; `time_zone`: in which times are shown."""
        words, zone = self._words[language], ZoneInfo(time_zone)

        def local(at: datetime, pattern: str) -> str:
            return format_datetime(
                at.astimezone(UTC), words[pattern], tzinfo=zone, locale=_LOCALES[language]
            )

        subject = words[_form("subject", digest)].format(
            count=len(digest.entries), day=local(digest.window.end, "day")
        )
        context: dict[str, Any] = {
            "language": language,
            "operator": self._operator,
            "words": words,
            "subject": subject,
            "greeting": words["greeting" if name else "greeting_unnamed"].format(name=name),
            "link": link,
            "footer": words["footer"].format(operator=self._operator),
            "entries": [
                {
                    "when": local(entry.happened_at or entry.at, "moment"),
                    "title": entry.title,
                    "text": entry.text,
                }
                for entry in digest.entries
            ],
        }
        return Mail(
            subject=subject, text=self._text.render(context), html=self._html.render(context)
        )

    def _sms(self, words: dict[str, str], digest: DigestContent, title: str) -> str:
        return words[_form("sms", digest)].format(
            operator=self._operator, count=len(digest.entries), foremost=title
        )


def _form(kind: str, digest: DigestContent) -> str:
    return f"{kind}_one" if len(digest.entries) == 1 else f"{kind}_many"


def _shorter(title: str, cut: str) -> list[str]:
    """The title, then ever less of it."""
    return [title, *(title[:size].rstrip() + cut for size in range(len(title) - 1, 0, -1))]
