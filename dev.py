"""One command for a fresh machine: sets up a virtual environment beside this file, then runs what you ask for.

    python3 dev.py check            sets up, and checks the catalogue (any other refwatch command works as well)
    python3 dev.py test             sets up, and runs the tests (further arguments go to pytest)
    python3 dev.py lint             sets up, and runs the linters, the type checker and the import contracts

The packages come from the Python package index the first time; after that nothing is installed again, with or without a
network, until pyproject.toml changes.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = Path(os.environ.get("REFWATCH_VENV", ROOT / ".venv"))
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
LINTERS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
    ("python", "-m", "checker.docs", "--check"),
    ("python", str(ROOT / ".ci" / "workflows.py")),
)


def install(group: str) -> None:
    """Installs the project and a group of development tools, unless exactly that was done before."""
    stamp = VENV / f"installed-{group or 'project'}"
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + sys.version.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    if not (BIN / ("python.exe" if os.name == "nt" else "python")).exists():
        venv.create(VENV, with_pip=True, clear=VENV.exists())
    pip = [str(BIN / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    groups = ["--group", f"{ROOT / 'pyproject.toml'}:{group}"] if group else []
    print("setting up the virtual environment …", file=sys.stderr)
    for arguments in (["install", "--upgrade", "pip>=25.1"], ["install", *groups, "--editable", str(ROOT)]):
        if subprocess.run([*pip, *arguments], stdout=sys.stderr).returncode:
            sys.exit("could not install the packages; connect to the package index once, then run this again")
    # Bytecode as an installation from a wheel has it: where Python may not write its own, every start would compile anew.
    subprocess.run([str(BIN / "python"), "-m", "compileall", "-q", str(ROOT / "checker")], stdout=sys.stderr)
    stamp.write_text(wanted)


def run(*command: str) -> int:
    """Runs a program of the virtual environment and hands on its exit status."""
    return subprocess.run([str(BIN / command[0]), *command[1:]]).returncode


def main(arguments: list[str]) -> int:
    """Sets up what the command needs, and runs it."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an older Python is told by
        sys.exit(f"refwatch needs Python 3.11 or newer; this is {sys.version.split()[0]}")
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0
    if arguments[0] == "test":
        install("test")
        return run("python", "-m", "pytest", "-n", "auto", *arguments[1:])
    if arguments[0] == "lint":
        install("lint")
        return max(run(*command) for command in LINTERS)
    install("")
    return run("refwatch", *arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
