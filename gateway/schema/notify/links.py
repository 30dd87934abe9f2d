"""Where the short link of a message leads."""

import strawberry

from gateway.compiled.shows import Shows, from_view
from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.basics.member import me
from gateway.schema.notify.words import MemberPage
from gateway.schema.permissions import query
from services.notify.contract.queries import GetLink
from services.notify.contract.views import MessageLinkView


@strawberry.type(description="Where the link of one of the own messages leads.")
class MessageLink(Shows[MessageLinkView]):
    alert_id: strawberry.ID
    page: MemberPage
    appeal_number: str | None = from_view(
        lambda view: view.number or None, description="Of the appeal that the message is about."
    )


@strawberry.type
class LinkQueries:
    @query(
        Role.MEMBER,
        description="Where the link that ends with this code leads; null where it is in no "
        "message of yours. Asking is no receipt: see markAlertOpened.",
    )
    async def message_link(self, info: Info, code: str) -> MessageLink | None:
        asked = GetLink(member_id=me(info), code=code)
        view = await info.context.readers.notify.ask(asked, MessageLinkView)
        return MessageLink.of(view) if view.page else None
