"""Files of an appeal, as they are read: opened by links that are good for minutes."""

from datetime import datetime

import strawberry

from gateway.files.links import Holder
from gateway.request.context import Context, Info
from gateway.schema.basics.fields import computed
from gateway.schema.basics.scalars import Actor, mapped
from infra.kernel.errors import Forbidden
from services.appeals.contract import evidence
from services.shared.callers import StaffKind


@strawberry.type(description="Where a file is opened, by whom this was given to and nobody else.")
class FileLink:
    path: str = strawberry.field(
        description="On the gateway's own address; GET it without a token. It is saved, not shown."
    )
    expires_at: datetime


@strawberry.type(description="A file that was added to an appeal, or to a draft of one.")
class EvidenceFile:
    id: strawberry.ID
    name: str
    media_type: str = strawberry.field(description="By its content, e.g. image/png.")
    size: int = strawberry.field(description="How many bytes it has.")
    sha256: str = strawberry.field(description="Of its bytes, hexadecimal.")
    by: Actor
    at: datetime
    message_id: strawberry.ID = strawberry.field(
        description="The message that it came with; empty while it is kept with a draft."
    )

    @computed("A new link, good for five minutes; none where only specialists open it.")
    async def link(self, info: Info) -> FileLink | None:
        if not await _may_open(info.context, self.id):
            return None
        link = info.context.files.to(self.id, holder_of(info.context))
        return FileLink(path=link.path, expires_at=link.expires_at)

    @classmethod
    def of(cls, view: evidence.EvidenceFile) -> "EvidenceFile":
        return mapped(
            cls,
            view,
            id=strawberry.ID(view.id),
            by=Actor.of(view.by),
            media_type=view.media_type.value,
            message_id=strawberry.ID(view.message_id),
        )


async def _may_open(context: Context, file_id: str) -> bool:
    """Of those who see the case only some of the staff may not; using it asks everybody."""
    if context.viewer.staff_kind not in (StaffKind.READ_ONLY, StaffKind.REVIEWER):
        return True
    try:
        await context.apis.appeals.file(file_id, context.caller())
    except Forbidden:
        return False
    return True


async def files_of(context: Context, number: str, member_id: str) -> list[EvidenceFile]:
    """Those of one appeal, for who may see it."""
    if not context.may_see(member_id):
        return []
    asked = evidence.GetEvidence(number=number, member_id=member_id)
    found = await context.readers.evidence.ask(asked, evidence.EvidenceFiles)
    return [EvidenceFile.of(one) for one in found.files]


def holder_of(context: Context) -> Holder:
    viewer = context.viewer
    return Holder(str(viewer.role), viewer.id, str(viewer.staff_kind or ""))
