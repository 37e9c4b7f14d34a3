"""The addresses of the project, from `[project.urls]` in pyproject.toml."""


def address(label: str) -> str:
    """The address with a label there; empty where there is none, or where dotimg is not installed.

    Args:
        label: `Rules`, for example, for the folder of the pages of rules.
    """
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        urls = metadata("dotimg").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    pairs = (line.partition(",") for line in urls)
    return next((url.strip() for name, _, url in pairs if name.strip() == label), "")
