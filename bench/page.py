"""How long the page takes: to make, to open, to filter and to search, in Debian's Chromium.

Prints seconds, milliseconds and the size in bytes; the processor time is that of both processes;
the times to react are those until the next picture.
`python bench/page.py`, with the `test` extra installed.
"""

import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Types a text into a field and tells how long it takes until the picture after it.
TYPE = """async ([id, text]) => {
  const field = document.getElementById(id);
  const start = performance.now();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
  return performance.now() - start;
}"""
SEARCHES = ["a", "as", "asp", "aspnet", "aspnet 8", "aspnet 8.0-alpine", "windows 2019", "zzz"]


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dotimg.html"
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "dotimg", "-q", "page", "--output", path], check=True)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(
            f"made in {time.perf_counter() - start:.1f} s "
            f"({used.ru_utime + used.ru_stime:.1f} s of processor time), "
            f"{path.stat().st_size:,} bytes"
        )
        with sync_playwright() as playwright:
            program = shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
            for _ in range(3):
                measure(browser.new_page(), path)
            browser.close()


def measure(page: Page, path: Path) -> None:
    """One opening of the page, and some typing."""
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready=yes]")
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    ready = page.evaluate("performance.now()")
    for field in ("query", "filter"):
        times = [page.evaluate(TYPE, [field, text]) for text in SEARCHES]
        print(f"  {field}: median {statistics.median(times):.0f} ms, longest {max(times):.0f} ms")
    print(f"painted after {painted:.0f} ms, all tags there after {ready:.0f} ms at the most")


if __name__ == "__main__":
    main()
