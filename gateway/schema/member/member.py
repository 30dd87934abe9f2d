"""A member: the same for the member and for staff, read from three services at once.

What has to be asked of a service is nullable, so that one that is away takes nothing else along."""

import strawberry

from gateway.compiled.shows import Shows, from_view, itself
from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.appeals.appeal import Appeal
from gateway.schema.appeals.drafts import AppealDraft, drafts_of
from gateway.schema.basics.connections import Connection, connect
from gateway.schema.basics.fields import computed
from gateway.schema.basics.nodes import Node, global_id
from gateway.schema.basics.scalars import Money, mapped
from gateway.schema.entitlement.entitlement import Entitlement, entitlement_of
from gateway.schema.member.consents import Consent, consents_of
from gateway.schema.member.staff_reads import StaffRead, reads_of
from gateway.schema.membership.clauses import Clauses
from gateway.schema.membership.erasure import Erasure, erasure_of
from gateway.schema.membership.history import HistoryLine, history_page
from gateway.schema.membership.ledger import Ledger
from gateway.schema.membership.membership import Membership, Record
from gateway.schema.membership.passing import Passing, PlanUpgrade, passing_of, upgrades_of
from gateway.schema.membership.rectifications import Rectification, rectifications_of
from gateway.schema.membership.risk import LapseRisk, lapse_risk_of
from gateway.schema.notify.alerts import Alert
from gateway.schema.notify.profile import Preference, Profile
from gateway.schema.partner.consent import PartnerFollow, follows_of
from infra.kernel.paging import checked_first
from services.appeals.contract.queries import GetAppealsOf
from services.appeals.contract.views import AppealsPage
from services.membership.contract import queries, views
from services.notify.contract.queries import GetAlerts, GetProfile
from services.notify.contract.views import AlertsPage, ProfileView


@strawberry.type(description="A member, with everything that is known of the membership.")
class Member(Node, Shows[str]):
    """It shows the member's id."""

    id: strawberry.ID = from_view(
        lambda member_id: global_id("Member", member_id), description="The global id, opaque."
    )
    member_id: strawberry.ID = from_view(itself)

    @computed(
        "None where nothing is known of the person. For staff phone and e-mail are masked: see "
        "revealContact."
    )
    async def profile(self, info: Info) -> Profile | None:
        view = await self._profile(info)
        return Profile.of(view) if view else None

    @computed("None for somebody who never enrolled.")
    async def membership(self, info: Info) -> Membership | None:
        view = await self._membership(info)
        return Membership.of(view) if view else None

    @computed("What the member is entitled to now, as the shop sees it.")
    async def entitlement(self, info: Info) -> Entitlement | None:
        return await entitlement_of(info.context, self.member_id)

    @computed("How likely the membership, or its plan, is lost within 14 days, and why.")
    async def lapse_risk(self, info: Info) -> LapseRisk | None:
        return await lapse_risk_of(info.context, self.member_id)

    @computed("What erasing the member's data would take, or how far it is; see askErasure.")
    async def erasure(self, info: Info) -> Erasure | None:
        return await erasure_of(info.context, self.member_id)

    @computed("What the member agreed to, and when: clauses, partners, offers; the newest first.")
    async def consents(self, info: Info) -> list[Consent]:
        return await consents_of(info.context, self.member_id)

    @computed("What the member asked to have corrected, the newest first; see askRectification.")
    async def rectifications(self, info: Info) -> list[Rectification]:
        return await rectifications_of(info.context, self.member_id)

    @computed("The prepaid balance.")
    async def balance(self, info: Info) -> Money | None:
        asked = queries.GetLedger(member_id=self.member_id, first=1)
        view = await info.context.readers.membership.find(asked, views.LedgerView)
        return Money.of(view.balance) if view else None

    @computed("The balance with its lines, newest first.")
    async def ledger(self, info: Info, first: int = 20) -> Ledger | None:
        asked = queries.GetLedger(member_id=self.member_id, first=checked_first(first))
        view = await info.context.readers.membership.find(asked, views.LedgerView)
        return Ledger.of(view) if view else None

    @computed("What is given to another member or comes from one, and who is linked.")
    async def passing(self, info: Info) -> Passing | None:
        return await passing_of(info.context, self.member_id)

    @computed("What moving to each higher plan costs now; empty where that cannot be.")
    async def upgrades(self, info: Info) -> list[PlanUpgrade]:
        return await upgrades_of(info.context, self.member_id)

    @computed("The agreement as it stands for this member.")
    async def clauses(self, info: Info) -> Clauses | None:
        asked = queries.GetClauses(member_id=self.member_id)
        return Clauses.of(await info.context.readers.membership.ask(asked, views.ClausesView))

    @computed("Whether the stored history holds.")
    async def record(self, info: Info) -> Record | None:
        asked = queries.GetRecord(member_id=self.member_id)
        view = await info.context.readers.membership.find(asked, views.RecordView)
        return mapped(Record, view) if view else None

    @computed("Who of the staff read the record, newest first: for the member and administrators.")
    async def staff_reads(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[StaffRead] | None:
        return await reads_of(info.context, self.member_id, first, after)

    @computed("The history as it is hashed, oldest first: for whoever verifies it elsewhere.")
    async def history(
        self, info: Info, first: int = 50, after: str | None = None
    ) -> Connection[HistoryLine] | None:
        return await history_page(info.context, self.member_id, first, after)

    @computed("Partners that follow the member, and those that did.")
    async def partners(self, info: Info) -> list[PartnerFollow] | None:
        return await follows_of(info.context, self.member_id)

    @computed("The member's appeals, newest first.")
    async def appeals(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[Appeal] | None:
        async def fetch(start: str, count: int) -> AppealsPage:
            asked = GetAppealsOf(
                member_id=self.member_id,
                after=start,
                first=count,
                for_staff=info.context.viewer.role is Role.STAFF,
            )
            return await info.context.readers.appeals.ask(asked, AppealsPage)

        return await connect(
            info.context.cursors("appeals"),
            first,
            after,
            fetch,
            lambda page: [Appeal.of(a) for a in page.appeals],
        )

    @computed("Appeals that the member has begun and not handed in. Nobody else sees any.")
    async def appeal_drafts(self, info: Info) -> list[AppealDraft]:
        return await drafts_of(info.context, self.member_id)

    @computed("What the member was told, newest first.")
    async def alerts(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[Alert] | None:
        async def fetch(start: str, count: int) -> AlertsPage:
            asked = GetAlerts(
                member_id=self.member_id,
                after=start,
                first=count,
                for_staff=info.context.viewer.role is Role.STAFF,
            )
            return await info.context.readers.notify.ask(asked, AlertsPage)

        return await connect(
            info.context.cursors("alerts"),
            first,
            after,
            fetch,
            lambda page: [Alert.of(a) for a in page.alerts],
        )

    @computed("Which topic comes on which channels.")
    async def preferences(self, info: Info) -> list[Preference] | None:
        view = await self._profile(info)
        return [Preference.of(one) for one in view.preferences] if view else []

    async def _membership(self, info: Info) -> views.MembershipView | None:
        asked = queries.GetMembership(member_id=self.member_id)
        return await info.context.readers.membership.find(asked, views.MembershipView)

    async def _profile(self, info: Info) -> ProfileView | None:
        staff = info.context.viewer.role is Role.STAFF
        asked = GetProfile(member_id=self.member_id, masked=staff)
        return await info.context.readers.notify.find(asked, ProfileView)
