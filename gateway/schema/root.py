"""The whole graph, put together."""

import functools
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.extensions import DisableIntrospection
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext
from strawberry.types.scalar import ScalarDefinition

from gateway.compiled.schema import CompiledSchema
from gateway.request.context import Context
from gateway.schema.accounts.account import AccountQueries
from gateway.schema.accounts.factor_mutations import FactorMutations
from gateway.schema.accounts.passwords import PasswordMutations
from gateway.schema.accounts.regaining import RegainingMutations, RegainingQueries
from gateway.schema.accounts.sessions import SessionMutations
from gateway.schema.accounts.signing import SigningMutations
from gateway.schema.accounts.staff import StaffMutations, StaffQueries
from gateway.schema.appeals.answers import AnswerMutations, AnswerQueries
from gateway.schema.appeals.calendar import CalendarMutations, CalendarQueries
from gateway.schema.appeals.case_queries import CaseFileMutations, CaseFileQueries
from gateway.schema.appeals.desk import DeskQueries
from gateway.schema.appeals.desk_mutations import DeskMutations
from gateway.schema.appeals.drafts import DraftMutations
from gateway.schema.appeals.figures import FigureQueries
from gateway.schema.appeals.file_mutations import UPLOAD, EvidenceMutations, Upload
from gateway.schema.appeals.identity import IdentityMutations
from gateway.schema.appeals.incident_mutations import IncidentMutations
from gateway.schema.appeals.incident_status import IncidentStatusQueries
from gateway.schema.appeals.incident_subscription import IncidentSubscription
from gateway.schema.appeals.incidents import IncidentQueries
from gateway.schema.appeals.mutations import AppealMutations
from gateway.schema.appeals.notices import (
    NoticeMutations,
    NoticeQueries,
    NoticeSubscription,
)
from gateway.schema.appeals.queries import AppealQueries
from gateway.schema.appeals.remedy_preview import RemedyQueries
from gateway.schema.appeals.review import ReviewMutations
from gateway.schema.appeals.subscription import AppealSubscription
from gateway.schema.basics.described import describe
from gateway.schema.basics.masking import Masking, shown
from gateway.schema.basics.scalars import DATE_TIME
from gateway.schema.clock import ClockQueries
from gateway.schema.entitlement.entitlement import EntitlementQueries
from gateway.schema.entitlement.passes import PassQueries
from gateway.schema.entitlement.subscription import EntitlementSubscription
from gateway.schema.federation.queries import (
    REPRESENTATION,
    FederationQueries,
    Representation,
)
from gateway.schema.field_words import FIELD_WORDS
from gateway.schema.member.contacts import ContactMutations
from gateway.schema.member.exports import ExportMutations, ExportQueries
from gateway.schema.member.finding import FindingQueries
from gateway.schema.member.queries import MemberQueries
from gateway.schema.member.registration import RegistrationMutations
from gateway.schema.member.retention import RetentionQueries
from gateway.schema.member.staff_reads import StaffReadQueries
from gateway.schema.membership.breaker import BreakerMutations, BreakerQueries
from gateway.schema.membership.catalogue_mutations import CatalogueMutations
from gateway.schema.membership.catalogue_queries import CatalogueQueries
from gateway.schema.membership.claims import ClaimMutations
from gateway.schema.membership.clause_drafts import ClauseQueries
from gateway.schema.membership.correction_mutations import CorrectionMutations
from gateway.schema.membership.corrections import CorrectionQueries
from gateway.schema.membership.erasure import ErasureMutations
from gateway.schema.membership.holds import HoldMutations
from gateway.schema.membership.links import LinkMutations
from gateway.schema.membership.mutations import MembershipMutations
from gateway.schema.membership.payment_methods import (
    PaymentMethodMutations,
    PaymentMethodQueries,
    PaymentMethodSubscription,
)
from gateway.schema.membership.plans import PlanQueries
from gateway.schema.membership.protection import ProtectionMutations
from gateway.schema.membership.publishing import ClauseMutations
from gateway.schema.membership.quotas import QuotaMutations
from gateway.schema.membership.record_incidents import (
    RecordIncidentMutations,
    RecordIncidentQueries,
)
from gateway.schema.membership.rectifications import RectificationMutations, RectificationQueries
from gateway.schema.membership.refunds import RefundMutations
from gateway.schema.membership.reports import ReportMutations
from gateway.schema.membership.risk import RiskQueries
from gateway.schema.membership.subscription import MembershipSubscription
from gateway.schema.membership.transfers import TransferMutations
from gateway.schema.notify.alert_mutations import AlertMutations
from gateway.schema.notify.campaign_mutations import CampaignMutations
from gateway.schema.notify.campaigns import CampaignQueries
from gateway.schema.notify.links import LinkQueries
from gateway.schema.notify.operations import OperationsQueries
from gateway.schema.notify.profile_mutations import ProfileMutations
from gateway.schema.notify.suppressions import SuppressionMutations, SuppressionQueries
from gateway.schema.notify.template_mutations import TemplateMutations
from gateway.schema.notify.templates import TemplateQueries
from gateway.schema.notify.totals import TotalsQueries
from gateway.schema.notify.undelivered import UndeliveredQueries
from gateway.schema.notify.undelivered_mutations import UndeliveredMutations
from gateway.schema.partner.consent import ConsentMutations
from gateway.schema.partner.partner_mutations import PartnerMutations
from gateway.schema.partner.partners import PartnerQueries
from gateway.schema.partner.status_feed import StatusFeedQueries, StatusSubscription
from gateway.schema.partner.webhook_mutations import WebhookMutations
from gateway.schema.partner.webhooks import WebhookQueries
from gateway.schema.permissions import undeclared
from infra.kernel.errors import InvalidInput


