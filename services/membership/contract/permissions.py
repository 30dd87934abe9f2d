"""Who may use which command."""

from services.membership.contract import commands as c
from services.shared.callers import ActorKind
from services.shared.permissions import (
    ADMINS,
    BY_CONTRACT,
    HOST,
    MEMBER,
    SPECIALISTS,
    May,
    Table,
    for_staff,
)

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
    c.ReleaseHold: May(roles=MEMBER.roles, staff=SPECIALISTS, confirmed=True),
    c.PlaceStaffHold: for_staff(SPECIALISTS, confirmed=True),
    c.ReportPayment: HOST,
    c.ReportLogin: HOST,
    c.ReportOrder: HOST,
    c.NoteActivity: MEMBER,
    c.ApplyRemedy: BY_CONTRACT,
    c.PublishClause: for_staff(ADMINS, confirmed=True),
}
