"""What notification remembers of people: addresses, suppressions and challenges, as Protocols."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from services.notify.contract.words import Channel, CodePurpose, KnownBy
from services.notify.core.alerts.alert import Alert
from services.notify.core.alerts.codes import Challenge
from services.notify.core.deliveries.job import Job
from services.notify.core.deliveries.results import Result
from services.notify.core.recipients.moves import Move
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.recipients.suppression import Suppression


class RecipientStore(Protocol):
    async def get(self, member_id: str) -> Recipient | None: ...

    async def get_many(self, member_ids: Sequence[str]) -> dict[str, Recipient]: ...

    async def found(self, by: KnownBy, hashed: str, most: int) -> list[str]:
        """Ids of those whose handle is this one, in their order."""
        ...

    async def hash_anew(self, after: str, most: int) -> str:
        """Gives the next so many after `after` their handles by the present key; the id of the
        last, empty where there are no more."""
        ...

    async def save(
        self,
        before: Recipient | None,
        after: Recipient,
        alerts: Sequence[Alert] = (),
        jobs: Sequence[Job] = (),
        moved: Sequence[Move] = (),
    ) -> bool:
        """What changed, so that two changes at once both stay, with what is told of it, in one
        commit; false when `before` was none and the recipient is there by now. `moved`: by the
        member."""
        ...

    async def moves(self, member_id: str) -> list[Move]:
        """What the member took out of use, as far as it is kept."""
        ...

    async def forget_moves(self, before: datetime) -> int:
        """Takes what went out of use before then; gives how many there were."""
        ...

    async def add_new(self, recipients: Sequence[Recipient]) -> int:
        """Those that are not there yet; gives how many. Never overwrites."""
        ...


class SuppressionStore(Protocol):
    async def suppressed(
        self, addresses: Iterable[tuple[Channel, str]]
    ) -> dict[tuple[Channel, str], Suppression]:
        """What is known of those of the addresses that ever had a mark; most had none."""
        ...

    async def of_member(
        self, member_id: str, addresses: Sequence[tuple[Channel, str]]
    ) -> list[Suppression]:
        """Of the member's present addresses, then of earlier ones."""
        ...

    async def learn(self, member_id: str, channel: Channel, to: str, result: Result | None) -> None:
        """Keeps what a result says of the address; nothing for most results."""
        ...

    async def change(
        self, channel: Channel, to: str, decide: Callable[[Suppression], Suppression]
    ) -> Suppression:
        """Writes what `decide` makes of it; decides again when somebody else was faster."""
        ...

    async def id_of(self, channel: Channel, to: str) -> str:
        """The same for the same address, however it is capitalised."""
        ...


class ChallengeStore(Protocol):
    async def last(self, member_id: str, purpose: CodePurpose) -> Challenge | None: ...

    async def issue(
        self, before: Challenge | None, after: Challenge, alert: Alert, jobs: Sequence[Job]
    ) -> None:
        """The challenge and what is to be sent, in one commit.

        Raises:
            VersionConflict, DuplicateInsert: another code was asked for at the same time.
        """
        ...

    async def goes_to(self, address_id: str, now: datetime) -> bool:
        """Counts a code to an address; false when another one was counted at this very moment.

        Raises:
            TooManyRequests: too many went there within an hour.
        """
        ...

    async def erase(self, member_id: str) -> None:
        """Can be repeated."""
        ...

    async def tried(self, before: Challenge, after: Challenge) -> bool:
        """Writes a try; false when another one came between."""
        ...
