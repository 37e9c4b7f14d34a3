"""What dotimg makes of each fault of a server: the exit code, the seconds, and what it says.

Starts `dotimg` for each of `tests.hostile`, on a loopback server that plays the fault to everyone.
`python -m bench.faults [SECONDS]`, where the seconds are those of `--timeout`.
"""

import os
import subprocess
import sys
import tempfile
import time

from tests.hostile import FAULTS, Fault
from tests.registry_doubles import RudeServer

ARGUMENTS = {
    "digest": ("digest", "{}:8.0"),
    "tags": ("tags", "{}"),
    "platform": ("digest", "{}:8.0", "--platform", "linux/amd64"),
}


def main() -> None:
    """Run and print."""
    seconds = sys.argv[1] if len(sys.argv) > 1 else "8"
    wrong = 0
    longest = 0.0
    with tempfile.TemporaryDirectory() as home:
        for fault in FAULTS:
            code, taken, said = told(fault, seconds, home)
            wrong += code != fault.code
            longest = max(longest, taken)
            mark = "" if code == fault.code else f"  WRONG, not {fault.code}"
            print(f"| {fault.name:34} | {code} | {taken:5.1f} | {said[:90]} |{mark}", flush=True)
    print(f"{len(FAULTS)} faults, {wrong} wrong, the longest {longest:.1f} s of {seconds}")


def told(fault: Fault, seconds: str, home: str) -> tuple[int, float, str]:
    """The exit code, the seconds until the end, and the last line on stderr."""
    server = RudeServer(*fault.script)
    place = f"{server.host}/dotnet/sdk"
    arguments = [word.format(place) for word in ARGUMENTS[fault.question]]
    variables = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    command = [sys.executable, "-m", "dotimg", *arguments, "--timeout", seconds, "--no-cache"]
    start = time.perf_counter()
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**variables, "HOME": home}
    )
    taken = time.perf_counter() - start
    server.close()
    return done.returncode, taken, (done.stderr.splitlines() or [""])[-1].replace(server.host, "*")


if __name__ == "__main__":
    main()
