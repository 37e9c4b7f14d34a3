"""What was read of a project, as a part of a JSON document."""

from dotimg.project import GlobalJson, Project

_FACTS = (
    *("path", "target_frameworks", "framework", "sdks", "output_type", "test", "web"),
    *("framework_references", "runtime_identifier", "runtime_identifiers"),
    *("container_runtime_identifier", "container_runtime_identifiers", "self_contained"),
    *("single_file", "trimmed", "aot", "invariant_globalization"),
    *("container_base_image", "container_family"),
)


def facts(project: Project, asked: GlobalJson | None, sdk_version: str) -> dict[str, object]:
    """The facts that were read; null is what is unknown, and `unknown` says why.

    Args:
        project: The project.
        asked: Its `global.json`.
        sdk_version: The SDK that publishes it, empty where none was found.
    """
    return {
        **{name: getattr(project, name) for name in _FACTS},
        "where": {
            name: {"path": place.path, "line": place.line} for name, place in project.where.items()
        },
        "global_json": asked._asdict() if asked else None,
        "sdk_version": sdk_version or None,
        "unknown": [one._asdict() for one in project.unknown],
    }
