"""A mail server that fails, or waits, at one step of one session."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

DROP = "drop"
WAIT = "wait"
STEPS = ("BANNER", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "BODY", "END", "QUIT")
"""BODY: while the lines of the mail come. END: after the line of one dot."""
_USUAL = {
    "BANNER": "220 here",
    "EHLO": "250-here\r\n250-STARTTLS\r\n250-AUTH PLAIN\r\n250 SIZE 10000000",
    "STARTTLS": "220 go on",
    "AUTH": "235 welcome",
    "DATA": "354 go on",
    "QUIT": "221 bye",
}


@dataclass
class MailServer:
    """At step `at` it does `what`, `times`: DROP hangs up, WAIT says nothing until `go_on` is set
    and then what is usual, anything else is said instead. `reached`: somebody is there now."""

    at: str = ""
    what: str = ""
    times: int = 1
    port: int = 0
    mails: list[bytes] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await self._session(reader, writer)
        writer.close()

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._answer(writer, "BANNER")
        while line := (await reader.readuntil(b"\r\n")).decode():
            verb = line.split()[0].upper()
            self.said.append(verb)
            await self._answer(writer, verb)
            if verb == "QUIT":
                return
            if verb == "DATA" and self.said[-1] == "DATA":
                await self._take(reader, writer)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.readuntil(b"\r\n")
        if self._strikes("BODY"):
            await self._do(writer, "BODY")
        lines = [first]
        while lines[-1] != b".\r\n":
            lines.append(await reader.readuntil(b"\r\n"))
        strikes = self._strikes("END")
        if not strikes or self.what == WAIT or self.what.startswith("2"):
            self.mails.append(b"".join(lines))
        if strikes:
            await self._do(writer, "END")
        else:
            writer.write(b"250 taken\r\n")

    async def _answer(self, writer: asyncio.StreamWriter, step: str) -> None:
        if self._strikes(step):
            await self._do(writer, step)
        else:
            self._say(writer, _USUAL.get(step, "250 fine"))

    async def _do(self, writer: asyncio.StreamWriter, step: str) -> None:
        self.reached.set()
        match self.what:
            case "drop":
                writer.transport.abort()
                raise ConnectionAbortedError
            case "wait":
                await self.go_on.wait()
                if step != "BODY":
                    self._say(writer, _USUAL.get(step, "250 fine"))
            case said:
                self._say(writer, said)
                if step in ("DATA", "BODY"):
                    self.said.append("refused")

    def _say(self, writer: asyncio.StreamWriter, reply: str) -> None:
        writer.write(reply.encode() + b"\r\n")

    def _strikes(self, step: str) -> bool:
        if step != self.at or self.times == 0:
            return False
        self.times -= 1
        return True


@contextlib.asynccontextmanager
async def mail_server(at: str = "", what: str = "", times: int = 1) -> AsyncIterator[MailServer]:
    told = MailServer(at, what, times)
    server = await asyncio.start_server(told.talk, "127.0.0.1", 0)
    told.port = server.sockets[0].getsockname()[1]
    try:
        yield told
    finally:
        told.go_on.set()
        server.close()
