"""What the gateway reads of the environment."""

from datetime import timedelta
from ipaddress import ip_network
from typing import Annotated, Final

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator

from gateway.algorithms import PUBLIC_KEY_ALGORITHMS, SECRET_ALGORITHMS, SHORTEST_SECRET
from gateway.claim_names import ClaimNames, claim_names
from gateway.persisted_mode import PersistedMode
from infra.secret_settings import (
    DEVELOPMENT_SECRET,
    IN_A_HEADER,
    OptionalSecret,
    Secret,
    Secrets,
    given,
    refuse_weak,
)
from infra.settings import MetricsPort, Names, PlatformSettings, Port, Url

DEAREST: Final = 25_000
"""What the dearest operation costs, with its text: a smaller allowance would never let it run."""


def _lets_all_run(value: int) -> int:
    if 0 < value < DEAREST:
        raise ValueError(f"allow {DEAREST} or more, which one operation may cost; or 0, any")
    return value


Allowed = Annotated[int, Field(ge=0), AfterValidator(_lets_all_run)]


class GatewaySettings(PlatformSettings):
    gateway_port: Port = 8000
    gateway_metrics_port: MetricsPort = 8110
    connections_an_address: int = Field(default=0, ge=0)  # of one process; 0: any
    sockets_a_caller: int = Field(default=20, ge=1)  # WebSockets; of one process
    subscriptions_a_socket: int = Field(default=20, ge=1)  # and other operations under way on it
    rate_anonymous: Allowed = 60_000  # units of cost a minute, of one caller; 0: no limit
    rate_member: Allowed = 120_000
    rate_staff: Allowed = 600_000
    rate_partner: Allowed = 600_000
    rate_host: Allowed = 6_000_000
    pages: bool = True  # for people: member centre, desk, console; off: the graph alone
    persisted_operations: PersistedMode = PersistedMode.APQ
    persisted_lists: Names = ()  # files and folders
    jwt_jwks_url: Url = ""
    jwt_algorithms: Names = ("HS256",)
    jwt_secret: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    jwt_secret_old: SecretStr = SecretStr("")
    jwt_audience: str = ""
    jwt_issuer: str = ""
    jwt_types: Names = ()  # `typ` of the header; none: not asked
    jwt_claims: Names = ()
    jwt_roles: Names = ()
    cursor_key: Secret = SecretStr(DEVELOPMENT_SECRET)
    cursor_keys_old: Secrets = ()
    unsealed_cursors: bool = True  # those of releases that sealed none
    pass_key: Secret = SecretStr(DEVELOPMENT_SECRET)
    pass_key_old: OptionalSecret = SecretStr("")
    pass_issuer: str = Field(default="reinstate", min_length=1)
    pass_life: timedelta = Field(
        default=timedelta(minutes=5), ge=timedelta(seconds=30), le=timedelta(hours=1)
    )
    pass_honoured: timedelta = Field(
        default=timedelta(days=1), ge=timedelta(0), le=timedelta(days=30)
    )
    router_key: Annotated[OptionalSecret, IN_A_HEADER] = SecretStr("")  # none: no subgraph
    router_key_old: Annotated[OptionalSecret, IN_A_HEADER] = SecretStr("")
    subgraph_leaves_out: Names = ()  # root fields that the supergraph has of another, as Query.me
    introspection: bool | None = None  # none: not in production
    trusted_proxies: Names = ()  # addresses and networks; none: clients come by themselves
    trusted_hosts: Names = ()  # without port; none: any
    allowed_origins: Names = ()  # whose pages may ask; none but our own
    sink_port: Port = 8025  # of development's sinks, which say whether receipts are on their way

    @field_validator("jwt_algorithms")
    @classmethod
    def each_algorithm_has_its_key(
        cls, value: tuple[str, ...], info: ValidationInfo
    ) -> tuple[str, ...]:
        chosen, known = frozenset(value), SECRET_ALGORITHMS | PUBLIC_KEY_ALGORITHMS
        public, keys = chosen & PUBLIC_KEY_ALGORITHMS, info.data.get("jwt_jwks_url")
        if not chosen or not chosen <= known:
            raise ValueError(f"name some of {', '.join(sorted(known))}")
        if public and not keys:
            raise ValueError(f"set JWT_JWKS_URL: {', '.join(sorted(public))} need keys from there")
        if keys and not public:
            raise ValueError("with JWT_JWKS_URL name RS256, ES256 or another of its kind")
        return value

    @field_validator("persisted_lists")
    @classmethod
    def lists_alone_need_a_list(
        cls, value: tuple[str, ...], info: ValidationInfo
    ) -> tuple[str, ...]:
        given = tuple(filter(None, value))
        alone = info.data.get("persisted_operations") is PersistedMode.ONLY
        if alone and not given and not info.data.get("pages"):
            raise ValueError("with PERSISTED_OPERATIONS=only name the files of what may run")
        return given

    @field_validator("jwt_claims", "jwt_roles")
    @classmethod
    def claims_are_ours(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        given = tuple(one for one in value if one)
        claim_names(*((given, ()) if info.field_name == "jwt_claims" else ((), given)))
        return given

    @field_validator("allowed_origins")
    @classmethod
    def origins_are_named(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        given = tuple(filter(None, value))
        if not given:
            return given
        # only here: nothing else of GraphQL is needed by whoever reads settings
        from strawberry.http.websocket_origin import normalize_origin  # noqa: PLC0415 (as above)

        for one in given:
            if normalize_origin(one) != one:
                raise ValueError(f"write {one} as browsers do, such as https://shop.example")
        return given

    @field_validator("trusted_proxies")
    @classmethod
    def proxies_are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in filter(None, value):
            ip_network(one)
        return value

    @field_validator("jwt_secret", "jwt_secret_old")
    @classmethod
    def secret_of_tokens(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        if info.field_name == "jwt_secret_old" and not value.get_secret_value():
            return value
        if SECRET_ALGORITHMS.isdisjoint(info.data.get("jwt_algorithms", ())):
            return value  # it is used for nothing, or what is wrong is said already
        refuse_weak(value, info)
        if len(value.get_secret_value().encode()) < SHORTEST_SECRET:
            raise ValueError(f"use at least {SHORTEST_SECRET} bytes")
        return value

    @property
    def cursor_keys(self) -> tuple[str, ...]:
        """What cursors are sealed with, and opened with, the newest first."""
        return given(self.cursor_key, *self.cursor_keys_old)

    @property
    def jwt_secrets(self) -> tuple[str, ...]:
        """What tokens may be signed with, where their algorithm takes a shared secret."""
        theirs = given(self.jwt_secret, self.jwt_secret_old)
        return (self.trial_secret, *theirs) if self.sandbox else theirs

    @property
    def trial_secret(self) -> str:
        """What tokens for trying things out are signed with. Those of a sandbox open nothing real,
        though it were given the secret of production."""
        return self.apart(self.jwt_secret.get_secret_value())

    @property
    def router_keys(self) -> tuple[str, ...]:
        """What the router of a supergraph shows; none: there is no subgraph."""
        return given(self.router_key, self.router_key_old)

    @property
    def allowances(self) -> dict[str, int]:
        """What callers of a role may spend a minute; 0: as much as they like."""
        return {
            "anonymous": self.rate_anonymous,
            "member": self.rate_member,
            "staff": self.rate_staff,
            "partner": self.rate_partner,
            "host": self.rate_host,
        }

    @property
    def claim_names(self) -> ClaimNames:
        """How the identity provider calls what its tokens say."""
        return claim_names(self.jwt_claims, self.jwt_roles)

    @property
    def own_hosts(self) -> frozenset[str]:
        """Names under which the gateway answers; none: any. In development this machine's own, so
        that no page of a stranger reaches it by a name that leads here."""
        loopback = ("127.0.0.1", "localhost", "[::1]") if self.development else ()
        return frozenset(name.lower() for name in self.trusted_hosts or loopback)

    @property
    def tells_its_schema(self) -> bool:
        """Introspection, suggestions in errors, the schema as text, the page to try things out."""
        return self.clock_moves if self.introspection is None else self.introspection
