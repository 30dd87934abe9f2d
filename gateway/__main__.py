"""`python -m gateway`: serves the graph."""

import sys

from infra.process.programs import program

if __name__ == "__main__":
    sys.exit(program("gateway.serving:main")(sys.argv[1:]))
