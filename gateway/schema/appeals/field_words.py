"""What the fields of appeals say, by type, where a name does not say it alone."""

from collections.abc import Mapping
from typing import Final

_TEXT: Final = "What the member says, in plain text."
_NOTE: Final = "For members and staff to read, in plain text."
_ORDERS: Final = "Order numbers that the member named, as they were written."
_BY: Final = "Who decided it; the system, where a rule did."
_REASON: Final = "Why it was decided so; the member reads it."
_PERIOD_END: Final = "When the period ends with the remedy; null where it stays as it is."
_QUOTED: Final = "Its id within its kind, as the case file gives it."

FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "Appeal": {
        "version": "Counts this appeal's events, from 1.",
        "lostAt": "When what it is about was lost; null where the record shows no loss, or has not "
        "answered yet.",
        "orders": _ORDERS,
        "reviewer": "Who of the staff has it; null while nobody does.",
        "firstAnswerDue": "By when the first answer is promised.",
        "overdue": "Whether what was promised next is late.",
        "steps": "Its own history, oldest first, each step chained to the one before.",
        "identity": "Whether its member proved who they are; see proveIdentity.",
    },
    "AppealMessage": {
        "id": "Stands in EvidenceFile.messageId, and in what a decision cites.",
        "at": "When it was written.",
        "by": "Who wrote it.",
        "text": "In plain text, as it was written, or as a template said it.",
        "orders": "Order numbers that came with it.",
        "staffOnly": "Whether it is a note among staff; a member is given none.",
    },
    "AppealDecision": {
        "periodEnd": _PERIOD_END,
        "at": "When it was decided.",
        "by": _BY,
        "reason": _REASON,
        "rule": "The rule that decided it; null where a person did.",
        "cites": "The clause, plan and evidence that it rests on.",
    },
    "AppealStep": {
        "version": "Its place in the history, from 1.",
        "type": "The name of the event, e.g. AppealDecided.",
        "at": "When it happened.",
        "by": "Who did it; the system, where time or a rule did.",
        "hash": "SHA-256 that chains it to the step before.",
    },
    "ProposedDecision": {
        "at": "When it was proposed.",
        "by": "The reviewer who proposed it, and who may not confirm it.",
        "reason": _REASON,
        "parts": "What it would give, in this order: all of them or none.",
    },
    "AppealIdentity": {"at": "When it was proven; null: not yet."},
    "AppealQuote": {"id": _QUOTED, "says": "What it is, in a sentence."},
    "QuoteInput": {"id": _QUOTED},
    "AppealDraft": {
        "draftId": "What the mutations of drafts take.",
        "text": _TEXT,
        "orders": _ORDERS,
        "begunAt": "When it was begun.",
        "savedAt": "When it was changed last.",
    },
    "AppealDraftSuccess": {"draft": "As it stands; null once it was handed in or discarded."},
    "SaveAppealDraftInput": {"text": _TEXT},
    "RemoveDraftFileInput": {"fileId": "The `id` of an EvidenceFile of the draft."},
    "OpenAppealInput": {"text": _TEXT},
    "ReplyToAppealInput": {"text": _TEXT},
    "ReopenAppealInput": {"text": _TEXT},
    "AppealProgress": {"at": "When the step was taken."},
    "EvidenceFile": {
        "id": "What removeDraftFile takes, and reopenAppeal as `evidence`.",
        "name": "As its owner calls it.",
        "by": "Who added it.",
        "at": "When it was added.",
    },
    "PackageLink": {"fileName": "What to call it when it is saved."},
    "ComplaintText": {"text": "To be copied, filled in where it says 【】, and sent."},
    "DecisionRule": {
        "id": "A stable word for programs.",
        "says": "What it asks for, in a sentence.",
    },
    "Citations": {
        "clauseVersion": "The version that bound the member, from 1; null where no clause matters.",
        "planVersion": "The version that was held, from 1; null where that is not known.",
    },
    "DecideAppealInput": {
        "cites": "What it rests on. Left out: what the case file names.",
    },
    "AskInformationInput": {
        "question": "What the member is asked, in plain text; empty with a `template`.",
    },
    "AppealTextInput": {
        "text": f"{_NOTE[:-1]}; of addStaffNote for staff alone. Empty with a `template`.",
    },
    "RemedyPart": {
        "orderId": "Of RESTORE: the payment whose period is given. Empty: what was left of the "
        "period that was taken.",
    },
    "RemedyGiven": {
        "planVersion": "The version of that plan; 0 where the period stays.",
        "price": "What a period costs from then on; zero where the period stays.",
        "periodEnd": _PERIOD_END,
        "offeredUntil": "Until then it renews by itself once the balance has what is missing; "
        "null where nothing is offered.",
    },
    "CreditedOrder": {
        "orderId": "The number of the order, as the host reported it.",
        "amount": "What the lost discount would have made it cheaper.",
    },
    "RemedyPreview": {
        "gives": "What it would give; null where it cannot be given.",
        "refusal": "Why it cannot be given; null where it can.",
    },
}
