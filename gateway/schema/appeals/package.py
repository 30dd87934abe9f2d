"""An appeal as a package for a regulator, and the wording of a complaint."""

from datetime import datetime

import strawberry

from gateway.files.links import PACKAGES
from gateway.identity.viewer import Role
from gateway.request.context import Context
from gateway.schema.appeals.files import holder_of
from services.appeals.contract.package import ComplaintTextsView, GetComplaintTexts


@strawberry.type(
    description="Where a package is loaded, by whom this was given to and nobody else."
)
class PackageLink:
    path: str = strawberry.field(
        description="On the gateway's own address; GET it without a token within five minutes."
    )
    expires_at: datetime
    file_name: str


@strawberry.type(description="A text of a package, as it stands in a file of it.")
class ComplaintText:
    name: str = strawberry.field(
        description="complaint/12315.zh.txt, complaint/internet.zh.txt, or complaint/README.txt, "
        "which says how to go about it."
    )
    text: str


def package_link(context: Context, number: str) -> PackageLink:
    link = context.files.to(number, holder_of(context), PACKAGES)
    return PackageLink(path=link.path, expires_at=link.expires_at, file_name=f"{number}.zip")


async def complaint_texts_of(
    context: Context, number: str, member_id: str
) -> list[ComplaintText] | None:
    if not context.may_see(member_id):
        return None
    whose = context.viewer.id if context.viewer.role is Role.MEMBER else ""
    asked = GetComplaintTexts(number=number, member_id=whose)
    found = await context.readers.appeals.find(asked, ComplaintTextsView)
    return (
        [ComplaintText(name=name, text=text) for name, text in found.texts.items()] if found else []
    )
