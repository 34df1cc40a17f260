"""Killed, stopped or out of room: the same command goes on where it was, and says so."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from support import slow_asr
from support.slow_asr import MODEL, SlowAsr, SlowHearing, sentence
from support.waiting import PATIENCE, until

from assist import listening
from assist.cli import hearing as told
from assist.cli import run
from assist.cli.transcribe import transcribe
from assist.cli.who import told_unknown
from assist.core.errors import AssistError
from assist.core.transcript import Held, Utterance
from assist.listening import Chosen, Used
from assist.transcribe import recording
from assist.transcribe.estimate import Pick
from assist.transcribe.journal import Journal, journal_folder
from assist.transcribe.reading import read_transcript
from tests.support.sound import record, tone

TESTS = Path(__file__).resolve().parents[1]


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSIST_DATA", str(tmp_path / "data"))
    return record(tmp_path / "Opname één.wav", tone(1.0))


@pytest.fixture
def asr(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SlowAsr:
    made = SlowAsr(10)
    monkeypatch.setattr(recording, "load_asr", lambda *a, **k: made)
    monkeypatch.setattr(listening, "model_folder", lambda name: MODEL)
    return made


def journals() -> list[Path]:
    return sorted(journal_folder().glob("*.jsonl"))


def start(source: Path, out: Path, *, hold: int = 0) -> subprocess.Popen[str]:
    paths = os.pathsep.join((str(TESTS), str(TESTS.parent)))
    command = [sys.executable, "-m", "support.slow_asr", "40", "0.02", "transcribe", str(source)]
    return subprocess.Popen(
        [*command, "-o", str(out), "--model", "./x", "--force"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={
            **os.environ,
            "PYTHONPATH": paths,
            "SAID": str(out.with_suffix(".said")),
            "HOLD": str(hold or ""),
        },
    )


def said(out: Path) -> Counter[str]:
    """How often each utterance was recognised."""
    path = out.with_suffix(".said")
    return Counter(path.read_text(encoding="utf-8").split() if path.exists() else ())


@pytest.mark.slow
def test_killed_again_and_again_it_ends_as_if_undisturbed(source: Path, tmp_path: Path) -> None:
    whole, out = tmp_path / "heel.json", tmp_path / "uit.json"
    assert start(source, whole).wait(PATIENCE) == 0
    chance = random.Random(4)
    resumed = 0
    for goal in (3, 11, 15, 25):  # each beyond what the run before can have reached
        process = start(source, out, hold=goal + 2)
        until(lambda goal=goal: str(goal) in said(out))
        time.sleep(chance.random() * 0.05)  # anywhere in what it does with it
        process.kill()
        resumed += "Ik ga verder op" in process.communicate()[1]
        assert not out.exists()
        assert len(journals()) == 1
    process = start(source, out)
    _out, complaint = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, complaint
    assert "Ik ga verder op 0:0" in complaint
    assert resumed == 3
    assert out.read_bytes() == whole.read_bytes()
    assert len(read_transcript(out).held) == 8
    assert len(said(out)) == 40
    assert said(out).total() - 40 <= 4  # at most the one in hand at each kill
    assert journals() == []


@pytest.mark.skipif(os.name == "nt", reason="sends Ctrl-C as POSIX does")
def test_ctrl_c_says_one_sentence_and_keeps_what_was_heard(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "uit.json"
    process = start(source, out, hold=5)
    until(lambda: "5" in said(out))
    process.send_signal(signal.SIGINT)
    _out, complaint = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert complaint.splitlines()[-1].startswith("Fout: Gestopt.")
    assert "Traceback" not in complaint
    again = start(source, out)
    assert "Ik ga verder op 0:0" in again.communicate(timeout=PATIENCE)[1]
    assert again.returncode == 0


@pytest.mark.usefixtures("asr")
def test_what_was_heard_stays_until_the_output_is_written(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assist.transcribe import writing

    def full(*args: object, **kwargs: object) -> None:
        raise AssistError("disk-full", path="uit.json")

    with monkeypatch.context() as patch:
        patch.setattr(writing, "write_bytes", full)
        with pytest.raises(AssistError):
            transcribe(source, tmp_path / "uit.json", model="./x")
    assert len(journals()) == 1
    monkeypatch.setattr(SlowAsr, "count", 10)
    found = transcribe(source, tmp_path / "uit.json", model="./x")
    assert [u.id for u in found.utterances] == list(range(1, 11))
    assert {u.speaker for u in found.utterances} == {"S1"}
    assert len(found.held) == 2
    assert journals() == []


def test_fresh_begins_anew(source: Path, tmp_path: Path, asr: SlowAsr) -> None:
    with listening.journal_of(source, "./x", recording.AsrOptions()) as journal:
        journal.add(sentence(1))
    given: list[int] = []
    before = asr.transcribe

    def watched(path: Path, **more):  # type: ignore[no-untyped-def]
        given.append(len(more["heard"]))
        return before(path, **more)

    asr.transcribe = watched  # type: ignore[method-assign]
    transcribe(source, tmp_path / "a.json", model="./x", fresh=True)
    with listening.journal_of(source, "./x", recording.AsrOptions()) as journal:
        journal.add(sentence(1), sentence(2))
    transcribe(source, tmp_path / "b.json", model="./x")
    assert given == [0, 2]


@pytest.mark.usefixtures("asr")
def test_two_windows_do_not_mix(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "uit.json")
    with listening.journal_of(source, "./x", recording.AsrOptions()):
        assert run(["transcribe", str(source), "-o", out, "--model", "./x"]) == 1
    assert "Een ander venster" in capsys.readouterr().err


@pytest.mark.usefixtures("asr")
def test_other_choices_are_another_hearing(source: Path) -> None:
    options = recording.AsrOptions()
    with listening.journal_of(source, "./x", options) as journal:
        journal.add(sentence(1))
    for other, same in (
        (recording.AsrOptions(beam_size=1), False),
        (recording.AsrOptions(hotwords="scanauto"), False),
        (recording.AsrOptions(compute_type="float32"), False),
        (recording.AsrOptions(threads=7), True),
    ):
        with listening.journal_of(source, "./x", other) as journal:
            assert bool(journal.heard) == same


@pytest.mark.usefixtures("asr")
def test_batch_keeps_the_journal_until_its_map_is_written(source: Path) -> None:
    from assist.pipeline import (
        AnalyseOptions,
        Pipeline,
        analyse_elsewhere,
        analyse_file,
        forget_hearing,
    )

    options = AnalyseOptions(asr="./x")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pipeline, "_model", lambda self, kind, name="": _found(kind))
        assert len(analyse_file(source, options).transcript.utterances) == 10
        assert len(journals()) == 1
        forget_hearing(source, options)
        assert journals() == []
        valuemap = analyse_elsewhere(source, options)
        assert journals() == []
    assert len(valuemap.transcript.held) == 2
    assert {u.speaker for u in valuemap.transcript.utterances} == {"S1"}


def _found(kind: str) -> Path:
    from assist.models.registry import resolve

    found = resolve(kind, "") if kind != "asr" else MODEL  # type: ignore[arg-type]
    assert found is not None
    return found


class Doubted(SlowHearing):
    """Hears a piece or none, and believes nothing."""

    def __iter__(self) -> Iterator[Utterance]:
        if self.asr.count:
            self._held.append(Held(1.0, 2.0, "Bedankt voor het kijken!", "Dit zei niemand."))
            raise AssistError(
                "nothing-believed", path=self.session.title, reason="Dit zei niemand."
            )
        raise AssistError("no-speech", path=self.session.title)
        yield


def test_what_nobody_believes_is_told_and_can_come_back(
    source: Path, asr: SlowAsr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow_asr, "SlowHearing", Doubted)
    out = tmp_path / "uit.json"
    with pytest.raises(AssistError) as caught:
        transcribe(source, out, model="x")
    assert caught.value.code == "nothing-believed"
    assert "Dit zei niemand." in str(caught.value)
    transcribe(source, out, model="x", restore="all")
    assert [u.text for u in read_transcript(out).utterances] == ["Bedankt voor het kijken!"]


def test_a_map_tells_what_it_leaves_out(
    source: Path,
    asr: SlowAsr,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also when that is everything; how it comes back stands in the same sentence."""
    from assist.cli.analyse import analyse
    from assist.pipeline import AnalyseOptions, Pipeline

    monkeypatch.setattr(Pipeline, "_model", lambda self, kind, name="": _found(kind))
    analyse(source, [tmp_path / "kaart.json"], AnalyseOptions())
    told_so = "Ik liet 2 stukken weg die ik niet geloof. Met assist transcribe en --restore all"
    assert told_so in capsys.readouterr().err
    monkeypatch.setattr(slow_asr, "SlowHearing", Doubted)
    with pytest.raises(AssistError) as caught:
        analyse(source, [tmp_path / "leeg.json"], AnalyseOptions())
    assert "--restore all" in str(caught.value)


