"""The file type by name, so that a file is only opened if it may name an image.

The lists below are all that a search opens; `docs/guide/check-in-ci.md` and the hook for pre-commit
repeat them, and tests hold all three equal.
"""

import re
from typing import Literal

FileKind = Literal[
    "dockerfile",
    "compose",
    "devcontainer",
    "workflow",
    "azure-pipelines",
    "bake",
    "gitlab-ci",
    "project",
    "yaml",
    "json",
    "script",
    "powershell",
    "batch",
    "groovy",
    "code",
    "fsharp",
    "terraform",
    "xml",
]

_BY_ENDINGS: dict[FileKind, str] = {
    "yaml": "yaml yml",
    "json": "json jsonc",
    "project": "csproj fsproj vbproj pubxml",
    "script": "bash bzl cfg conf earth env envrc fish ini just ksh make mk nix pl properties py rb "
    "sh star toml zsh",
    "powershell": "ps1 psd1 psm1",
    "batch": "bat cmd",
    "code": "bicep bicepparam c cake cc cjs cpp cs csx cts dart go h hpp java js jsx kt "
    "kts mjs mts php rs scala swift ts tsx",
    "groovy": "gradle groovy",
    "fsharp": "fs fsi fsx",
    "terraform": "cue hcl jsonnet libsonnet nomad tf tfvars",
    "xml": "config proj props runsettings targets xml",
}
ENDINGS: dict[str, FileKind] = {
    ending: kind for kind, endings in _BY_ENDINGS.items() for ending in endings.split()
}
# Files without an ending, or with one that says for what they are: Jenkinsfile.release.
NAMES: dict[str, FileKind] = {
    **dict.fromkeys(("makefile", "gnumakefile", "earthfile", "justfile", "rakefile"), "script"),
    **dict.fromkeys(("tiltfile", "vagrantfile", ".env"), "script"),
    "jenkinsfile": "groovy",
}
# Of what is made of it, the name in front of these tells the kind.
TEMPLATES = (
    *("dist", "ejs", "erb", "example", "gotmpl", "hbs", "in", "j2", "jinja", "jinja2", "mustache"),
    *("sample", "template", "tmpl", "tpl"),
)
_BARE = ("template", "tmpl", "tpl")  # text whatever is in front
# Documents, backups and others, whatever the name in front promises.
OTHER_ENDINGS = (
    *("orig", "rej", "bak", "tmp", "swp", "swo", "dockerignore", "lock", "log", "vb", "vim", "el"),
    *("lua", "sql", "css", "scss", "html", "htm", "svg", "md", "mdx", "rst", "adoc", "txt", "csv"),
    *("png", "gif", "jpg", "pdf", "snap", "diff", "patch", "zip", "gz", "iml", "exe", "dll"),
)
_TEMPLATES, _OTHERS = frozenset(TEMPLATES), frozenset(OTHER_ENDINGS)  # asked of each file
# What a tool wrote: locks, and the output of builds.
_GENERATED = re.compile(
    r"(package-lock|npm-shrinkwrap|(.+\.)?packages\.lock|project\.assets|.+\.(deps|runtimeconfig))"
    r"\.json|pnpm-lock\.ya?ml|.+\.(min\.[cm]?js|designer\.cs|g\.cs|verified\.[^.]+)"
)
# What a test expects, which Verify keeps beside it.
_SNAPSHOT = re.compile(r"(.+)\.verified(\.[^./\\]+)", re.IGNORECASE | re.DOTALL)
# Of these only files are read that hold a word of a name: a tree has very many of them.
SOUGHT: frozenset[FileKind] = frozenset(
    ("json", "script", "powershell", "batch", "groovy", "code", "fsharp", "terraform", "xml")
)

_DOCKERFILE = re.compile(
    r"(?s:(.*[._-])?(?i:dockerfile|containerfile)([._-].*)?|.*(Docker|Container)file([A-Z0-9._-].*)?)"
)
_LEADING = re.compile(r"\.?[a-z]+")
_BY_PATH = ("yaml", "json", "xml", "terraform")
# The first that fits a whole path, of files that share an ending.
_SPECIAL: tuple[tuple[FileKind, FileKind, re.Pattern[str]], ...] = (
    ("workflow", "yaml", re.compile(r"(.*/)?(\.github/workflows/[^/]+|action)\.ya?ml")),
    ("compose", "yaml", re.compile(r"(.*/)?(docker-compose[^/]*|compose([._-][^/]+)?)\.ya?ml")),
    ("gitlab-ci", "yaml", re.compile(r"(.*/)?(\.gitlab/.+|[^/]*\.gitlab-ci)\.ya?ml")),
    (
        *("azure-pipelines", "yaml"),
        re.compile(
            r"(.*/)?(\.?azure-pipelines/.+|\.?(pipelines|azure|azuredevops)/[^/]+"
            r"|azure-pipelines[^/]*|\.vsts-ci)\.ya?ml"
        ),
    ),
    ("devcontainer", "json", re.compile(r"(.*/)?\.?devcontainer\.json")),
    ("bake", "json", re.compile(r"(.*/)?([^/]*[._-])?bake([._-][^/]*)?\.json")),
    ("bake", "terraform", re.compile(r"(.*/)?([^/]*[._-])?bake([._-][^/]*)?\.hcl")),
    ("project", "xml", re.compile(r"(.*/)?directory\.build\.(props|targets)")),
)


def kind_of(path: str) -> FileKind | None:
    """The kind of a file by its name and folders alone, in any case but that of `DockerfileApi`.

    Returns:
        `dockerfile`, `compose`, `devcontainer`, `workflow` (of GitHub, its actions too),
        `azure-pipelines`, `gitlab-ci`, `bake`, `project` (of MSBuild), `yaml` and `json` for any
        other of them, a kind of text by its comments, and None for a file that names no image.
    """
    folders, slash, written = path.replace("\\", "/").rpartition("/")
    stem, dot, ending = written.rpartition(".")
    template = ending.lower()
    while stem and ending.lower() in _TEMPLATES:
        written = stem
        stem, dot, ending = written.rpartition(".")
    name, ending = written.lower(), ending.lower() if dot else ""
    kind = ENDINGS.get(ending)
    if kind in _BY_PATH or (kind and "." in stem):
        return _kind_by_path(f"{folders}{slash}{name}".lower(), name, kind)
    if kind:
        return kind
    if ending in _OTHERS or name.endswith("~"):
        return None
    if "erfile" in name and _DOCKERFILE.fullmatch(written):
        return "dockerfile"
    leading = _LEADING.match(name)
    return NAMES.get(leading[0] if leading else "", "script" if template in _BARE else None)


def _kind_by_path(path: str, name: str, kind: FileKind) -> FileKind | None:
    """What a file is that shares its ending with files of other kinds."""
    if _GENERATED.fullmatch(name):
        return None
    for special, ending, pattern in _SPECIAL:
        if kind == ending and pattern.fullmatch(path):
            return special
    return kind


def kind_of_snapshot(path: str) -> FileKind | None:
    """The kind of what a test expects, as `compose.verified.yaml`; None for all other files."""
    found = _SNAPSHOT.fullmatch(path) if ".verified." in path.lower() else None
    return kind_of("".join(found.groups())) if found else None


def is_template(text: str | bytes) -> bool:
    """Whether it has the holes of Helm, Jinja and most others, which something else fills in."""
    return "{{" in text if isinstance(text, str) else b"{{" in text
