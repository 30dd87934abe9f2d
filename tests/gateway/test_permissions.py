"""Who may use which root field: each role, each kind of staff, with and without a second factor."""

from dataclasses import dataclass
from typing import Any, cast

import pytest

from gateway.identity.viewer import Role, Viewer
from gateway.request.context import Context
from gateway.schema.basics.nodes import global_id
from gateway.schema.permissions import Allow, mutation, query
from gateway.schema.root import Subscription, build_schema
from infra.kernel.errors import AppError
from services.appeals.contract.permissions import MAY as APPEALS
from services.membership.contract.accounts.permissions import MAY as ACCOUNTS
from services.membership.contract.permissions import MAY as MEMBERSHIP
from services.notify.contract.commands import SetContacts
from services.notify.contract.permissions import MAY as NOTIFY
from services.shared.callers import KeyScope, StaffKind
from services.shared.permissions import May
from tests.gateway.conftest import Gateway
from tests.gateway.mutations import MUTATIONS, named

VIEWERS: dict[str, tuple[str | None, dict[str, Any]]] = {
    "-": (None, {}),
    "m": ("member", {}),
    "h": ("host", {}),
    "p": ("partner", {}),
    "q": ("partner", {"scopes": []}),
    **{
        letter: ("staff", {"staff_kind": kind, "second_factor": confirmed})
        for initial, kind in zip("orsa", StaffKind, strict=True)
        for letter, confirmed in ((initial, False), (initial.upper(), True))
    },
}
"""By letter, `o` who only reads; `q` is a partner whose key has no scope. Of staff, the capital is
who signed in with a second factor."""
ALL_STAFF, REVIEWERS, SPECIALISTS, ADMINS = "oOrRsSaA", "rRsSaA", "sSaA", "aA"

