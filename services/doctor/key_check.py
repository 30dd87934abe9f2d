"""Keys: whether they open what is there, and whether an older one is still needed."""

import aiohttp
import msgspec

from infra.kernel.sentences import both
from infra.sealing.key_store import KEYS
from infra.sealing.master_keys import LocalMasterKeys
from infra.storage.mongo import Database
from services.doctor.advice import Advice, fault, fine, note, warning
from services.settings import Settings

_PATIENCE = aiohttp.ClientTimeout(total=5)


class _KeySet(msgspec.Struct):
    keys: list[dict[str, object]]


async def of_master_keys(settings: Settings, db: Database) -> list[Advice]:
    wrapped: set[str] = set(await db[KEYS].distinct("master"))
    masters = [LocalMasterKeys([secret]).current for secret in settings.master_keys]
    about = f"{db.name}.master-key"
    if lost := wrapped - set(masters):
        return [
            fault(
                about,
                both(
                    "{count} 把主密钥不在设置中。",
                    "{count} master keys are not set.",
                    count=len(lost),
                ),
                both("部分会员资料无法打开。", "What is kept of some members cannot be opened."),
                both("把旧密钥设为 MASTER_KEY_OLD。", "Give the one before as MASTER_KEY_OLD."),
            )
        ]
    if len(masters) > 1 and masters[1] in wrapped:
        return [
            note(
                about,
                both("仍需 MASTER_KEY_OLD。", "MASTER_KEY_OLD is still needed."),
                both("运行 rotate-master-key 后可去掉。", "After rotate-master-key it is not."),
            )
        ]
    if len(masters) > 1:
        return [
            note(about, both("不再需要 MASTER_KEY_OLD。", "MASTER_KEY_OLD is not needed any more."))
        ]
    return [fine(about, both("能打开全部资料。", "It opens all that is kept."))]


async def of_identity_provider(settings: Settings) -> list[Advice]:
    if not settings.jwt_jwks_url:
        return []
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE) as session,
            session.get(settings.jwt_jwks_url) as answer,
        ):
            keys = msgspec.json.decode(await answer.read(), type=_KeySet).keys
    except (aiohttp.ClientError, OSError, TimeoutError, msgspec.DecodeError) as error:
        return [_no_keys(type(error).__name__)]
    if not keys:
        return [
            warning(
                "keys.jwks",
                both("JWT_JWKS_URL 没有公钥。", "JWT_JWKS_URL lists no key."),
                both("没有令牌会被接受。", "No token is taken."),
                both("在身份提供商处发布公钥。", "Publish one at the identity provider."),
            )
        ]
    return [fine("keys.jwks", both("{count} 把公钥。", "{count} public keys.", count=len(keys)))]


def _no_keys(kind: str) -> Advice:
    return fault(
        "keys.jwks",
        both(
            "JWT_JWKS_URL 取不到公钥（{kind}）。", "JWT_JWKS_URL gives no keys ({kind}).", kind=kind
        ),
        both("没有人能用它的令牌登录。", "Nobody gets in by its tokens."),
        both("检查地址与网络。", "Look at the address and the network."),
    )
