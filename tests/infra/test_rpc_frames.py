"""Frames come out as they went in, however they were cut on the way; anything else is none."""

import asyncio
import contextlib
import itertools
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.kernel.errors import NotAllowed, to_record
from infra.rpc import frames
from infra.rpc.frames import (
    Answer,
    Call,
    CancelCall,
    Denied,
    FailedCall,
    Frame,
    FrameReader,
    FrameTooLarge,
    FrameWriter,
    Hello,
    InvalidFrame,
    Leaving,
    RefusedCall,
    Welcome,
)

RAW = st.recursive(
    st.none() | st.integers(-(2**40), 2**40) | st.text(max_size=20) | st.binary(max_size=300),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=8,
).map(lambda value: msgspec.Raw(msgspec.msgpack.encode(value)))
ID = st.integers(0, 2**40)
FRAMES: st.SearchStrategy[Frame] = st.one_of(
    st.builds(Hello, st.text(max_size=40)),
    st.builds(Call, ID, st.text(max_size=30), st.floats(0.001, 3600), RAW, st.text(max_size=9)),
    st.builds(Answer, ID, RAW),
    st.builds(CancelCall, ID),
    st.builds(FailedCall, ID, st.integers(400, 599)),
    st.just(RefusedCall(7, to_record(NotAllowed("Not now.", details={"allowed": ["later"]})))),
    st.sampled_from([Welcome(), Denied(), Leaving()]),
)


class Sink:
    """A transport that keeps what was written."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []

    def is_closing(self) -> bool:
        return False

    def write(self, data: bytes) -> None:
        self.writes.append(bytes(data))


def writer() -> tuple[FrameWriter, Sink]:
    sink: Any = Sink()
    return FrameWriter(sink), sink


def plain(frame: Frame) -> bytes:
    """So that raw parts compare by what they hold."""
    return msgspec.msgpack.encode(frame)


@given(sent=st.lists(FRAMES, max_size=6), sizes=st.lists(st.integers(1, 2_000), min_size=1))
async def test_whatever_is_cut_comes_out_whole(sent: list[Frame], sizes: list[int]) -> None:
    writing, sink = writer()
    for frame in sent:
        writing.write(frame)
    writing.flush()
    stream, reader, come = b"".join(sink.writes), FrameReader(), []
    turns = itertools.cycle(sizes)
    while stream:
        size = next(turns)
        come += [plain(frame) for frame in reader.feed(stream[:size])]
        stream = stream[size:]
    assert come == [plain(frame) for frame in sent]


@given(pieces=st.lists(st.binary(max_size=40) | st.binary(max_size=6).map(b"\0\0\0\6".__add__)))
def test_bytes_of_others_are_refused_and_nothing_worse(pieces: list[bytes]) -> None:
    reader = FrameReader()
    with contextlib.suppress(InvalidFrame):
        for piece in pieces:
            for frame in reader.feed(piece):
                assert isinstance(frame, Frame)


@given(frame=FRAMES, at=st.integers(0, 200), bit=st.integers(0, 7))
async def test_one_wrong_bit_is_refused_or_another_frame(frame: Frame, at: int, bit: int) -> None:
    writing, sink = writer()
    writing.write(frame)
    writing.flush()
    wrong = bytearray(sink.writes[0])
    wrong[at % len(wrong)] ^= 1 << bit
    with contextlib.suppress(InvalidFrame):
        for read in FrameReader().feed(bytes(wrong)):
            assert isinstance(read, Frame)


async def test_what_one_turn_says_is_one_write() -> None:
    writing, sink = writer()
    for number in range(3):
        writing.write(CancelCall(number))
    assert not sink.writes
    await asyncio.sleep(0)
    assert len(sink.writes) == 1
    assert list(FrameReader().feed(sink.writes[0])) == [CancelCall(0), CancelCall(1), CancelCall(2)]


async def test_what_cannot_be_written_leaves_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "LARGEST", 100)
    writing, sink = writer()
    writing.write(CancelCall(1))
    with pytest.raises(FrameTooLarge):
        writing.write(Answer(2, msgspec.Raw(msgspec.msgpack.encode(b"x" * 101))))
    writing.write(CancelCall(3))
    writing.flush()
    assert list(FrameReader().feed(sink.writes[0])) == [CancelCall(1), CancelCall(3)]


def test_a_frame_that_says_it_is_endless_is_refused_at_once() -> None:
    with pytest.raises(InvalidFrame):
        list(FrameReader().feed((frames.LARGEST + 1).to_bytes(4)))


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("inf")])
def test_no_call_takes_for_ever(seconds: float) -> None:
    content = msgspec.msgpack.encode([3, 1, "door/open", seconds, []])
    with pytest.raises(InvalidFrame):
        list(FrameReader().feed(len(content).to_bytes(4) + content))


def test_more_at_the_end_is_passed_over() -> None:
    """As a later release may add it."""
    content = msgspec.msgpack.encode([4, 17, "what for"])
    assert list(FrameReader().feed(len(content).to_bytes(4) + content)) == [CancelCall(17)]
