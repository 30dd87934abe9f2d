"""What plans and clauses share on the way to a version: drafts in revisions, a preview that counts
whom one would touch, and that what is published is what was looked at."""

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from infra.kernel.errors import Conflict, NotFound
from infra.kernel.sentences import both
from services.membership.catalogue.domain.preview import HeldVersion, Preview, VersionDraft
from services.membership.catalogue.draft_store import DraftStore
from services.membership.ports import Context, Done

Keep = Callable[[int], list[Done]]
"""Of the version that came of a command, what to remember."""

D = TypeVar("D", bound=VersionDraft)


class Holders(Protocol):
    """The members of a plan, or those whom a clause binds."""

    async def count(self, code: str) -> int: ...
    async def holdings(self, code: str, after: str, limit: int) -> list[HeldVersion]: ...


class Drafting(Generic[D]):
    """`save_with`: the mutation that a refusal names."""

    def __init__(
        self, ctx: Context, drafts: DraftStore[D], holders: Holders, save_with: str
    ) -> None:
        self._ctx = ctx
        self._drafts = drafts
        self._holders = holders
        self._save_with = save_with

    async def save(self, code: str, made: Callable[[int], D], keep: Keep) -> Done:
        """`made`: the draft as the revision of that number."""
        kept = await self._drafts.load(code)
        draft = made(kept.revision + 1 if kept else 1)
        done = keep(draft.revision)
        await self._drafts.save(draft, named(done))
        return done[0]

    async def preview(self, code: str, keep: Keep) -> Done:
        draft = await self.load(code)
        total = await self._holders.count(code)
        preview, done = Preview(started_at=self._ctx.now(), total=total), keep(draft.revision)
        await self._drafts.begin_preview(code, draft.revision, preview, named(done))
        return done[0]

    async def looked_at(self, code: str, revision: int) -> D:
        """
        Raises:
            NotFound: nothing was saved.
            Conflict: it is at another revision by now.
        """
        draft = await self.load(code)
        if draft.revision != revision:
            raise Conflict(
                both(
                    "草稿已是第 {now} 次修订，不是第 {expected} 次；请重新查看后再发布。",
                    "The draft is at revision {now} by now, not {expected}; look at it again, then "
                    "publish.",
                    now=draft.revision,
                    expected=revision,
                ),
                field="revision",
                details={"revision": draft.revision},
            )
        return draft

    async def load(self, code: str) -> D:
        """Raises NotFound."""
        draft = await self._drafts.load(code)
        if draft is None:
            raise NotFound(
                both(
                    "{code} 没有草稿；请先用 {save} 保存。",
                    "There is no draft of {code}; save one first ({save}).",
                    code=code,
                    save=self._save_with,
                ),
                field="code",
            )
        return draft


def named(done: list[Done]) -> list[Done]:
    """Only what came with a key can be asked for again."""
    return [one for one in done if one.key]
