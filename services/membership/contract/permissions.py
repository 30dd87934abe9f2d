"""Who may use which command."""

from services.membership.contract import catalogue_commands as k
from services.membership.contract import clause_draft_commands as l
from services.membership.contract import commands as c
from services.membership.contract import corrections as r
from services.membership.contract import exports as x
from services.membership.contract import gift_commands as g
from services.membership.contract import hold_commands as h
from services.membership.contract import link_commands as li
from services.membership.contract import method_commands as m
from services.membership.contract import partner_commands as p
from services.membership.contract import transfer_commands as t
from services.membership.contract.breaker_commands import DecideMassLoss
from services.membership.contract.claim_commands import (
    ClaimPayment,
    RefuseClaim,
    ReportUnpaidRenewal,
)
from services.membership.contract.clause_commands import AcknowledgeClause
from services.membership.contract.erasure_commands import AskErasure, WithdrawErasure
from services.membership.contract.provisional_commands import EndProvisional, RestoreProvisionally
from services.membership.contract.reconciliation import ReportDisagreement
from services.membership.contract.record_incidents import CloseRecordIncident
from services.membership.contract.rectification_commands import (
    AskRectification,
    DecideRectification,
    WithdrawRectification,
)
from services.shared.callers import ActorKind, KeyScope
from services.shared.permissions import (
    ADMINS,
    BY_CONTRACT,
    HOST,
    MEMBER,
    REVIEWERS,
    SELF_SERVICE,
    SPECIALISTS,
    May,
    Table,
    for_staff,
)

_OWN_KEYS = May(roles=SELF_SERVICE, scope=KeyScope.KEYS, staff=ADMINS, confirmed=True)

MAY: Table = {
    c.Enrol: May(roles=frozenset({ActorKind.MEMBER, ActorKind.HOST})),
    c.TopUp: HOST,
    c.Renew: MEMBER,
    c.SetAutoRenew: MEMBER,
    c.Upgrade: MEMBER,
    c.Downgrade: MEMBER,
    c.Cancel: MEMBER,
    c.UndoChange: MEMBER,
    c.Freeze: MEMBER,
    c.ExtendFreeze: MEMBER,
    AskErasure: MEMBER,
    WithdrawErasure: MEMBER,
    AskRectification: MEMBER,
    WithdrawRectification: MEMBER,
    DecideRectification: for_staff(REVIEWERS, confirmed=True),
    h.PauseMembership: MEMBER,
    h.ResumeMembership: MEMBER,
    c.ReleaseHold: May(roles=MEMBER.roles, staff=SPECIALISTS, confirmed=True),
    c.PlaceStaffHold: for_staff(SPECIALISTS, confirmed=True),
    c.UseBenefit: May(roles=frozenset({ActorKind.MEMBER, ActorKind.HOST})),
    c.ReturnBenefit: HOST,
    c.ReportOrderRefund: HOST,
    c.ReportPayment: HOST,
    m.ReportPaymentMethod: HOST,
    m.RemovePaymentMethod: HOST,
    m.ReportChargeRefused: HOST,
    h.ReportTakeover: MEMBER,
    g.OfferGift: MEMBER,
    g.AcceptGift: MEMBER,
    g.EndGift: MEMBER,
    t.OfferTransfer: MEMBER,
    t.AcceptTransfer: MEMBER,
    t.EndTransfer: MEMBER,
    li.OfferLink: MEMBER,
    li.AcceptLink: MEMBER,
    li.EndLink: MEMBER,
    h.AskVerification: HOST,
    h.VerifyContacts: May(roles=frozenset({ActorKind.MEMBER, ActorKind.HOST})),
    h.ReportThirdPartyRenewal: HOST,
    h.ReviewThirdPartyRenewal: for_staff(SPECIALISTS, confirmed=True),
    c.ReportLogin: HOST,
    c.ReportOrder: HOST,
    c.NoteActivity: MEMBER,
    AcknowledgeClause: MEMBER,
    ClaimPayment: MEMBER,
    ReportUnpaidRenewal: HOST,
    ReportDisagreement: HOST,
    RefuseClaim: for_staff(SPECIALISTS, confirmed=True),
    c.ReportRefund: HOST,
    c.ReportChargebackWon: HOST,
    c.WithdrawBalance: for_staff(SPECIALISTS, confirmed=True),
    r.Correct: for_staff(SPECIALISTS, confirmed=True),
    r.DraftCorrections: for_staff(SPECIALISTS, confirmed=True),
    r.StartCorrections: for_staff(SPECIALISTS, confirmed=True),
    r.ConfirmCorrections: for_staff(SPECIALISTS, confirmed=True),
    r.RefuseCorrections: for_staff(SPECIALISTS, confirmed=True),
    c.ApplyRemedy: BY_CONTRACT,
    RestoreProvisionally: May(),
    EndProvisional: May(),
    c.PublishClause: for_staff(ADMINS, confirmed=True),
    c.AllowPartner: MEMBER,
    c.WithdrawPartner: MEMBER,
    DecideMassLoss: for_staff(ADMINS, confirmed=True),
    CloseRecordIncident: for_staff(ADMINS, confirmed=True),
    k.SavePlanDraft: for_staff(ADMINS),
    k.PreviewPlan: for_staff(ADMINS),
    k.PublishPlan: for_staff(ADMINS, confirmed=True),
    k.RetirePlan: for_staff(ADMINS, confirmed=True),
    l.SaveClauseDraft: for_staff(ADMINS),
    l.PreviewClause: for_staff(ADMINS),
    l.PublishClauseDraft: for_staff(ADMINS, confirmed=True),
    x.RequestExport: MEMBER,
    x.SetMonthlyExport: MEMBER,
    x.GiveVoucher: MEMBER,
    x.OpenExport: MEMBER,
    x.FinishExport: MEMBER,
    p.CreatePartner: for_staff(ADMINS, confirmed=True),
    p.RenamePartner: for_staff(ADMINS, confirmed=True),
    p.CutOffPartner: for_staff(ADMINS),
    p.ReadmitPartner: for_staff(ADMINS, confirmed=True),
    p.IssueKey: for_staff(ADMINS, confirmed=True),
    p.TurnKey: _OWN_KEYS,
    p.RevokeKey: _OWN_KEYS,
}
