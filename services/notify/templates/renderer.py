"""Puts alerts into words: one set of phrases an event type and language, for every channel."""

from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from services.notify.contract.templates import PhraseSources
from services.notify.core.alerts.alert import Alert
from services.notify.core.ports.renderer import Mail, Phrases, TemplateFault
from services.notify.core.rules.alert_rules import CODE_EVENT, STAFF_TOLD, TO_PARTNERS
from services.notify.core.rules.links import NO_LINK
from services.notify.core.rules.present import times_in
from services.notify.core.rules.segments import MOST_SEGMENTS, segments
from services.notify.core.rules.template_names import LANGUAGES, SHIPPED, VersionName, spoken
from services.notify.templates.language import Language, language_of, shipped
from services.notify.templates.mail_layout import (
    MEMBERS,
    PARTNERS,
    STAFF,
    MailLayout,
    Readership,
)

_KEPT_TEXTS = 256


class Templates:
    """Renders what is in use, or a version by its name. Nothing is compiled before it is needed.

    Published versions are put in by `add` and `use` (see template_following); until then,
    and where nothing was, the shipped ones are in use.
    """

    def __init__(self, operator: str, currency: str) -> None:
        self._operator = operator
        self._languages = {name: language_of(name, currency) for name in LANGUAGES}
        self._published: dict[VersionName, PhraseSources] = {}
        self._in_use: Mapping[tuple[str, str], int] = {}
        self._layout = MailLayout(operator)
        self._said: OrderedDict[Any, Phrases] = OrderedDict()
        self._texts = lru_cache(_KEPT_TEXTS)(self._shortened)

    def add(self, published: Mapping[VersionName, PhraseSources]) -> None:
        """Versions that can be rendered from now on. May be called from any thread, as `use`."""
        if published:
            self._published = {**self._published, **published}

    def use(self, numbers: Mapping[tuple[str, str], int]) -> None:
        """What is in use from now on, by event type and language; all else is as shipped."""
        self._in_use = dict(numbers)

    def knows(self, name: VersionName) -> bool:
        return name.number == SHIPPED or name in self._published

    def in_use(self, event_type: str, language: str) -> VersionName:
        """What says this event in this language, or in the other one where that has nothing.

        Raises:
            LookupError: there is no template of this event in any language.
        """
        there = spoken(language, lambda one: shipped(event_type, one) is not None)
        return VersionName(event_type, there, self._in_use.get((event_type, there), SHIPPED))

    def sources(self, name: VersionName) -> PhraseSources:
        """
        Raises:
            LookupError: there is no such version, or it was not taken in yet.
        """
        number = name.number
        found = (
            shipped(name.event_type, name.language)
            if number == SHIPPED
            else self._published.get(name)
        )
        if found is None:
            raise LookupError(f"there is no template {name}")
        return found

    def language(self, name: str) -> Language:
        return self._languages[name]

    def filters(self, language: str) -> tuple[str, ...]:
        return tuple(sorted(self._languages[language].environment.filters))

    def phrases(
        self,
        alert: Alert,
        facts: dict[str, Any],
        language: str,
        *,
        now: datetime | None = None,
        every_year: bool = False,
        version: str = "",
    ) -> Phrases:
        """The alert in words. `now`: when they go out or are read, which decides what is still to
        come and which dates say their year; none: when it was planned. `every_year`: dates of this
        year say it too. `version`: the one to use; empty: the one in use.

        What a campaign says is rendered once for all who share a language and a time zone.

        Raises:
            TemplateFault: the template and the facts do not fit together, or the version is
                another event's or not there.
        """
        try:
            name = self._named(alert, language, version)
            at = now or alert.planned_at
            if not alert.campaign:
                return self.said(name, self.sources(name), alert, facts, every_year, now=at)
            return self._kept(name, alert, facts, every_year, at)
        except Exception as error:  # whatever it is, one alert must not stop those after it
            raise TemplateFault(f"{alert.event_type} in {language}: {error}") from error

    def said(
        self,
        name: VersionName,
        sources: PhraseSources,
        alert: Alert,
        facts: dict[str, Any],
        every_year: bool,
        *,
        now: datetime,
    ) -> Phrases:
        """Raises whatever the sources and the facts raise together."""
        said = self._languages[name.language].say(sources, alert, facts, every_year, now)
        return Phrases(**said, version=str(name))

    def sms(self, phrases: Phrases, language: str, link: str = NO_LINK) -> str:
        """At most two segments: where everything does not fit, what matters least goes first, and
        the link never."""
        spoken_in = self._spoken(phrases, language)
        if phrases.version.startswith(f"{CODE_EVENT}/"):
            return self._shortened(phrases, spoken_in)  # a code is kept nowhere
        return _linked(self._texts(phrases, spoken_in, len(link)), link)

    def whole_sms(self, phrases: Phrases, language: str, link: str = NO_LINK) -> str:
        """The SMS as it would be if it could be of any length."""
        said = self._joined(language, (phrases.what, phrases.why, phrases.next))
        return _linked(said, link)

    def inbox(self, phrases: Phrases, language: str) -> str:
        joiner = self._languages[self._spoken(phrases, language)].words["joiner"]
        parts = (phrases.what, phrases.why, phrases.detail, phrases.next)
        return joiner.join(part for part in parts if part)

    def mail(self, alert: Alert, phrases: Phrases, link: str = NO_LINK) -> Mail:
        language = self._languages[self._spoken(phrases, alert.language)]
        return self._layout.mail(
            phrases,
            language,
            alert.name,
            alert.time_zone,
            link=link,
            readers=_readers(alert),
            shared=bool(alert.campaign),
        )

    def _named(self, alert: Alert, language: str, version: str) -> VersionName:
        if not version:
            return self.in_use(alert.event_type, language)
        name = VersionName.parse(version)
        if name.event_type != alert.event_type:
            raise LookupError(f"{version} is not about it")
        return name

    def _spoken(self, phrases: Phrases, language: str) -> str:
        """The phrases' own language: it is another than the one asked for where that had none."""
        if phrases.version:
            return VersionName.parse(phrases.version).language
        return spoken(language, lambda one: True)

    def _kept(
        self,
        name: VersionName,
        alert: Alert,
        facts: dict[str, Any],
        every_year: bool,
        now: datetime,
    ) -> Phrases:
        own_year = None if every_year else now.astimezone(ZoneInfo(alert.time_zone)).year
        to_come = tuple(at > now for at in times_in(facts))
        key = (name, alert.time_zone, own_year, to_come, msgspec.json.encode((facts, alert.plans)))
        found = self._said.get(key)
        if found is None:
            found = self.said(name, self.sources(name), alert, facts, every_year, now=now)
            self._said[key] = found
            if len(self._said) > _KEPT_TEXTS:
                self._said.popitem(last=False)
        return found

    def _shortened(self, phrases: Phrases, language: str, link: int = 0) -> str:
        """`link`: how many characters it has, each of one unit."""
        shorter = (
            (phrases.what, phrases.why, phrases.next),
            (phrases.what, phrases.next),
            (phrases.what,),
        )
        texts = [self._joined(language, parts) for parts in shorter]
        fitting = (text for text in texts if segments(_linked(text, "x" * link)) <= MOST_SEGMENTS)
        return next(fitting, self._joined(language, (phrases.title,)))

    def _joined(self, language: str, parts: tuple[str, ...]) -> str:
        words = self._languages[language].words
        return words["sms_prefix"].format(operator=self._operator) + words["joiner"].join(parts)


def _linked(text: str, link: str) -> str:
    return f"{text} {link}" if link else text


def _readers(alert: Alert) -> Readership:
    if alert.event_type == STAFF_TOLD:
        return STAFF
    return PARTNERS if alert.event_type in TO_PARTNERS else MEMBERS
