"""What the fields for and about partners say, by type, where a name does not say it alone."""

from collections.abc import Mapping
from typing import Final

_NAME: Final = "What members read when they are asked to agree."
_CONTACT: Final = "Who is written to at the partner."
_DESCRIPTION: Final = "What it is for, for the partner's own people; may be empty."
_SHARED: Final[Mapping[str, str]] = {
    "entitled": "Whether the benefits of the membership are in force.",
    "plan": "The code of the plan that is held.",
    "since": "Since when status and plan are so.",
}
_UNTIL: Final = "When it ends by what is known now; null: by nothing"

FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "Partner": {
        "name": _NAME,
        "contactEmail": _CONTACT,
        "cutOffReason": "Why it was cut off; empty where it is not.",
        "createdAt": "When it was made known.",
    },
    "PartnerKey": {
        "keyId": "What the mutations of keys take; no secret.",
        "label": "What whoever issued it calls it.",
        "issuedAt": "When it was issued.",
    },
    "AvailablePartner": {"name": "As it calls itself."},
    "RenamePartnerInput": {"name": _NAME, "contactEmail": _CONTACT},
    "PartnerReasonInput": {"reason": "For staff; kept with who said it."},
    "PartnerFollow": {"allowedAt": "When the member agreed."},
    "FollowedMember": {"allowedAt": "When the member agreed, to what is seen now."},
    "ConsentSuccess": {"partners": "All that follow the member, or did."},
    "StatusFeedPage": {"items": "In the order in which they happened for each member."},
    "StatusItem": {
        "timestamp": "When what it tells of happened.",
        **{name: f"{says[:-1]}; null where it ended." for name, says in _SHARED.items()},
        "until": f"{_UNTIL}, or it ended.",
    },
    "SharedMember": {**_SHARED, "until": f"{_UNTIL}."},
    "CreateWebhookInput": {"description": _DESCRIPTION},
    "ChangeWebhookInput": {
        "url": "An https address that the public internet reaches. Left out: it stays.",
        "payload": "The version of the body. Left out: it stays.",
        "description": "What it is for. Left out: it stays.",
        "contact": "Who is told by e-mail when it fails; empty: the partner's own. Left out: it "
        "stays.",
    },
    "WebhookEndpoint": {
        "id": "What the mutations of webhooks take as `endpointId`.",
        "url": "Where it is called.",
        "description": _DESCRIPTION,
        "createdAt": "When it was made.",
    },
    "WebhookAttempt": {"at": "When it was called."},
}
