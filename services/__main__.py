"""`python -m services --role membership|appeals|notify|all`, and the tools `import`, `golive`,
`reconcile`, `generate`, `partitions`, `verify`, `rebuild`, `export-history`, `backup`, `restore`
and `erase`."""

import sys

from services import golive, integrity, partitions
from services.importing import cli as importing
from services.importing.reconcile import cli as reconciling
from services.recovery import cli as recovery

_TOOLS = {
    "import": importing.main,
    "golive": golive.main,
    "reconcile": reconciling.main,
    "generate": importing.generate,
    "partitions": partitions.main,
    "verify": integrity.verify,
    "rebuild": integrity.rebuild,
    "export-history": integrity.export_history,
    "backup": recovery.backup,
    "restore": recovery.restore,
    "erase": recovery.erase,
}


def main(arguments: list[str]) -> int:
    if arguments and arguments[0] in _TOOLS:
        return _TOOLS[arguments[0]](arguments[1:])
    from services.serve import main as serve  # noqa: PLC0415 (the tools start without the services)

    return serve(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
