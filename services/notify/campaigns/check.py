"""Refuses an announcement that could not be sent as it is."""

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from services.notify.contract.words import Channel
from services.notify.core.alerts.alert import alert_of_campaign
from services.notify.core.ports.renderer import Renderer, TemplateFault
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.rules.campaign import Campaign
from services.notify.core.rules.links import MessageLinks
from services.notify.core.rules.segments import MOST_SEGMENTS, encoding, segments
from services.notify.core.rules.template_names import LANGUAGES


class AnnouncementCheck:
    """`renderer`: whatever a member would be sent is made by the same renderer."""

    def __init__(self, renderer: Renderer, links: MessageLinks) -> None:
        self._renderer = renderer
        self._links = links

    def check(self, campaign: Campaign) -> None:
        """
        Raises:
            InvalidInput: it cannot be said, or not in as few SMS as are sent.
        """
        for language in LANGUAGES:
            sms = self._sms(campaign, language)
            if (number := segments(sms)) > MOST_SEGMENTS:
                raise InvalidInput(
                    both(
                        "{language} 的短信需 {number} 段（{length} 个字符，{encoding}），最多发送 "
                        "{most} 段。请缩短 what 或 next。",
                        "In {language} the SMS takes {number} segments ({length} characters, "
                        "{encoding}); at most {most} are sent. Shorten what or next.",
                        language=language,
                        number=number,
                        length=len(sms),
                        encoding=encoding(sms),
                        most=MOST_SEGMENTS,
                    ),
                    field="what",
                )

    def _sms(self, campaign: Campaign, language: str) -> str:
        somebody = Recipient(id="sample", created_at=campaign.at, language=language)
        alert = alert_of_campaign(
            campaign.id, campaign.event_type, campaign.at, somebody, campaign.at
        )
        try:
            phrases = self._renderer.phrases(alert, campaign.facts, language)
        except TemplateFault as fault:
            raise InvalidInput(
                both(
                    "无法套用模板：{fault}。",
                    "It cannot be said with the template: {fault}.",
                    fault=str(fault),
                )
            ) from fault
        link = self._links.sample(campaign.event_type, Channel.SMS)
        return self._renderer.whole_sms(phrases, language, link)
