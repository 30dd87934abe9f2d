"""What the fields of plans and clauses say, by type, where a name does not say it alone."""

from collections.abc import Mapping
from typing import Final

_PLAN: Final = "A stable word for programs: what mutations and `plan` take."
_BENEFIT: Final = "A stable word for programs, the same in all plans, e.g. member_discount."
_CLAUSE: Final = "The code of the clause: a stable word for programs, e.g. inactivity."
_NAME: Final = "What members read."
_PARAMETERS: Final = "What rules read of it: an object by the names of its parameters."
_PREVIEW: Final[Mapping[str, str]] = {
    "startedAt": "When counting began.",
    "finished": "Whether everybody was looked at; ask again while it is not.",
    "touched": "For how many of those seen something would change.",
    "counts": "For how many each difference is.",
    "sample": "Some of them, 20 at most, with what would change for each.",
}
_COUNTED: Final[Mapping[str, str]] = {
    "difference": "What would change.",
    "members": "For how many.",
}

CATALOGUE_FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "Plan": {
        "code": _PLAN,
        "name": _NAME,
        "period": "What one price pays for.",
        "periodDays": "The same in days; null where it is one of months or years.",
        "benefits": "What it gives.",
    },
    "Benefit": {"code": _BENEFIT, "name": _NAME},
    "HeldBenefit": {"code": _BENEFIT, "name": _NAME},
    "BenefitInput": {"name": _NAME},
    "PlanHistory": {
        "code": _PLAN,
        "retired": "How it ends; null while it does not.",
    },
    "PlanVersion": {
        "plan": "All that this version says.",
        "version": "From 1.",
        "publishedAt": "When it was published.",
        "effectiveAt": "Who joins from then on has it; whoever is a member, later.",
    },
    "PlanDifference": {"name": "Of the benefit, as members read it; null of other fields."},
    "PlanComparison": {"differences": "From the earlier version to the later one."},
    "Retirement": {
        "movesTo": "The code of the plan that its members move to as they renew.",
        "effectiveAt": "From then on nobody joins it.",
        "retiredAt": "When that was decided.",
    },
    "PlanDraft": {
        "plan": "All that the next version would say.",
        "savedAt": "When it was saved last.",
        "faults": "Why it cannot be published as it is; empty where it can.",
    },
    "PlanFault": {
        "field": "Which input of savePlanDraft is to be mended.",
        "says": "What is wrong and how to mend it, for people.",
    },
    "PlanPreview": _PREVIEW,
    "CountedDifference": _COUNTED,
    "PlanNotices": {
        "members": "How many hold the plan in a running membership.",
        "holders": "Each of them, by member id.",
    },
    "PlanHolder": {"renewsAt": "When the member's period ends, and the next one would begin."},
    "PlanSuccess": {"draft": "As it stands after this; null where there is none."},
    "SavePlanDraftInput": {
        "name": _NAME,
        "rank": "Which plans are higher: a higher rank is an upgrade.",
        "period": "What one price pays for.",
        "graceHours": "How many hours benefits last after a lapse.",
        "fallsTo": "The code of the plan that a clause downgrades to. Left out: to none.",
        "benefits": "All that it gives.",
    },
    "Clauses": {
        "current": "Those that bind the member now.",
        "coming": "Those that were published and do not bind yet.",
        "past": "Those that bound once.",
    },
    "ClauseVersion": {
        "clause": _CLAUSE,
        "version": "From 1.",
        "title": _NAME,
        "text": _NAME,
        "parameters": _PARAMETERS,
        "publishedAt": "When it was published.",
        "effectiveAt": "From when on it may bind; `bindsAt` says when it does.",
    },
    "ParameterDifference": {
        "name": "Of the parameter.",
        "before": "Its value until then; null: it was not there.",
        "after": "Its value from then on; null: it is no more.",
        "stricter": "Whether it asks more of members, or that cannot be told.",
    },
    "ClauseDifferences": {
        "title": "Of the title, piece by piece.",
        "text": "Of the text, piece by piece.",
        "parameters": "Of what rules read.",
    },
    "TextPiece": {"text": "The piece, as it stands."},
    "ClauseDraft": {
        "clause": _CLAUSE,
        "title": _NAME,
        "text": _NAME,
        "parameters": _PARAMETERS,
        "savedAt": "When it was saved last.",
    },
    "ClauseHistory": {
        "clause": _CLAUSE,
        "versions": "From the first one on, as they stand for whoever is no member; none where "
        "there is only a draft.",
        "hasDraft": "Whether a next version is prepared; see clauseDraft.",
    },
    "ClausePreview": _PREVIEW,
    "CountedParameter": _COUNTED,
    "ClauseTouchedMember": {"differences": "What would change for this member."},
    "ClauseSuccess": {"clause": "As it was published; null where it is not told again."},
    "PublishClauseInput": {
        "title": _NAME,
        "text": _NAME,
        "effectiveAt": "When it may bind at the earliest; of an adverse one 30 days ahead or more.",
    },
    "ClauseDraftSuccess": {
        "clause": "As it was published; null where it was not published by this.",
        "draft": "As it stands after this; null where there is none.",
    },
    "SaveClauseDraftInput": {"title": _NAME, "text": _NAME},
    "PublishClauseDraftInput": {
        "effectiveAt": "When it may bind at the earliest; of an adverse one 30 days ahead or more.",
    },
}
