"""Refuses a draft that could not be sent, when it is saved: nobody finds out when sending."""

from datetime import datetime, timedelta

import msgspec

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import Either, Value, both
from services.notify.contract.templates import PhraseSources
from services.notify.contract.words import Channel
from services.notify.core.ports.renderer import Phrases
from services.notify.core.rules.links import NO_LINKS, MessageLinks
from services.notify.core.rules.segments import MOST_SEGMENTS, encoding, segments
from services.notify.core.rules.template_names import VersionName
from services.notify.templates.domain.sample_alerts import (
    Sample,
    sample_alert,
    samples_of,
    variations_of,
)
from services.notify.templates.domain.samples.words import NOW
from services.notify.templates.domain.variables import PHRASES, described, variables_of
from services.notify.templates.renderer import Templates
from services.shared.placeholders import Vocabulary, check_syntax

_DRAFT = -1
LONG_AFTER = NOW + timedelta(days=3650)
"""When every time that a sample speaks of has passed."""
LONGEST_TITLE = 200
_NEVER_EMPTY = tuple(name for name in PHRASES if name != "detail")


class TemplateCheck:
    """`templates`: whatever a member would be sent is made by the same renderer."""

    def __init__(self, templates: Templates, links: MessageLinks = NO_LINKS) -> None:
        self._templates = templates
        self._links = links

    def check(self, event_type: str, language: str, sources: PhraseSources) -> None:
        """
        Raises:
            InvalidInput: `field` is the phrase to mend; the message says how.
        """
        filters = self._templates.language(language).environment.filters
        words = Vocabulary(variables_of(event_type), described(event_type), filters)
        for name in PHRASES:
            check_syntax(name, getattr(sources, name), words)
        for sample in samples_of(event_type):
            for now in (NOW, LONG_AFTER):
                said = self._said(event_type, language, sources, sample, now)
                self._check_message(event_type, said, sample, language)
        for sample in variations_of(event_type):
            self._said(event_type, language, sources, sample)

    def fault(self, name: VersionName) -> str | None:
        """Why a version cannot be said with what this release knows of its event, if so."""
        try:
            sources = self._templates.sources(name)
            for sample in (*samples_of(name.event_type), *variations_of(name.event_type)):
                self._said(name.event_type, name.language, sources, sample)
        except (InvalidInput, LookupError, StopIteration) as error:
            return str(error)
        return None

    def _said(
        self,
        event_type: str,
        language: str,
        sources: PhraseSources,
        sample: Sample,
        now: datetime = NOW,
    ) -> Phrases:
        alert = sample_alert(event_type, language, sample)
        name = VersionName(event_type, language, _DRAFT)
        try:
            return self._templates.said(name, sources, alert, alert.facts, True, now=now)
        except Exception as error:  # whatever a template can raise is a reason to refuse it
            raise self._fault(name, sources, sample, now, error) from error

    def _fault(
        self,
        name: VersionName,
        sources: PhraseSources,
        sample: Sample,
        now: datetime,
        error: Exception,
    ) -> InvalidInput:
        """Names the first phrase that does not render when it is the only one."""
        alert = sample_alert(name.event_type, name.language, sample)
        nothing = PhraseSources(title="", what="", why="", next="")
        for phrase in PHRASES:
            alone = _replaced(nothing, phrase, getattr(sources, phrase))
            try:
                self._templates.said(name, alone, alert, alert.facts, True, now=now)
            except Exception as own:  # as above
                return InvalidInput(
                    both(
                        "{phrase} 无法生成（{sample}）：{fault}。",
                        "{phrase} cannot be said with {sample}: {fault}.",
                        phrase=phrase,
                        sample=_of(sample),
                        fault=str(own),
                    ),
                    field=phrase,
                )
        return InvalidInput(
            both(
                "无法生成（{sample}）：{fault}。",
                "It cannot be said with {sample}: {fault}.",
                sample=_of(sample),
                fault=str(error),
            )
        )

    def _check_message(
        self, event_type: str, phrases: Phrases, sample: Sample, language: str
    ) -> None:
        for name in _NEVER_EMPTY:
            if not getattr(phrases, name):
                raise InvalidInput(
                    both(
                        "{phrase} 为空（{sample}），请填写内容。",
                        "{phrase} is empty with {sample}; say something.",
                        phrase=name,
                        sample=_of(sample),
                    ),
                    field=name,
                )
        if "\n" in phrases.title or len(phrases.title) > LONGEST_TITLE:
            raise InvalidInput(
                both(
                    "title 超过一行 {most} 个字符（{sample}）；它是邮件主题，请缩短。",
                    "title is more than one line of {most} characters with {sample}; it is "
                    "the subject of the mail. Shorten it.",
                    most=LONGEST_TITLE,
                    sample=_of(sample),
                ),
                field="title",
            )
        self._check_sms(self._templates.whole_sms(phrases, language), phrases, sample)
        # beside a link a long reason may give way, and nothing else
        link = self._links.sample(event_type, Channel.SMS)
        needed = msgspec.structs.replace(phrases, why="")
        self._check_sms(self._templates.whole_sms(needed, language, link), phrases, sample)

    def _check_sms(self, sms: str, phrases: Phrases, sample: Sample) -> None:
        if (parts := segments(sms)) > MOST_SEGMENTS:
            raise InvalidInput(
                both(
                    "what、why 和 next 组成的短信需 {parts} 段（{sample}，{length} 个字符，"
                    "{encoding}），最多发送 {most} 段。请缩短，或把不急的内容移到 detail。",
                    "The SMS of what, why and next takes {parts} segments with {sample} ({length}"
                    " characters, {encoding}); at most {most} are sent. Shorten them, or "
                    "move what can wait to detail.",
                    parts=parts,
                    sample=_of(sample),
                    length=len(sms),
                    encoding=encoding(sms),
                    most=MOST_SEGMENTS,
                ),
                field=max(("what", "why", "next"), key=lambda name: len(getattr(phrases, name))),
            )


def _of(sample: Sample) -> Value:
    return sample.about or Either("第一个样例", "the first sample")


def _replaced(sources: PhraseSources, phrase: str, source: str) -> PhraseSources:
    return msgspec.structs.replace(sources, **{phrase: source})
