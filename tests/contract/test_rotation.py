"""Secrets turn while everything runs: in every mixture of processes that a change from one secret
to the next goes through, what one of them makes is taken by the other, and nothing is lost.

The steps are those of docs/rotating.md: the next secret is known everywhere before any process uses
it, and the one before counts until nothing of it is left.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import pairwise, product
from typing import Any, NamedTuple

import jwt
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Mount
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # ships no types

from gateway.cursors.cursors import Cursors, sealed_with
from gateway.dev.tokens import issue_development_token
from gateway.files.links import FileLinks, Holder
from gateway.identity.tokens import TokenVerifier
from gateway.identity.viewer import Role, Viewer
from gateway.passes.keys import PassKeys
from infra.concurrency.wakeup import Wakeup
from infra.derived_key import key_set
from infra.kernel.clock import FixedClock
from infra.kernel.errors import AppError, Unavailable
from infra.rpc import clients
from infra.rpc.methods import served
from infra.rpc.over_http import routes
from infra.storage.mongo import Database, connect, database, ensure_indexes
from infra.storage.transactions import Transactions
from infra.storage.unit_of_work import UnitOfWork
from services.membership.accounts.core.domain.account import Account
from services.membership.accounts.core.domain.handle import Handle
from services.membership.accounts.core.handle_hashes import HandleHashes
from services.membership.accounts.sessions.access_tokens import AccessTokens
from services.membership.accounts.sessions.domain.session import Session
from services.membership.contract.accounts.tokens import AUDIENCE
from services.membership.contract.accounts.words import AccountKind, HandleKind
from services.notify.contacts.domain.unsubscribing import read_token, token_for
from services.notify.contract.words import Channel, CodePurpose, SuppressionReason, Topic
from services.notify.core.alerts import codes
from services.notify.core.recipients.handles import Handles
from services.notify.core.recipients.suppression import marked, refusal
from services.notify.core.stores.collections import HASH_KEYS, INDEXES, RECIPIENTS, SUPPRESSIONS
from services.notify.core.stores.hash_key import HashKeyLost, StoredHashKey
from services.notify.core.stores.suppressions import Suppressions
from services.notify.providers.twilio.assembly import twilio_signature
from services.notify.providers.twilio.signature import form_of
from services.notify.webhooks.domain.endpoint import SealedSecret, WebhookEndpoint
from services.notify.webhooks.endpoint_store import Endpoints
from services.notify.webhooks.sealing import Sealing
from services.notify.webhooks.sealing_anew import SealingAnew
from services.settings import Settings, load_settings
from tests.contract.serving import serving
from tests.fakes.notify.hash_keys import hashed_with
from tests.infra.test_rpc import Door, RealDoor
from tests.unit.notify.samples import NOW

OLD, NEW = "0123456789abcdef" * 4, "fedcba9876543210" * 4
STEPS = ((OLD, ""), (OLD, NEW), (NEW, OLD), (NEW, ""))
MIXTURES = [
    mixture for step, then in pairwise(STEPS) for mixture in product((step, then), repeat=2)
]
"""Of who makes something, and of who is given it."""
PHONE = "+8613800138000"


def known(name: str, step: tuple[str, str]) -> Settings:
    old = "CURSOR_KEYS_OLD" if name == "CURSOR_KEY" else f"{name}_OLD"
    return load_settings({name: step[0], old: step[1]})


# --- the contracts between the services


@pytest.mark.parametrize(("caller", "called"), MIXTURES)
async def test_calls_between_services_go_on(
    caller: tuple[str, str], called: tuple[str, str]
) -> None:
    secrets = known("RPC_SECRET", called).rpc_secrets
    async with serving(routes(served("door", Door, RealDoor()).values(), secrets)) as url:
        client: Any = clients.client(Door, "door", url, known("RPC_SECRET", caller).rpc_secrets[0])
        assert await client.open([]) == []
        await client.close()


class Turning:
    """A service at one address, and those who call it: each starts anew with another secret."""

    def __init__(self, step: tuple[str, str]) -> None:
        self._url, self.answered = "", 0
        self._clients: list[Any] = []
        self.serves(step)

    def serves(self, step: tuple[str, str]) -> None:
        secrets = known("RPC_SECRET", step).rpc_secrets
        self._app = Starlette(routes=routes(served("door", Door, RealDoor()).values(), secrets))

    def calls(self, step: tuple[str, str]) -> None:
        secret = known("RPC_SECRET", step).rpc_secrets[0]
        client: Any = clients.client(Door, "door", self._url, secret)
        self._clients.append(client)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self._app(scope, receive, send)

    async def call_on(self, url: str, step: tuple[str, str]) -> None:
        """Until cancelled; a call that is refused ends it."""
        self._url = url
        self.calls(step)
        while True:
            assert await self._clients[-1].open([]) == []
            self.answered += 1

    async def leave(self) -> None:
        for client in self._clients:
            await client.close()

    async def some_more(self, traffic: "asyncio.Task[None]") -> None:
        wanted = self.answered + 20
        while self.answered < wanted and not traffic.done():
            await asyncio.sleep(0)


async def test_calls_that_never_stop_notice_nothing_of_the_change() -> None:
    turning = Turning(STEPS[0])
    async with serving([Mount("/", app=turning)]) as url:
        traffic = asyncio.create_task(turning.call_on(url, STEPS[0]))
        for step in STEPS:
            turning.serves(step)
            await turning.some_more(traffic)
            turning.calls(step)
            await turning.some_more(traffic)
        assert not traffic.done(), traffic
        traffic.cancel()
        with pytest.raises(asyncio.CancelledError):
            await traffic
        await turning.leave()


async def test_the_secret_before_opens_nothing_any_more_once_it_is_taken_away() -> None:
    secrets = known("RPC_SECRET", (NEW, "")).rpc_secrets
    async with serving(routes(served("door", Door, RealDoor()).values(), secrets)) as url:
        client: Any = clients.client(Door, "door", url, OLD)
        with pytest.raises(Unavailable):
            await client.open([])
        await client.close()


# --- what one process makes and another one takes


class Made(NamedTuple):
    """`take` is false, or raises, where what is given is not good."""

    secret: str
    make: Callable[[Settings], str]
    take: Callable[[Settings, str], Awaitable[object]]


async def _viewer(settings: Settings, token: str) -> object:
    return await TokenVerifier(settings).verify(token)


def _cursors(settings: Settings) -> Cursors:
    viewer = Viewer(role=Role.MEMBER, id="m-1")
    return Cursors(sealed_with(settings.cursor_keys), viewer.holder, "timeline", unsealed=False)


async def _place(settings: Settings, cursor: str) -> object:
    return _cursors(settings).read(cursor, int)


def _links(settings: Settings) -> FileLinks:
    return FileLinks(settings.cursor_keys, FixedClock(NOW))


async def _file(settings: Settings, path: str) -> object:
    return _links(settings).read(path.rpartition("/")[2])


def _pass(settings: Settings) -> str:
    key = PassKeys(settings).signing
    return jwt.encode({"sub": "m-1"}, key.private, "EdDSA", {"kid": key.id})


async def _checked(settings: Settings, token: str) -> object:
    """As the shop does it, with the published keys alone."""
    keys = jwt.PyJWKSet.from_json(key_set(PassKeys(settings).published).decode())
    return jwt.decode(token, keys[jwt.get_unverified_header(token)["kid"]].key, ["EdDSA"])


ACCOUNT = Account(id="m-1", kind=AccountKind.MEMBER, opened_at=NOW)
SESSION = Session(
    id="s-1", account="m-1", device="d-1", public=False, unfamiliar=False, proofs=(),
    began_at=NOW, seen_at=NOW, ends_at=NOW, idle_until=NOW, digest="", link=b"",
)  # fmt: skip
HANDLE = Handle(HandleKind.PHONE, PHONE, PHONE)


def _issued(settings: Settings) -> str:
    return AccessTokens(settings).issue(ACCOUNT, SESSION)


async def _verified(settings: Settings, token: str) -> object:
    """As the gateway does it, with the published keys alone."""
    keys = jwt.PyJWKSet.from_json(AccessTokens(settings).published.jwks.decode())
    key = keys[jwt.get_unverified_header(token)["kid"]].key
    return jwt.decode(token, key, ["EdDSA"], audience=AUDIENCE)


async def _found(settings: Settings, hashed: str) -> object:
    return hashed in HandleHashes(settings.handle_secrets).all_of(HANDLE)


CHALLENGE = codes.issue(None, "c-1", "m-1", CodePurpose.CANCEL, NOW)


async def _spent(settings: Settings, code: str) -> object:
    return codes.tried(CHALLENGE, code, settings.code_keys).spent


async def _left(settings: Settings, token: str) -> object:
    return read_token(settings.code_keys, token)


async def _opened(settings: Settings, sealed: str) -> object:
    return Sealing(settings.webhook_keys).open(sealed)


def _signature(settings: Settings) -> str:
    """Twilio's, over a form of no fields."""
    token = settings.twilio_auth_token.get_secret_value()
    return str(RequestValidator(token).compute_signature(f"{settings.callback_base}/inbound", {}))


