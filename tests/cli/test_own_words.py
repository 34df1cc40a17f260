"""``--words``: a list on the command line or in a file reaches the recogniser."""

from __future__ import annotations

from pathlib import Path

import pytest

from assist.cli.own_words import words_given
from assist.core.errors import AssistError
from assist.core.transcript import Session
from assist.pipeline import AnalyseOptions, Pipeline


@pytest.mark.parametrize("given", ["", " ", "Cambrium, VNG", "a\0b", "x" * 5000, "VNG, Boek.txt"])
def test_what_is_no_file_is_the_list_itself(given: str) -> None:
    assert words_given(given) == given


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A name with a slip in it would be listened for as if it were a word."""
    with pytest.raises(AssistError) as caught:
        words_given(str(tmp_path / "namen van de sessie.txt"))
    assert caught.value.code == "not-found"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_file_as_any_editor_writes_it(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "woorden van de sessie.txt"
    path.write_bytes("Cliëntenraad\r\nVNG\r\n".encode(encoding))
    assert words_given(str(path)).split() == ["Cliëntenraad", "VNG"]


def test_a_file_that_is_no_list_is_told(tmp_path: Path) -> None:
    path = tmp_path / "opname.wav"
    path.write_bytes(b"RIFF\0\0\0\0")
    with pytest.raises(AssistError) as caught:
        words_given(str(path))
    assert caught.value.code == "words-no-list"


def test_the_list_the_session_and_rare_values_are_what_is_listened_for() -> None:
    pipeline = Pipeline(AnalyseOptions(words="VNG; Cambrium"))
    session = Session("", "De auto die meekijkt", "scanauto's in Waalhoven")
    told = pipeline.asr_options(session).hotwords.split(", ")
    assert told[:4] == ["VNG", "Cambrium", "scanauto's", "Waalhoven"]
    labels = [label.casefold() for label in pipeline.lexicon.labels]
    assert len(told) > 4
    assert set(told[4:]) <= set(labels)
    assert pipeline.asr_options(session, "Dommel").hotwords.startswith("Dommel, scanauto's, ")
