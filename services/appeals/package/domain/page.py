"""The page of a package: readable without a network, and without anything that is not in it."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from infra.kernel.text import LocalText
from services.appeals.package.domain.given import PackageInput
from services.appeals.package.domain.shown import ShownAppeal
from services.appeals.package.domain.words import (
    PAGE,
    REMEDIES,
    REMEDY_STATES,
    STATES,
    VERDICTS,
    said,
)
from services.membership.contract.cause_names import CAUSES
from services.shared.packing.pages import POLICY, STYLE, local_in, tag_of, when_in

_TEMPLATE = Path(__file__).with_name("page.html.j2").read_text("utf-8")
_WORDS: dict[str, Mapping[Any, LocalText]] = {
    "state": STATES,
    "verdict": VERDICTS,
    "cause": CAUSES,
    "remedy": REMEDIES,
    "remedy_state": REMEDY_STATES,
}


def page(given: PackageInput, appeal: ShownAppeal, language: str) -> str:
    """`language`: zh or en."""
    local, when = local_in(language), when_in(given.zone, language)
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters |= {"local": local, "when": when, "word": _word(local)}
    case = given.appeal.case_file
    return environment.from_string(_TEMPLATE).render(
        lang=tag_of(language),
        style=STYLE,
        policy=POLICY,
        t={name: local(text) for name, text in PAGE.items()},
        times=local(PAGE["times"]).format(zone=given.zone),
        appeal=appeal,
        summary=local(case.explanation.summary) if case else "",
        decisions=[*appeal.earlier_decisions, *([appeal.decision] if appeal.decision else [])],
        statements=given.statements,
        alerts=case.alerts if case else (),
        timeline=case.timeline if case else (),
        records=case.evidence if case else (),
        evidence=given.evidence,
        titles={one.packed_as: one.name for one in given.evidence},
    )


def _word(local: Callable[[LocalText], str]) -> Callable[[StrEnum, str], str]:
    return lambda word, kind: local(said(_WORDS[kind], word))