async def _signed(settings: Settings, signature: str) -> object:
    header = (b"x-twilio-signature", signature.encode())
    scope = {"type": "http", "path": "/inbound", "query_string": b"", "headers": [header]}
    return twilio_signature(settings).accepts(Request(scope), form_of(b""))


MADE = {
    "a token": Made("JWT_SECRET", lambda s: issue_development_token(s, "member", "m-1"), _viewer),
    "a cursor": Made("CURSOR_KEY", lambda s: _cursors(s).write(7), _place),
    "a link": Made(
        "CURSOR_KEY", lambda s: _links(s).to("f-1", Holder("member", "m-1", "")).path, _file
    ),
    "a pass": Made("PASS_KEY", _pass, _checked),
    "an access token": Made("TOKEN_KEY", _issued, _verified),
    "a handle": Made("HANDLE_KEY", lambda s: HandleHashes(s.handle_secrets).of(HANDLE), _found),
    "a code": Made("CODE_SECRET", lambda s: codes.code_for(s.code_keys[0], "c-1"), _spent),
    "unsubscribing": Made(
        "CODE_SECRET", lambda s: token_for(s.code_keys[0], "m-1", Topic.RENEWAL), _left
    ),
    "a secret kept": Made("WEBHOOK_KEY", lambda s: Sealing(s.webhook_keys).seal("x"), _opened),
    "a callback": Made("TWILIO_AUTH_TOKEN", _signature, _signed),
}
REFUSALS = (AppError, ValueError, KeyError)


