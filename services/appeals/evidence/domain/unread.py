"""What has come of a file and was not looked at yet. Formats are walked by generators that stop
where more is needed, so that a file is looked at while it streams and never held whole."""

from collections.abc import Generator
from typing import TypeVar

from infra.kernel.sentences import Sentence, both

T = TypeVar("T")
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
        self.ended = False

    def put(self, data: bytes) -> None:
        self._held += data

    def take(self, count: int) -> Walk[bytes]:
        """
        Raises:
            Unfit: the file ends before.
        """
        while len(self._held) < count:
            yield from self._more()
        taken, self._held = self._held[:count], self._held[count:]
        return taken

    def skip(self, count: int) -> Walk[None]:
        while count > len(self._held):
            count -= len(self._held)
            self._held = b""
            yield from self._more()
        self._held = self._held[count:]

    def some(self) -> Walk[bytes]:
        """Whatever is there, at least a byte; nothing at the end of the file."""
        while not self._held and not self.ended:
            yield
        taken, self._held = self._held, b""
        return taken

    def give_back(self, data: bytes) -> None:
        self._held = data + self._held

    def _more(self) -> Walk[None]:
        if self.ended:
            raise Unfit(cut_off())
        yield


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


class NotOfItsKind(Unfit):
    """What is there is not what the name says, or it is damaged."""

    def __init__(self) -> None:
        super().__init__(_not_of_its_kind())


def _not_of_its_kind() -> Sentence:
    return both(
        "内容与文件名的类型不符或已损坏；请用原来的程序打开，重新保存后再上传。",
        "The content is not what the name says, or it is damaged. Open the file in the program "
        "that it comes from, save it anew and send that.",
    )
