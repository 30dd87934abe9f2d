"""What the fields of the desk say, by type: queues, absences, saved answers, figures, notices."""

from collections.abc import Mapping
from typing import Final

_RULE: Final = "What staff call the rule; Appeal.queueRule says it."
_WHEN: Final = "What has to be so of an appeal; all that is said has to hold, nothing said always."
_SECONDS: Final = "In seconds; null where there was none."

DESK_FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "Reviewer": {"id": "The `id` of the StaffMember.", "name": "As colleagues read it."},
    "ReviewerSuccess": {"reviewer": "Whose absence it is, as it stands after this."},
    "Absence": {
        "since": "From then on new appeals go to others.",
        "until": "Until then; it ends by itself.",
        "setBy": "Who said so.",
    },
    "QueueRules": {
        "version": "Counts how often they were replaced.",
        "rules": "In the order in which they are tried: the first that holds decides.",
        "savedBy": "Who saved them; the system of those that were shipped.",
        "at": "When they were saved.",
    },
    "QueueRule": {"name": _RULE, "when": _WHEN},
    "QueueRuleInput": {"name": _RULE, "when": _WHEN},
    "QueueRulesPreview": {"moves": "How many would go from where to where."},
    "QueueMove": {"appeals": "How many would."},
    "AnswerTemplates": {
        "templates": "The last version of each that is in use, by code.",
        "variables": "What their texts may speak of.",
        "filters": "What a text may write behind a variable, e.g. {{ lost_at|when }}.",
    },
    "AnswerTemplate": {
        "code": "What mutations that answer members take as `template`.",
        "version": "From 1.",
        "title": "What staff find it by; members do not read it.",
        "retired": "Whether nobody uses it any more.",
        "savedAt": "When this version was saved.",
        "savedBy": "Who saved this version.",
    },
    "AnswerVariable": {"name": "As a text spells it."},
    "AnswerPreview": {"text": "What it would say, with the appeal's own facts."},
    "SaveAnswerTemplateInput": {"title": "What staff find it by; members do not read it."},
    "BusinessCalendar": {
        "since": "Since when it is in force; null before any was set.",
        "by": "Who set it; null of what the operator's file began with.",
    },
    "SpecialDay": {"day": "The day, in the calendar's own zone."},
    "AppealFigures": {
        "open": "Appeals that are open now; 10000 is that or more.",
        "overdue": "Of these, those on which something promised is late; 10000 is that or more.",
        "submitted": "How many were handed in within the period.",
        "firstAnswer": "From the opening to the first answer, of those that were given within it.",
        "decision": "From the opening to the decision, of those that were made within it.",
        "remedies": "What the remedies of the period gave, by kind.",
    },
    "Spread": {
        "median": f"Half took no longer. {_SECONDS}",
        "p90": f"90 % took no longer. {_SECONDS}",
    },
    "ReviewerFigures": {"reviewer": "The `id` of the StaffMember."},
    "RemedyFigures": {
        "count": "How many were given.",
        "days": "Whole days that they granted in all.",
        "credited": "What they credited to balances in all.",
    },
    "StaffContact": {
        "language": "zh or en: of the mails.",
        "desk": "Whether also of what is for the whole desk, not only of your own.",
    },
    "StaffNotice": {
        "id": "What markStaffNoticesRead takes.",
        "at": "When what it tells of happened.",
        "read": "Whether you marked it as read.",
    },
    "StaffNoticed": {"notice": "What you are told."},
}
