"""Who may use which command. Whose appeal it is decides besides."""

from services.appeals.contract import commands as c
from services.appeals.contract import desk_commands as desk
from services.appeals.contract import incident_commands as i
from services.appeals.contract.answer_templates import SaveAnswerTemplate
from services.appeals.contract.calendar_commands import SetCalendar
from services.appeals.contract.case_commands import RefreshCaseFile
from services.appeals.contract.drafts import (
    AddDraftFiles,
    DiscardDraft,
    RemoveDraftFile,
    SaveDraft,
    SubmitDraft,
)
from services.appeals.contract.evidence import AddEvidence
from services.appeals.contract.identity import ProveIdentity
from services.appeals.contract.lifecycle_commands import EscalateAppeal, ReopenAppeal
from services.appeals.contract.notices import MarkNoticesRead, SetStaffContact
from services.appeals.contract.triage_commands import AskForPerson
from services.shared.callers import ActorKind
from services.shared.permissions import (
    ADMINS,
    MEMBER,
    REVIEWERS,
    SPECIALISTS,
    May,
    Table,
    for_staff,
)

_MEMBER_AND_STAFF = May(roles=frozenset({ActorKind.MEMBER}), staff=frozenset(REVIEWERS))
MAY: Table = {
    c.OpenAppeal: MEMBER,
    c.OpenCase: May(),
    c.ReplyToAppeal: MEMBER,
    c.WithdrawAppeal: MEMBER,
    SaveDraft: MEMBER,
    SubmitDraft: MEMBER,
    DiscardDraft: MEMBER,
    AddDraftFiles: MEMBER,
    RemoveDraftFile: MEMBER,
    ReopenAppeal: MEMBER,
    SaveAnswerTemplate: for_staff(ADMINS),
    EscalateAppeal: MEMBER,
    AskForPerson: MEMBER,
    RefreshCaseFile: _MEMBER_AND_STAFF,
    c.TakeAppeal: for_staff(REVIEWERS),
    c.AskInformation: for_staff(REVIEWERS),
    c.AnswerAppeal: for_staff(REVIEWERS),
    c.AddStaffNote: for_staff(REVIEWERS),
    SetCalendar: for_staff(ADMINS, confirmed=True),
    MarkNoticesRead: for_staff(REVIEWERS),
    SetStaffContact: for_staff(REVIEWERS),
    c.DecideAppeal: for_staff(REVIEWERS, confirmed=True),
    **dict.fromkeys(i.OF_STAFF, for_staff(SPECIALISTS, confirmed=True)),
    i.JoinIncident: MEMBER,
    AddEvidence: _MEMBER_AND_STAFF,
    ProveIdentity: MEMBER,
    desk.TakeNext: for_staff(REVIEWERS),
    desk.AssignAppeal: for_staff(REVIEWERS),
    desk.GiveBackAppeal: for_staff(REVIEWERS),
    desk.ConfirmDecision: for_staff(REVIEWERS, confirmed=True),
    desk.ReturnDecision: for_staff(REVIEWERS, confirmed=True),
    desk.SaveQueueRules: for_staff(ADMINS, confirmed=True),
    desk.KnowColleague: May(),
    desk.SetAbsence: for_staff(REVIEWERS),
    desk.EndAbsence: for_staff(REVIEWERS),
}
