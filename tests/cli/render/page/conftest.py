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
    """For a test that listens, or that changes what a page finds in its browser."""
    with browser.new_context() as context:
        yield context


@pytest.fixture(scope="session")
def tab(browser: Browser) -> Iterator[Page]:
    """The tab of all tests: a new one takes longer than the page that is opened in it."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        yield context.new_page()


@pytest.fixture
def blank(tab: Page) -> Iterator[Page]:
    """That tab with nothing in it, and with nothing that another test has allowed or chosen."""
    tab.goto("about:blank")
    yield tab
    tab.context.clear_permissions()
    tab.emulate_media(media="null")
    tab.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def page(blank: Page, page_file: Path) -> Page:
    return opened(blank, page_file)


def opened(page: Page, path: Path, query: str = "") -> Page:
    """A tab with the page, once its data are read."""
    page.goto(f"{path.as_uri()}{query}")
    page.wait_for_selector("html[data-ready=yes]")
    return page
