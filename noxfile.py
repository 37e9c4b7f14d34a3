"""`nox` checks everything on every Python that dotimg supports and that is there."""

import nox

nox.options.error_on_missing_interpreters = False
nox.options.default_venv_backend = "venv"

PYTHONS = nox.project.python_versions(nox.project.load_toml("pyproject.toml"))
OTHER_SYSTEMS = ("win32", "darwin")
# What most depends on Python itself: paths, streams, the parsing of arguments, reading files.
QUICK = ("test_boundary", "test_consoles", "test_options", "test_real_system")
QUICK += ("test_windows_paths", "commands/test_check", "commands/test_pick")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """All tests, with the newest versions of the dependencies."""
    session.install("--editable", ".[test]")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session(python=PYTHONS[0], venv_backend="uv")
def lowest(session: nox.Session) -> None:
    """All tests, with the lowest versions of the dependencies that pyproject.toml allows."""
    session.install("--resolution", "lowest-direct", "--editable", ".[test]")
    session.install("pip")  # for the tests of packaging; there before, it would bring others along
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session(python=PYTHONS[1:], venv_backend="uv|venv", default=False)
def quick(session: nox.Session) -> None:
    """A wheel of dotimg, installed on the other Pythons, under a minute's worth of tests.

    The wheel is built, or the one that is named behind `--`.
    """
    wheel = session.posargs or ["."]
    tools = ("pytest", "hypothesis", "jsonschema", "pytest-httpserver", "pytest-xdist")
    session.install(*wheel, *tools)
    session.run("python", "-m", "pytest", "-q", *(f"tests/cli/{name}.py" for name in QUICK))


@nox.session(python=PYTHONS[0])
def lint(session: nox.Session) -> None:
    """The checks of the code, also as Windows and macOS see it."""
    session.install("--editable", ".[dev]")
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("mypy")
    for system in OTHER_SYSTEMS:
        session.run("mypy", "--platform", system, "src")
    session.run("lint-imports")


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """How long things take, as ratios."""
    session.run("python", "bench/startup.py", *session.posargs)