QUERIES = {
    "now": ("-mhpq" + ALL_STAFF, "{ now }"),
    "staff": (ALL_STAFF, "{ staff { name kind state } }"),
    "account": ("m" + ALL_STAFF, "{ account { openedAt } }"),
    "me": ("m", "{ me { memberId } }"),
    "export": ("m", "{ export { state } }"),
    "member": (ALL_STAFF, '{ member(id: "m-2") { memberId } }'),
    "findMembers": (
        ALL_STAFF,
        '{ findMembers(by: {memberId: "m-1"}) { ... on Problem { code } } }',
    ),
    "members": (ALL_STAFF, "{ members { totalCount } }"),
    "incidents": (ALL_STAFF, "{ incidents { totalCount } }"),
    "incident": (ALL_STAFF, '{ incident(id: "IN-1") { state } }'),
    "incidentStatus": ("-mhpq" + ALL_STAFF, "{ incidentStatus { id } }"),
    "myIncidents": ("m", "{ myIncidents { id } }"),
    "massLosses": (ALL_STAFF, "{ massLosses { totalCount } }"),
    "openRectifications": (ALL_STAFF, "{ openRectifications { totalCount } }"),
    "membersAtRisk": (ALL_STAFF, "{ membersAtRisk { totalCount } }"),
    "corrections": (ALL_STAFF, "{ corrections { totalCount } }"),
    "correction": (ALL_STAFF, '{ correction(id: "c-1") { state } }'),
    "recordIncidents": (ALL_STAFF, "{ recordIncidents { id } }"),
    "staffReads": (ADMINS, "{ staffReads { totalCount } }"),
    "retentionPreview": (ADMINS, "{ retentionPreview { kind found } }"),
    "plans": ("-mhpq" + ALL_STAFF, "{ plans { code } }"),
    "appeal": ("m" + ALL_STAFF, '{ appeal(number: "AP-20261121-0001") { number } }'),
    "remedyPreview": (
        ALL_STAFF,
        '{ remedyPreview(number: "AP-1", cause: LAPSED, remedies: []) { refusal { code } } }',
    ),
    "caseFile": ("m" + ALL_STAFF, '{ caseFile(number: "AP-20261121-0001") { number } }'),
    "staffContact": (ALL_STAFF, "{ staffContact { email } }"),
    "staffNotices": (ALL_STAFF, "{ staffNotices { totalCount } }"),
    "appealFigures": (
        ADMINS,
        '{ appealFigures(since: "2026-01-01T00:00:00Z", until: "2026-02-01T00:00:00Z") { open } }',
    ),
    "measureAppeals": (
        ADMINS,
        '{ measureAppeals(since: "2026-01-01T00:00:00Z", until: "2026-02-01T00:00:00Z") '
        "{ ... on AppealFigures { open } ... on Problem { code } } }",
    ),
    "businessCalendar": (ALL_STAFF, "{ businessCalendar { version } }"),
    "answerTemplates": (ALL_STAFF, "{ answerTemplates { filters } }"),
    "previewAnswer": (
        ALL_STAFF,
        '{ previewAnswer(number: "AP-1", code: "wait") { __typename ... on Problem { code } } }',
    ),
    "appealQueue": (ALL_STAFF, "{ appealQueue { totalCount } }"),
    "decisionsToConfirm": (ALL_STAFF, "{ decisionsToConfirm { totalCount } }"),
    "appealQueues": (ALL_STAFF, "{ appealQueues { queue waiting free overdue firstDue } }"),
    "appealReviewers": (ALL_STAFF, "{ appealReviewers { id has } }"),
    "queueRules": (ALL_STAFF, "{ queueRules { version rules { name when { causes } } } }"),
    "queueRulesPreview": (
        ALL_STAFF,
        '{ queueRulesPreview(rules: [{ name: "all", queue: STANDARD }]) { appeals } }',
    ),
    "previewQueueRules": (
        ALL_STAFF,
        '{ previewQueueRules(rules: [{ name: "all", queue: STANDARD }]) '
        "{ ... on QueueRulesPreview { appeals } ... on Problem { code } } }",
    ),
    "messageLink": ("m", '{ messageLink(code: "0a1b2c3d") { page } }'),
    "totals": (ALL_STAFF, "{ totals { alerts } }"),
    "suppressions": (ALL_STAFF, '{ suppressions(memberId: "m-1") { channel } }'),
    "node": ("m" + ALL_STAFF, f'{{ node(id: "{global_id("Member", "m-1")}") {{ id }} }}'),
    "templates": (ALL_STAFF, "{ templates { eventType } }"),
    "template": (
        ALL_STAFF,
        '{ template(eventType: "MembershipExpired", language: EN) { eventType } }',
    ),
    "previewTemplate": (
        ALL_STAFF,
        '{ previewTemplate(eventType: "MembershipExpired", language: EN) { inbox } }',
    ),
    "renderTemplate": (
        ALL_STAFF,
        '{ renderTemplate(eventType: "MembershipExpired", language: EN) '
        "{ ... on TemplatePreview { inbox } ... on Problem { code } } }",
    ),
    "staffTasks": (ALL_STAFF, "{ staffTasks { totalCount } }"),
    "deadLetters": (ALL_STAFF, "{ deadLetters { totalCount } }"),
    "campaign": (ALL_STAFF, '{ campaign(eventId: "x") { id } }'),
    "campaigns": (ALL_STAFF, "{ campaigns { id } }"),
    "partner": ("hpq", "{ partner { name } }"),
    "partners": (ALL_STAFF, "{ partners { totalCount } }"),
    "availablePartners": ("m", "{ availablePartners { totalCount } }"),
    "statusFeed": ("hp", "{ statusFeed { __typename } }"),
    "sharedMember": ("p", '{ sharedMember(memberId: "m-1") { plan } }'),
    "followedMembers": ("p", "{ followedMembers { totalCount } }"),
    "webhookEndpoint": ("hp", '{ webhookEndpoint(id: "e-1") { id } }'),
    "webhookEndpoints": ("hp", "{ webhookEndpoints { id } }"),
    "planVersions": (ALL_STAFF, '{ planVersions(code: "gold") { code } }'),
    "planDraft": (ALL_STAFF, '{ planDraft(code: "gold") { revision } }'),
    "planDifferences": (
        ALL_STAFF,
        '{ planDifferences(code: "gold", before: 1, after: 2) { field } }',
    ),
    "comparePlanVersions": (
        ALL_STAFF,
        '{ comparePlanVersions(code: "gold", before: 1, after: 2) '
        "{ ... on PlanComparison { differences { field } } ... on Problem { code } } }",
    ),
    "findPlanHolders": (
        ALL_STAFF,
        '{ findPlanHolders(code: "gold", version: 2) '
        "{ ... on PlanNotices { members } ... on Problem { code } } }",
    ),
    "compareClauseVersions": (
        "-mhpq" + ALL_STAFF,
        '{ compareClauseVersions(clause: "pause", before: 1, after: 2) '
        "{ __typename ... on Problem { code } } }",
    ),
    "planHolders": (ALL_STAFF, '{ planHolders(code: "gold", version: 2) { members } }'),
    "entitlements": ("h" + ALL_STAFF, "{ entitlements(memberIds: []) { memberId } }"),
    "clauses": (ALL_STAFF, "{ clauses { clause hasDraft versions { version } } }"),
    "operations": (
        ALL_STAFF,
        "{ operations { services { name answers } notification { oldestDue } } }",
    ),
    "clauseDraft": (ALL_STAFF, '{ clauseDraft(code: "pause") { revision } }'),
    "clauseDifferences": (
        "-mhpq" + ALL_STAFF,
        '{ clauseDifferences(clause: "pause", before: 1, after: 2) { __typename } }',
    ),
    "accountRequests": (SPECIALISTS, "{ accountRequests { id } }"),
    "chargeRequests": ("h", "{ chargeRequests { totalCount } }"),
    "entitlementPasses": ("h", "{ entitlementPasses(memberIds: []) { __typename } }"),
    "entitlementPass": ("hm", "{ entitlementPass { ... on Problem { code } } }"),
    "campaignAudience": (ALL_STAFF, "{ campaignAudience(audience: {}) { members } }"),
}
MEMBERS = (
    "acknowledgeClause", "offerGift", "acceptGift", "endGift",
    "enrol", "renew", "setAutoRenew", "upgrade", "downgrade", "cancel", "undoChange", "freeze",
    "extendFreeze", "requestCode", "releaseHold", "setPreference", "setContacts", "setQuietHours",
    "setDigest", "verifyContact", "markAlertsShown", "markAlertOpened", "openAppeal",
    "replyToAppeal",
    "proveIdentity",
    "saveAppealDraft", "submitAppealDraft", "discardAppealDraft", "addDraftFiles",
    "removeDraftFile",
    "withdrawAppeal", "reopenAppeal", "escalateAppeal", "askForPerson",
    "allowPartner", "withdrawPartner",
    "pauseMembership", "resumeMembership",
    "thatWasNotMe", "askErasure", "withdrawErasure", "askRectification",
    "withdrawRectification", "setMarketingConsent",
    "claimPayment", "verifyContacts", "useBenefit",
    "offerTransfer", "acceptTransfer", "endTransfer",
    "offerLink", "acceptLink", "endLink", "requestExport", "setMonthlyExport", "exportLink",
)  # fmt: skip
HOSTS = (
    "registerMember", "topUpBalance", "reportPayment", "reportLogin", "reportOrder",
    "reportThirdPartyRenewal", "askVerification", "reportVerified",
    "reportRefund", "reportChargebackWon", "reportUnpaidRenewal",
    "useMemberBenefit", "returnMemberBenefit",
    "reportOrderRefund",
    "reportPaymentMethod", "reportPaymentMethodRemoved", "reportChargeRefused",
)  # fmt: skip
WEBHOOKS = (
    "createWebhook", "changeWebhook", "deleteWebhook", "enableWebhook", "disableWebhook",
    "rotateWebhookSecret", "testWebhook", "replayWebhooks",
)  # fmt: skip
WAYS_IN = (
    "signUp", "confirmSignUp", "signIn", "confirmSignIn", "refreshSession", "resetPassword",
    "beginPasskey", "signInWithPasskey",
    "confirmPasswordReset", "askAccountBack", "confirmAccountBack", "stopAccountRequestByCode",
)  # fmt: skip
OWNERS = (
    "signOut", "endSession", "endOtherSessions", "setPassword", "addTotp", "confirmTotp",
    "nameDevice", "removeDevice", "stopAccountRequest",
    "finishPasskey", "removeFactor", "makeRecoveryCodes", "stepUp",
)  # fmt: skip
CHANGES = {
    **dict.fromkeys(WAYS_IN, "-m" + ALL_STAFF),
    **dict.fromkeys(OWNERS, "m" + ALL_STAFF),
    **dict.fromkeys(MEMBERS, "m"),
    **dict.fromkeys(HOSTS, "h"),
    **dict.fromkeys(WEBHOOKS, "hp"),
    "takeAppeal": REVIEWERS,
    "takeNextAppeal": REVIEWERS,
    "assignAppeal": REVIEWERS,
    "giveBackAppeal": REVIEWERS,
    "confirmDecision": "RSA",
    "returnDecision": "RSA",
    "setAbsence": REVIEWERS,
    "endAbsence": REVIEWERS,
    "saveQueueRules": "A",
    "addEvidence": "m" + REVIEWERS,
    "refreshCaseFile": "m" + REVIEWERS,
    "askInformation": REVIEWERS,
    "answerAppeal": REVIEWERS,
    "addStaffNote": REVIEWERS,
    "decideAppeal": "RSA",
    **dict.fromkeys(("inviteStaff", "renewInvitation", "changeStaffKind", "offboardStaff"), "A"),
    **dict.fromkeys(("endSessionsOf", "resetPasswordOf", "resetStaffSignIn"), "A"),
    **dict.fromkeys(("beginJoining", "joinStaff"), "-"),
    "decideAccountRequest": "SA",
    "revealContact": "RSA",
    "takeTask": REVIEWERS,
    "finishTask": REVIEWERS,
    "placeHold": "SA",
    "withdrawBalance": "SA",
    "grantDays": "SA",
    "grantPlan": "SA",
    "adjustBalance": "SA",
    "cancelMembership": "SA",
    "closeMembership": "SA",
    "mergeMembers": "SA",
    "draftCorrections": "SA",
    "startCorrections": "SA",
    "confirmCorrections": "SA",
    "refuseCorrections": "SA",
    "refusePaymentClaim": "SA",
    "decideRectification": "RSA",
    "releaseMemberHold": "SA",
    "reviewThirdPartyRenewal": "SA",
    "suppressAddress": "SA",
    "liftSuppression": "SA",
    "replayDeliveries": SPECIALISTS,
    "publishClause": "A",
    "saveClauseDraft": ADMINS,
    "previewClause": ADMINS,
    "publishClauseDraft": "A",
    "closeRecordIncident": "A",
    "savePlanDraft": ADMINS,
    "previewPlan": ADMINS,
    "publishPlan": "A",
    "retirePlan": "A",
    "openIncident": "SA",
    "previewIncident": "SA",
    "confirmIncident": "SA",
    "secondIncident": "SA",
    "pauseIncident": "SA",
    "resumeIncident": "SA",
    "cancelIncident": "SA",
    "dismissIncident": "SA",
    "retryIncident": "SA",
    "handOverAffected": "SA",
    "publishIncidentStatus": "SA",
    "joinIncident": "m",
    "decideMassLoss": "A",
    "setBusinessCalendar": "A",
    "markStaffNoticesRead": REVIEWERS,
    "setStaffContact": REVIEWERS,
    "createPartner": "A",
    "renamePartner": "A",
    "cutOffPartner": ADMINS,
    "readmitPartner": "A",
    "issueKey": "A",
    "turnKey": "phA",
    "revokeKey": "phA",
    "saveTemplateDraft": ADMINS,
    "saveAnswerTemplate": ADMINS,
    "publishTemplate": "A",
    "startCampaign": "A",
    "pauseCampaign": ADMINS,
    "resumeCampaign": ADMINS,
    "cancelCampaign": "A",
}
STREAMS = {
    "entitlementChanged": "h",
    "chargeRequestChanged": "h",
    "membershipChanged": "m" + ALL_STAFF,
    "appealProgressed": "m" + ALL_STAFF,
    "incidentProgressed": ALL_STAFF,
    "staffNoticed": ALL_STAFF,
    "statusChanges": "hp",
}


