"""What the settings say of themselves: what start-up cannot refuse, and nobody would want."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from infra.kernel.sentences import both
from services.doctor.advice import Advice, fault, fine, note, warning
from services.settings import Settings

_LOCAL = ("127.0.0.1", "localhost", "::1", "")


def of_settings(settings: Settings) -> list[Advice]:
    """They were read: what makes a process end at its start is not among it."""
    found = [*_secrets(settings), *_outside(settings), *_lines(settings), *_people(settings)]
    return found or [
        fine("settings", both("设置齐全，没有矛盾。", "Whole, and without contradictions."))
    ]


def _secrets(settings: Settings) -> Iterator[Advice]:
    """Two that are the same are one secret to whoever finds it."""
    if settings.development:
        yield note(
            "settings.environment",
            both("这是开发环境。", "This is a development environment."),
            both(
                "生产环境请设 ENVIRONMENT=production。",
                "Set ENVIRONMENT=production where it is one.",
            ),
        )
        return
    if settings.sandbox:
        yield note(
            "settings.environment",
            both("这是沙箱：不触及任何真实会员。", "This is a sandbox: it reaches nothing real."),
        )
    names = (
        "rpc_secret", "cursor_key", "pass_key", "token_key", "handle_key", "webhook_key",
        "code_secret", "erasure_key", "master_key", "jwt_secret",
    )  # fmt: skip
    by_value: dict[str, list[str]] = {}
    for name in names:
        by_value.setdefault(getattr(settings, name).get_secret_value(), []).append(name.upper())
    for secret, alike in by_value.items():
        if secret and len(alike) > 1:
            yield fault(
                "settings.secrets",
                both("{names} 相同。", "{names} are the same.", names=", ".join(alike)),
                both("一处泄露即处处泄露。", "Who learns one of them has all of them."),
                both(
                    "各用一个：openssl rand -hex 32；更换办法见 docs/rotating.md。",
                    "Give each its own (openssl rand -hex 32), as docs/rotating.md says.",
                ),
            )
    if not settings.erasing_key:
        yield fault(
            "settings.ERASURE_KEY",
            both("没有设置 ERASURE_KEY。", "ERASURE_KEY is not set."),
            both("会员的删除请求无法完成。", "Nobody who asks for it can be erased."),
            both("设为随机值，之后永不更改。", "Set it to a random value, and never change it."),
        )


def _outside(settings: Settings) -> Iterator[Advice]:
    """What strangers reach, and how."""
    if settings.development:
        return
    if not settings.trusted_hosts:
        yield warning(
            "settings.TRUSTED_HOSTS",
            both("网关对任何域名都应答。", "The gateway answers under any name."),
            both("别人的域名可以指到这里。", "A stranger's name may lead here."),
            both("列出自己的域名。", "List your own names."),
        )
    yield from _strangers(settings)
    for name in ("callback_url", "notify_public_url", "member_centre_url", "staff_desk_url"):
        url = urlsplit(getattr(settings, name))
        if url.scheme == "http":
            yield fault(
                f"settings.{name.upper()}",
                both(
                    "{host} 未用 https。", "{host} is called without TLS.", host=url.hostname or ""
                ),
                both(
                    "回执与消息中的链接可被旁人看见或改写。",
                    "Receipts and links in messages can be read and changed on the way.",
                ),
                both("写成 https://…。", "Write it with https://."),
            )
    if not settings.member_centre_url:
        yield warning(
            "settings.MEMBER_CENTRE_URL",
            both("没有设置 MEMBER_CENTRE_URL。", "MEMBER_CENTRE_URL is not set."),
            both(
                "消息不带链接，会员得自己去找会员中心。",
                "Messages have no link; members have to find the member centre by themselves.",
            ),
            both(
                "设为会员中心的地址：网关的公网地址，或自建的页面。",
                "Set it to where members find theirs: the gateway in public, or pages of yours.",
            ),
        )
    if not settings.callback_url:
        yield fault(
            "settings.CALLBACK_URL",
            both("没有设置 CALLBACK_URL。", "CALLBACK_URL is not set."),
            both(
                "短信是否送达无人告知，只能逐条去问。",
                "Nobody tells us what became of an SMS; each has to be asked for.",
            ),
            both("设为 notify 的公网地址。", "Set it to the public address of notify."),
        )


def _strangers(settings: Settings) -> Iterator[Advice]:
    """What they may ask for, and whose pages may."""
    if not settings.trusted_proxies:
        yield warning(
            "settings.TRUSTED_PROXIES",
            both("没有列出代理。", "No proxy is named."),
            both(
                "代理之后的所有访客算作一人：共用一份速率与登录尝试次数。",
                "Strangers behind one are counted as one: they share a rate, and tries to sign in.",
            ),
            both("列出代理的地址或网段。", "Name the addresses or networks of yours."),
        )
    if not (settings.rate_anonymous and settings.rate_member):
        yield warning(
            "settings.RATE_ANONYMOUS, RATE_MEMBER",
            both("访客或会员的请求没有速率上限。", "Strangers or members may ask without end."),
            both("一个人就能占满网关。", "One of them can take all that a gateway has."),
            both("删去这两个变量，或设为每分钟上限。", "Leave both out, or set how much a minute."),
        )
    clear = [one for one in settings.allowed_origins if one.startswith("http://")]
    if clear:
        yield warning(
            "settings.ALLOWED_ORIGINS",
            both("{names} 未用 https。", "{names} are served without TLS.", names=", ".join(clear)),
            both(
                "途中的人能改写这些页面，并以访客的身份发请求。",
                "Whoever is on the line can change these pages, and ask with what they hold.",
            ),
            both("只列 https:// 的来源。", "Name origins of https:// alone."),
        )
    if settings.introspection:
        yield warning(
            "settings.INTROSPECTION",
            both("生产环境对外公开了图。", "Strangers are told the whole graph."),
            both("攻击者省去了摸索。", "It saves them looking for it."),
            both("删去 INTROSPECTION。", "Leave INTROSPECTION out."),
        )


def _lines(settings: Settings) -> Iterator[Advice]:
    """What passes between machines in clear."""
    broker = urlsplit(settings.broker_url)
    if (
        broker.scheme in ("redis", "valkey")
        and broker.hostname not in _LOCAL
        and not broker.password
    ):
        yield warning(
            "settings.BROKER_URL",
            both(
                "{host} 无密码也无加密。",
                "{host} is used without a password.",
                host=broker.hostname or "",
            ),
            both("同网络的任何人都能清空队列。", "Anybody on its network can wipe the queues."),
            both("设密码，并用 rediss://。", "Give it a password, and use rediss://."),
        )
    local = any(f"//{host}" in settings.mongo_url for host in _LOCAL if host)
    encrypted = settings.mongo_url.startswith("mongodb+srv://") or "tls=true" in settings.mongo_url
    if not local and not encrypted:
        yield warning(
            "settings.MONGO_URL",
            both("到数据库的连接未加密。", "The line to the database is not encrypted."),
            both("会员资料在途中可被读到。", "What is kept of members can be read on the way."),
            both("在 MONGO_URL 加 tls=true。", "Add tls=true to MONGO_URL."),
        )


def _people(settings: Settings) -> Iterator[Advice]:
    if not (settings.operator_email or settings.operator_phone or settings.development):
        yield warning(
            "settings.OPERATOR_EMAIL",
            both("出事时没有人会收到通知。", "Nobody is told when somebody is needed."),
            both("故障只写在日志里。", "What is wrong stands in the log alone."),
            both("设 OPERATOR_EMAIL 或 OPERATOR_PHONE。", "Set OPERATOR_EMAIL or OPERATOR_PHONE."),
        )
    if not settings.sign_in and not settings.jwt_jwks_url and not settings.development:
        yield warning(
            "settings.SIGN_IN",
            both(
                "SIGN_IN=off，而 JWT_JWKS_URL 未设。",
                "SIGN_IN is off, and JWT_JWKS_URL names nobody who signs people in.",
            ),
            both(
                "除共享密钥的令牌外无人能登录。", "Only tokens of the shared secret open anything."
            ),
            both("设 JWT_JWKS_URL，或打开 SIGN_IN。", "Set JWT_JWKS_URL, or turn SIGN_IN on."),
        )
