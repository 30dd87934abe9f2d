"""Puts alerts into words: one small template an alert and language, shared by every channel."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_datetime, format_timedelta, get_timezone_location
from jinja2 import FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from infra.kernel.money import formatted
from services.notify.domain.facts import typed_facts
from services.notify.domain.fanout import CODE_EVENT, Alert
from services.notify.domain.segments import segments
from services.notify.ports import Mail, Phrases, TemplateFault

TEMPLATES = Path(__file__).parent.parent / "templates"
LOCALES = {"zh-CN": "zh_CN", "en": "en"}
MOST_SEGMENTS = 2
_PHRASES = ("title", "what", "why", "detail", "next")


class Templates:
    """All templates, compiled once. A missing or broken one is found here, not when sending."""

    def __init__(self, operator: str, currency: str) -> None:
        self._operator = operator
        self._languages = {name: _Language(name, currency) for name in LOCALES}
        layouts = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(TEMPLATES),
            undefined=StrictUndefined,
            autoescape=lambda name: bool(name and name.endswith(".html.j2")),
            trim_blocks=True,
        )
        self._text = layouts.get_template("mail.txt.j2")
        self._html = layouts.get_template("mail.html.j2")

    def phrases(
        self, alert: Alert, facts: dict[str, Any], language: str, *, every_year: bool = False
    ) -> Phrases:
        """The alert in words. `every_year`: dates of the alert's own year say the year too.

        Raises:
            TemplateFault: the template and the facts do not fit together.
        """
        try:
            return self._languages[language].phrases(alert, facts, every_year)
        except Exception as error:  # whatever it is, one alert must not stop those after it
            raise TemplateFault(f"{alert.event_type} in {language}: {error}") from error

    def sms(self, phrases: Phrases, language: str) -> str:
        """At most two segments: where everything does not fit, what matters least goes first."""
        words = self._languages[language].words
        prefix = words["sms_prefix"].format(operator=self._operator)
        shorter = (
            (phrases.what, phrases.why, phrases.next),
            (phrases.what, phrases.next),
            (phrases.what,),
        )
        texts = [prefix + words["joiner"].join(parts) for parts in shorter]
        return next((t for t in texts if segments(t) <= MOST_SEGMENTS), prefix + phrases.title)

    def inbox(self, phrases: Phrases, language: str) -> str:
        joiner = self._languages[language].words["joiner"]
        parts = (phrases.what, phrases.why, phrases.detail, phrases.next)
        return joiner.join(part for part in parts if part)

    def mail(self, alert: Alert, phrases: Phrases) -> Mail:
        language = self._languages[alert.language]
        words = language.words
        greeting = words["greeting"] if alert.name else words["greeting_unnamed"]
        context = {
            "phrases": phrases,
            "words": words,
            "language": alert.language,
            "operator": self._operator,
            "greeting": greeting.format(name=alert.name),
            "footer": words["footer"].format(
                operator=self._operator, zone=language.zone(alert.time_zone)
            ),
        }
        return Mail(
            subject=phrases.title,
            text=self._text.render(context),
            html=self._html.render(context),
        )


class _Language:
    """The templates and the words of one language."""

    def __init__(self, name: str, currency: str) -> None:
        self._locale = Locale.parse(LOCALES[name])
        self._currency = currency
        folder = TEMPLATES / name
        self.words: dict[str, str] = json.loads((folder / "words.json").read_text("utf-8"))
        self._environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            autoescape=False,  # plain text; the mail layout escapes what it shows
        )
        self._environment.filters |= self._filters()
        self._templates: dict[str, Template] = {
            path.stem: self._environment.get_template(path.name) for path in folder.glob("*.j2")
        }

    def phrases(self, alert: Alert, facts: dict[str, Any], every_year: bool) -> Phrases:
        zone = ZoneInfo(alert.time_zone)
        context = {
            **_context(alert.event_type, facts),
            "plans": alert.plans,
            "time_zone": zone,
            "year_left_out": None if every_year else alert.at.astimezone(zone).year,
        }
        module = self._templates[template_name(alert.event_type)].make_module(context)
        said = {name: str(getattr(module, name, "")).strip() for name in _PHRASES}
        return Phrases(**said | {"detail": "" if _empty(said["detail"]) else said["detail"]})

    def _filters(self) -> dict[str, Callable[..., str]]:
        return {
            "money": lambda minor: formatted(minor, self._currency),
            "when": self._when,
            "day": self._day,
            "span": self._span,
            "days": self._days,
            "plan": self._plan,
            "word": lambda code: self.words[str(code)],
            "clause": self._clause,
        }

    def zone(self, name: str) -> str:
        """The time of a place as people call it there, else by its city."""
        if name in self.words:
            return self.words[name]
        city = get_timezone_location(ZoneInfo(name), locale=self._locale, return_city=True)
        return self.words["time_of"].format(city=city)

    @pass_context
    def _when(self, context: Context, at: datetime) -> str:
        return self._local(context, at, "moment")

    @pass_context
    def _day(self, context: Context, at: datetime) -> str:
        return self._local(context, at, "day")

    def _local(self, context: Context, at: datetime, form: str) -> str:
        zone = context["time_zone"]
        same_year = at.astimezone(zone).year == context["year_left_out"]
        pattern = self.words[form if same_year else f"{form}_with_year"]
        return format_datetime(at.astimezone(UTC), pattern, tzinfo=zone, locale=self._locale)

    def _clause(self, code: str) -> str:
        return self.words["clause"].format(name=self.words.get(f"clause_{code}", code))

    def _span(self, seconds: int) -> str:
        return format_timedelta(timedelta(seconds=seconds), threshold=1.5, locale=self._locale)

    def _days(self, count: int) -> str:
        return self.words["day_count_1" if count == 1 else "day_count"].format(n=count)

    @pass_context
    def _plan(self, context: Context, code: str) -> str:
        names = context["plans"].get(code, {})
        return str(names.get(self._locale.language, code))


def _context(event_type: str, facts: dict[str, Any]) -> Mapping[str, Any]:
    """The event's fields by their names, but for those that a phrase is called by."""
    if event_type == CODE_EVENT:
        return facts
    event = typed_facts(event_type, facts)
    fields = {name: getattr(event, name) for name in event.__struct_fields__}
    return {k: v for k, v in fields.items() if k not in _PHRASES} | {"event": event}


def _empty(detail: str) -> bool:
    """A lead-in without what it leads to says nothing."""
    return not detail or detail[-1] in ":："


@cache
def template_name(event_type: str) -> str:
    """MembershipRenewed -> membership_renewed."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in event_type).lstrip("_")