def refusal_of(viewer: str, allowed: str) -> str:
    """The code, by hand: who lacks only the factor is asked for it."""
    if viewer in allowed:
        return ""
    if viewer == "-":
        return "UNAUTHENTICATED"
    return "SECOND_FACTOR_REQUIRED" if viewer.upper() in allowed else "FORBIDDEN"


def test_every_root_field_is_in_the_table() -> None:
    schema = build_schema()._schema
    for kind, fields in (
        (schema.query_type, QUERIES),
        (schema.mutation_type, CHANGES),
        (schema.subscription_type, STREAMS),
    ):
        assert kind is not None
        assert set(kind.fields) == set(fields)


@pytest.mark.parametrize("viewer", VIEWERS)
async def test_queries(gateway: Gateway, viewer: str) -> None:
    role, claims = VIEWERS[viewer]
    for name, (allowed, question) in QUERIES.items():
        answer = await gateway.post(question, role, claims=claims)
        codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
        found = (answer.get("data") or {}).get(name)
        typed = found.get("code") if isinstance(found, dict) else None
        codes += [typed] if typed in {"FORBIDDEN", "UNAUTHENTICATED"} else []
        assert codes == [code for code in (refusal_of(viewer, allowed),) if code], name


@pytest.mark.parametrize("viewer", VIEWERS)
async def test_mutations(gateway: Gateway, viewer: str) -> None:
    role, claims = VIEWERS[viewer]
    for name, allowed in CHANGES.items():
        given = MUTATIONS[name][1]
        answer = (await gateway.post(named(name), role, claims=claims, input=given))["data"][name]
        assert answer.get("code", "") == refusal_of(viewer, allowed), name
        kept = gateway.apis.membership.kept
        executed = [one for service in gateway.apis.all() for one in service.executed]
        assert bool(executed or kept) == (viewer in allowed), name
        gateway.apis.each(lambda service: service.executed.clear())
        kept.clear()


