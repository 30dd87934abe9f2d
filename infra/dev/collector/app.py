"""The collector as routes: OTLP over HTTP in, text out."""

import msgspec
from google.protobuf.message import DecodeError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from infra.dev.collector.kept import KeptTraces
from infra.dev.collector.text import summary, tree
from infra.dev.collector.told import told_in

_LISTED = 50


class Collector:
    def __init__(self) -> None:
        self._kept = KeptTraces()

    def routes(self) -> list[Route]:
        return [
            Route("/v1/traces", self.take, methods=["POST"]),
            Route("/spans", self.spans),
            Route("/traces", self.newest),
            Route("/traces/{id}", self.one),
        ]

    async def take(self, request: Request) -> Response:
        """OTLP 1.x, binary protobuf; an empty message is the answer to what was taken whole."""
        try:
            self._kept.add(told_in(await request.body()))
        except DecodeError:
            return Response(status_code=400)
        return Response(b"", 200, media_type="application/x-protobuf")

    async def spans(self, _request: Request) -> Response:
        """All that are kept, as JSON."""
        body = msgspec.json.encode(self._kept.newest())
        return Response(body, media_type="application/json")

    async def newest(self, _request: Request) -> Response:
        return PlainTextResponse(summary(self._kept.newest()[:_LISTED]))

    async def one(self, request: Request) -> Response:
        """By the whole id, or by how it begins where that is one's alone."""
        spans = self._kept.of(request.path_params["id"])
        return (
            PlainTextResponse(tree(spans)) if spans else PlainTextResponse("no such trace\n", 404)
        )
