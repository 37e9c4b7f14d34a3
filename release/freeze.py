"""Freezes dotimg: a folder with one program that needs no Python on its machine.

`python -m release.freeze WHEEL FOLDER` installs the wheel without extras, and cx_Freeze, into an
environment of its own, by `requirements/freeze.txt`, and leaves the program in FOLDER, which must
not be there. cx_Freeze brings the interpreter along, linked against glibc 2.17, so that the Python
that runs this decides the version of Python alone.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements" / "freeze.txt"
START = "from dotimg.__main__ import main\n\nmain()\n"
LEFT_OUT = "readline"  # under the GPL, and there is nothing to type at


def freeze(wheel: Path, target: Path) -> None:
    """Freeze a wheel into a folder.

    Raises:
        subprocess.CalledProcessError: pip or cx_Freeze failed; what they said is on stderr.
        FileExistsError: the folder is there.
    """
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        python = installed(wheel, work / "environment")
        start = work / "start.py"
        start.write_text(START, "utf-8")
        options = ("--silent", f"--build-exe={work / 'frozen'}", f"--excludes={LEFT_OUT}")
        what = (f"--script={start}", "--target-name=dotimg", "--packages=dotimg")
        # Isolated, or it takes what is in PYTHONPATH; what it says are modules of other systems.
        command = (str(python), "-I", "-m", "cx_Freeze", "build_exe", *what, *options)
        subprocess.run(command, cwd=work, check=True, stdout=subprocess.DEVNULL)
        for name, licence in licences(python):
            place = work / "frozen" / "licenses" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(licence, place)
        shutil.copytree(work / "frozen", target)  # links become what they lead to


def installed(wheel: Path, environment: Path) -> Path:
    """The Python of a new environment with a wheel and what it is frozen with."""
    venv.create(environment)
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = ("install", "--quiet", "--no-compile")
    pip = (sys.executable, "-m", "pip", "--python", str(python), *install)
    subprocess.run((*pip, "--require-hashes", "--requirement", str(LOCK)), check=True)
    subprocess.run((*pip, "--no-deps", str(wheel)), check=True)
    return python


def licences(python: Path) -> Iterator[tuple[str, Path]]:
    """The licences of the packages in an environment: a name of their own, and the file."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    said = subprocess.run(
        (str(python), "-I", "-c", code), capture_output=True, text=True, check=True
    )
    for package in sorted(Path(said.stdout.strip()).glob("*.dist-info")):
        name = package.name.partition("-")[0]
        for file in sorted(package.rglob("*")):
            if file.is_file() and file.name.upper().startswith(("LICEN", "COPYING", "NOTICE")):
                yield f"{name}/{file.name}", file


if __name__ == "__main__":
    freeze(Path(sys.argv[1]), Path(sys.argv[2]))