@strawberry.type(description="What can be asked.")
class Query(
    ClockQueries,
    StaffQueries,
    RegainingQueries,
    AccountQueries,
    MemberQueries,
    FindingQueries,
    StaffReadQueries,
    ExportQueries,
    RetentionQueries,
    RecordIncidentQueries,
    EntitlementQueries,
    PaymentMethodQueries,
    PassQueries,
    PlanQueries,
    CatalogueQueries,
    RiskQueries,
    RectificationQueries,
    BreakerQueries,
    ClauseQueries,
    CorrectionQueries,
    AppealQueries,
    RemedyQueries,
    IncidentQueries,
    IncidentStatusQueries,
    AnswerQueries,
    CalendarQueries,
    NoticeQueries,
    FigureQueries,
    CaseFileQueries,
    DeskQueries,
    SuppressionQueries,
    TotalsQueries,
    LinkQueries,
    OperationsQueries,
    UndeliveredQueries,
    CampaignQueries,
    TemplateQueries,
    PartnerQueries,
    StatusFeedQueries,
    WebhookQueries,
):
    pass


@strawberry.type(description="What can be done. Each answers a success or a typed Problem.")
class Mutation(
    StaffMutations,
    ContactMutations,
    SigningMutations,
    RegainingMutations,
    SessionMutations,
    PasswordMutations,
    FactorMutations,
    MembershipMutations,
    ProtectionMutations,
    ErasureMutations,
    TransferMutations,
    LinkMutations,
    ProfileMutations,
    AlertMutations,
    AppealMutations,
    IncidentMutations,
    AnswerMutations,
    DraftMutations,
    HoldMutations,
    CorrectionMutations,
    SuppressionMutations,
    ClauseMutations,
    CatalogueMutations,
    BreakerMutations,
    ReviewMutations,
    CalendarMutations,
    NoticeMutations,
    CaseFileMutations,
    EvidenceMutations,
    IdentityMutations,
    DeskMutations,
    RegistrationMutations,
    ExportMutations,
    ClaimMutations,
    RectificationMutations,
    QuotaMutations,
    RefundMutations,
    PaymentMethodMutations,
    ReportMutations,
    TemplateMutations,
    UndeliveredMutations,
    RecordIncidentMutations,
    CampaignMutations,
    PartnerMutations,
    ConsentMutations,
    WebhookMutations,
):
    pass


@strawberry.type(
    description="What can be followed, over graphql-transport-ws or server-sent events."
)
class Subscription(
    MembershipSubscription,
    AppealSubscription,
    IncidentSubscription,
    NoticeSubscription,
    StatusSubscription,
    EntitlementSubscription,
    PaymentMethodSubscription,
):
    pass


@strawberry.type(name="Query", description="What can be asked by the router of a supergraph.")
class SubgraphQuery(FederationQueries, Query):
    pass


class GatewaySchema(CompiledSchema):
    def all_asked(self, context: Context) -> None:
        context.readers.ask_now()

    async def told(self, errors: list[GraphQLError], context: Context) -> list[GraphQLError]:
        """As `Masking` does."""
        return await shown(errors, context)

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Names what has no code yet; `Masking` logs failures, with the id that clients are told.

        What graphql-core itself finds wrong while it runs is a variable, when no field was asked
        yet, or an argument.
        """
        for error in errors:
            ours = not isinstance(error.original_error, GraphQLError | None) and error.path
            if not ours and "code" not in (error.extensions or {}):
                code = InvalidInput.code if error.path else "INVALID_VARIABLES"
                error.extensions = {"code": code, **(error.extensions or {})}


@functools.cache
def build_schema(*, introspection: bool = True) -> GatewaySchema:
    """The schema, one a process: it keeps the documents that it has parsed.

    `introspection`: whether it tells about itself, also by suggestions in errors.

    Raises:
        ValueError: a root field does not say who may use it.
    """
    return _built(Query, Subscription, introspection=introspection)


@functools.cache
def build_subgraph(*, introspection: bool = True) -> GatewaySchema:
    """The same for the router of a supergraph: with entities, and without subscriptions, which
    routers do not forward."""
    return _built(SubgraphQuery, None, introspection=introspection)


def _built(query: type, subscription: type | None, *, introspection: bool) -> GatewaySchema:
    extensions: Iterable[Any] = [Masking, *([] if introspection else [DisableIntrospection])]
    scalars: dict[object, ScalarDefinition] = {
        datetime: DATE_TIME,
        Upload: UPLOAD,
        Representation: REPRESENTATION,
    }
    schema = GatewaySchema(
        query=query,
        mutation=Mutation,
        subscription=subscription,
        extensions=list(extensions),
        suggestions=introspection,
        config=StrawberryConfig(scalar_map=scalars),
    )
    describe(schema._schema, FIELD_WORDS)
    if open_fields := undeclared(schema):
        raise ValueError(
            f"say who may use {', '.join(open_fields)}: see gateway/schema/permissions.py"
        )
    return schema
