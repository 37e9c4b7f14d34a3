"""What the language server costs beside `pick`, in processor time, with the limits to keep.

Measured on Linux, from the wheel as `bench/startup.py` does: its start, the first diagnostics after
a document is opened, a change of it, and how the memory grows over many changes.
`python bench/serve.py [ROUNDS] [CHANGES]`
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

from startup import environment, install

TICKS = os.sysconf("SC_CLK_TCK")
TEXT = """\
FROM mcr.microsoft.com/dotnet/sdk:8.0 AS build
COPY . .
RUN dotnet publish -o /app

FROM mcr.microsoft.com/dotnet/aspnet:8.0.{patch}
COPY --from=build /app .
ENTRYPOINT ["dotnet", "app.dll"]
"""
PROJECT = """\
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>
</Project>
"""
DEFAULTS = 10, 10_000  # rounds, changes
BLOCK = 200  # changes of which the time is taken together, as the kernel counts in hundredths


class Server:
    """A server, and the client that it talks to."""

    def __init__(self, dotimg: str, uri: str) -> None:
        self._process = subprocess.Popen(
            [dotimg, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
        )
        self._uri = uri
        self._version = 0

    def start(self) -> None:
        """Agree with it."""
        self._send("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, id=1)
        while self._read().get("id") != 1:
            pass
        self._send("initialized", {})

    def open(self) -> None:
        """Open a document, and hear what is wrong."""
        item = {"uri": self._uri, "languageId": "dockerfile", "version": 0, "text": text(0)}
        self._send("textDocument/didOpen", {"textDocument": item})
        self._diagnostics()

    def change(self) -> None:
        """Give the document another text, and hear what is wrong now."""
        self._version += 1
        name = {"uri": self._uri, "version": self._version}
        changes = [{"text": text(self._version)}]
        self._send("textDocument/didChange", {"textDocument": name, "contentChanges": changes})
        self._diagnostics()

    def seconds(self) -> float:
        """The processor time that it has used."""
        stat = Path(f"/proc/{self._process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / TICKS

    def memory(self) -> float:
        """What it holds now, in MB."""
        pages = Path(f"/proc/{self._process.pid}/statm").read_text("utf-8").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def stop(self) -> None:
        """End it."""
        self._send("shutdown", None, id=2)
        self._send("exit", None)
        self._process.wait()

    def _send(self, method: str, params: object, **more: object) -> None:
        told = {
            "jsonrpc": "2.0",
            "method": method,
            **({} if params is None else {"params": params}),
            **more,
        }
        body = json.dumps(told).encode()
        stream = _of(self._process.stdin)
        stream.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        stream.flush()

    def _read(self) -> dict[str, object]:
        stream, size = _of(self._process.stdout), 0
        while (line := stream.readline().strip()) or not size:
            if line.lower().startswith(b"content-length:"):
                size = int(line.partition(b":")[2])
        found: dict[str, object] = json.loads(stream.read(size))
        return found

    def _diagnostics(self) -> None:
        while self._read().get("method") != "textDocument/publishDiagnostics":
            pass


def main() -> None:
    """Measure and print."""
    rounds, changes = (*map(int, sys.argv[1:]), *DEFAULTS[len(sys.argv) - 1 :])
    with tempfile.TemporaryDirectory() as folder:
        dotimg = str(install(Path(folder), "pygls") / "dotimg")
        uri = repository(Path(folder) / "app")
        picks, starts, opens, after = [], [], [], []
        for _ in range(rounds + 1):
            picks.append(processor_time([dotimg, "-q", "pick"]))
            server = Server(dotimg, uri)
            server.start()
            starts.append(server.seconds())
            server.open()
            opens.append(server.seconds() - starts[-1])
            begun = server.seconds()
            for _ in range(BLOCK):
                server.change()
            after.append((server.seconds() - begun) / BLOCK)
            server.stop()
        pick = statistics.median(picks[1:])
        print(f"{'pick':32} {pick * 1000:7.1f} ms")
        for name, times, limit in (
            ("start, which loads pygls", starts, ""),
            ("first diagnostics after opening", opens, "  (limit 6)"),
            ("a change", after, "  (limit 0.6)"),
        ):
            middle = statistics.median(times[1:])
            print(f"{name:32} {middle * 1000:7.1f} ms  {middle / pick:5.2f}{limit}")
        server = Server(dotimg, uri)
        server.start()
        server.open()
        for number in range(1, changes + 1):
            server.change()
            if number in {changes // 10, changes}:
                print(f"{f'memory after {number} changes':32} {server.memory():7.1f} MB")
        server.stop()


def repository(folder: Path) -> str:
    """A repository with a project; the address of its Dockerfile."""
    (folder / ".git").mkdir(parents=True)
    (folder / "app.csproj").write_text(PROJECT, "utf-8")
    return (folder / "Dockerfile").as_uri()


def text(version: int) -> str:
    """The document as it is at a version: no two name the same image soon."""
    return TEXT.format(patch=version)


def processor_time(line: list[str]) -> float:
    """How much of it a command takes."""
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, env=environment()) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime


def _of(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise RuntimeError("the streams of the server are pipes")
    return stream


if __name__ == "__main__":
    main()
