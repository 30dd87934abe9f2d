"""Every mutation: who may (the roles), and an input that works."""

from typing import Any

from gateway.schema.root import build_schema

SAYS = {"zh": "一次故障。", "en": "A fault."}
MUTATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "signUp": ("anonymous member staff", {"handle": "li@example.com"}),
    "confirmSignUp": ("anonymous member staff", {"attemptId": "w-1", "code": "123456"}),
    "signIn": ("anonymous member staff", {"handle": "li@example.com", "password": "a password"}),
    "confirmSignIn": ("anonymous member staff", {"attemptId": "w-1", "answer": "123456"}),
    "refreshSession": ("anonymous member staff", {"refreshToken": "rt_1", "deviceId": "d-1"}),
    "resetPassword": ("anonymous member staff", {"handle": "li@example.com"}),
    "confirmPasswordReset": (
        "anonymous member staff",
        {"attemptId": "w-1", "code": "123456", "password": "a password"},
    ),
    "signOut": ("member staff", {}),
    "endSession": ("member staff", {"sessionId": "s-2"}),
    "endOtherSessions": ("member staff", {}),
    "setPassword": ("member staff", {"password": "a password"}),
    "enrol": ("member", {"plan": "gold"}),
    "renew": ("member", {}),
    "setAutoRenew": ("member", {"on": False}),
    "upgrade": ("member", {"plan": "gold"}),
    "downgrade": ("member", {"plan": "gold"}),
    "cancel": ("member", {}),
    "undoChange": ("member", {}),
    "freeze": ("member", {"hours": 5}),
    "extendFreeze": ("member", {"hours": 5}),
    "thatWasNotMe": ("member", {"what": "LOGIN", "id": "l-1"}),
    "offerTransfer": ("member", {"to": "m-2", "code": "123456"}),
    "acceptTransfer": ("member", {}),
    "offerLink": ("member", {"to": "m-2", "code": "123456"}),
    "acceptLink": ("member", {"main": "m-2"}),
    "endLink": ("member", {"other": "m-2"}),
    "endTransfer": ("member", {}),
    "verifyContacts": ("member", {"code": "123456"}),
    "askErasure": ("member", {"code": "123456"}),
    "withdrawErasure": ("member", {}),
    "pauseMembership": ("member", {"days": 10}),
    "resumeMembership": ("member", {}),
    "requestExport": ("member", {"code": "123456"}),
    "setMonthlyExport": ("member", {"code": "123456", "on": True}),
    "exportLink": ("member", {"code": "123456"}),
    "requestCode": ("member", {"purpose": "RELEASE_HOLD"}),
    "releaseHold": ("member", {"kind": "NEW_DEVICE", "code": "123456"}),
    "setPreference": ("member", {"topic": "RENEWAL", "channels": ["SMS"]}),
    "setContacts": ("member", {"language": "EN"}),
    "setQuietHours": ("member", {"begins": "22:00", "ends": "07:30"}),
    "setDigest": ("member", {"every": "DAILY", "hour": 9}),
    "verifyContact": ("member", {"channel": "SMS", "code": "123456"}),
    "markAlertsShown": ("member", {"alertIds": ["alert-1"]}),
    "openAppeal": ("member", {"text": "I paid."}),
    "replyToAppeal": ("member", {"number": "AP-1", "text": "Here."}),
    "withdrawAppeal": ("member", {"number": "AP-1"}),
    "setStaffContact": ("staff", {"email": "a@b.example", "language": "EN"}),
    "markStaffNoticesRead": ("staff", {"ids": ["n-1"]}),
    "setBusinessCalendar": ("staff", {"calendar": None, "basedOn": 0}),
    "saveAnswerTemplate": (
        "staff",
        {
            **{"code": "wait", "basedOn": 0, "title": {"zh": "稍候", "en": "Wait"}},
            "text": {"zh": "请稍候。", "en": "Please wait."},
        },
    ),
    "saveAppealDraft": ("member", {"text": "I paid."}),
    "submitAppealDraft": ("member", {"draftId": "d-1"}),
    "discardAppealDraft": ("member", {"draftId": "d-1"}),
    "reopenAppeal": ("member", {"number": "AP-1", "text": "Here is the receipt."}),
    "escalateAppeal": ("member", {"number": "AP-1"}),
    "askForPerson": ("member", {"number": "AP-1"}),
    "refreshCaseFile": ("member staff", {"number": "AP-1"}),
    "placeHold": ("staff", {"memberId": "m-1", "reason": "Looking into it."}),
    "reviewThirdPartyRenewal": (
        "staff",
        {"memberId": "m-1", "orderId": "o-1", "confirmed": False, "reason": "In order."},
    ),
    "releaseMemberHold": ("staff", {"memberId": "m-1", "kind": "STAFF", "reason": "Done."}),
    "reportUnpaidRenewal": ("host", {"memberId": "m-1", "orderId": "o-1"}),
    "claimPayment": (
        "member",
        {"orderId": "o-1", "amount": 5, "paidAt": "2026-01-01T00:00:00Z"},
    ),
    "refusePaymentClaim": ("staff", {"memberId": "m-1", "orderId": "o-1", "reason": "None."}),
    "reportRefund": (
        "host",
        {
            **{"memberId": "m-1", "orderId": "o-1", "refundId": "r-1", "amount": 5},
            "refundedAt": "2026-01-01T00:00:00Z",
        },
    ),
    "reportChargebackWon": ("host", {"memberId": "m-1", "refundId": "r-1"}),
    "grantDays": ("staff", {"memberId": "m-1", "days": 5, "reason": "Our fault."}),
    "grantPlan": ("staff", {"memberId": "m-1", "plan": "gold", "reason": "Our fault."}),
    "adjustBalance": ("staff", {"memberId": "m-1", "amount": 5, "reason": "Our fault."}),
    "cancelMembership": ("staff", {"memberId": "m-1", "reason": "Asked for it."}),
    "closeMembership": ("staff", {"memberId": "m-1", "reason": "Asked for it."}),
    "mergeMembers": (
        "staff",
        {"memberId": "m-1", "otherId": "m-2", "reason": "One person."},
    ),
    "draftCorrections": (
        "staff",
        {"act": {"grantDays": {"days": 5}}, "reason": "Our fault.", "memberIds": ["m-1"]},
    ),
    "startCorrections": ("staff", {"id": "c-1"}),
    "confirmCorrections": ("staff", {"id": "c-1"}),
    "refuseCorrections": ("staff", {"id": "c-1", "reason": "Too much."}),
    "withdrawBalance": ("staff", {"memberId": "m-1", "amount": 5, "reason": "Asked for it."}),
    "suppressAddress": ("staff", {"memberId": "m-1", "channel": "SMS", "reason": "Asked for."}),
    "liftSuppression": ("staff", {"memberId": "m-1", "channel": "SMS", "reason": "Called."}),
    "revealContact": ("staff", {"memberId": "m-1", "reason": "To call back."}),
    "takeTask": ("staff", {"taskId": "alert-1"}),
    "finishTask": ("staff", {"taskId": "alert-1", "note": "Called."}),
    "replayDeliveries": ("staff", {"filter": {}}),
    "closeRecordIncident": ("staff", {"incidentId": "i-1", "reason": "A disk."}),
    "addEvidence": ("member staff", {"number": "AP-1", "files": []}),
    "proveIdentity": ("member", {"number": "AP-1", "digits": "4417"}),
    "takeAppeal": ("staff", {"number": "AP-1"}),
    "takeNextAppeal": ("staff", {}),
    "assignAppeal": ("staff", {"number": "AP-1", "to": "s-2", "note": "Yours."}),
    "giveBackAppeal": ("staff", {"number": "AP-1"}),
    "confirmDecision": ("staff", {"number": "AP-1"}),
    "returnDecision": ("staff", {"number": "AP-1", "reason": "Too much."}),
    "setAbsence": (
        "staff",
        {
            **{"reviewer": "s-1", "since": "2026-12-01T00:00:00Z"},
            "until": "2026-12-08T00:00:00Z",
        },
    ),
    "endAbsence": ("staff", {"reviewer": "s-1"}),
    "saveQueueRules": (
        "staff",
        {"rules": [{"name": "all", "queue": "STANDARD"}], "reason": "Simpler.", "replaces": 1},
    ),
    "askInformation": ("staff", {"number": "AP-1", "question": "When?"}),
    "answerAppeal": ("staff", {"number": "AP-1", "text": "We look."}),
    "addStaffNote": ("staff", {"number": "AP-1", "text": "Hm."}),
    "decideAppeal": (
        "staff",
        {
            **{"number": "AP-1", "verdict": "UPHELD", "cause": "SYNC_DELAY"},
            **{"reason": "Our fault.", "remedy": "RESTORE"},
        },
    ),
    "publishClause": (
        "staff",
        {
            **{"clause": "inactivity", "title": {"zh": "一", "en": "a"}},
            **{"text": {"zh": "一", "en": "a"}, "parameters": {"days": 20}},
            "effectiveAt": "2027-01-01T00:00:00Z",
        },
    ),
    "savePlanDraft": (
        "staff",
        {
            **{"code": "gold", "name": {"zh": "黄金", "en": "Gold"}, "rank": 2, "price": 2990},
            **{"period": {"months": 1}, "discount": "0.90", "fallsTo": "silver"},
            "benefits": [
                {
                    **{"code": "badge", "kind": "BOOLEAN", "value": "true"},
                    "name": {"zh": "徽章", "en": "Badge"},
                },
                {
                    **{"code": "gifts", "kind": "QUOTA", "value": "3"},
                    "name": {"zh": "赠送", "en": "Gifts"},
                },
            ],
        },
    ),
    "previewPlan": ("staff", {"code": "gold"}),
    "saveClauseDraft": (
        "staff",
        {
            **{"code": "pause", "parameters": {"pause_days": 60}},
            **{"title": {"zh": "暂停", "en": "Pausing"}, "text": {"zh": "暂停", "en": "Pausing"}},
        },
    ),
    "previewClause": ("staff", {"code": "pause"}),
    "publishClauseDraft": (
        "staff",
        {"code": "pause", "revision": 1, "effectiveAt": "2027-01-01T00:00:00Z"},
    ),
    "offerGift": ("member", {"to": "m-2", "benefit": "free_transfers", "code": "123456"}),
    "acceptGift": ("member", {}),
    "endGift": ("member", {}),
    "acknowledgeClause": ("member", {"clause": "pause", "version": 1}),
    "publishPlan": (
        "staff",
        {"code": "gold", "revision": 1, "effectiveAt": "2027-01-01T00:00:00Z"},
    ),
    "retirePlan": (
        "staff",
        {"code": "gold", "movesTo": "silver", "effectiveAt": "2027-01-01T00:00:00Z"},
    ),
    "openIncident": (
        "staff",
        {"cause": "DATA_FAULT", "since": "2026-03-01T00:00:00Z", "reason": "R"},
    ),
    "previewIncident": ("staff", {"id": "IN-1", "cause": "DATA_FAULT", "remedy": "RESTORE"}),
    "confirmIncident": ("staff", {"id": "IN-1", "reason": "R", "says": SAYS}),
    "secondIncident": ("staff", {"id": "IN-1"}),
    "pauseIncident": ("staff", {"id": "IN-1"}),
    "resumeIncident": ("staff", {"id": "IN-1"}),
    "cancelIncident": ("staff", {"id": "IN-1", "reason": "R"}),
    "dismissIncident": ("staff", {"id": "IN-1", "reason": "R", "says": SAYS}),
    "retryIncident": ("staff", {"id": "IN-1"}),
    "handOverAffected": ("staff", {"id": "IN-1", "memberId": "m-1"}),
    "publishIncidentStatus": ("staff", {"id": "IN-1", "says": SAYS}),
    "joinIncident": ("member", {"id": "IN-1", "text": "Mine as well."}),
    "decideMassLoss": (
        "staff",
        {"id": "i-1", "decision": "RELEASE", "reason": "R"},
    ),
    "saveTemplateDraft": (
        "staff",
        {
            **{"eventType": "MembershipExpired", "language": "EN"},
            **{"title": "T", "what": "W", "why": "Y", "next": "N"},
        },
    ),
    "publishTemplate": ("staff", {"eventType": "MembershipExpired", "language": "EN"}),
    "startCampaign": (
        "staff",
        {
            "topic": "RENEWAL",
            **{name: {"zh": "一", "en": "a"} for name in ("title", "what", "next")},
        },
    ),
    "pauseCampaign": ("staff", {"campaignId": "c-1"}),
    "resumeCampaign": ("staff", {"campaignId": "c-1"}),
    "cancelCampaign": ("staff", {"campaignId": "c-1"}),
    "allowPartner": ("member", {"partnerId": "acme"}),
    "withdrawPartner": ("member", {"partnerId": "acme"}),
    "createPartner": (
        "staff",
        {"partnerId": "acme", "name": "Acme", "contactEmail": "ops@acme.example"},
    ),
    "renamePartner": ("staff", {"partnerId": "acme", "name": "Acme"}),
    "cutOffPartner": ("staff", {"partnerId": "acme", "reason": "Unpaid."}),
    "readmitPartner": ("staff", {"partnerId": "acme", "reason": "Paid."}),
    "issueKey": ("staff", {"partnerId": "acme", "scopes": ["FEED_READ"]}),
    "turnKey": ("partner staff", {"keyId": "k-1", "partnerId": "acme"}),
    "revokeKey": ("partner staff", {"keyId": "k-1", "partnerId": "acme"}),
    "createWebhook": ("partner", {"url": "https://hooks.acme.example/"}),
    "changeWebhook": ("partner", {"endpointId": "e-1"}),
    "deleteWebhook": ("partner", {"endpointId": "e-1"}),
    "enableWebhook": ("partner", {"endpointId": "e-1"}),
    "disableWebhook": ("partner", {"endpointId": "e-1"}),
    "rotateWebhookSecret": ("partner", {"endpointId": "e-1"}),
    "testWebhook": ("partner", {"endpointId": "e-1"}),
    "replayWebhooks": ("partner", {"endpointId": "e-1"}),
    "registerMember": ("host", {"memberId": "m-1", "phone": "+8613800138000", "plan": "gold"}),
    "topUpBalance": ("host", {"memberId": "m-1", "amount": 100, "reference": "r-1"}),
    "reportPayment": (
        "host",
        {"memberId": "m-1", "orderId": "o-1", "amount": 1, "paidAt": "2026-11-01T00:00:00Z"},
    ),
    "askVerification": ("host", {"memberId": "m-1"}),
    "reportVerified": ("host", {"memberId": "m-1"}),
    "reportThirdPartyRenewal": (
        "host",
        {"memberId": "m-1", "orderId": "o-1", "channel": "resale"},
    ),
    "reportLogin": (
        "host",
        {"memberId": "m-1", "loginId": "l", "at": "2026-11-01T00:00:00Z", "deviceId": "d"},
    ),
    "reportPaymentMethod": ("host", {"memberId": "m-1", "masked": "Visa •••• 4242"}),
    "reportPaymentMethodRemoved": ("host", {"memberId": "m-1"}),
    "reportChargeRefused": (
        "host",
        {
            "memberId": "m-1",
            "refusalId": "f-1",
            "reason": "DECLINED",
            "refusedAt": "2026-11-01T00:00:00Z",
        },
    ),
    "reportOrderRefund": (
        "host",
        {"memberId": "m-1", "orderId": "o", "refundId": "r", "amount": 1},
    ),
    "useBenefit": ("member", {"benefit": "free_transfers", "useId": "u-1"}),
    "useMemberBenefit": ("host", {"memberId": "m-1", "benefit": "free_transfers", "useId": "u-1"}),
    "returnMemberBenefit": ("host", {"memberId": "m-1", "useId": "u-1"}),
    "reportOrder": (
        "host",
        {
            **{"memberId": "m-1", "orderId": "o", "at": "2026-11-01T00:00:00Z"},
            **{"fullPrice": 2, "paidPrice": 1},
        },
    ),
}


def named(name: str) -> str:
    """A mutation that takes its input as a variable."""
    schema = build_schema()
    field = schema._schema.mutation_type.fields[name]  # type: ignore[union-attr]  # it has one
    kind = field.args["input"].type
    return (
        f"mutation($input: {kind}) {{ {name}(input: $input) "
        "{ __typename ... on Problem { code message field } } }"
    )
