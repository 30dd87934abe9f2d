"""The life of a template in one language: draft, published versions, the one in use."""

from datetime import datetime

import msgspec

from infra.kernel.errors import Conflict, NotAllowed, NotFound
from infra.kernel.events import Actor
from infra.kernel.sentences import both
from services.notify.contract.events import Event, TemplateDraftSaved, TemplatePublished
from services.notify.contract.templates import PhraseSources, TemplateDraft, TemplateVersion
from services.notify.core.rules.template_names import SHIPPED


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """`latest`: number of the newest version, `in_use`: of the one that is sent; 0 is shipped.
    `drafts`: how many were ever saved; a draft's number is its place among them."""

    event_type: str
    language: str
    draft: TemplateDraft | None = None
    drafts: int = 0
    latest: int = SHIPPED
    in_use: int = SHIPPED


class TemplateChange(msgspec.Struct, frozen=True, kw_only=True):
    """A decision: the template after it, what happened, and a version that came to be. Without
    an event nothing changed."""

    template: Template
    event: Event | None = None
    version: TemplateVersion | None = None


def save_draft(
    template: Template, phrases: PhraseSources, by: Actor, now: datetime
) -> TemplateChange:
    """The same phrases again change nothing."""
    if template.draft and template.draft.phrases == phrases:
        return TemplateChange(template=template)
    number = template.drafts + 1
    draft = TemplateDraft(number=number, phrases=phrases, saved_at=now, saved_by=by)
    return TemplateChange(
        template=msgspec.structs.replace(template, draft=draft, drafts=number),
        event=TemplateDraftSaved(
            event_type=template.event_type, language=template.language, draft=number
        ),
    )


def publish_draft(
    template: Template, expected: int | None, by: Actor, now: datetime
) -> TemplateChange:
    """The draft becomes the next version and is in use.

    Raises:
        NotAllowed: there is no draft.
        Conflict: it is another one than `expected`.
    """
    draft = template.draft
    if draft is None:
        raise NotAllowed(
            both(
                "没有可发布的草稿；请先保存，或写明早先的版本。",
                "There is no draft to publish; save one, or name an earlier version.",
            )
        )
    if expected not in (None, draft.number):
        raise Conflict(
            both(
                "草稿现在是第 {number} 号，不是 {expected}；请重新读取。",
                "The draft is number {number} by now, not {expected}; read it again.",
                number=draft.number,
                expected=expected,
            ),
            field="draft",
        )
    number = template.latest + 1
    version = TemplateVersion(
        version=number, phrases=draft.phrases, published_at=now, published_by=by
    )
    after = msgspec.structs.replace(template, draft=None, latest=number, in_use=number)
    return TemplateChange(template=after, event=_published(after), version=version)


def use_again(template: Template, number: int) -> TemplateChange:
    """An earlier version is in use again, 0 the shipped one; a draft stays as it is.

    Raises:
        NotFound: there is no such version.
    """
    if not SHIPPED <= number <= template.latest:
        raise NotFound(
            both(
                "没有第 {number} 版；现有 0（随附）至 {latest}。",
                "There is no version {number}; there are 0 (shipped) to {latest}.",
                number=number,
                latest=template.latest,
            ),
            field="version",
        )
    if number == template.in_use:
        return TemplateChange(template=template)
    after = msgspec.structs.replace(template, in_use=number)
    return TemplateChange(template=after, event=_published(after))


def _published(after: Template) -> TemplatePublished:
    return TemplatePublished(
        event_type=after.event_type, language=after.language, version=after.in_use
    )
