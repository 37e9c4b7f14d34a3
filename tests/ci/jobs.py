"""Runs what stands in files of CI services as their runners do, as far as our files go.

By "Workflow syntax" and "Metadata syntax" of GitHub, "Define variables" of Azure Pipelines, and
"CI/CD YAML syntax reference" of GitLab.
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
DAY = "2026-11-22"
SITE = str(Path(yaml.__file__).parent.parent)
# Lets pip install dotimg itself alone, with the hatchling that is there, and lets that find what it
# needs in the environment of the tests: a tenth of the time, and nothing is downloaded.
BY_ITSELF = {"PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "false", "PYTHONPATH": SITE}
# Leaves it to Python to compile what it imports, which is far from all; "false" is how pip is told.
AS_NEEDED = {"PIP_NO_COMPILE": "false"}
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))


class Done(NamedTuple):
    """What came of a script, or of an action: `out` holds stdout and stderr."""

    code: int
    out: str
    outputs: dict[str, str]


def shell(
    script: str, folder: Path, variables: Mapping[str, str], options: str = "--noprofile --norc"
) -> Done:
    """Run a script by bash, with dotimg and the Python of the tests first on the path."""
    if sys.platform == "win32":
        pytest.skip("the scripts are for a POSIX shell")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DOTIMG_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    own = {"PATH": path, "XDG_DATA_HOME": str(folder / "none")}
    done = subprocess.run(
        ["bash", *options.split(), "-c", script],
        cwd=folder, env={**kept, **own, **variables}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    return Done(done.returncode, done.stdout, {})


def evaluated(text: str, values: Mapping[str, str]) -> str:
    """A text with its `${{ }}`; an output that was not set is empty, as on GitHub."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        return values.get(name, "") if name.startswith("steps.") else values[name]

    return re.sub(r"\$\{\{ ([\w.-]+) \}\}", value, text)


class GitHubJob:
    """A job on a runner: its workspace, its folder for temporary files, its variables."""

    def __init__(self, workspace: Path, temp: Path, **variables: str) -> None:
        self.workspace = workspace
        self.temp = temp
        self.variables = {
            "GITHUB_ACTION_PATH": str(ROOT),
            "RUNNER_TEMP": str(temp),
            "RUNNER_OS": "Linux",
            "DOTIMG_TODAY": DAY,
            **variables,
        }

    def action(self, **inputs: str) -> Done:
        """Run our action; `sarif_file` stands for `sarif-file`."""
        asked = {name.replace("_", "-"): value for name, value in inputs.items()}
        assert asked.keys() <= ACTION["inputs"].keys()
        values = {
            f"inputs.{name}": asked.get(name, declared.get("default", ""))
            for name, declared in ACTION["inputs"].items()
        }
        (step,) = ACTION["runs"]["steps"]
        done = self.step(step, values)
        values |= {f"steps.{step['id']}.outputs.{name}": v for name, v in done.outputs.items()}
        outputs = {
            name: evaluated(declared["value"], values)
            for name, declared in ACTION["outputs"].items()
        }
        return Done(done.code, done.out, outputs)

    def step(self, step: Mapping[str, Any], values: Mapping[str, str]) -> Done:
        """Run a `run` step; its outputs are the lines that it wrote to GITHUB_OUTPUT."""
        written = self.workspace.parent / "output"
        written.write_text("before=kept\n")
        given = {name: evaluated(text, values) for name, text in step.get("env", {}).items()}
        variables = {**self.variables, "GITHUB_OUTPUT": str(written), **given}
        done = shell(step["run"], self.workspace, variables, "--noprofile --norc -e -o pipefail")
        before, *lines = written.read_text("utf-8").splitlines()
        assert before == "before=kept"
        return Done(done.code, done.out, dict(line.split("=", 1) for line in lines))


def program(folder: Path, name: str, script: str) -> None:
    """Write a program that stands in for one that a test does without."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/bash\n{script}\n")
    (folder / name).chmod(0o755)


_SET_VARIABLE = re.compile(r"^##vso\[task\.setvariable variable=(\w+)\](.*)$", re.MULTILINE)


def azure(pipeline: Mapping[str, Any], folder: Path, variables: Mapping[str, str]) -> list[Done]:
    """Run the scripts of a pipeline up to the first that fails.

    `$(NAME)` is replaced where there is such a variable, and stays for the shell where not.
    """
    known = {"Build.ArtifactStagingDirectory": str(folder.parent)}
    done = []
    for step in pipeline["steps"]:
        if "script" not in step:
            continue
        given = {name: _macros(text, known) for name, text in step.get("env", {}).items()}
        done.append(shell(_macros(step["script"], known), folder, {**variables, **given}))
        known |= dict(_SET_VARIABLE.findall(done[-1].out))
        if done[-1].code:
            break
    return done


def _macros(text: str, known: Mapping[str, str]) -> str:
    return re.sub(r"\$\(([\w.]+)\)", lambda match: known.get(match[1], match[0]), text)


def gitlab(job: Mapping[str, Any], folder: Path, variables: Mapping[str, str]) -> Done:
    """Run the script of a job; its outputs are the variables of its dotenv report."""
    lines = [*job.get("before_script", []), *job["script"]]
    done = shell("\n".join(lines), folder, variables, "--noprofile --norc -eo pipefail")
    report = job.get("artifacts", {}).get("reports", {}).get("dotenv")
    if done.code or not report:
        return done
    read = (folder / report).read_text("utf-8").splitlines()
    return done._replace(outputs=dict(line.split("=", 1) for line in read))