@dataclass
class Asking:
    """As much of a context as a permission looks at."""

    viewer: Viewer

    def seconds_left(self) -> float | None:
        return None


@pytest.mark.parametrize("viewer", VIEWERS)
def test_subscriptions(viewer: str) -> None:
    role, claims = VIEWERS[viewer]
    asking = Asking(Viewer(role=Role(role or "anonymous"), id="x", **_typed(claims)))
    definition = Subscription.__strawberry_definition__  # type: ignore[attr-defined]  # Strawberry's
    for field in definition.fields:
        [allow] = [one for one in field.extensions if isinstance(one, Allow)]
        try:
            allow.check(cast(Context, asking))
            code = ""
        except AppError as error:
            code = error.code
        name = _camel(field.python_name)
        assert code == refusal_of(viewer, STREAMS[name]), name


def _typed(claims: dict[str, Any]) -> dict[str, Any]:
    """As a viewer has them; development's tokens of partners have every scope."""
    kind = claims.get("staff_kind")
    typed = {**claims, "staff_kind": StaffKind(kind)} if kind else claims
    return {**typed, "scopes": tuple(claims.get("scopes", KeyScope))}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


@pytest.mark.parametrize("who", [(), (Role.STAFF,), (Role.MEMBER, Role.STAFF)])
@pytest.mark.parametrize("declare", [query, mutation])
def test_a_field_that_names_nobody_or_staff_of_any_kind_is_refused(
    declare: Any, who: tuple[Role, ...]
) -> None:
    with pytest.raises(ValueError, match="kinds"):
        declare(*who, description="x")


