"""Threads may share a catalog: each call of the Python API has all else of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep
from typing import Any

import pytest

import dotimg
from dotimg.catalog import digests as digests_module
from dotimg.catalog.tables import Catalog

DAY = "2026-11-22"
DOCKERFILE = b"""ARG VERSION=8.0
FROM mcr.microsoft.com/dotnet/sdk:$VERSION AS build
COPY . /src
FROM contoso.azurecr.io/mcr/dotnet/aspnet:8.0-alpine3.18
"""

TASKS: tuple[Callable[[Catalog], object], ...] = (
    lambda catalog: dotimg.pick(version="8", digest=True, today=DAY, catalog=catalog),
    lambda catalog: dotimg.pick(version="5.0", digest=True, today=DAY, catalog=catalog),
    lambda catalog: dotimg.images(version="8", today=DAY, catalog=catalog),
    lambda catalog: dotimg.explain("sha256:9716850cd3b3", today=DAY, catalog=catalog),
    lambda catalog: dotimg.explain("aspnet:8.0-alpine3.18", today=DAY, catalog=catalog),
    lambda catalog: dotimg.check(DOCKERFILE, today=DAY, catalog=catalog),
    lambda catalog: dotimg.upgrade(DOCKERFILE, digest=True, today=DAY, catalog=catalog),
)


def test_two_threads_with_one_catalog_answer_as_one() -> None:
    alone = [task(Catalog()) for task in TASKS]
    for _ in range(3):
        shared, start = Catalog(), Barrier(2)

        def answers(order: int, shared: Catalog = shared, start: Barrier = start) -> list[object]:
            start.wait()
            return [task(shared) for task in TASKS[::order]]

        with ThreadPoolExecutor(2) as threads:
            there, back = threads.map(answers, (1, -1))
        assert there == back[::-1] == alone


def test_digests_that_two_threads_ask_for_first_come_from_one_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[object] = []

    class Slow(digests_module.DigestTables):
        """Gives the other thread the time to come as far."""

        def __init__(self, *arguments: Any) -> None:
            opened.append(self)
            sleep(0.2)
            super().__init__(*arguments)

    monkeypatch.setattr(digests_module, "DigestTables", Slow)
    shared, start = Catalog(), Barrier(2)

    def answer(_: int) -> object:
        start.wait()
        return dotimg.explain("sha256:9716850cd3b3", today=DAY, catalog=shared)

    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(answer, range(2))
    assert one == other
    assert len(opened) == 1
