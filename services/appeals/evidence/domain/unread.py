"""What has come of a file and was not looked at yet. Formats are walked by generators that stop
where more is needed, so that a file is looked at while it streams and never held whole."""

from collections.abc import Generator
from typing import Final, TypeVar

from infra.kernel.sentences import Sentence, both

T = TypeVar("T")
MOST_STEPS: Final = 100_000
"""Headers of a file: each takes a moment, and no picture has so many."""
Walk = Generator[None, None, T]
"""Yields whenever it needs more of the file."""


class Unfit(Exception):
    """`why`: what is wrong with the file, and how to mend it."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(why.en)
        self.why = why


class Unread:
    """`ended`: nothing more comes."""

    def __init__(self) -> None:
        self._held = b""
        self._at = 0  # of what is held, so much was looked at
        self._steps = 0
        self.ended = False

    def put(self, data: bytes) -> None:
        self._held = self._held[self._at :] + data
        self._at = 0

    def take(self, count: int) -> Walk[bytes]:
        """
        Raises:
            Unfit: the file ends before, or is made of far too many parts.
        """
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise NotOfItsKind
        while len(self._held) - self._at < count:
            yield from self._more()
        self._at += count
        return self._held[self._at - count : self._at]

    def skip(self, count: int) -> Walk[None]:
        while count > (here := len(self._held) - self._at):
            count -= here
            self._at += here
            yield from self._more()
        self._at += count

    def some(self) -> Walk[bytes]:
        """Whatever is there, at least a byte; nothing at the end of the file."""
        while self._at == len(self._held) and not self.ended:
            yield
        taken, self._at = self._held[self._at :], len(self._held)
        return taken

    def give_back(self, count: int) -> None:
        """The last bytes that were taken."""
        self._at -= count

    def _more(self) -> Walk[None]:
        if self.ended:
            raise Unfit(cut_off())
        yield


class NotOfItsKind(Unfit):
    """What is there is not what the name says, or it is damaged."""

    def __init__(self) -> None:
        super().__init__(_not_of_its_kind())


def cut_off() -> Sentence:
    return both(
        "文件不完整，可能已损坏或上传中断；请打开确认后重新上传。",
        "The file ends before its content does: it is damaged or was cut off. Open it to see "
        "whether it is whole, and send it again.",
    )


def something_behind() -> Sentence:
    return both(
        "图片结束之后还有其他数据；请另存为新图片，或截图后上传截图。",
        "There is something behind the end of the picture. Save it as a new picture, or send a "
        "screenshot of it.",
    )


def _not_of_its_kind() -> Sentence:
    return both(
        "内容与文件名的类型不符或已损坏；请用原来的程序打开，重新保存后再上传。",
        "The content is not what the name says, or it is damaged. Open the file in the program "
        "that it comes from, save it anew and send that.",
    )