def test_listening_is_told_before_the_first_words_come(
    source: Path, asr: SlowAsr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What loads is loaded by then: "models load, 100 %" is no name for the listening."""
    from assist.events import Heard, Progress
    from assist.pipeline import AnalyseOptions, Pipeline

    monkeypatch.setattr(Pipeline, "_model", lambda self, kind, name="": _found(kind))
    events = list(Pipeline(AnalyseOptions()).analyse(source))
    first = next(n for n, event in enumerate(events) if isinstance(event, Heard))
    before = [event.stage for event in events[:first] if isinstance(event, Progress)]
    assert before[-1] == "transcribe"


def test_silence_leaves_no_journal(source: Path, asr: SlowAsr, tmp_path: Path) -> None:
    with (
        pytest.raises(AssistError),
        listening.journal_of(source, "x", recording.AsrOptions()) as journal,
    ):
        journal.keep("0.000-1.000", [])
        raise AssistError("no-speech", path=source)
    assert journals() == []


def test_nothing_to_put_back_does_not_cost_the_work(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asr: SlowAsr
) -> None:
    asr.count = 3  # the first piece that is set aside would be the fifth
    transcribe(source, tmp_path / "uit.json", model="x", restore="all")
    assert len(read_transcript(tmp_path / "uit.json").utterances) == 3


def test_a_role_for_nobody_is_told(
    source: Path, asr: SlowAsr, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roles = (("S1", "moderator"), ("S4", "burger"))
    transcribe(source, tmp_path / "uit.json", model="x", roles=roles)
    assert "S4 zegt niets in deze sessie. Sprekers zijn: S1." in capsys.readouterr().err
    assert told_unknown([Utterance(1, 0.0, 1.0, "Ja.")], roles).endswith("dus --role doet niets.")


# what is said


def test_the_line_about_what_was_left_out(
    source: Path, asr: SlowAsr, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    transcribe(source, tmp_path / "uit.json", model="x")
    assert "Ik liet 2 stukken weg die ik niet geloof. Zie held" in capsys.readouterr().err
    transcribe(tmp_path / "uit.json", tmp_path / "uit.vtt")
    assert "In een .json blijft het bewaard" in capsys.readouterr().err
    assert told.told_held(0, kept=False) == ""


def test_the_line_about_the_machine() -> None:
    assert told.told_used(Used("base", "cpu", "int8", 2, 6)) == (
        "Ik luister met spraakmodel base op de processor (int8, 2 rekendraden, 6 stukken tegelijk)."
    )
    assert told.told_used(Used("large-v2", "cuda", "float16", 0, 1)) == (
        "Ik luister met spraakmodel large-v2 op de videokaart (float16)."
    )


def test_the_line_about_going_on() -> None:
    journal = Journal()
    assert told.told_journal(journal) == ""
    journal.heard = (sentence(249),)  # ends at 2489
    assert told.told_journal(journal).startswith("Ik ga verder op 0:41:29;")
    journal.trouble = "alleen lezen"
    assert "alleen lezen" in told.told_journal(journal)


def test_a_disk_that_fills_up_half_way_is_told_once(
    source: Path,
    asr: SlowAsr,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What comes after it is lost in an interruption, so the user must be able to make room."""
    append = Journal._append
    stored: list[str] = []

    def full(self: Journal, kind: str, body: Mapping[str, Any]) -> None:
        stored.append(kind)
        if len(stored) > 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        append(self, kind, body)

    monkeypatch.setattr(Journal, "_append", full)
    whole = transcribe(source, tmp_path / "uit.json", model="x")
    assert len(whole.utterances) == asr.count  # the listening goes on
    assert capsys.readouterr().err.count("Ik kan niet meer bewaren wat ik hoor") == 1


def test_the_choice_for_the_users_time_is_told_with_its_reason() -> None:
    pick = Pick("small", 1500.0, True, slower=("medium", 4800.0), absent="large-v3-turbo")
    said = told.told_choice(Chosen("small", pick), 3600.0)
    assert "klaar over ongeveer 25 minuten" in said
    assert "medium hoort beter, maar heeft ongeveer 80 minuten nodig" in said
    assert "assist models pull large-v3-turbo" in said
    said = told.told_choice(Chosen("base", Pick("base", 1500.0, False)), 600.0)
    assert said.startswith("In 10 minuten lukt het niet, ook niet met base")
    assert "waarmee ik begon" in told.told_choice(Chosen("base"), 600.0)


@pytest.mark.parametrize("within", ["morgen", "0", "0m", "-5", "1.5u", "u", "60s"])
def test_a_time_that_is_none_is_wrong_usage(
    within: str, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["transcribe", str(source), "-o", str(tmp_path / "x.json"), f"--within={within}"]
    assert run(arguments) == 2
    assert "60m" in capsys.readouterr().err


def test_a_model_and_a_time_are_not_both_given(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "x.json")
    given = ["--within", "60m", "--model", "base"]
    assert run(["transcribe", str(source), "-o", out, *given]) == 2
    assert "--model" in capsys.readouterr().err


def test_an_interrupted_choice_goes_on_with_its_model(
    source: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asr: SlowAsr
) -> None:
    folders = {name: tmp_path / name for name in ("small", "base")}
    for name, folder in folders.items():
        folder.mkdir()
        (folder / "model.bin").write_text(name, encoding="utf-8")
    monkeypatch.setattr(listening, "model_folder", lambda name: folders[name])
    monkeypatch.setattr(listening, "present", lambda: {"small": 486_000_000, "base": 148_000_000})
    options = recording.AsrOptions()
    first = listening.choose(source, options, 3600.0)
    assert first.pick is not None
    assert first.model == "small"
    with listening.journal_of(source, "base", options) as journal:
        journal.add(sentence(1))
    assert listening.choose(source, options, 3600.0) == Chosen("base")
    (base,) = journals()
    before = time.time() - 1_000
    os.utime(base, (before, before))  # the one that stored last counts, not the better one
    with listening.journal_of(source, "small", options) as journal:
        journal.add(sentence(1))
    assert listening.choose(source, options, 3600.0) == Chosen("small")
    (small,) = set(journals()) - {base}
    os.utime(small, (before - 1_000, before - 1_000))
    assert listening.choose(source, options, 3600.0) == Chosen("base")
    assert listening.choose(source, options, 3600.0, fresh=True).model == "small"
    # Heard in another way: that is no beginning of this.
    other = recording.AsrOptions(hotwords="iets anders")
    assert listening.choose(source, other, 3600.0).pick is not None


def test_without_any_model_it_is_told(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "present", dict)
    with pytest.raises(AssistError) as caught:
        listening.choose(source, recording.AsrOptions(), 60.0)
    assert caught.value.code == "model-missing"
