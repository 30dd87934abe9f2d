"""What the fields of case files say, by type, where a name does not say it alone."""

from collections.abc import Mapping
from typing import Final

_SHOWN: Final = "What it shows, in a sentence."
_WHEN: Final = "When it happened."

CASE_FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "CaseFile": {
        "gatheredAt": "When it was put together; what came later is in a later version.",
        "timeline": "The member's history around the loss, oldest first.",
        "records": "Payments, orders, refunds, logins, clause and plan versions, and notices, each "
        "with its facts and their hash.",
        "namedOrders": "The orders that the member named, each held against the record.",
        "historyHash": "The head of the member's history when it was gathered: the hash of its "
        "last event, which docs/verify_history.py arrives at.",
    },
    "CaseRecord": {
        "id": "Its id within its kind: that of the order, login, clause version and so on.",
        "at": _WHEN,
        "says": _SHOWN,
    },
    "CaseAlert": {
        "id": "The `id` of the Alert.",
        "topic": "What it was about; a Topic.",
        "at": "When what it tells of came into the record.",
        "title": "As the inbox shows it.",
        "text": "As the inbox shows it.",
        "received": "Whether a receipt came on any channel, by the time the file was sealed.",
        "deliveries": "One for each channel by which it was to go.",
    },
    "CaseDelivery": {
        "id": "The `id` of the Delivery.",
        "channel": "By which way it went; a Channel.",
        "state": "How far it had come; a DeliveryState.",
        "plannedAt": "When it was planned.",
        "sentAt": "When a provider took it; null where none had.",
        "attempts": "How often it was tried.",
        "steps": "What happened to it, oldest first.",
    },
    "CaseStep": {
        "kind": "What happened; a StepKind.",
        "at": _WHEN,
        "says": "The same in a sentence.",
    },
    "NamedOrder": {
        "says": "How it stands to the record, in a sentence.",
        "at": "When the record is of; null where there is none.",
        "hash": "SHA-256 of the record; empty where there is none.",
    },
    "CaseCutOff": {
        "kind": "Of what: EVENT, PAYMENT, ORDER, REFUND, LOGIN, NAMED_ORDER or ALERT.",
        "says": "The same in a sentence.",
    },
    "CaseDifference": {"added": "Entries that were not in the file before."},
    "CaseEntry": {"id": "Its id within its kind."},
    "SealedCaseFile": {
        "number": "The appeal's number.",
        "file": "What was sealed, to be read.",
        "sealed": "Which version it is, and its hash.",
    },
    "CaseFileVersion": {
        "version": "From 1.",
        "sealedAt": "When it was sealed; it did not change since.",
        "sha256": "Of `content` as it was sealed; the appeal's own history names the same.",
        "difference": "From the version before; null of the first.",
    },
}
