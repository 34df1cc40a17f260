"""Nothing but ``models pull`` opens a connection."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assist.cli import run

EXAMPLES = Path(__file__).resolve().parents[2] / "assist" / "examples"


@pytest.mark.usefixtures("no_network")
def test_a_session_is_analysed_with_sockets_blocked(tmp_path: Path) -> None:
    outputs = [tmp_path / f"kaart.{kind}" for kind in ("json", "html", "docx", "csv", "graphml")]
    arguments = [part for output in outputs for part in ("-o", str(output))]
    assert run(["analyse", str(EXAMPLES / "voorbeeldsessie.json"), *arguments]) == 0
    found = json.loads(outputs[0].read_text(encoding="utf-8"))
    assert found["effects"]
    assert found["options"]
    assert all(output.stat().st_size for output in outputs)


@pytest.mark.asr
@pytest.mark.usefixtures("no_network")
def test_a_recording_is_analysed_with_sockets_blocked(tmp_path: Path) -> None:
    output = tmp_path / "kaart.json"
    assert run(["analyse", str(EXAMPLES / "vlaamse-spraak.flac"), "-o", str(output)]) == 0
    assert json.loads(output.read_text(encoding="utf-8"))["transcript"]["utterances"]


def test_the_same_input_gives_the_same_file(tmp_path: Path) -> None:
    files = []
    for name in ("een.json", "twee.json"):
        output = tmp_path / name
        assert run(["analyse", str(EXAMPLES / "voorbeeldsessie.json"), "-o", str(output)]) == 0
        content = json.loads(output.read_text(encoding="utf-8"))
        content["made_by"].pop("made_at")
        files.append(json.dumps(content, ensure_ascii=False))
    assert files[0] == files[1]
