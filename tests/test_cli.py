"""The command line as a person and a script meet it: exit statuses, messages, and what goes where."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GOOD = """\
@book{knuth1997art,
  title = {The Art of Computer Programming},
  author = {Knuth, Donald E.},
  publisher = {Addison-Wesley},
  year = {1997},
}
"""
BAD = "@misc{typo,\n  title = {A Title},\n  year = {20O3},\n}\n"


def refwatch(*arguments: str, folder: Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """The real program in a process of its own, with no configuration of this machine's user."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("REFWATCH", "XDG_"))}
    env |= {"PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(folder / "data"), **environment}
    command = [sys.executable, "-m", "checker", *arguments]
    return subprocess.run(command, cwd=folder, input=stdin, capture_output=True, text=True, env=env, timeout=120, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.bib").write_text(GOOD)
    (tmp_path / "bad.bib").write_text(BAD)
    return tmp_path


def test_status_0_where_nothing_is_wrong(folder: Path) -> None:
    done = refwatch("check", "--offline", "good.bib", folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("nothing wrong found · 1 reference checked offline · 1 not verified\n")


def test_a_library_that_is_not_there_is_said_and_no_reason_to_stop(folder: Path) -> None:
    done = refwatch("check", "--offline", "good.bib", "--library", "no.sqlite3", folder=folder)
    assert done.returncode == 0
    assert done.stderr == (
        "refwatch: there is no library at no.sqlite3: this run goes without; "
        "`refwatch library add FILE --library no.sqlite3` makes one\n"
    )


def test_status_1_where_something_is_and_the_place_says_where(folder: Path) -> None:
    done = refwatch("check", "--offline", "bad.bib", folder=folder)
    assert done.returncode == 1
    assert "bad.bib:3:11: error   F007 malformed-year typo\n" in done.stdout
    assert "\x1b" not in done.stdout
    assert refwatch("check", "--offline", "bad.bib", "--fail-on", "never", folder=folder).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check",), "refwatch: there is no references.bib and no tools.yaml here; name the files to check, or set paths in the"),
        (("check", "no.bib"), "refwatch: there is no file or folder 'no.bib'; check the spelling and the working folder"),
        (("check", "good.bib", "--output", "json=no/where"), "refwatch: cannot write 'no/where': No such file or directory"),
        (("check", "good.bib", "--select", "dead-lnk"), "refwatch: there is no rule 'dead-lnk'; did you mean dead-link?"),
        (("check", "good.bib", "--config", "no.toml"), "refwatch: there is no configuration file 'no.toml'; check --config"),
        (("chek",), "Error: No such command 'chek'. Did you mean 'check'?"),
        (("report",), "refwatch: no run is recorded in '.refwatch'; run refwatch check first, or name --state"),
        (
            ("attest", "nobody", "--note", "x", "--path", "good.bib"),
            "refwatch: no entry has the key 'nobody'; check the spelling",
        ),
    ],
)
def test_status_2_where_the_job_could_not_be_done_and_the_next_step(
    folder: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = refwatch(*arguments, folder=folder)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_several_formats_at_once_and_standard_input(folder: Path) -> None:
    done = refwatch(
        *("check", "--offline", "-", "--stdin-name", "paper.bib", "--format", "json", "--output", "github=out.txt"),
        folder=folder,
        stdin=BAD,
    )
    report = json.loads(done.stdout)
    assert [(each["rule"], each["path"], each["line"], each["column"]) for each in report["findings"]] == [
        ("F007", "paper.bib", 3, 11)
    ]
    assert (
        (folder / "out.txt").read_text().startswith("::error title=F007 malformed-year,file=paper.bib,line=3,endLine=3,col=11,")
    )


def test_colour_is_asked_for_or_refused(folder: Path) -> None:
    assert "\x1b[" in refwatch("check", "--offline", "bad.bib", folder=folder, FORCE_COLOR="1").stdout
    assert "\x1b[" not in refwatch("check", "--offline", "bad.bib", folder=folder, FORCE_COLOR="1", NO_COLOR="1").stdout


def test_a_reader_that_leaves_early_is_no_error(folder: Path) -> None:
    line = f"{sys.executable} -m checker rules | head -1"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", line], cwd=folder, capture_output=True, text=True, env=env, timeout=60, check=False)
    assert done.stderr == ""
    assert done.stdout.startswith("F001  unreadable-entry")


@pytest.mark.parametrize(("output", "status"), [(">/dev/full", 2), (">&-", 0)])
def test_an_output_that_takes_nothing_is_no_traceback(folder: Path, output: str, status: int) -> None:
    line = f"{sys.executable} -m checker check --offline good.bib --format json {output}"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", line], cwd=folder, capture_output=True, text=True, env=env, timeout=60, check=False)
    assert (done.returncode, done.stderr.count("Traceback")) == (status, 0)


def test_what_is_no_file_is_left_out_of_a_folder(folder: Path) -> None:
    (folder / "gone.bib").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.bib")
    done = refwatch("check", "--offline", ".", "--format", "sarif", folder=folder)
    assert (done.returncode, done.stderr) == (1, "")


def test_a_state_that_cannot_be_written_costs_a_warning_and_not_the_run(folder: Path) -> None:
    (folder / "file").write_text("")
    done = refwatch("check", "bad.bib", "--only", "links", "--state", "file/inside", folder=folder)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_runs_keep_what_was_answered(folder: Path, number: signal.Signals, status: int) -> None:
    """A server that never answers holds the run up until it is told to stop."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        (folder / "slow.bib").write_text(f"@misc{{a, title = {{T}}, year = 2020, url = {{http://127.0.0.1:{port}/}}}}\n")
        before = signal.signal(number, signal.SIG_DFL)  # tests in the background ignore Ctrl-C, and children inherit that
        process = subprocess.Popen(
            [sys.executable, "-m", "checker", "check", "slow.bib", "--only", "links", "--allow-private"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        signal.signal(number, before)
        silent.settimeout(60)
        held, _ = silent.accept()
        time.sleep(0.05)
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
        held.close()
    assert process.returncode == status
    assert re.search(r"refwatch: (interrupted|terminated); what had been answered so far is kept", errors)


def test_every_rule_can_be_explained_and_every_schema_printed(folder: Path) -> None:
    assert "Why it matters" in refwatch("explain", "dead-link", folder=folder).stdout
    for name in ("report", "tools"):
        assert json.loads(refwatch("schema", name, folder=folder).stdout)["$schema"] == "http://json-schema.org/draft-07/schema#"


def test_fix_writes_what_is_safe_and_shows_it_first(folder: Path) -> None:
    entry = "@misc{a,\n  title = {T},\n  year = {2020},\n  doi = {https://doi.org/10.1145/3600006.3613165},\n}\n"
    (folder / "a.bib").write_text(entry)
    shown = refwatch("fix", "--diff", "a.bib", folder=folder)
    assert shown.returncode == 1
    assert "-  doi = {https://doi.org/10.1145/3600006.3613165},\n+  doi = {10.1145/3600006.3613165},\n" in shown.stdout
    assert (folder / "a.bib").read_text() == entry
    assert refwatch("fix", "a.bib", folder=folder).returncode == 0
    assert (folder / "a.bib").read_text() == entry.replace("https://doi.org/", "")
    assert refwatch("fix", "--diff", "a.bib", folder=folder).returncode == 0


def test_who_measures_a_run_sees_its_end(folder: Path) -> None:
    """The process is left at once, but not under a profiler or a tracer, which write down what they saw at the end."""
    command = [sys.executable, "-m", "cProfile", "-o", "seen.prof", "-m", "checker", "check", "--offline", "bad.bib"]
    subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, timeout=120, check=False
    )
    assert (folder / "seen.prof").stat().st_size > 10_000
