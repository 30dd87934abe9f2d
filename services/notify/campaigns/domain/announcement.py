"""What staff announce, and to whom, checked before anybody is told."""

from datetime import datetime

import msgspec

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from infra.kernel.values import is_shown
from services.membership.contract.rules import checked_member_id
from services.notify.contract.campaigns import (
    Announcement,
    Audience,
    CampaignStep,
    StartCampaign,
)
from services.notify.contract.words import CampaignState, Topic
from services.notify.core.recipients.recipient import checked
from services.notify.core.rules.campaign import ANNOUNCEMENT, Campaign

MOST_NAMED = 1_000
LONGEST = {"title": 100, "what": 300, "next": 300}


def announced(command: StartCampaign, id: str, by: str, now: datetime) -> Campaign:
    """The campaign, not yet begun.

    Raises:
        InvalidInput: naming the field.
    """
    if command.topic is not Topic.RENEWAL:
        raise InvalidInput(
            both(
                "工作人员的公告属于 RENEWAL，会员可以关闭。法律通知随条款发布而发送；"
                "其他主题只涉及某位会员自己的事。",
                "Announcements of staff are on RENEWAL, which members may turn off. Legal "
                "notices are sent by publishing a clause; the other topics are about "
                "what happened to one member.",
            ),
            field="topic",
        )
    return Campaign(
        id=id,
        event_type=ANNOUNCEMENT,
        at=now,
        started_at=now,
        facts=msgspec.to_builtins(_checked(command.announcement)),
        audience=checked_audience(command.audience),
        steps=(CampaignStep(at=now, by=by, state=CampaignState.RUNNING),),
    )


def checked_audience(audience: Audience) -> Audience:
    """
    Raises:
        InvalidInput: naming the field.
    """
    if len(audience.member_ids) > MOST_NAMED:
        raise InvalidInput(
            both("最多列出 {most} 位会员。", "Name {most} members at most.", most=MOST_NAMED),
            field="memberIds",
        )
    after, before = audience.joined_after, audience.joined_before
    if after and before and after >= before:
        raise InvalidInput(
            both("没有人既在此之后又在此之前加入。", "Nobody joined both after and before this."),
            field="joinedBefore",
        )
    return msgspec.structs.replace(
        audience,
        language=checked("language", audience.language) if audience.language else "",
        member_ids=tuple(sorted({checked_member_id(id) for id in audience.member_ids})),
    )


def _checked(announcement: Announcement) -> Announcement:
    for name, longest in LONGEST.items():
        for language in ("zh", "en"):
            said = getattr(getattr(announcement, name), language)
            line = " ".join(said.split())
            shown = all(is_shown(character) for character in line)
            if not line or len(line) > longest or line != said or not shown:
                raise InvalidInput(
                    both(
                        "{language} 的 {name} 须为一行，1 至 {longest} 个字符，首尾无空格。",
                        "{name} in {language} is one line of 1 to {longest} characters, without "
                        "spaces around it.",
                        name=name,
                        language=language,
                        longest=longest,
                    ),
                    field=f"{name}.{language}",
                )
    return announcement
