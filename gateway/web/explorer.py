"""The Explorer: GraphiQL at the graph's own address, where people try the graph out."""

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from gateway.persisted_mode import PersistedMode
from gateway.settings import GatewaySettings
from gateway.web.built_files import EXPLORER, BuiltPages
from gateway.web.file_routes import file_route
from gateway.web.policy import EXPLORER_HEADERS


class Explorer:
    """
    Raises:
        FileNotFoundError: nothing was built.
    """

    def __init__(self, settings: GatewaySettings) -> None:
        built, alone = BuiltPages(EXPLORER), settings.persisted_operations is PersistedMode.ONLY
        facts = {"development": settings.development, "onlyListed": alone}
        self._document = built.document_with(facts)
        self._files = built.files

    def routes(self) -> list[Route]:
        return [file_route("/graphql/assets", self._files)]

    def shown(self) -> Response:
        return HTMLResponse(self._document, headers=EXPLORER_HEADERS)