async def test_staff_are_passed_on_as_what_they_are(gateway: Gateway) -> None:
    claims = {"staff_kind": "specialist", "second_factor": True}
    given = MUTATIONS["placeHold"][1]
    await gateway.post(named("placeHold"), "staff", claims=claims, input=given)
    [(_command, by)] = gateway.apis.membership.executed
    assert (by.staff_kind, by.second_factor) == (StaffKind.SPECIALIST, True)


@pytest.mark.parametrize("name", ["cancel", "downgrade"])
@pytest.mark.parametrize("proven", [False, True])
async def test_a_members_sign_in_with_a_second_factor_counts_where_the_device_matters(
    gateway: Gateway, name: str, proven: bool
) -> None:
    claims = {"second_factor": proven, "device_id": "d-new"}
    await gateway.post(named(name), "member", claims=claims, input=MUTATIONS[name][1])
    [(_command, by)] = gateway.apis.membership.executed
    assert (by.second_factor, by.device_id) == (proven, "d-new")


async def test_and_not_where_a_stolen_session_would_do_harm(gateway: Gateway) -> None:
    given = {"phone": "+8613900139000"}
    claims = {"second_factor": True}
    await gateway.post(named("setContacts"), "member", claims=claims, input=given)
    [(_command, by)] = gateway.apis.notify.executed
    assert not by.second_factor


TABLES = {**MEMBERSHIP, **ACCOUNTS, **APPEALS, **NOTIFY}


async def test_services_let_in_whom_the_gateway_lets_in_and_nobody_else(gateway: Gateway) -> None:
    """By command: the viewers of all mutations that send it are those of the service's table."""
    through: dict[type, set[str]] = {SetContacts: {"S", "A"}}  # for who has lost both addresses
    for name, allowed in CHANGES.items():
        first = next(letter for letter in reversed(allowed))
        role, claims = VIEWERS[first]
        await gateway.post(named(name), role, claims=claims, input=MUTATIONS[name][1])
        for service in gateway.apis.all():
            for command, _ in service.executed:
                through.setdefault(type(command), set()).update(allowed)
            service.executed.clear()
    assert len(through) > 80
    for command, viewers in through.items():
        may = TABLES[command]
        found = {letter for letter in VIEWERS if _admitted(may, letter)}
        assert found == viewers, (command.__name__, found ^ viewers)


def _admitted(may: May, letter: str) -> bool:
    role, claims = VIEWERS[letter]
    if role == "staff":
        proven = claims["second_factor"] or not may.confirmed
        return may.admits(StaffKind(claims["staff_kind"])) and proven
    if role == "partner" and may.scope is not None:
        return "scopes" not in claims
    return (role or "anonymous").upper() in may.roles
