"""What the handlers and queries need of the world."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from infra.kernel.events import Actor
from infra.storage.changes import GuardedUpdate
from services.appeals.contract.calendar import BusinessCalendar
from services.appeals.contract.case_views import AppealCaseFile
from services.appeals.contract.desk_words import AppealQueue
from services.appeals.contract.evidence import EvidenceFile
from services.appeals.contract.evidence_events import KeptFile
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.case.case_file import SealedCaseFile
from services.appeals.domain.recording.recorder import ByTemplate, Recorder
from services.appeals.domain.review.proposal import Proposal
from services.appeals.domain.view import Dossier
from services.appeals.rows import Done, ExtraRows, ListedAppeal, Loaded, MemberReads
from services.membership.contract.provisional_words import NotRestoredBecause
from services.membership.contract.remedies import RemedyGiven
from services.membership.contract.views import MembershipView
from services.shared.callers import Caller


class AppealStore(Protocol):
    async def load(self, number: str, member_id: str = "") -> Loaded | None:
        """`member_id` not empty: only if it is that member's."""
        ...

    async def save(
        self, loaded: Loaded | None, recorder: Recorder, by: Caller, extra: ExtraRows
    ) -> None:
        """Writes state, events, texts and `extra`, all or nothing.

        Raises:
            VersionConflict: somebody was faster, also with the draft; load and decide again.
            DuplicateInsert: the claim or the caller's key is spoken for.
        """
        ...

    async def postpone(self, loaded: Loaded, until: datetime) -> None:
        """Ticks the appeal again not before `until`, unless it changed meanwhile."""
        ...

    async def look(self, loaded: Loaded) -> None:
        """Puts the appeal where it belongs by now, and has it ticked again when that may change.

        Raises:
            VersionConflict: it changed meanwhile.
        """
        ...

    async def next_count(self, day: date, *, of: str = "appeals") -> int:
        """1, 2, 3… for each day, and what is numbered; never the same twice."""
        ...

    async def done(self, key: str) -> Done | None: ...

    async def numbered(self, numbers: Collection[str]) -> dict[str, Appeal]:
        """Unknown numbers are left out."""
        ...

    async def of_members(self, member_ids: Collection[str]) -> list[Appeal]: ...

    async def loaded_of(self, member_ids: Collection[str]) -> list[Loaded]:
        """All appeals of these members."""
        ...

    async def listed(self, names: Collection[str], after: str, limit: int) -> list[ListedAppeal]:
        """Those on any of the lists whose key comes behind `after`, in their order."""
        ...

    async def count_listed(self, names: Collection[str], before: str = "") -> int:
        """Of each list up to `MOST_LISTED`; `before`: only those whose key comes before it."""
        ...

    async def open_page(self, after: str, limit: int) -> list[tuple[ListedAppeal, Loaded]]:
        """Open appeals whose key comes behind `after`, in their order."""
        ...

    async def visible(self, numbers: Sequence[str], member_id: str) -> list[str]:
        """Those of the numbers that this member's appeals have; empty: anybody's."""
        ...

    async def named_orders(self, number: str) -> tuple[str, ...]:
        """Each once, in the order in which the member named them."""
        ...

    async def case_file(self, number: str, version: int) -> AppealCaseFile:
        """A version that there is."""
        ...

    async def dossiers(
        self, numbers: Sequence[str], *, case_files: Collection[str] = ()
    ) -> dict[str, Dossier]:
        """By number; with the case file for those in `case_files`. Unknown numbers are left out."""
        ...


class CaseFiles(Protocol):
    async def first(
        self, member_id: str, lost_at: datetime | None, orders: tuple[str, ...]
    ) -> SealedCaseFile:
        """`orders`: that the member names. While others than the membership do not answer, their
        part is missing.

        Raises:
            NotFound: no such member.
            InvalidInput: nothing was lost then.
            Unavailable: the membership does not answer at the moment.
        """
        ...

    async def settle(self, there: Loaded) -> None:
        """Keeps with the appeal what it wants of its case file.

        Raises:
            Unavailable: who knows it does not answer at the moment.
        """
        ...