@pytest.mark.parametrize("made", MADE.values(), ids=MADE)
async def test_what_one_process_makes_another_one_takes(made: Made) -> None:
    for maker, taker in MIXTURES:
        given = made.make(known(made.secret, maker))
        assert await made.take(known(made.secret, taker), given), (maker, taker)


@pytest.mark.parametrize("made", MADE.values(), ids=MADE)
async def test_what_the_secret_before_made_ends_when_it_is_taken_away(made: Made) -> None:
    given = made.make(known(made.secret, (OLD, "")))
    assert await made.take(known(made.secret, (NEW, OLD)), given)
    try:
        taken = await made.take(known(made.secret, (NEW, "")), given)
    except REFUSALS:
        taken = None
    assert not taken


# --- what is kept under hashes


@pytest.fixture
async def db(mongo_url: str, database_prefix: str) -> AsyncIterator[Database]:
    client = connect(Settings(mongo_url=mongo_url))
    db = database(client, database_prefix)
    kept = (SUPPRESSIONS, RECIPIENTS, HASH_KEYS)
    await ensure_indexes(db, {name: INDEXES[name] for name in kept})
    yield db
    await client.drop_database(database_prefix)
    client.close()


def hash_key(db: Database, step: tuple[str, str]) -> StoredHashKey:
    return StoredHashKey(db, known("CODE_SECRET", step).code_keys)


