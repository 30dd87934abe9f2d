"""Who joins, as the shop reports it: one command for each service that knows of members."""

from gateway.reports.kinds import HostReport
from services.membership.contract import commands as c
from services.membership.contract.accounts.opening_commands import RegisterAccount
from services.notify.contract.commands import SetContacts


class HostMember(HostReport, frozen=True, kw_only=True):
    """Contacts, by which the account is found; with a `plan` also a membership, paid from the
    balance. What is not given stays as it is. `language`: zh-CN or en; `time_zone`: IANA."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    language: str | None = None
    time_zone: str | None = None
    plan: str | None = None
    auto_renew: bool = True

    def contacts(self) -> SetContacts:
        return SetContacts(
            member_id=self.member_id,
            name=self.name,
            phone=self.phone,
            email=self.email,
            language=self.language,
            time_zone=self.time_zone,
        )

    def account(self) -> RegisterAccount:
        return RegisterAccount(member_id=self.member_id, phone=self.phone, email=self.email)

    def enrolment(self) -> c.Enrol | None:
        if self.plan is None:
            return None
        return c.Enrol(member_id=self.member_id, plan=self.plan, auto_renew=self.auto_renew)
