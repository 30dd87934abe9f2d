"""`python -m infra.dev.collector [ID]`: a trace of the system that runs here, or the latest."""

import sys
import urllib.error
import urllib.request

from infra.dev.settings import load_settings


def main(arguments: list[str]) -> int:
    settings = load_settings()
    given = "".join(f"/{id}" for id in arguments if id)
    url = f"http://{settings.host}:{settings.sink_port}/traces{given}"
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            sys.stdout.write(answer.read().decode())
    except urllib.error.HTTPError as error:
        sys.stderr.write(error.read().decode())
        return 1
    except OSError:
        sys.stderr.write(f"nothing answers at {url}: start it with `make run TRACES=on`\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