def listed(db: Database, step: tuple[str, str]) -> Suppressions:
    return Suppressions(db, hash_key(db, step), FixedClock(NOW))


async def stop(list_: Suppressions, phone: str) -> None:
    await list_.change(Channel.SMS, phone, lambda one: marked(one, SuppressionReason.STOP, NOW))


async def stopped(list_: Suppressions, *phones: str) -> bool:
    addresses = [(Channel.SMS, phone) for phone in phones]
    found = await list_.suppressed(addresses)
    return all(refusal(found.get(address), Topic.CODE) for address in addresses)


async def test_who_answered_stop_is_left_alone_whatever_becomes_of_the_secret(
    db: Database,
) -> None:
    await stop(listed(db, STEPS[0]), PHONE)
    phones = [f"+861390013{place:04}" for place, _ in enumerate(MIXTURES)]
    for phone, (maker, taker) in zip(phones, MIXTURES, strict=True):
        await stop(listed(db, maker), phone)
        assert await stopped(listed(db, taker), PHONE, phone)
    assert await stopped(listed(db, (NEW, "")), PHONE, *phones)
    with pytest.raises(HashKeyLost, match="CODE_SECRET_OLD"):
        await stopped(listed(db, (OLD, "")), PHONE)


async def test_what_a_release_before_hashed_with_the_secret_itself_is_found_after_it_turned(
    db: Database,
) -> None:
    await db[RECIPIENTS].insert_one({"_id": "m-1"})
    before = hashed_with(OLD.encode())
    await stop(Suppressions(db, before, FixedClock(NOW)), PHONE)
    for step in STEPS:
        assert await stopped(listed(db, step), PHONE)
        assert Handles(await hash_key(db, step)()).key_id == Handles(await before()).key_id


async def test_processes_that_start_at_once_in_a_new_system_have_one_key_and_no_secret_is_it(
    db: Database,
) -> None:
    keys = await asyncio.gather(*(hash_key(db, STEPS[place % 2])() for place in range(8)))
    assert len(set(keys)) == 1
    assert len(keys[0]) == 32
    assert keys[0] not in (OLD.encode(), NEW.encode())
    row = await db[HASH_KEYS].find_one({})
    assert row is not None
    assert keys[0] not in row["sealed"]


async def test_secrets_of_webhooks_are_sealed_anew_so_that_the_key_before_can_go(
    db: Database,
) -> None:
    await ensure_indexes(db, INDEXES)
    endpoints = Endpoints(UnitOfWork(Transactions(db.client, db), db, Wakeup()))
    before = Sealing(known("WEBHOOK_KEY", STEPS[0]).webhook_keys)
    secrets = (SealedSecret(sealed=before.seal("whsec_1")), SealedSecret(sealed="of a lost key"))
    for place in range(3):
        endpoint = WebhookEndpoint(
            id=f"e-{place}", partner_id="p-1", url="https://a.example", created_at=NOW,
            secrets=secrets,
        )  # fmt: skip
        await endpoints.add(endpoint)
    anew = SealingAnew(endpoints, Sealing(known("WEBHOOK_KEY", (NEW, OLD)).webhook_keys))
    while await anew.step():
        pass
    alone = Sealing(known("WEBHOOK_KEY", (NEW, "")).webhook_keys)
    for endpoint in await endpoints.some("", 10):
        assert alone.open(endpoint.secrets[0].sealed) == "whsec_1"
        assert endpoint.secrets[1].sealed == "of a lost key"
