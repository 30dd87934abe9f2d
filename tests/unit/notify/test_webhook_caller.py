"""Nothing is sent to where only we can reach, however it is written, named or redirected."""

import asyncio
import contextlib
import datetime as dt
import ssl
from collections.abc import AsyncIterator, Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from infra.kernel.errors import InvalidInput
from services.notify.contract.webhooks import CallError
from services.notify.core.ports.calls import WebhookAnswer, WebhookCall
from services.notify.providers.webhook.caller import WebhookCaller
from services.notify.providers.webhook.domain.addresses import may_be_called, networks
from services.notify.providers.webhook.domain.answers import cleaned

LOOPBACK = networks("127.0.0.0/8, ::1/128")


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255"),  # noqa: S104
        *("192.168.1.1", "169.254.169.254", "169.254.0.1", "100.64.0.1", "100.127.255.255"),
        *("192.0.0.1", "192.0.2.1", "198.18.0.1", "203.0.113.7", "224.0.0.1", "239.1.1.1"),
        *("240.0.0.1", "255.255.255.255"),
        *("::", "::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "ff02::1", "fec0::1"),
        *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "::127.0.0.1"),
        *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "2002:7f00:1::1"),
        *("2002:a00:1::", "2001:0:7f00:1::", "2001:db8::1"),
        *("localhost", "127.1", "2130706433", "0x7f.1", "", "1.2.3.4.5"),
    ],
)
def test_what_is_not_public_is_not_called(address: str) -> None:
    assert not may_be_called(address, ())


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_what_is_public_is_called(address: str) -> None:
    assert may_be_called(address, ())


def test_the_operator_names_networks() -> None:
    allowed = networks("10.1.0.0/16, fd00:1::/32")
    assert may_be_called("10.1.2.3", allowed)
    assert may_be_called("::ffff:10.1.2.3", allowed)
    assert may_be_called("fd00:1::5", allowed)
    assert not may_be_called("10.2.0.1", allowed)
    assert not may_be_called("169.254.169.254", allowed)
    with pytest.raises(ValueError, match="wrong"):
        networks("wrong")


def test_what_is_kept_of_an_answer_can_be_shown() -> None:
    assert cleaned(b"a\x00b\r\n\x1b[31m\xff") == "a b [31m\ufffd"
    assert len(cleaned(b"x" * 5_000)) == 200


class Names(AbstractResolver):
    """Answers each time with the next addresses of a name; the last ones stay. A name that it does
    not know has none."""

    def __init__(self, **names: list[list[str]]) -> None:
        self._names = names
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
        self.asked.append(host)
        answers = self._names.get(host.split(".", maxsplit=1)[0])
        if not answers:
            raise OSError("no such name")
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            ResolveResult(hostname=host, host=one, port=port, family=_family(one), proto=0, flags=0)
            for one in addresses
        ]

    async def close(self) -> None:
        return None


def _family(address: str) -> int:
    import socket

    return socket.AF_INET if ip_address(address).version == 4 else socket.AF_INET6


@contextlib.asynccontextmanager
async def serving(
    answer: Callable[[web.Request], Any], tls: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def posted(caller: WebhookCaller, url: str) -> WebhookAnswer:
    try:
        return await caller.post(WebhookCall(url=url, headers={"webhook-id": "1"}, body=b"{}"))
    finally:
        await caller.close()


async def taken(_request: web.Request) -> web.Response:
    return web.Response(status=204)


async def test_a_call_goes_to_the_address_that_was_looked_at() -> None:
    names = Names(hooks=[["127.0.0.1"]])
    async with serving(taken) as port:
        caller = WebhookCaller(allowed=LOOPBACK, plain=True, resolver=names)
        answer = await posted(caller, f"http://hooks.partner.example:{port}/x")
    assert (answer.status, answer.error) == (204, None)
    assert names.asked == ["hooks.partner.example"]


async def test_a_name_that_turns_to_a_private_address_gains_nothing() -> None:
    """Public when it was saved, loopback when it is called: the second answer is looked at too."""
    called: list[str] = []

    async def note(request: web.Request) -> web.Response:
        called.append(request.path)
        return web.Response(status=204)

    async with serving(note) as port:
        names = Names(hooks=[["93.184.215.14"], ["127.0.0.1"]])
        caller = WebhookCaller(plain=True, resolver=names)
        await caller.check(f"http://hooks.partner.example:{port}/")
        answer = await posted(caller, f"http://hooks.partner.example:{port}/")
    assert (answer.status, answer.error) == (0, CallError.REFUSED_ADDRESS)
    assert called == []


async def test_a_name_with_one_private_address_among_others_is_refused() -> None:
    names = Names(hooks=[["93.184.215.14", "127.0.0.1"]])
    caller = WebhookCaller(resolver=names)
    with pytest.raises(InvalidInput) as refused:
        await caller.check("https://hooks.partner.example/")
    assert refused.value.field == "url"
    answer = await posted(caller, "https://hooks.partner.example/")
    assert answer.error is CallError.REFUSED_ADDRESS


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.1", "127.1",
             "2130706433", "0177.0.0.1"]
)  # fmt: skip
async def test_a_number_in_place_of_a_name_is_looked_at_as_well(host: str) -> None:
    caller = WebhookCaller(resolver=Names())
    with pytest.raises(InvalidInput):
        await caller.check(f"https://{host}/")
    answer = await posted(caller, f"https://{host}/")
    assert answer.error in (CallError.REFUSED_ADDRESS, CallError.ADDRESS)


