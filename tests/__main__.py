"""`make test`: the flows through whole systems beside everything else, one process for each.

Both wait for other processes most of the time, so together they take little longer than one.
"""

import subprocess
import sys
import tempfile

PYTEST = [sys.executable, "-m", "pytest", "--durations=8"]
FLOWS = ["tests/flows"]
OTHERS = ["tests", "--ignore=tests/flows"]


def main() -> int:
    """0 when all passed; the flows' report comes after the others'."""
    with tempfile.TemporaryFile() as report:
        flows = subprocess.Popen([*PYTEST, *FLOWS], stdout=report, stderr=subprocess.STDOUT)
        try:
            others = subprocess.run([*PYTEST, *OTHERS], check=False).returncode
            failed = flows.wait() or others
        finally:
            flows.kill()
        report.seek(0)
        sys.stdout.write(report.read().decode(errors="replace"))
    return failed


if __name__ == "__main__":
    sys.exit(main())
