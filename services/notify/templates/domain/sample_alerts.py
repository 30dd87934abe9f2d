"""Alerts about sample events: what a template is tried with before anybody is sent it."""

import types
from collections.abc import Iterator
from enum import Enum
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec

from services.notify.contract.words import CodePurpose, Topic
from services.notify.core.alerts.alert import Alert
from services.notify.core.rules.alert_rules import ALERTS, CODE_EVENT
from services.notify.templates.domain.sample_shapes import SHAPES
from services.notify.templates.domain.samples import EVENTS
from services.notify.templates.domain.samples.words import NOW, PLANS

_NAMES = {"zh-CN": "王小明", "en": "Li Lei"}


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """`about`: how it differs from the first one of its event; empty for the first."""

    about: str
    facts: dict[str, Any]


@cache
def samples_of(event_type: str) -> tuple[Sample, ...]:
    """Realistic ones, with the longest values seen. Never empty."""
    if event_type == CODE_EVENT:
        return (Sample(about="", facts={"purpose": CodePurpose.RELEASE_HOLD, "code": "402617"}),)
    events = [event for event in EVENTS + SHAPES if type(event).__name__ == event_type]
    return tuple(_sample(event, events[0]) for event in events)


@cache
def variations_of(event_type: str) -> tuple[Sample, ...]:
    """The samples with one field changed at a time, as far as its type allows: without what may
    be missing, with every word that it may hold, with yes for no. Some never happen."""
    if event_type == CODE_EVENT:
        code = samples_of(event_type)[0].facts
        return tuple(Sample(about=f"purpose={p}", facts=code | {"purpose": p}) for p in CodePurpose)
    first = next(event for event in EVENTS if type(event).__name__ == event_type)
    return tuple(_sample(event, first) for event in _varied(first))


def sample_alert(event_type: str, language: str, sample: Sample) -> Alert:
    code = event_type == CODE_EVENT
    return Alert(
        id="sample",
        member_id="sample",
        event_id="sample",
        event_type=event_type,
        topic=Topic.CODE if code else ALERTS[event_type].topic,
        at=NOW,
        planned_at=NOW,
        name=_NAMES.get(language, ""),
        language=language,
        time_zone="Asia/Shanghai",
        facts=sample.facts,
        plans=PLANS,
    )


def _sample(event: Any, first: Any) -> Sample:
    return Sample(about=", ".join(_differences(first, event)), facts=msgspec.to_builtins(event))


def _differences(first: Any, event: Any, prefix: str = "") -> Iterator[str]:
    for name in event.__struct_fields__:
        before, after = getattr(first, name), getattr(event, name)
        if isinstance(before, msgspec.Struct) and isinstance(after, msgspec.Struct):
            yield from _differences(before, after, f"{prefix}{name}.")
        elif before != after:
            yield f"{prefix}{name}={_shown(after)}"


def _shown(value: Any) -> str:
    return "none" if value is None else str(value) if value != "" else "empty"


def _varied(event: Any) -> Iterator[Any]:
    hints = get_type_hints(type(event))
    for name in event.__struct_fields__:
        for value in _others(getattr(event, name), hints[name]):
            yield msgspec.structs.replace(event, **{name: value})


def _others(value: Any, hint: Any) -> Iterator[Any]:
    """Other values of this type, as far as its type lists them."""
    if isinstance(value, tuple):
        yield ()  # of several a template asks only whether there are any
        return
    kinds = get_args(hint) or (hint,)
    if types.NoneType in kinds and value is not None:
        yield None
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, Enum):
            yield from (member for member in kind if member is not value)
    if isinstance(value, bool):
        yield not value
    if isinstance(value, msgspec.Struct):
        yield from _varied(value)
