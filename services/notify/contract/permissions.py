"""Who may use which command."""

from services.notify.contract import campaigns, commands, staff, templates, webhooks
from services.notify.contract.staff_mail import TellStaff
from services.shared.callers import ActorKind, KeyScope
from services.shared.permissions import (
    ADMINS,
    MEMBER,
    REVIEWERS,
    SELF_SERVICE,
    SPECIALISTS,
    May,
    Table,
    for_staff,
)

_PARTNER = May(roles=SELF_SERVICE, scope=KeyScope.WEBHOOKS)

MAY: Table = {
    commands.SetContacts: May(
        roles=frozenset({ActorKind.MEMBER, ActorKind.HOST}), staff=SPECIALISTS, confirmed=True
    ),
    commands.SetPreference: MEMBER,
    commands.SetQuietHours: MEMBER,
    commands.SetDigest: MEMBER,
    commands.SetMarketingConsent: MEMBER,
    commands.VerifyContact: MEMBER,
    commands.SendCode: MEMBER,
    commands.VerifyCode: MEMBER,
    commands.CarryCode: May(),
    commands.MarkShown: MEMBER,
    commands.MarkOpened: MEMBER,
    commands.Unsubscribe: MEMBER,
    commands.SuppressAddress: for_staff(SPECIALISTS, confirmed=True),
    commands.LiftSuppression: for_staff(SPECIALISTS, confirmed=True),
    staff.TakeTask: for_staff(REVIEWERS),
    staff.FinishTask: for_staff(REVIEWERS),
    staff.ReleaseTasks: May(),
    staff.ReplayDeliveries: for_staff(SPECIALISTS),
    TellStaff: May(),
    templates.SaveTemplateDraft: for_staff(ADMINS),
    templates.PublishTemplate: for_staff(ADMINS, confirmed=True),
    campaigns.StartCampaign: for_staff(ADMINS, confirmed=True),
    campaigns.PauseCampaign: for_staff(ADMINS),
    campaigns.ResumeCampaign: for_staff(ADMINS),
    campaigns.CancelCampaign: for_staff(ADMINS, confirmed=True),
    webhooks.CreateWebhook: _PARTNER,
    webhooks.ChangeWebhook: _PARTNER,
    webhooks.DeleteWebhook: _PARTNER,
    webhooks.EnableWebhook: _PARTNER,
    webhooks.DisableWebhook: _PARTNER,
    webhooks.RotateWebhookSecret: _PARTNER,
    webhooks.TestWebhook: _PARTNER,
    webhooks.ReplayWebhooks: _PARTNER,
}
