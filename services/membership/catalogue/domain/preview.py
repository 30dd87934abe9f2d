"""A preview of a draft: who holds which version, counted page by page, and what that comes to."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

import msgspec

SAMPLED = 20
"""Members who are named in a preview."""

D = TypeVar("D")


class HeldVersion(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds which version of a plan, or is bound by which of a clause; 0 of none."""

    member_id: str
    version: int = msgspec.field(default=1, name="plan_version")


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """`after`: the last member looked at, in order of their ids. `held`: how many hold each
    version. All members of one version gain and lose the same."""

    started_at: datetime
    total: int
    after: str = ""
    finished: bool = False
    held: dict[str, int] = {}
    sample: tuple[HeldVersion, ...] = ()

    def with_page(self, page: list[HeldVersion], *, last: bool) -> "Preview":
        held = dict(self.held)
        for one in page:
            held[str(one.version)] = held.get(str(one.version), 0) + 1
        return msgspec.structs.replace(
            self,
            after=page[-1].member_id if page else self.after,
            finished=last,
            held=held,
            sample=(*self.sample, *page)[:SAMPLED],
        )


class VersionDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What every draft has beside what it is of."""

    revision: int
    saved_at: datetime
    preview: Preview | None = None

    @property
    def code(self) -> str:
        """Of the plan or clause. Each kind of draft says its own; a struct cannot be abstract."""
        raise NotImplementedError


class Sampled(NamedTuple, Generic[D]):
    """A member who is named."""

    held: HeldVersion
    worse: bool
    differences: tuple[D, ...]


class Reckoned(NamedTuple, Generic[D]):
    """What a preview comes to. `touched`: whom the draft changes anything for, `worse`: who loses
    by it; `counts`: how many members each difference is for."""

    seen: int
    touched: int
    worse: int
    counts: tuple[tuple[D, int], ...]
    sample: tuple[Sampled[D], ...]


def reckoned(
    preview: Preview, from_version: Callable[[int], Sequence[D]], is_worse: Callable[[D], bool]
) -> Reckoned[D]:
    """`from_version`: what the draft changes for who holds that version."""
    held = sorted((int(version), count) for version, count in preview.held.items())
    changes = {version: tuple(from_version(version)) for version, _ in held}
    worse = {version for version in changes if any(map(is_worse, changes[version]))}
    return Reckoned(
        seen=sum(count for _, count in held),
        touched=sum(count for version, count in held if changes[version]),
        worse=sum(count for version, count in held if version in worse),
        counts=tuple((one, count) for version, count in held for one in changes[version]),
        sample=tuple(
            Sampled(one, one.version in worse, changes[one.version]) for one in preview.sample
        ),
    )
