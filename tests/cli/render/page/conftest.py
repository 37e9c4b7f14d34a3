"""The page as the command writes it, and a browser without a screen to look at it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from dotimg.cli import run
from tests.conftest import DAY
from tests.needs import need

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


@pytest.fixture(scope="session")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "dotimg.html"
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("DOTIMG_")]:
            patch.delenv(name)
        patch.setenv("XDG_DATA_HOME", str(path.parent))
        assert run(["-q", "--today", DAY, "page", "--output", str(path)]) == 0
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = need("chromium")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=program, args=list(FLAGS))


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext, page_file: Path) -> Page:
    return opened(context, page_file)


def opened(context: BrowserContext, path: Path, query: str = "") -> Page:
    """A new tab with the page, once its data are read."""
    page = context.new_page()
    page.goto(f"{path.as_uri()}{query}")
    page.wait_for_selector("html[data-ready=yes]")
    return page