async def test_localhost_is_refused_by_the_system_s_own_resolver() -> None:
    caller = WebhookCaller()
    with pytest.raises(InvalidInput):
        await caller.check("https://localhost/")
    assert (await posted(caller, "https://localhost/")).error is CallError.REFUSED_ADDRESS


@pytest.mark.parametrize(
    "url",
    [
        *("http://hooks.partner.example/", "ftp://hooks.partner.example/", "hooks", "", "https://"),
        *("https://user@hooks.partner.example/", "https://a:b@hooks.partner.example/"),
        *("https://hooks.partner.example/#part", "https://hooks.partner.example/" + "x" * 2_000),
        *("https://hooks.partner.example:99999/", "//hooks.partner.example/"),
    ],
)
async def test_what_is_no_https_address_is_refused_when_saved_and_when_called(url: str) -> None:
    caller = WebhookCaller(resolver=Names(hooks=[["93.184.215.14"]]))
    with pytest.raises(InvalidInput) as refused:
        await caller.check(url)
    assert refused.value.field == "url"
    assert (await posted(caller, url)).error is CallError.ADDRESS


async def test_a_redirect_is_not_followed() -> None:
    called: list[str] = []

    async def elsewhere(request: web.Request) -> web.Response:
        called.append(request.path)
        return web.Response(status=307, headers={"location": f"http://127.0.0.1:{port}/inside"})

    async with serving(elsewhere) as port:
        caller = WebhookCaller(allowed=LOOPBACK, plain=True)
        answer = await posted(caller, f"http://127.0.0.1:{port}/x")
    assert (answer.status, answer.error) == (307, CallError.REDIRECT)
    assert called == ["/x"]


async def test_an_answer_is_not_waited_for_longer_than_it_may_take() -> None:
    ended = asyncio.Event()

    async def slow(_request: web.Request) -> web.Response:
        await ended.wait()
        return web.Response(status=204)

    async with serving(slow) as port:
        caller = WebhookCaller(allowed=LOOPBACK, plain=True, seconds=0.2)
        answer = await posted(caller, f"http://127.0.0.1:{port}/")
        ended.set()
    assert (answer.status, answer.error) == (0, CallError.TIMEOUT)


async def test_a_body_without_end_is_not_read() -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse(status=200)
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            while True:
                await response.write(b"x" * 65_536)
                sent += 65_536
        return response

    async with serving(endless) as port:
        caller = WebhookCaller(allowed=LOOPBACK, plain=True)
        answer = await posted(caller, f"http://127.0.0.1:{port}/")
    assert (answer.status, answer.error) == (200, None)
    assert answer.response == "x" * 200
    assert sent < 20_000_000


async def test_nobody_there_is_said_so() -> None:
    async with serving(taken) as port:
        pass
    caller = WebhookCaller(allowed=LOOPBACK, plain=True)
    answer = await posted(caller, f"http://127.0.0.1:{port}/")
    assert answer.error is CallError.CONNECT
    missing = await posted(WebhookCaller(resolver=Names()), "https://hooks.partner.example/")
    assert missing.error is CallError.RESOLVE


async def test_retry_after_is_read_in_both_forms() -> None:
    async def busy(request: web.Request) -> web.Response:
        later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
        said = {"/s": "120", "/d": f"{later:%a, %d %b %Y %H:%M:%S GMT}", "/x": "soon"}
        return web.Response(status=429, headers={"retry-after": said[request.path]})

    async with serving(busy) as port:
        base = f"http://127.0.0.1:{port}"
        seconds, date, neither = [
            (
                await posted(WebhookCaller(allowed=LOOPBACK, plain=True), f"{base}{path}")
            ).retry_after.total_seconds()
            for path in ("/s", "/d", "/x")
        ]
    assert seconds == 120
    assert 3_500 < date <= 3_600
    assert neither == 0


async def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    server, trusting = _certificate(tmp_path, "hooks.partner.example")
    names = Names(hooks=[["127.0.0.1"]], other=[["127.0.0.1"]])
    async with serving(taken, server) as port:
        url = f"https://hooks.partner.example:{port}/"
        stranger = WebhookCaller(allowed=LOOPBACK, resolver=names)
        assert (await posted(stranger, url)).error is CallError.TLS
        friend = WebhookCaller(allowed=LOOPBACK, resolver=names, trusted=trusting)
        assert (await posted(friend, url)).status == 204
        misnamed = WebhookCaller(allowed=LOOPBACK, resolver=names, trusted=trusting)
        answer = await posted(misnamed, f"https://other.partner.example:{port}/")
        assert answer.error is CallError.TLS


def _certificate(folder: Path, host: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Of a server, signed by itself; and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]), dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    (folder / "key.pem").write_bytes(key.private_bytes(*form, serialization.NoEncryption()))
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return server, ssl.create_default_context(cafile=str(folder / "cert.pem"))
