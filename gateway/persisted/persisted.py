"""From what is asked to the text that runs: the one place."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from prometheus_client import Counter

from gateway.documents.paying import pay_to_read
from gateway.persisted.asked import AskedOperation
from gateway.persisted.handed_in import HandedIn, digest_of
from gateway.persisted.refusals import (
    NotRun,
    hash_mismatch,
    not_found,
    not_in_list,
    not_supported,
)
from gateway.persisted_mode import PersistedMode

Runs = Callable[[AskedOperation, Any], Awaitable[bool]]
"""Whether the text of what is asked is valid and within the limits; the context is who asks."""

_asked = Counter(
    "gateway_persisted_operations_total",
    "Operations that were named by an id, and those that the lists do not have",
    ("found",),
)


class PersistedOperations:
    """`listed`: texts by their id."""

    def __init__(
        self, mode: PersistedMode, listed: Mapping[str, str], handed_in: HandedIn, runs: Runs
    ) -> None:
        self._mode = mode
        self._listed = listed
        self._texts = {text: text for text in listed.values()}
        self._handed_in = handed_in
        self._runs = runs

    async def text_of(self, asked: AskedOperation, context: Any) -> str | None:
        """The text that runs; none: nothing was asked.

        Raises:
            NotRun: there is none that may run, with a code that clients know.
            TooManyRequests: who asks has spent too much.
            InvalidInput: the id is none.
        """
        id = asked.id
        if id is None:
            return (
                asked.query if self._mode is not PersistedMode.ONLY else self._of_list(asked.query)
            )
        if (listed := self._listed.get(id)) is not None:
            return self._same(listed, asked.text)
        if self._mode is PersistedMode.ONLY:
            return self._of_list(asked.query)
        if self._mode is PersistedMode.OFF:
            if asked.text is None:
                raise _counted("not supported", not_supported())
            return asked.text
        return await self._automatic(id, asked, context)

    def _of_list(self, text: str | None) -> str:
        """Who sends a whole text may, if it is listed."""
        found = self._texts.get(text or "")
        if found is None:
            raise _counted("not in list", not_in_list())
        return found

    def _same(self, listed: str, sent: str | None) -> str:
        if sent is not None and sent != listed:
            raise _counted("mismatch", hash_mismatch())
        _asked.labels("listed").inc()
        return listed

    async def _automatic(self, digest: str, asked: AskedOperation, context: Any) -> str:
        if (here := self._handed_in.known(digest)) is not None:
            return self._same_handed_in(here, asked.text)
        if asked.text is None:
            await pay_to_read(context, "")
            found = await self._handed_in.find(digest)
            if found is None:
                raise _counted("not found", not_found())
            _asked.labels("shared").inc()
            return found
        if digest_of(asked.text) != digest:
            raise _counted("mismatch", hash_mismatch())
        if await self._runs(asked, context):
            await self._handed_in.keep(digest, asked.text)
            _asked.labels("handed in").inc()
        return asked.text

    def _same_handed_in(self, here: str, sent: str | None) -> str:
        if sent is not None and sent != here:
            raise _counted("mismatch", hash_mismatch())
        _asked.labels("here").inc()
        return here


def _counted(found: str, error: NotRun) -> NotRun:
    _asked.labels(found).inc()
    return error
