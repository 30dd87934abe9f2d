"""All who ask the same: each event is read, executed and written as JSON once for all of them.

Who begins at a cursor reads alone until it has caught up. The first that has reads for all from
then on, and the others join where they stand behind the same event: so what is read together is as
exact as what is read alone, and costs the same however many there are. What is live is handed to
each line at once and nobody waits for anybody. A line that is full takes from the log what it
missed; one for which too much would have to be kept, or for too long, is told to go on from its
cursor.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterable

from gateway.push.answers import Answers
from gateway.push.follower import Follower, Line
from gateway.push.live_operation import Event, LiveOperation, NotBegun
from gateway.push.log import Entry, Log


class _First:
    """The first to begin at a place; `others` begin there, too."""

    __slots__ = ("follower", "others")

    def __init__(self, follower: Follower) -> None:
        self.follower = follower
        self.others: list[tuple[Follower, LiveOperation]] = []


class Broadcast:
    """`emptied` is called when the last one left."""

    def __init__(self, operation: LiveOperation, emptied: Callable[["Broadcast"], None]) -> None:
        self._answers = Answers(operation.answer)
        self._lasts = operation.lasts
        self._emptied = emptied
        self._log = Log()
        self._alone: set[Follower] = set()
        self._live: set[Follower] = set()
        self._behind: set[Follower] = set()
        self._reading: asyncio.Task[None] | None = None  # for all
        self._marks: tuple[str, ...] = ()  # of what was told to all last

        self._first: dict[tuple[str, ...], _First] = {}  # by where they begin

    # --- coming and going

    def join(self, operation: LiveOperation, line: Line) -> Follower:
        after = operation.after
        one = Follower(self, line, () if after is None else (after,))
        self._alone.add(one)
        if not self._met(one):
            if one.marks in self._first:
                self._first[one.marks].others.append((one, operation))
            else:
                self._first[one.marks] = _First(one)
                self._begin(one, operation)
        return one

    def leave(self, one: Follower) -> None:
        self._alone.discard(one)
        self._went_on(one)
        if one.reading is not None:
            one.reading.cancel()
        self._live.discard(one)
        self._behind.discard(one)
        self._tidy()

    def resume(self, one: Follower) -> None:
        """Takes from the log what it missed."""
        if one not in self._behind:
            return
        while one.next < self._log.end:
            entry = self._log[one.next]
            if entry.over:
                self._end_the_slow([one])
                return
            if not one.line.take(entry):
                return
            one.next += 1
        self._behind.discard(one)
        self._live.add(one)
        self._tidy()

    def _tidy(self) -> None:
        """Keeps only what somebody may still take; nobody reads for nobody."""
        if not self._alone:
            self._answers.clear()
            self._log.drop_until(min((one.next for one in self._behind), default=self._log.end))
        if not (self._alone or self._live or self._behind):
            if self._reading is not None:
                self._reading.cancel()
                self._reading = None
            self._emptied(self)

    # --- reading

    def _begin(self, one: Follower, operation: LiveOperation) -> None:
        one.reading = asyncio.create_task(self._read(one, operation))

    def _went_on(self, one: Follower) -> None:
        """Whoever began where `one` did waited, as it may be that nothing lies behind: then they
        need not read. Otherwise each does, at its own pace."""
        first = self._first.get(one.marks)
        if first is None or first.follower is not one:
            return
        del self._first[one.marks]
        for other, operation in first.others:
            if other in self._alone and not self._met(other):
                self._begin(other, operation)

    async def _read(self, one: Follower, operation: LiveOperation) -> None:
        """For one, until it meets the others; or, from when it has caught up first, for all."""
        try:
            events = await operation.events(lambda: self._caught_up(one))
            async with contextlib.aclosing(events):
                async for event in events:
                    if not await self._tell(one, event):
                        return
        except NotBegun as refused:
            errors = refused.errors
            self._end(one, lambda line: line.refuse(errors))
        except Exception as error:
            failure = Entry("", await operation.failure(error))
            self._end(one, lambda line: _fail(line, failure))
        else:
            self._end(one, lambda line: line.complete())

    async def _tell(self, one: Follower, event: Event) -> bool:
        """Whether to read on."""
        self._went_on(one)
        until = asyncio.get_running_loop().time() + self._lasts
        entry = Entry(event.cursor, await self._answers.of(event), event.mark, until)
        if asyncio.current_task() is self._reading:
            self._publish(entry)
            await asyncio.sleep(0)  # in a burst, too, others have their turn
            return True
        if one not in self._alone or self._met(one, anew=False):
            return False  # this event, too, comes from the others, or it has left
        if not await one.give(entry):
            self._end(one, lambda line: line.too_slow())
            return False
        one.marks = entry.marks
        return True

    def _caught_up(self, one: Follower) -> None:
        """Called by what `one` reads: what follows is live."""
        if one not in self._alone:
            return
        if self._reading is None:
            self._reading, one.reading = one.reading, None
            self._marks = one.marks
            self._log.drop_until(self._log.end)  # of who read for all before
            self._alone.discard(one)
            self._live.add(one)
            self._went_on(one)
        else:
            reading = one.reading
            if self._met(one, anew=False) and reading is not None:
                reading.cancel()
            self._went_on(one)

    def _met(self, one: Follower, *, anew: bool = True) -> bool:
        """Lets it go on with the others where it stands at a place that they passed just now, or
        asks for what is new; not `anew`: it has been waiting for that by itself."""
        if self._reading is None or not (anew or one.marks):
            return False
        same = not one.marks or not set(self._marks).isdisjoint(one.marks)
        place = self._log.end if same else self._log.after(one.marks)
        if place is None or (place < self._log.end and self._log[place].over):
            return False
        one.next, one.reading = place, None
        self._alone.discard(one)
        self._behind.add(one)
        self.resume(one)
        return True

    # --- telling

    def _publish(self, entry: Entry) -> None:
        self._marks = entry.marks
        slow = [one for one in self._live if not one.line.take(entry)]
        if not (slow or self._behind or self._alone):
            self._answers.clear()
            return
        for one in slow:
            one.next = self._log.end
        self._live.difference_update(slow)
        self._behind.update(slow)
        self._log.append(entry)
        self._end_the_slow([one for one in self._behind if one.next < self._log.begin])

    def _end_the_slow(self, slow: Iterable[Follower]) -> None:
        for one in slow:
            self._behind.discard(one)
            one.line.too_slow()
        self._tidy()

    def _end(self, one: Follower, say: Callable[[Line], object]) -> None:
        """What was read has ended: for `one`, or for all who were told of it."""
        if one in self._alone:
            one.reading = None
            self._alone.discard(one)
            self._went_on(one)
            say(one.line)
        elif asyncio.current_task() is self._reading:
            over, self._live, self._reading = self._live, set(), None
            for each in over:
                say(each.line)
            self._end_the_slow(list(self._behind))
        self._tidy()


def _fail(line: Line, failure: Entry) -> None:
    line.take(failure)
    line.complete()
