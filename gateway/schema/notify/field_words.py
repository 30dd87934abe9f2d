"""What the fields of notification say, by type, where a name does not say it alone."""

from collections.abc import Mapping
from typing import Final

_TRIED: Final = "How often it was tried."
_SOURCE: Final[Mapping[str, str]] = {
    "title": "The title: the subject of mails, the head of the entry in the inbox.",
    "what": "What happened.",
    "why": "Why it happened.",
    "next": "What to do next.",
    "detail": "More, for mails and the inbox only; may be empty.",
}

FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "Alert": {
        "id": "What markAlertsShown takes.",
        "at": "When what it tells of came into the record.",
        "title": "As the inbox shows it.",
        "text": "As the inbox shows it.",
        "received": "Whether a receipt came on any channel.",
        "deliveries": "One for each channel by which it goes, or would have gone.",
    },
    "AlertOpened": {"alertId": "The `id` of the alert."},
    "MessageLink": {
        "alertId": "The `id` of the alert whose message it is in.",
        "page": "The page that it leads to.",
    },
    "MarkAlertOpenedInput": {
        "alertId": "As messageLink says it.",
        "channel": "By which the link came: SMS or EMAIL.",
    },
    "AlertsShown": {"alertIds": "The `id`s of the alerts."},
    "Delivery": {
        "id": "What replayDeliveries takes once it was given up.",
        "plannedAt": "When it was planned.",
        "sentAt": "When a provider took it; null before.",
        "attempts": _TRIED,
        "nextDue": "When something is done about it next; null when it is at its end.",
    },
    "DeliveryStep": {"at": "When it happened."},
    "Campaign": {
        "id": "What the mutations of announcements take.",
        "startedAt": "When it was started.",
        "members": "How many members it goes to, as far as they were counted.",
        "failed": "Given up, or refused for good.",
        "steps": "What staff did to it, oldest first.",
    },
    "CampaignSuccess": {"campaign": "As it stands after this."},
    "CampaignStep": {
        "at": "When it was done.",
        "by": "The `id` of the StaffMember who did it.",
    },
    "CampaignAudience": {"members": "How many members it would go to."},
    "StartCampaignInput": {
        "title": "The subject of mails, the head of the entry in the inbox.",
        "what": "What is announced.",
    },
    "Profile": {
        "name": "What messages call the member; empty where it is not known.",
        "preferences": "On which channels the member is told, by topic.",
        "quietHours": "When the phone does not ring, by the member's own clock.",
        "digest": "How what is not urgent is gathered into one message.",
    },
    "ProfileSuccess": {"profile": "As it stands after this."},
    "Suppression": {
        "since": "Since when.",
        "why": "What staff said of it; empty where it was not staff.",
        "liftedBy": "The id of staff, if staff lifted it; else empty.",
        "liftedWhy": "What they said of it; else empty.",
    },
    "SuppressionsSuccess": {"suppressions": "All of this member, those that were lifted, too."},
    "SaveTemplateDraftInput": _SOURCE,
    "TemplatePhrases": _SOURCE,
    "TemplateSuccess": {"template": "As it stands after this."},
    "TemplateSummary": {
        "latest": "The newest published version; 0: only the shipped one.",
        "hasDraft": "Whether something was saved and is not published.",
    },
    "Template": {
        "draft": "What was saved last; null where all of it is published.",
        "variables": "What its phrases may speak of.",
        "filters": "What a phrase may write behind a variable, e.g. {{ at|when }}.",
    },
    "TemplatePreview": {
        "sms": "As it would go by SMS.",
        "mail": "As it would go by e-mail.",
        "inbox": "The text of the entry in the inbox.",
    },
    "SmsPreview": {"text": "As the phone shows it.", "characters": "How long the text is."},
    "MailPreview": {
        "subject": "The subject line.",
        "text": "The part for programs that show no HTML.",
        "html": "The part in HTML.",
    },
    "TemplateDraft": {
        "phrases": "As they were saved.",
        "savedAt": "When it was saved.",
        "savedBy": "Who saved it.",
    },
    "TemplateVersion": {
        "version": "Its number; 0 is the shipped one.",
        "phrases": "As they were published.",
        "publishedAt": "Null of the shipped one.",
        "publishedBy": "Null of the shipped one.",
    },
    "TemplateStep": {"at": "When it was done.", "by": "Who did it."},
    "Totals": {
        "alerts": "How many alerts are kept.",
        "eventsPlanned": "How many events it was worked out for who is told.",
        "deliveries": "How many deliveries are kept, by state.",
    },
    "Operations": {
        "services": "Each, also one that does not answer.",
        "notification": "Null while that service does not answer.",
    },
    "ServiceStanding": {
        "name": "membership, accounts, appeals or notify.",
        "answers": "Whether it answered; the rest is null if not.",
        "events": "How many events its feed has, in its newest layout: of two answers the "
        "difference is the rate. A whole number.",
        "unnumberedSeconds": "How long the oldest commit has waited for its numbers.",
        "overdueSeconds": "How long what was due the longest ago has waited.",
        "follows": "What it follows of the others.",
    },
    "FollowedService": {
        "service": "Whose events.",
        "behind": "How many are not handled yet; null where that is not known just now.",
    },
    "NotificationStanding": {
        "at": "When this was so.",
        "oldestDue": "When the work for members was due that waits the longest; null: none waits.",
        "lateAfterSeconds": "For so long it may wait.",
        "deadLetters": "Deliveries that were given up and are kept: see deadLetters.",
        "openTasks": "Tasks that nobody has taken: see staffTasks.",
        "webhooksWaiting": "Queues of webhooks that have something to send, 10,000 at most.",
        "brokerReached": "Whether Valkey answers; if not, no provider is listed.",
        "providers": "By name.",
        "troubles": "What the operator was told of and is not over, oldest first.",
    },
    "ProviderStanding": {
        "name": "As the settings name it.",
        "open": "Whether its breaker is open: it is left alone, or only tried.",
        "openSeconds": "For how long it has been; 0 if it is not.",
        "reason": "Of its last failure, as it says; empty where there was none.",
        "refusedAt": "When it last refused our account; null: it does not.",
    },
    "OpenTrouble": {
        "subject": "What it is about; empty where the kind says all.",
        "detail": "As it is logged, in English.",
        "since": "Since when.",
    },
    "DeliveryCount": {"state": "A DeliveryState.", "count": "How many are so far."},
    "StaffTask": {
        "id": "What the mutations of tasks take as `taskId`.",
        "title": "Of the alert that reached nobody.",
        "createdAt": "When the task was made.",
        "tried": "How far the alert had come on each channel by then.",
    },
    "TaskSuccess": {"task": "As it stands after this."},
    "Tried": {
        "state": "How far it had come; a DeliveryState.",
        "reason": "Why it did not arrive, in words; empty where that is not known.",
    },
    "DeadLetter": {
        "id": "What replayDeliveries takes; the `id` of the Delivery.",
        "alertId": "The `id` of the Alert.",
        "reason": "Why it was given up, in words.",
        "attempts": _TRIED,
        "at": "When it was given up.",
    },
    "DeadLetterFilter": {
        "code": "Exactly this one of the provider's. Empty: any.",
        "campaign": "The `id` of the Campaign that it belongs to. Empty: any, or none.",
    },
    "ReplaySuccess": {
        "skipped": "How many were not, and why.",
        "hasMore": "With a filter: whether there is more from `end` on.",
    },
    "Skipped": {"count": "How many."},
}
