"""`python -m infra.dev.sinks [--no-smtp]`: serves the sinks on SINK_PORT and SMTP_PORT."""

import asyncio
import contextlib
import sys
from typing import Any

import uvicorn
import uvloop

from infra.dev.settings import DevelopmentSettings, load_settings
from infra.dev.sinks import smtp
from infra.dev.sinks.app import House, Sinks
from infra.dev.sinks.domestic_api import APPROVED
from infra.dev.sinks.replies import Replies
from infra.dev.sinks.reports import Reports
from infra.dev.sinks.store import MessageStore
from infra.http.limits import LimitedHttp
from infra.process.movable_clock import MovableClock
from infra.settings import SettingsError


class DroppableProtocol(LimitedHttp):
    """Lets an endpoint hang up without an answer, as a broken line does."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        extensions: dict[str, Any] = {"reinstate.drop": self.transport.abort}
        self.scope["extensions"] = extensions


async def serve(settings: DevelopmentSettings, *, mail: bool) -> None:
    store = MessageStore(settings.var_dir / "sinks")
    token = settings.twilio_auth_token.get_secret_value()
    clock = MovableClock(settings.var_dir / "run" / "clock")
    notify = settings.callback_base
    account, sender = settings.twilio_account_sid, settings.twilio_from
    replies = Replies(account=account, token=token, to=sender, url=f"{notify}/inbound/twilio")
    secret = settings.inbound_mail_secret.get_secret_value()
    reports = Reports(url=f"{notify}/inbound/mail", secret=secret)
    house = House(
        signature=settings.operator_name,
        keys={settings.domestic_sms_key_id: settings.domestic_sms_secret.get_secret_value()},
        templates=settings.domestic_sms_templates or APPROVED,
    )
    sinks = Sinks(store, account, token, clock, replies=replies, reports=reports, house=house)
    config = uvicorn.Config(
        sinks.app(),
        host=settings.host,
        port=settings.sink_port,
        http=DroppableProtocol,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=1,
    )
    async with contextlib.AsyncExitStack() as stack:
        if mail:
            port = settings.smtp_port
            stack.push_async_callback(reports.close)
            await stack.enter_async_context(
                await smtp.serve(
                    settings.host, port, store, sinks.current_faults, clock, reports=reports
                )
            )
        await uvicorn.Server(config).serve()


def main() -> int:
    try:
        settings = load_settings()
        uvloop.run(serve(settings, mail="--no-smtp" not in sys.argv))
    except (SettingsError, OSError) as error:
        print(f"sinks: {error}", file=sys.stderr)  # noqa: T201 (to the person who started it)
        return 1
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
