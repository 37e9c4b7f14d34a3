"""Kills `dotimg refresh` at random moments, and looks whether there is always a whole catalog.

Each try publishes one more tag on a mirror on loopback, starts a refresh, waits until it has begun
to write the new tables, and kills it with SIGKILL within the time that this takes. Then `dotimg
pick` must answer, from the old tables or from the new ones, all of which are read and compared with
their hashes. A refresh that is quicker than its killer does not count.
`python -m bench.refresh_kill [TRIES] [small]`, where the tables are those shipped, or small ones.
"""

import logging
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from pytest_httpserver import HTTPServer
from tests.cli.refresh_feeds import Mirror, published, shipped
from tests.feeds.upstream_world import RUNTIME, TODAY, World, image, part

from dotimg.catalog.current import refreshed
from dotimg.catalog.tables import ELSEWHERE, Catalog
from dotimg.feeds import encode

DAY = "2026-08-21"
BUILT = "2026-08-20T23:00:00Z"
PAUSE = 0.001
DOTIMG = [sys.executable, "-m", "dotimg", "--today", DAY]


class Trial:
    """A user with tables of their own, a mirror, and what came of each kill."""

    def __init__(self, folder: Path, server: HTTPServer, *, small: bool) -> None:
        self.data = folder / "data" / "dotimg"
        self.world = World(folder)
        if small:
            self._use_own()
        else:
            shipped(self.world)
        self.mirror = Mirror(server, published(self.world))
        self.settings = {
            name: os.environ[name]
            for name in ("PATH", "PYTHONPATH", "TMPDIR", ELSEWHERE)
            if name in os.environ
        }
        self.settings |= {"HOME": str(folder), "XDG_DATA_HOME": str(folder / "data")}
        self.outcomes: Counter[str] = Counter()

    def _use_own(self) -> None:
        """Put the tables of the small world into use."""
        self.world.write()
        name = f"{TODAY}-small"
        encode.write(str(self.data / "catalogs" / name), self.world.files())
        (self.data / "current").write_text(name)

    def start(self) -> "subprocess.Popen[bytes]":
        """Start a refresh."""
        command = [*DOTIMG, "-q", "refresh", "--source", self.mirror.url]
        return subprocess.Popen(command, env=self.settings, stdout=subprocess.DEVNULL)

    def seconds(self) -> float:
        """How long a whole refresh writes."""
        before = self.catalogs()
        process = self.start()
        self.wait_for_another(before, process)
        start = time.perf_counter()
        if process.wait() != 0:
            sys.exit("a refresh that nobody killed has failed")
        return time.perf_counter() - start

    def wait_for_another(self, before: set[str], process: "subprocess.Popen[bytes]") -> None:
        """Wait until a refresh has begun another catalog, or has ended."""
        while not self.catalogs() - before and process.poll() is None:
            time.sleep(PAUSE)

    def publish(self, number: int) -> None:
        """Publish one more tag, so that there is news."""
        new = part("noble", created=BUILT, tags=(f"10.0.{number}",))
        self.world.images[RUNTIME].append(image(f"10.0.{number}", new))
        self.mirror.files = published(self.world)

    def used(self) -> Path:
        """The folder of the catalog in use."""
        found = refreshed(str(self.data))
        if not found:
            sys.exit("the catalog is lost: nothing names it any more")
        return Path(found.folder)

    def catalogs(self) -> set[str]:
        """The folders of all catalogs, whole or not."""
        folder = self.data / "catalogs"
        return set(os.listdir(folder)) if folder.exists() else set()

    def kill(self, after: float) -> bool:
        """Start a refresh and kill it so long after it began to write; whether it still ran."""
        old, before = self.used(), self.catalogs()
        tags = count(old)
        process = self.start()
        self.wait_for_another(before, process)
        time.sleep(after)
        process.kill()
        killed = process.wait() == -signal.SIGKILL
        new = self.used()
        if count(new) != tags + (new != old):
            sys.exit(f"the catalog {new} has not as many tags as it should have")
        pick = subprocess.run(
            [*DOTIMG, "pick", "--app", "console"],
            env=self.settings,
            capture_output=True,
            text=True,
            check=False,
        )
        if (pick.returncode, pick.stderr) != (0, ""):
            sys.exit(f"pick failed: {pick.stderr}")
        begun = bool(self.catalogs() - before - {new.name})
        if killed:
            self.outcomes[
                "new" if new != old else "old (a new one was begun)" if begun else "old"
            ] += 1
        if new == old:
            self.world.images[RUNTIME].pop()  # or the next one would bring two tags
        return killed


def count(folder: Path) -> int:
    """How many tags a catalog has, all of whose tables are whole."""
    catalog = Catalog(str(folder))
    catalog.verify()
    return sum(1 for _ in catalog.all_tags())


def main() -> None:
    """Kill and print."""
    tries = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder, HTTPServer("127.0.0.1", threaded=True) as server:
        trial = Trial(Path(folder), server, small="small" in sys.argv)
        trial.seconds()
        trial.publish(100)
        whole = trial.seconds()
        killed = started = 0
        while killed < tries:
            started += 1
            trial.publish(100 + started)
            killed += trial.kill(whole * random.random())  # noqa: S311  no secret
        trial.publish(101 + started)
        trial.seconds()
        left = len(list((trial.data / "catalogs").iterdir()))
    print(f"{killed} refreshes killed within {whole:.2f} s of writing,", end=" ")
    print(f"{started - killed} were quicker")
    for outcome, number in sorted(trial.outcomes.items()):
        print(f"{number:4}  left in use, whole: the {outcome}")
    print(f"{left:4}  catalogs after one more refresh, the one in use and the one before")


if __name__ == "__main__":
    main()
