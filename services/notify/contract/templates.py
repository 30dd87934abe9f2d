"""Templates, as staff edit them: a set of phrases for each event type and language."""

from datetime import datetime

import msgspec

from infra.kernel.events import Actor
from services.notify.contract.words import Topic


class PhraseSources(msgspec.Struct, frozen=True, kw_only=True):
    """The five phrases of one message as Jinja source. `detail` goes into mails and the inbox
    only, and may be empty."""

    title: str
    what: str
    why: str
    next: str
    detail: str = ""


class SaveTemplateDraft(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Replaces the draft of this event type and language. Refused unless it can be sent."""

    event_type: str
    language: str
    phrases: PhraseSources


class PublishTemplate(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Puts the draft in use under a new number; or, with a `version`, an earlier one again (0: as
    shipped). `draft`: its number as it was read; refused when it changed meanwhile."""

    event_type: str
    language: str
    version: int | None = None
    draft: int | None = None


class GetTemplates(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """-> TemplatesView."""


class GetTemplate(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """-> TemplateView."""

    event_type: str
    language: str


class PreviewTemplate(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """-> TemplatePreview of a published `version`, of the `draft`, or else of what is in use.
    `sample`: which of the event's samples, from 0."""

    event_type: str
    language: str
    version: int | None = None
    draft: bool = False
    sample: int = 0


class TemplateSummary(msgspec.Struct, frozen=True, kw_only=True):
    """`in_use` and `latest`: numbers of versions; 0 is the shipped one."""

    event_type: str
    language: str
    topic: Topic
    in_use: int
    latest: int
    has_draft: bool


class TemplatesView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """All event types, each in every language."""

    templates: tuple[TemplateSummary, ...]


class TemplateDraft(msgspec.Struct, frozen=True, kw_only=True):
    """`number` grows with every saving."""

    number: int
    phrases: PhraseSources
    saved_at: datetime
    saved_by: Actor


class TemplateVersion(msgspec.Struct, frozen=True, kw_only=True):
    """Never changes once published. Who and when are unknown of the shipped one, 0."""

    version: int
    phrases: PhraseSources
    published_at: datetime | None = None
    published_by: Actor | None = None


class TemplateVariable(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: what it is, for people; the words of a word are listed."""

    name: str
    kind: str


class TemplateStep(msgspec.Struct, frozen=True, kw_only=True):
    """What staff did. `version`: what was put in use; none where a draft was saved."""

    at: datetime
    by: Actor
    version: int | None


class TemplateView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`versions` newest first, down to the shipped one; `steps` newest first, at most 100.
    `samples`: how each sample differs from the first; the first is empty."""

    event_type: str
    language: str
    topic: Topic
    in_use: int
    draft: TemplateDraft | None
    versions: tuple[TemplateVersion, ...]
    steps: tuple[TemplateStep, ...]
    variables: tuple[TemplateVariable, ...]
    filters: tuple[str, ...]
    samples: tuple[str, ...]


class TemplatePreview(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What a member would get. `encoding`: GSM-7 or UCS-2 (3GPP TS 23.038); `sms_characters` of
    the text, `sms_segments` as charged. `version`: its name, such as MembershipExpired/en/3."""

    version: str
    sample: str
    sms: str
    encoding: str
    sms_segments: int
    sms_characters: int
    subject: str
    text: str
    html: str
    inbox: str


TemplateCommand = SaveTemplateDraft | PublishTemplate
TemplateQuery = GetTemplates | GetTemplate | PreviewTemplate
TemplateAnswer = TemplatesView | TemplateView | TemplatePreview
