"""Texts that staff write once and use in many answers, questions and decisions, in Chinese and
English, in versions."""

from datetime import datetime

import msgspec

from infra.kernel.events import Actor
from infra.kernel.text import LocalText
from services.appeals.contract.query import Query


class SaveAnswerTemplate(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """By administrators. It becomes the next version, and is used from then on. `based_on`: the
    version that it replaces; 0: a new one. `retired`: nobody uses it any more."""

    code: str
    title: LocalText
    text: LocalText
    based_on: int
    retired: bool = False


class AnswerTemplateVersion(msgspec.Struct, frozen=True, kw_only=True):
    """`text`: the sources, with their placeholders. It never changes."""

    code: str
    version: int
    title: LocalText
    text: LocalText
    retired: bool
    saved_at: datetime
    saved_by: Actor


class AnswerTemplatesView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The last version of each that is not retired, by code. `variables`: what a text may speak of,
    by name, with what it is; `filters`: what is written behind them."""

    templates: tuple[AnswerTemplateVersion, ...]
    variables: tuple[tuple[str, str], ...]
    filters: tuple[str, ...]


class SavedAnswerTemplate(msgspec.Struct, frozen=True, kw_only=True):
    template: AnswerTemplateVersion
    repeated: bool = False


class AnswerPreview(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What it says about one appeal. `template`: such as "late-payment/3"; empty for a text that is
    not saved. `language`: of the member, who reads that one."""

    template: str
    text: LocalText
    language: str


class GetAnswerTemplates(Query, frozen=True, kw_only=True):
    """-> AnswerTemplatesView"""


class PreviewAnswer(Query, frozen=True, kw_only=True):
    """-> AnswerPreview. Of a saved template by its `code`, or of a `text` that is not saved.
    `reviewer`: the name of who would write it."""

    number: str
    code: str = ""
    text: LocalText | None = None
    reviewer: str = ""


AnswerQuery = GetAnswerTemplates | PreviewAnswer
