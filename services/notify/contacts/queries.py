"""Where members are reached, and what keeps messages from them."""

import hmac
from collections.abc import Sequence
from functools import partial

from infra.kernel.errors import to_record
from services.notify.contract.queries import (
    CheckPhoneDigits,
    GetContactsAt,
    GetProfile,
    GetSuppressions,
)
from services.notify.contract.views import (
    ContactsThen,
    Failed,
    PhoneDigitsChecked,
    ProfileView,
    SuppressionsView,
)
from services.notify.contract.words import Channel
from services.notify.core.alerts.views import masked_profile, profile_of, suppression_views
from services.notify.core.ports.people import RecipientStore, SuppressionStore
from services.notify.core.recipients.moves import in_use_at
from services.notify.core.recipients.quiet_hours import QuietHours
from services.notify.core.recipients.recipient import (
    Recipient,
    known_recipient,
    masked,
    unknown_contacts,
)


class ContactQueries:
    """`quiet_hours`: the operator's."""

    def __init__(
        self,
        recipients: RecipientStore,
        suppressions: SuppressionStore,
        quiet_hours: QuietHours,
    ) -> None:
        self._recipients = recipients
        self._suppressions = suppressions
        self._quiet_hours = quiet_hours

    async def profiles(self, queries: Sequence[GetProfile]) -> list[ProfileView | Failed]:
        """One read for all."""
        found = await self._recipients.get_many(list({query.member_id for query in queries}))
        unknown = Failed(error=to_record(unknown_contacts()))
        return [
            self._profile(found[query.member_id], query) if query.member_id in found else unknown
            for query in queries
        ]

    def _profile(self, recipient: Recipient, query: GetProfile) -> ProfileView:
        view = profile_of(recipient, self._quiet_hours)
        return masked_profile(view) if query.masked else view

    async def contacts_at(self, query: GetContactsAt) -> ContactsThen:
        """
        Raises:
            NotFound: nothing is known of the member.
        """
        recipient = known_recipient(await self._recipients.get(query.member_id))
        kept = await self._recipients.moves(query.member_id)
        then = partial(in_use_at, recipient, kept, at=query.at)
        return ContactsThen(phone=then(channel=Channel.SMS), email=then(channel=Channel.EMAIL))

    async def check_digits(self, query: CheckPhoneDigits) -> PhoneDigitsChecked:
        """Takes as long whatever they are, and however far they are right."""
        recipient = await self._recipients.get(query.member_id)
        phone = recipient.phone if recipient else ""
        same = hmac.compare_digest(phone[-len(query.digits) :].encode(), query.digits.encode())
        return PhoneDigitsChecked(bound=bool(phone), same=same and bool(phone))

    async def suppressed(self, query: GetSuppressions) -> SuppressionsView:
        recipient = await self._recipients.get(query.member_id)
        outside = (Channel.SMS, Channel.EMAIL)
        own = [(c, recipient.address(c)) for c in outside] if recipient else []
        found = await self._suppressions.of_member(query.member_id, own)
        addresses = {await self._suppressions.id_of(c, to): masked(to) for c, to in own if to}
        return SuppressionsView(suppressions=suppression_views(found, addresses))