class Triage(Protocol):
    async def look_at(self, there: Loaded) -> None:
        """Settles the appeal by rule, or leaves it to a person.

        Raises:
            Unavailable: the membership does not answer at the moment.
            VersionConflict: somebody was faster.
        """
        ...


class Memberships(Protocol):
    async def standing(self, member_id: str) -> MembershipView:
        """As it is now; raises as `apply_remedy`."""
        ...

    async def check_remedy(self, appeal: Appeal) -> int:
        """What it is worth, in minor units.

        Raises:
            AppError: why the remedy that was decided cannot be given as things are.
        """
        ...

    async def apply_remedy(self, appeal: Appeal) -> RemedyGiven:
        """Once for each remedy, however often it is asked; gives what it gave then.

        Raises:
            AppError: as the membership answers.
        """
        ...

    async def restore_for_now(self, appeal: Appeal) -> NotRestoredBecause | None:
        """Why the membership is not restored for the time being; none: it is, however often it is
        asked.

        Raises:
            Unavailable: it does not answer at the moment.
        """
        ...

    async def end_restoration(self, appeal: Appeal) -> None:
        """Whether it was given or not; raises as `restore_for_now`."""
        ...


class Calendars(Protocol):
    async def in_force(self) -> BusinessCalendar | None:
        """By which times are counted that are promised now; none: round the clock."""
        ...


class DraftedFiles(Protocol):
    """The files that drafts keep."""

    async def of(self, draft_ids: Collection[str]) -> list[EvidenceFile]:
        """In the order in which they came."""
        ...

    def moved(
        self, files: Sequence[KeptFile], number: str, message_id: str
    ) -> Sequence[GuardedUpdate]:
        """What makes them files of an appeal, in the commit that opens it."""
        ...

    def gone(self, files: Sequence[KeptFile], by: Actor, now: datetime) -> ExtraRows:
        """What takes them away, in the commit after which no draft has them."""
        ...


class DraftsWithFiles(Protocol):
    async def require_room(self, draft_id: str, by: Actor, more: int) -> None:
        """
        Raises:
            NotFound: no such draft of this person.
            NotAllowed: it is full.
        """
        ...

    async def keep(
        self,
        draft_id: str,
        files: Sequence[KeptFile],
        by: Actor,
        written: Callable[[Sequence[KeptFile]], Awaitable[ExtraRows]],
    ) -> None:
        """Those that are new to it, in one commit with what is `written` for them. Raises as
        `require_room`.

        Raises:
            VersionConflict: it was changed meanwhile.
        """
        ...


class Phones(Protocol):
    async def ends_with(self, member_id: str, digits: str) -> bool | None:
        """Whether the bound phone does; none: no phone is bound.

        Raises:
            Unavailable: nobody can say so at the moment.
        """
        ...


class HowMembersRead(Protocol):
    async def of(self, member_id: str) -> MemberReads:
        """The operator's own where nobody knows."""
        ...


class Colleagues(Protocol):
    async def anybody_for(self, queue: AppealQueue, but: Collection[str], now: datetime) -> bool:
        """Whether anybody was seen at the desk who works in it and is not away; `but` these."""
        ...

    async def known(self) -> list[str]:
        """Ids of all who have worked at the desk."""
        ...


class AnswersByTemplate(Protocol):
    async def said(self, code: str, appeal: Appeal, by: Actor, **given: object) -> ByTemplate:
        """`given`: of what is being written, such as `verdict`.

        Raises:
            NotFound: there is no such template.
            InvalidInput: about this appeal it cannot be said.
        """
        ...


class Proposals(Protocol):
    async def proposed(self, proposal: Proposal, extra: ExtraRows) -> ExtraRows:
        """What is written with it beside `extra`."""
        ...
