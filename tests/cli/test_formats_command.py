"""Every format through the command, and speakers from a file of turns."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from assist.cli.hearing import told_idle
from assist.cli.transcribe import transcribe
from assist.core.errors import AssistError
from assist.research.sources import gather
from assist.transcribe.reading import read_transcript
from assist.transcribe.writing import WRITERS
from tests.support.real_shapes import NOSCRIBE_HTML, OPENAI, RTTM, SAMPLES, json


def put(path: Path, contents: str | bytes) -> Path:
    path.write_bytes(contents if isinstance(contents, bytes) else contents.encode())
    return path


@pytest.mark.parametrize("ending", WRITERS)
def test_a_transcript_becomes_any_other(ending: str, tmp_path: Path) -> None:
    source = put(tmp_path / "sessie.vtt", SAMPLES["teams.vtt"])
    out = tmp_path / f"uit{ending}"
    written = transcribe(source, out)
    assert b"Anneke" not in out.read_bytes()
    if ending != ".rttm":
        again = read_transcript(out)
        assert [(u.speaker, u.text) for u in again.utterances] == [
            (u.speaker, u.text) for u in written.utterances
        ]


def test_turns_are_read_before_any_work(tmp_path: Path) -> None:
    source = put(tmp_path / "sessie.json", json.dumps(OPENAI))
    turns = put(tmp_path / "anders.rttm", RTTM)
    found = transcribe(source, tmp_path / "uit.vtt", rttm=turns)
    assert [u.speaker for u in found.utterances] == ["S1", "S1", "S2"]
    with pytest.raises(AssistError) as caught:
        transcribe(source, tmp_path / "uit2.vtt", rttm=source)
    assert caught.value.code == "rttm-damaged"
    assert not (tmp_path / "uit2.vtt").exists()


def test_a_folder_gives_pages_of_noscribe_and_no_others(tmp_path: Path) -> None:
    put(tmp_path / "verslag.html", "<html><body>een verslag</body></html>")
    put(tmp_path / "gesprek.html", NOSCRIBE_HTML)
    put(tmp_path / "gesprek.rttm", RTTM)
    assert [source.path.name for source in gather([tmp_path])] == ["gesprek.html"]


@pytest.mark.parametrize("name", ["a.eaf", "a.html", "a.TextGrid", "a.json", "a.docx", "a.tsv"])
def test_bad_input_is_one_sentence_and_status_1(name: str, tmp_path: Path) -> None:
    source = put(tmp_path / name, b"<kapot \xff")
    command = [
        sys.executable,
        "-m",
        "assist",
        "transcribe",
        str(source),
        "-o",
        str(tmp_path / "u.vtt"),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, env=os.environ | {"COLUMNS": "500"}
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert name in done.stderr
    assert done.stderr.strip().endswith(".")


def test_turns_also_count_for_a_value_map(tmp_path: Path) -> None:
    """One utterance of two speakers becomes two, and the map's transcript says who."""
    from assist.cli.analyse import analyse
    from assist.pipeline import AnalyseOptions

    source = put(tmp_path / "sessie.json", json.dumps(OPENAI))
    turns = put(tmp_path / "anders.rttm", RTTM)
    found = analyse(source, [tmp_path / "uit.json"], AnalyseOptions(), rttm=turns)
    assert [u.speaker for u in found.transcript.utterances] == ["S1", "S1", "S2"]


def test_what_was_made_is_told_also_where_nobody_watches(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from assist.cli.analyse import analyse
    from assist.cli.outputs import STDOUT
    from assist.pipeline import AnalyseOptions

    source = put(tmp_path / "sessie.json", json.dumps(OPENAI))
    files = [tmp_path / "verslag.docx", tmp_path / "kaart.html"]
    found = analyse(source, files, AnalyseOptions())
    told = capsys.readouterr()
    assert told.out == ""
    effects, options = len(found.effects), len(found.options)
    line = next(line for line in told.err.splitlines() if "verslag.docx" in line)
    assert str(files[1]) in line
    assert re.search(rf"\({effects} effect(en)?, {options} handelingsopties?\)", line)
    analyse(source, [STDOUT], AnalyseOptions())  # where stdout carries the map, it is all there is
    told = capsys.readouterr()
    assert json.loads(told.out)["schema"] == "valuemap/1"
    assert "Gemaakt" not in told.err


def test_choices_about_sound_are_told_to_do_nothing_for_a_transcript(tmp_path: Path) -> None:
    source = put(tmp_path / "sessie.vtt", SAMPLES["teams.vtt"])
    recording = put(tmp_path / "sessie.wav", b"")
    assert told_idle(source, {"--speakers": 0, "--words": ""}) == ""
    assert "--speakers, --words" in told_idle(source, {"--speakers": 2, "--words": "scanauto"})
    assert told_idle(recording, {"--speakers": 2}) == ""
