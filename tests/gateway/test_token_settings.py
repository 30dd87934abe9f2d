"""The settings of tokens, and the tokens of development."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from gateway.dev.tokens import issue_development_token
from gateway.identity.tokens import TokenVerifier
from gateway.identity.viewer import Unauthenticated
from infra.kernel.errors import Forbidden
from infra.secret_settings import Environment
from infra.settings import SettingsError
from services.settings import Settings, load_settings
from services.shared.callers import StaffKind
from tests.gateway.tokens import settings


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"JWT_ALGORITHMS": "none"}, "JWT_ALGORITHMS: name some of"),
        ({"JWT_ALGORITHMS": ","}, "JWT_ALGORITHMS: name some of"),
        ({"JWT_ALGORITHMS": "RS256"}, "JWT_ALGORITHMS: set JWT_JWKS_URL"),
        ({"JWT_JWKS_URL": "http://id/keys"}, "JWT_ALGORITHMS: with JWT_JWKS_URL name RS256"),
        ({"JWT_SECRET": "short"}, "JWT_SECRET: use at least 32 bytes"),
    ],
)
def test_contradicting_settings_are_refused_in_words(changes: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        load_settings(changes)


def test_production_never_accepts_the_known_secret() -> None:
    own = dict.fromkeys(
        (
            *("RPC_SECRET", "TWILIO_AUTH_TOKEN", "CODE_SECRET", "CURSOR_KEY", "WEBHOOK_KEY"),
            *("PASS_KEY", "TOKEN_KEY", "HANDLE_KEY", "MASTER_KEY"),
        ),
        "0123456789" * 4,
    )
    keys = {"JWT_JWKS_URL": "https://id/keys", "JWT_ALGORITHMS": "RS256,HS256"}
    with pytest.raises(SettingsError, match="JWT_SECRET: in production set it to a secret of your"):
        load_settings({"ENVIRONMENT": "production", **own, **keys})


async def test_development_tokens_are_accepted() -> None:
    chosen = settings(jwt_audience="reinstate", jwt_issuer="https://id")
    verifier = TokenVerifier(chosen)
    member = await verifier.verify(
        issue_development_token(chosen, "member", "m-2", name="Wu", second_factor=True)
    )
    assert (member.id, member.name, member.second_factor) == ("m-2", "Wu", True)
    staff = await verifier.verify(issue_development_token(chosen, "staff", "s-1"))
    assert staff.staff_kind is StaffKind.ADMIN
    assert member.expires_at
    assert timedelta(hours=11) < member.expires_at - datetime.now(UTC) < timedelta(hours=13)
    reviewer = issue_development_token(chosen, "staff", "s-1", staff_kind="reviewer")
    assert (await verifier.verify(reviewer)).staff_kind is StaffKind.REVIEWER


@pytest.mark.parametrize(("role", "id"), [("king", "x"), ("member", ""), ("anonymous", "x")])
def test_development_tokens_are_checked_when_made(role: str, id: str) -> None:
    with pytest.raises(Unauthenticated):
        issue_development_token(settings(), role, id)


def test_production_makes_no_tokens() -> None:
    own = SecretStr("0123456789" * 4)
    production = Settings(
        environment=Environment.PRODUCTION,
        rpc_secret=own,
        twilio_auth_token=own,
        code_secret=own,
        cursor_key=own,
        webhook_key=own,
        pass_key=own,
        token_key=own,
        handle_key=own,
        master_key=own,
        jwt_secret=own,
    )
    with pytest.raises(Forbidden):
        issue_development_token(production, "member", "m-1")
