"""The library of the specification in JavaScript takes each webhook, also of a rotated secret."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

from infra.dev.parts import ROOT
from services.notify.contract.webhooks import RotateWebhookSecret
from tests.clients.node_clients import HERE, NODE
from tests.contract.conftest import notify
from tests.contract.notify_system import House
from tests.contract.webhook_desk import PARTNER, webhook_desk

__all__ = ["notify"]


READ_CALLS = """
let text = "";
for await (const part of process.stdin) text += part;
const held = JSON.parse(text).map((one) => verified(one.secret, one.body, one.headers) !== null);
console.log(JSON.stringify(held));
"""


async def verified(
    calls: list[dict[str, Any]], program: Path = HERE / "verify_webhooks.mjs"
) -> tuple[int, str, str]:
    """What the receiver says: its exit code, output and errors."""
    node = await asyncio.create_subprocess_exec(
        NODE, program, stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await node.communicate(json.dumps(calls).encode())
    return node.returncode or 0, out.decode().strip(), err.decode()


async def test_each_call_is_verified_with_both_secrets(notify: House) -> None:
    async with webhook_desk(notify) as desk:
        id = await desk.endpoint()
        for n in range(5):
            desk.share(f"m-{n}")
        await desk.send()
        turned = await desk.do(RotateWebhookSecret(partner_id=PARTNER, endpoint_id=id))
        old, new = desk.receiver.secrets["/"][0], turned.secret
        before = list(desk.receiver.calls)
        desk.share()
        await desk.send()
        after = desk.receiver.calls[len(before) :]
        calls = [
            {"secret": secret, "headers": call.headers, "body": call.body.decode()}
            for secret, some in ((old, before), (old, after), (new, after))
            for call in some
        ]
    code, said, err = await verified(calls)
    assert (code, said) == (0, str(2 * len(after) + len(before))), err
    code, _, err = await verified([calls[0] | {"secret": new}])
    assert code != 0
    assert "WebhookVerificationError" in err


async def test_the_shops_page_verifies_what_is_sent(notify: House, tmp_path: Path) -> None:
    """Its program, as it stands on the page."""
    [program] = re.findall(r"```js\n(.*?)```", (ROOT / "docs" / "host.md").read_text(), re.DOTALL)
    receiver = tmp_path / "receiver.mjs"
    receiver.write_text(program + READ_CALLS)
    async with webhook_desk(notify) as desk:
        await desk.endpoint()
        desk.share("m-1")
        await desk.send()
        [call], secret = desk.receiver.calls, desk.receiver.secrets["/"][0]
    sent = {"secret": secret, "headers": call.headers, "body": call.body.decode()}
    wrong = [
        sent | {"secret": "whsec_c2VjcmV0"},
        sent | {"body": sent["body"] + " "},
        sent | {"headers": call.headers | {"webhook-timestamp": "1"}},
        sent | {"headers": {}},
    ]
    code, said, err = await verified([sent, *wrong], receiver)
    assert (code, json.loads(said)) == (0, [True, False, False, False, False]), err
