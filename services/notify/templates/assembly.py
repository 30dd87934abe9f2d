"""Templates, put together: what puts alerts into words, and what staff do with it."""

from typing import NamedTuple

from infra.process.component import Loop
from infra.storage.mongo import Database
from services.notify.contract.templates import (
    GetTemplate,
    GetTemplates,
    PreviewTemplate,
    PublishTemplate,
    SaveTemplateDraft,
)
from services.notify.core.assembly import Core
from services.notify.core.feature import Feature, one_by_one
from services.notify.core.rules.links import MessageLinks
from services.notify.settings import NotifySettings
from services.notify.templates.check import TemplateCheck
from services.notify.templates.commands import TemplateCommands
from services.notify.templates.following import TemplateFollower
from services.notify.templates.queries import TemplateReading
from services.notify.templates.renderer import Templates
from services.notify.templates.store import PublishedTemplates, TemplateStore


class TemplateServices(NamedTuple):
    """Of one process."""

    renderer: Templates
    following: TemplateFollower
    links: MessageLinks


def lay_wording(settings: NotifySettings, db: Database) -> TemplateServices:
    renderer = Templates(settings.operator_name, settings.currency)
    following = TemplateFollower(PublishedTemplates(db), renderer)
    return TemplateServices(
        renderer, following, MessageLinks(settings.member_centre, settings.desk)
    )


def templates_feature(core: Core, wording: TemplateServices) -> Feature:
    store = TemplateStore(core.base.uow)
    reading = TemplateReading(store, wording.renderer, wording.links)
    commands = TemplateCommands(
        store=store,
        check=TemplateCheck(wording.renderer, wording.links),
        following=wording.following,
        reading=reading,
        clock=core.clock,
    )
    read = one_by_one(reading.read)
    return Feature(
        commands={SaveTemplateDraft: commands.save_draft, PublishTemplate: commands.publish},
        queries={GetTemplates: read, GetTemplate: read, PreviewTemplate: read},
        loops=[Loop(name="follow templates", run=wording.following.run, everywhere=True)],
    )
