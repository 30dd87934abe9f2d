"""What of the shipped SMS is the same for everybody: texts with variables in the places where
members differ. An SMS house of China wants to have seen each of them before it sends one.

They are found by rendering samples with what a template puts in marked, so that they are what is
sent, branch by branch.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import TemplateError

from services.notify.contract.words import Channel
from services.notify.core.alerts.alert import Alert
from services.notify.core.ports.renderer import Phrases
from services.notify.core.rules.links import CODE_DIGITS, MessageLinks
from services.notify.core.rules.template_names import SHIPPED, VersionName
from services.notify.templates.domain.sample_alerts import (
    Sample,
    sample_alert,
    samples_of,
    variations_of,
)
from services.notify.templates.language import Language, shipped
from services.notify.templates.renderer import Templates

LANGUAGE = "zh-CN"
_LENGTHS = (("what", "why", "next"), ("what", "next"), ("what",), ("title",))
"""That an SMS may have: see Templates.sms."""
_BEGINS, _ENDS = "\ue000", "\ue001"
_MARKED = re.compile(f"{_BEGINS}([^{_ENDS}]*){_ENDS}")


class FixedTexts:
    def __init__(self, operator: str, currency: str, links: MessageLinks) -> None:
        self._operator = operator
        self._links = links
        self._templates = Templates(operator, currency)
        self._marking = Language(LANGUAGE, currency)
        self._marking.environment.finalize = lambda value: f"{_BEGINS}{value}{_ENDS}"

    def of(self, event_type: str) -> list[str]:
        """Each once, without what says whose messages they are; `${v1}` stands for a variable."""
        samples = (*samples_of(event_type), *variations_of(event_type))
        found = (text for sample in samples for text in self._text(event_type, sample))
        return list(dict.fromkeys(self._linked(event_type, text) for text in found))

    def _linked(self, event_type: str, text: str) -> str:
        """Of the link only the code is a variable: houses refuse variables that hold addresses."""
        link = self._links.sample(event_type, Channel.SMS)
        return f"{text} {link[:-CODE_DIGITS]}${{code}}" if link else text

    def _text(self, event_type: str, sample: Sample) -> Iterator[str]:
        """None of a sample that never happens and cannot be said."""
        alert = sample_alert(event_type, LANGUAGE, sample)
        try:
            marked = self._marked(alert, sample.facts)
        except (ArithmeticError, LookupError, TypeError, ValueError, TemplateError):
            return
        sent = self._sent(event_type, marked)
        joiner = self._marking.words["joiner"]
        for names in _LENGTHS:
            said = joiner.join(marked[name] for name in names)
            if _plain(said) == sent:
                yield _with_names(said)
                return

    def _marked(self, alert: Alert, facts: dict[str, Any]) -> dict[str, str]:
        sources = shipped(alert.event_type, LANGUAGE)
        if sources is None:
            raise LookupError(alert.event_type)
        return self._marking.say(sources, alert, facts, False, alert.planned_at)

    def _sent(self, event_type: str, marked: Mapping[str, str]) -> str:
        """As the member reads it, but for the operator's name before it."""
        said = {name: _plain(text) for name, text in marked.items()}
        version = VersionName(event_type, LANGUAGE, SHIPPED)
        prefix = self._marking.words["sms_prefix"].format(operator=self._operator)
        phrases = Phrases(**said, version=str(version))
        link = self._links.sample(event_type, Channel.SMS)
        return (
            self._templates.sms(phrases, LANGUAGE, link)
            .removeprefix(prefix)
            .removesuffix(f" {link}")
        )


def _plain(marked: str) -> str:
    return _MARKED.sub(r"\1", marked)


def _with_names(marked: str) -> str:
    names = iter(range(1, 100))
    return _MARKED.sub(lambda _: f"${{v{next(names)}}}", marked)
