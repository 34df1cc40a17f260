"""The command line speaks Dutch, keeps its exit statuses and starts light."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.waiting import PATIENCE

from assist.cli import run
from assist.core.errors import AssistError

HEAVY = ("torch", "spacy", "sklearn", "faster_whisper", "ctranslate2", "pandas", "numpy", "rdflib")


def test_help_loads_no_heavy_library() -> None:
    script = (
        "import sys\nfrom assist.cli import run\nrun(['--help'])\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_help_is_dutch_and_english_on_request(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    assert "Opdrachten" in capfd.readouterr().out
    done = subprocess.run(
        [sys.executable, "-m", "assist", "--help", "--lang", "en"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert "Commands" in done.stdout
    assert "Opdrachten" not in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [["vlieg"], ["analyse"], ["analyse", "x.json", "--vlieg"], ["analyse", "x", "--threads", "-2"]],
)
def test_wrong_usage_is_one_dutch_sentence_and_status_2(
    arguments: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    told = capfd.readouterr()
    assert told.out == ""
    assert told.err.startswith("Fout: ")
    assert told.err.count("\n") == 1
    assert "--help" in told.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Geef een opdracht."),
        (["models"], "Geef een opdracht."),
        (["analyse", "x", "--threads", "twee"], "'--threads': geef een heel getal."),
        (["analyse", "x", "--threads", "-2"], "'--threads': geef minstens 0."),
        (["serve", "--port", "99999"], "'--port': geef hoogstens 65535."),
        (["analyse"], "geef een opname of een transcript."),
        (["analyse", "x", "-o"], "Achter -o ontbreekt iets."),
        (["analyse", "x", "--force=ja"], "Achter --force hoort niets."),
        (["analyse", "x", "y"], "Dit is te veel: y."),
        (["analyse", "x", "--date", "gisteren"], "2026-11-22"),
    ],
)
def test_what_typer_says_in_english_is_said_in_dutch(
    arguments: list[str], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    told = capfd.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    for english in ("Input", "Option", "Invalid", "unexpected", "klopt niet:  "):
        assert english not in told


@pytest.mark.skipif(sys.platform == "win32", reason="the shell's closed streams")
@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("lexicon check 2>&-", 0, ""),
        ("lexicon check >&-", 0, ""),
        ("analyse bestaatniet.txt >&- 2>&-", 1, ""),
        ("lexicon check | true; exit ${PIPESTATUS[0]}", 0, ""),
        ("lexicon show | head -1; exit ${PIPESTATUS[0]}", 0, ""),
        ("lexicon check > /dev/full", 1, "De schijf is vol"),
        ("lexicon show > /dev/full", 1, "De schijf is vol"),
    ],
)
def test_closed_and_full_streams_are_no_surprise(line: str, status: int, said: str) -> None:
    command = f"'{sys.executable}' -m assist {line}"
    if "/dev/full" in line and not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == status
    assert said in done.stderr
    assert done.stderr.count("\n") == bool(said)


def test_a_second_ctrl_c_shows_no_traceback_and_waits_for_nothing() -> None:
    script = (
        "import threading, time, assist.cli as c\n"
        "threading.Thread(target=time.sleep, args=(600,)).start()\n"
        "def stopped(arguments):\n    raise KeyboardInterrupt\n"
        "c.run = stopped\n"
        "c.main([])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=PATIENCE)
    assert done.returncode == 130
    assert done.stderr == b""


def test_an_unknown_language_is_wrong_usage(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "fr", "--help"]) == 2
    assert "fr" in capfd.readouterr().err


def test_a_fault_is_one_sentence_in_the_asked_language_and_status_1(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert run(["analyse", "bestaat niet.wav"]) == 1
    dutch = capfd.readouterr().err
    assert run(["analyse", "bestaat niet.wav", "--lang", "en"]) == 1
    english = capfd.readouterr().err
    assert dutch.count("\n") == english.count("\n") == 1
    assert dutch.startswith("Fout: Ik kan bestaat niet.wav niet vinden")
    assert english != dutch
    assert "bestaat niet.wav" in english


def test_the_schema_is_published(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["analyse", "--schema"]) == 0
    assert json.loads(capfd.readouterr().out)["$schema"].startswith("https://json-schema.org")


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        (KeyboardInterrupt(), 130, "Gestopt"),
        (MemoryError(), 1, "geheugen"),
        (AssistError("empty-file", path="x"), 1, "leeg"),
        (ZeroDivisionError(), 1, "ZeroDivisionError"),
    ],
)
def test_no_fault_shows_a_traceback(
    fault: BaseException,
    status: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise fault

    monkeypatch.setattr("assist.cli.analyse.analyse", fail)
    assert run(["analyse", "x.json"]) == status
    told = capfd.readouterr().err
    assert said in told
    assert told.count("\n") == 1
