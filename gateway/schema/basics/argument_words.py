"""The words for arguments whose name means one thing wherever it stands.

Keys are names as the graph spells them; `field.name` says what one means there alone.
"""

from collections.abc import Mapping
from typing import Final

_FOLLOWED: Final = (
    'The cursor that you saw last. "": from the beginning. Left out: only what comes from now on.'
)

_NEXT: Final = "The `next` of the page before. Left out: the first page."

_IN_USE: Final = "The published version, from 1. Left out: the one in use."

ARGUMENTS: Final[Mapping[str, str]] = {
    "input": "All that it takes, as one object.",
    "first": "How many at most, from 1 to 100.",
    "after": "A cursor that this list gave (`endCursor`, or an edge's `cursor`): the page begins "
    "after it. Left out: at the beginning.",
    "membershipChanged.after": _FOLLOWED,
    "appealProgressed.after": _FOLLOWED,
    "incidentProgressed.after": _FOLLOWED,
    "staffNoticed.after": _FOLLOWED,
    "chargeRequestChanged.after": _FOLLOWED,
    "entitlementChanged.after": _FOLLOWED,
    "statusChanges.after": 'The cursor that you saw last. "": all that is kept. Left out: only '
    "what comes from now on.",
    "statusFeed.after": 'The cursor that you saw last. "" or left out: all that is kept.',
    "webhookEndpoint.id": "The `id` of a WebhookEndpoint.",
    "before": "The earlier version, from 1.",
    **dict.fromkeys(
        (
            "planDifferences.after",
            "comparePlanVersions.after",
            "clauseDifferences.after",
            "compareClauseVersions.after",
        ),
        "The later version, from 1.",
    ),
    "queueRulesPreview.after": _NEXT,
    "previewQueueRules.after": _NEXT,
    "code": "The code of the plan; `plans` lists them.",
    "clauseDraft.code": "The code of the clause.",
    "clause": "The code of the clause, as ClauseVersion.clause gives it.",
    "memberId": "The member's own id, as the host registered it; not a global id.",
    "staffReads.memberId": "What was seen of this member. Left out: of all.",
    "entitlementPass.memberId": "For the host, who names the member; a member leaves it out.",
    "membershipChanged.memberId": "For staff, who name the member; a member leaves it out.",
    "memberIds": "Members' own ids, as the host registered them; at most 100.",
    "entitlements.memberIds": "Members' own ids, as the host registered them; at most 1,000.",
    "entitlementChanged.memberIds": "Members' own ids, at most 1,000. Left out: of all members.",
    "number": "The appeal's number, as in AP-20261220-0042.",
    "appealProgressed.number": "Of one appeal alone, for staff. Left out: of all that you may see.",
    "version": "The version, from 1.",
    "caseFile.version": "The version of the file, from 1. Left out: the newest.",
    "previewTemplate.version": _IN_USE,
    "renderTemplate.version": _IN_USE,
    "differenceFrom.version": "The version to compare with, from 1.",
    "language": "The language of the text.",
    "LocalText.language": "The language of the text.",
    "text.language": "Left out: what Accept-Language prefers, else the member's own.",
    "member.id": "The member's own id, as the host registered it.",
    "node.id": "The global id of anything: the `id` of a type that implements Node.",
    "correction.id": "The `id` of Corrections.",
    "incident.id": "The `id` of an Incident.",
    "incidentProgressed.id": "Of this incident alone. Left out: of all.",
    "affected.state": "Only those for whom it is so far. Left out: all.",
    "deliveries.state": "Only those that are so far. Left out: all.",
    "staffTasks.state": "Only those that are so far; OPEN where nothing is said.",
    "filter": "Conditions that all hold. Left out: everything.",
    "onlyOpen": "Whether those that are over are left out.",
    "onlyUnread": "Whether what you marked as read is left out.",
    "eventType": "The type of the event that the message tells of; docs/messages.md lists them.",
    "explanation.at": "The instant it is about. Left out: now.",
    "asOf.at": "The instant it is about.",
    "timeline.newestFirst": "Whether it goes from the end backwards. A cursor is good both ways.",
    "asOf.knownAt": "Only what was recorded by then counts. Left out: all that is known now.",
    "left": "Whether who left is listed, too.",
    "by": "What the member is found by; one of its fields.",
    "staffId": "What this member of staff saw; `staff` gives the ids. Left out: all of them.",
    "movesTo": "Of a plan that was ended: the code of the plan whose version is meant. "
    "Left out: of this plan itself.",
    "least": "Only members with at least so many points, of 100; from 50 on members are warned.",
    "waiting": "Whether only those that wait for a second of the staff are listed.",
    "states": "Only appeals that have come so far. Left out: SUBMITTED, "
    "ESCALATED, REOPENED and IN_REVIEW.",
    "queue": "Only appeals in this queue. Left out: in all.",
    "remedyPreview.cause": "The cause that the decision would name.",
    "remedies": "What the decision would give.",
    "previewAnswer.code": "The code of a saved answer; give this or `text`.",
    "previewAnswer.text": "A text that is not saved; give this or `code`.",
    "since": "From when on, inclusive.",
    "until": "Up to when, exclusive; within a year of `since`.",
    "rules": "The rules in the order in which they are tried.",
    "eventId": "The `eventId` of the announcement.",
    "audience": "Who it would go to. Left out: everybody.",
    "draft": "Whether the draft is shown, and not what is published.",
    "sample": "Which of the event's samples fills it, from 0.",
    "refused": "Whether only those are listed of whom it cannot be done.",
}
