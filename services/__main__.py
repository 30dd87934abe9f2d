"""`python -m services --role membership|appeals|notify|all`, and the tools `import`, `golive`,
`reconcile`, `generate`, `partitions`, `verify`, `rebuild`, `export-history`, `backup`, `restore`,
`erase`, `rotate-master-key`, `rehash-handles`, `staff-invite`, `sandbox-key`, `sms-templates` and
`doctor`."""

import sys

from infra.process.programs import program

_SERVE = "services.serve:main"
_TOOLS = {
    "import": "services.importing.cli:main",
    "golive": "services.golive:main",
    "reconcile": "services.importing.reconcile.cli:main",
    "generate": "services.importing.generate.command:generate",
    "partitions": "services.partitions:main",
    "verify": "services.integrity:verify",
    "rebuild": "services.integrity:rebuild",
    "export-history": "services.integrity:export_history",
    "backup": "services.recovery.cli:backup",
    "restore": "services.recovery.cli:restore",
    "erase": "services.recovery.cli:erase",
    "rotate-master-key": "services.master_key:main",
    "rehash-handles": "services.handle_key:main",
    "staff-invite": "services.staff_invite:main",
    "sandbox-key": "services.sandbox_key:main",
    "sms-templates": "services.sms_templates:main",
    "doctor": "services.doctor.cli:main",
}
"""Where each begins. Only that is imported: all of them take longer than a service to start."""


def main(arguments: list[str]) -> int:
    if arguments and arguments[0] in _TOOLS:
        return program(_TOOLS[arguments[0]])(arguments[1:])
    return program(_SERVE)(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
