"""Transcript files as the world writes them."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from assist.core.errors import AssistError
from assist.core.ids import content_id
from assist.core.transcript import Transcript
from assist.transcribe.reading import is_recording, read_transcript

CORPUS = Path(__file__).resolve().parents[2] / "models" / "corpus"


def read(folder: Path, name: str, content: str | bytes) -> Transcript:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return read_transcript(path)


def refused(folder: Path, name: str, content: str | bytes) -> str:
    with pytest.raises(AssistError) as caught:
        read(folder, name, content)
    sentence = str(caught.value)
    assert "Traceback" not in sentence
    assert sentence.endswith(".")
    return caught.value.code


def said(transcript: Transcript) -> list[tuple[str | None, str | None, str]]:
    return [(u.speaker, u.role, u.text) for u in transcript.utterances]


# annotated sessions


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.json")), ids=lambda p: p.stem)
def test_an_annotated_session_is_kept_as_it_is(path: Path) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    transcript = read_transcript(path)
    assert transcript.session.id == gold["id"]
    assert transcript.session.technology == gold["technology"]
    assert [(u.id, u.start, u.end, u.speaker, u.role, u.text) for u in transcript.utterances] == [
        (u["id"], u["start"], u["end"], u["speaker"], u["role"], u["text"])
        for u in gold["utterances"]
    ]
    assert transcript.duration == max(u["end"] for u in gold["utterances"])


def test_the_transcript_inside_a_value_map_is_read(tmp_path: Path) -> None:
    transcript = read(
        tmp_path,
        "kaart.json",
        json.dumps(
            {
                "schema": "valuemap/1",
                "session": {"id": "s-1", "title": "Zorg", "duration": 99.5},
                "transcript": {
                    "language": "nl",
                    "utterances": [{"id": 7, "start": 1, "end": 2, "text": "Hoi."}],
                },
            }
        ),
    )
    assert transcript.session.id == "s-1"
    assert transcript.duration == 99.5
    assert transcript.utterances[0].id == 7


def test_a_name_as_speaker_of_an_annotated_session_becomes_a_label(tmp_path: Path) -> None:
    items = [
        {"id": 3, "start": 0, "end": 1, "speaker": "Fatima", "text": "Hallo."},
        {"id": 9, "start": 1, "end": 2, "speaker": "S1", "role": "burger", "text": "Dag."},
    ]
    transcript = read(tmp_path, "x.json", json.dumps({"utterances": items}))
    assert said(transcript) == [("S2", None, "Hallo."), ("S1", "burger", "Dag.")]
    assert [u.id for u in transcript.utterances] == [3, 9]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('{"a": 1}', "transcript-foreign-json"),
        ("[1, 2]", "transcript-foreign-json"),
        ("[]", "transcript-foreign-json"),
        ('"tekst"', "transcript-foreign-json"),
        ("null", "transcript-foreign-json"),
        ('{"segments": [{"text": 5}]}', "transcript-foreign-json"),
        ('{"segments": [{"text": "zonder tijd"}]}', "transcript-foreign-json"),
        ("{", "transcript-not-json"),
        ("[" * 100_000, "transcript-not-json"),
        ('{"utterances": []}', "transcript-empty"),
        ('{"segments": []}', "transcript-empty"),
        ('{"utterances": [{"text": "  "}]}', "transcript-empty"),
        ('{"utterances": [5]}', "transcript-broken"),
        ('{"utterances": [{"id": "een", "text": "x"}]}', "transcript-broken"),
        ('{"utterances": [{"id": 1, "text": "x"}, {"id": 1, "text": "y"}]}', "transcript-broken"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "transcript-not-text"),
    ],
)
def test_json_that_is_not_ours_is_told(tmp_path: Path, content: str | bytes, code: str) -> None:
    assert refused(tmp_path, "vreemd.json", content) == code


def test_times_that_are_no_numbers_are_invented(tmp_path: Path) -> None:
    content = '{"utterances": [{"text": "Een twee drie vier vijf.", "start": NaN, "end": 1e999}]}'
    (utterance,) = read(tmp_path, "x.json", content).utterances
    assert (utterance.start, utterance.end) == (0.0, 2.0)


# recognisers' json


def test_whisperx_with_speakers_in_the_words(tmp_path: Path) -> None:
    words = [
        {"word": "Er", "start": 0.5, "end": 0.6, "score": 0.9, "speaker": "SPEAKER_01"},
        {"word": "zijn", "start": 0.7, "end": 1.0, "score": 0.9, "speaker": "SPEAKER_01"},
        {"word": "12"},  # WhisperX cannot place digits
        {"word": "mensen.", "start": 1.5, "end": 2.0, "score": 0.8, "speaker": "SPEAKER_01"},
        {"word": "Ja.", "start": 2.5, "end": 3.0, "score": 0.7, "speaker": "SPEAKER_00"},
    ]
    segment = {"start": 0.5, "end": 3.0, "text": " Er zijn 12 mensen. Ja.", "words": words}
    transcript = read(tmp_path, "wx.json", json.dumps({"segments": [segment], "language": "nl"}))
    assert said(transcript) == [("S1", None, "Er zijn 12 mensen."), ("S2", None, "Ja.")]
    first, second = transcript.utterances
    assert [w.text for w in first.words] == ["Er", "zijn", "12", "mensen."]
    assert first.words[2].start == 1.0
    assert (second.start, second.end) == (2.5, 3.0)


def test_faster_whispers_pieces_of_words_stay_one_word(tmp_path: Path) -> None:
    words = [
        {"word": " Een", "start": 0.0, "end": 0.2, "probability": 0.9},
        {"word": " zee", "start": 0.2, "end": 0.5, "probability": 0.9},
        {"word": "-engte.", "start": 0.5, "end": 0.9, "probability": 0.5},
    ]
    segments = [{"start": 0.0, "end": 0.9, "text": " Een zee-engte.", "words": words}]
    (utterance,) = read(tmp_path, "fw.json", json.dumps(segments)).utterances
    assert utterance.text == "Een zee-engte."
    assert [(w.text, w.start, w.end, w.probability) for w in utterance.words] == [
        ("Een", 0.0, 0.2, 0.9),
        ("zee-engte.", 0.2, 0.9, 0.5),
    ]


def test_whisper_cpp_counts_in_milliseconds(tmp_path: Path) -> None:
    item = {"offsets": {"from": 1500, "to": 4000}, "text": " Goedemiddag allemaal."}
    (utterance,) = read(tmp_path, "cpp.json", json.dumps({"transcription": [item]})).utterances
    assert (utterance.start, utterance.end, utterance.text) == (1.5, 4.0, "Goedemiddag allemaal.")


# vtt and srt

TEAMS = """WEBVTT

4c7c2-ae/12-0
00:00:04.000 --> 00:00:06.000
<v Anneke (moderator)>bij deze sessie over de camera's
in de binnenstad.</v>

NOTE een opmerking

00:05.500 --> 00:08.000
<v Jan de Vries>Dat is dan geregeld, denk ik zo &amp; ik hoop dat het goed komt.</v>

00:01.000 --> 00:04.000
<v Anneke (moderator)>Welkom allemaal</v>
"""


def test_teams_vtt_unordered_and_overlapping(tmp_path: Path) -> None:
    transcript = read(tmp_path, "teams.vtt", TEAMS)
    assert said(transcript) == [
        (
            "S1",
            "moderator",
            "Welkom allemaal bij deze sessie over de camera's in de binnenstad.",
        ),
        ("S2", None, "Dat is dan geregeld, denk ik zo & ik hoop dat het goed komt."),
    ]
    assert [u.id for u in transcript.utterances] == [1, 2]
    assert [u.start for u in transcript.utterances] == [1.0, 5.5]


def test_zoom_vtt_in_cp1252_with_windows_line_ends(tmp_path: Path) -> None:
    content = (
        "WEBVTT\r\n\r\n1\r\n00:00:01.000 --> 00:00:03.000\r\nJan O'Brien: Hallo, één punt.\r\n\r\n"
        "2\r\n00:00:03.500 --> 00:00:05.000\r\nÉlise: Kortom: het werkt.\r\n\r\n"
        "3\r\n00:00:05.500 --> 00:00:07.000\r\nJan O'Brien: Ja – “precies”.\r\n"
    )
    transcript = read(tmp_path, "zoom.vtt", content.encode("cp1252"))
    assert said(transcript) == [
        ("S1", None, "Hallo, één punt."),
        ("S2", None, "Kortom: het werkt."),
        ("S1", None, "Ja – “precies”."),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-8"])
def test_byte_order_marks(tmp_path: Path, encoding: str) -> None:
    content = "WEBVTT\n\n00:01.000 --> 00:02.000\nCafé?\n"
    assert said(read(tmp_path, "b.vtt", content.encode(encoding))) == [(None, None, "Café?")]


def test_two_voices_in_one_cue_share_its_time(tmp_path: Path) -> None:
    content = "WEBVTT\n\n00:00.000 --> 00:04.000\n<v A B>Eerste.</v> <v.luid C D>Tweede!</v>\n"
    first, second = read(tmp_path, "v.vtt", content).utterances
    assert (first.speaker, second.speaker) == ("S1", "S2")
    assert first.start == 0.0
    assert 0.0 < first.end <= second.start < second.end == 4.0


def test_fragments_of_a_subtitle_become_whole_utterances(tmp_path: Path) -> None:
    fragments = [
        "ik heb daar met mijn buurvrouw, die er al veertig jaar woont,",
        "lang over gepraat, en ik denk dat het",
        "voor de mensen in de wijk en ook voor ons",
        "vooral veel rust geeft. En dan",
        "hoef je ook niet meer elke keer",
        "naar het loket te lopen.",
    ]
    blocks = [
        f"{i + 1}\n00:00:{i * 2:02},000 --> 00:00:{i * 2 + 2:02},000\n{text}\n"
        for i, text in enumerate(fragments)
    ]
    assert [u.text for u in read(tmp_path, "f.srt", "\n".join(blocks)).utterances] == [
        "ik heb daar met mijn buurvrouw, die er al veertig jaar woont, lang over gepraat, en ik"
        " denk dat het voor de mensen in de wijk en ook voor ons vooral veel rust geeft.",
        "En dan hoef je ook niet meer elke keer naar het loket te lopen.",
    ]


def test_a_long_pause_parts_what_has_no_full_stop(tmp_path: Path) -> None:
    content = "00:00:00,000 --> 00:00:02,000\neen twee\n\n00:00:09,000 --> 00:00:10,000\ndrie\n"
    assert [u.text for u in read(tmp_path, "p.srt", content).utterances] == ["een twee", "drie"]


# txt


def test_lines_with_speakers(tmp_path: Path) -> None:
    transcript = read(
        tmp_path,
        "gesprek.txt",
        "Datum: 12 maart 2024\nAanwezig: Jan, Piet\n\n"
        "Gespreksleider: Welkom. Ik dacht: dat kan niet.\n"
        "Bewoner 1: Straks durft niemand nog wat te zeggen.\n"
        "Kortom: het is eng.\n"
        "Jan Burger (gemeente): Dat snap ik.\n"
        "Els (technicus): Ja.\n"
        "Jan Burger (gemeente): Nou goed.\n",
    )
    assert said(transcript) == [
        ("S1", "moderator", "Welkom. Ik dacht: dat kan niet."),
        ("S2", "bewoner", "Straks durft niemand nog wat te zeggen."),
        ("S2", "bewoner", "Kortom: het is eng."),
        ("S3", None, "Dat snap ik."),
        ("S4", "technicus", "Ja."),
        ("S3", None, "Nou goed."),
    ]
    everything = json.dumps([said(transcript)])
    assert "Jan" not in everything
    assert "Els" not in everything


def test_times_are_invented_at_a_calm_pace(tmp_path: Path) -> None:
    transcript = read(tmp_path, "t.txt", "S1: een twee drie vier vijf\nS2: en zo nog eens vijf\n")
    assert [(u.start, u.end) for u in transcript.utterances] == [(0.0, 2.0), (2.0, 4.0)]


def test_paragraphs_without_speakers(tmp_path: Path) -> None:
    transcript = read(tmp_path, "p.txt", "Een eerste alinea.\n\nKortom: het werkt. Toch?\n")
    assert said(transcript) == [
        (None, None, "Een eerste alinea."),
        (None, None, "Kortom: het werkt. Toch?"),
    ]


ATRAIN = """Transcription for sessie.mp3

SPEAKER_00
[00:00:00] - Goedemiddag allemaal, fijn dat u er bent.
[00:00:05] - We beginnen met de casus.

SPEAKER_01
[00:00:09] - Dank je wel.
"""
MAXQDA = """Transcription for sessie.mp3

SPEAKER_00
[00:00:00] - Goedemiddag allemaal, fijn dat u er bent. [00:00:05] - We beginnen met de casus.

SPEAKER_01
[00:00:09] - Dank je wel. """
BEFORE = """[00:00:00] Anneke: Goedemiddag allemaal, fijn dat u er bent.
[00:00:05] Anneke: We beginnen met de casus.
[00:00:09] Jan-Willem de Vries: Dank je wel.
"""
BARE = """00:00:00 Anneke: Goedemiddag allemaal, fijn dat u er bent.
00:00:05 Anneke: We beginnen met de casus.
00:00:09 Jan-Willem de Vries: Dank je wel.
"""
AFTER_NAME = """Anneke (00:00:00): Goedemiddag allemaal, fijn dat u er bent.
Anneke (00:00:05): We beginnen met de casus.
Jan de Vries (00:00:09): Dank je wel.
"""
NOSCRIBE = """S00: [00:00:00] Goedemiddag allemaal, (..) fijn dat u er bent.
S00: [00:00:05] We beginnen //met// de casus.
S01: [00:00:09] Dank je wel.
"""
TEAMS_TEXT = """Anneke Jansen   0:00
Goedemiddag allemaal, fijn dat u er bent.

Anneke Jansen   0:05
We beginnen met de casus.

Jan de Vries   0:09
Dank je wel.
"""


@pytest.mark.parametrize(
    "content",
    [ATRAIN, MAXQDA, BEFORE, BARE, AFTER_NAME, NOSCRIBE, TEAMS_TEXT],
    ids=["atrain", "maxqda", "before", "bare", "after-name", "noscribe", "teams"],
)
def test_time_stamps_as_programs_write_them(tmp_path: Path, content: str) -> None:
    transcript = read(tmp_path, "x.txt", content)
    assert [(u.start, u.speaker, u.text) for u in transcript.utterances] == [
        (0.0, "S1", "Goedemiddag allemaal, fijn dat u er bent."),
        (5.0, "S1", "We beginnen met de casus."),
        (9.0, "S2", "Dank je wel."),
    ]
    assert transcript.utterances[0].end <= 5.0


def test_a_name_never_stays_in_the_text_when_styles_are_mixed(tmp_path: Path) -> None:
    transcript = read(
        tmp_path,
        "gemengd.txt",
        "Anneke (00:00:05): Welkom.\nKortom: we beginnen.\nJan: Dank je.\n\n"
        "SPEAKER_03\nHoi.\nJan: Dag.\n",
    )
    assert said(transcript) == [
        ("S1", None, "Welkom."),
        ("S1", None, "Kortom: we beginnen."),
        ("S2", None, "Dank je."),
        ("S3", None, "Hoi."),
        ("S2", None, "Dag."),
    ]


def test_subtitles_named_txt(tmp_path: Path) -> None:
    assert said(read(tmp_path, "teams.txt", TEAMS)) == said(read(tmp_path, "teams.vtt", TEAMS))


@pytest.mark.parametrize(
    "who", ["Anneke", "mevr. Jansen-de Wit", "wethouder Bos", "Élise O'Brien (gemeente)", "J.P."]
)
def test_no_name_gets_through(tmp_path: Path, who: str) -> None:
    lines = f"{who}: Welkom hier.\nS2: Dank je.\n{who}: Ga je gang.\n"
    blocks = "\n".join(
        f"{i}\n00:00:0{i},000 --> 00:00:0{i},900\n{line}\n"
        for i, line in enumerate(lines.split("\n"))
    )
    for name, content in (("x.txt", lines), ("x.srt", blocks), ("x.vtt", "WEBVTT\n\n" + blocks)):
        assert said(read(tmp_path, name, content)) == [
            ("S1", None, "Welkom hier."),
            ("S2", None, "Dank je."),
            ("S1", None, "Ga je gang."),
        ]


def test_f4_puts_the_time_behind_the_text(tmp_path: Path) -> None:
    content = "I: Wat vindt u? #00:00:05-2#\nB: Nou, lastig. #00:00:09-8#\n"
    transcript = read(tmp_path, "f4.txt", content)
    assert [(u.start, u.end, u.speaker, u.text) for u in transcript.utterances] == [
        (0.0, 5.2, "S1", "Wat vindt u?"),
        (5.2, 9.8, "S2", "Nou, lastig."),
    ]


def test_a_decomposed_accent_is_one_letter(tmp_path: Path) -> None:
    content = unicodedata.normalize("NFD", "Cliënt: Privé is privé.")
    assert said(read(tmp_path, "mac.txt", content)) == [("S1", "cliënt", "Privé is privé.")]


# csv


@pytest.mark.parametrize(
    "content",
    [
        'Begin;Einde;Spreker;Rol;Tekst\n0:01;0:04;Jan;burger;"Dat; vind ik ""mooi""."\n'
        "4,5;6,25;Piet;Gespreksleider;Goed zo.\n",
        'start,end,speaker,role,text\n1.0,4.0,Jan,burger,"Dat; vind ik ""mooi""."\n'
        "4.5,6.25,Piet,moderator,Goed zo.\n",
        "sep=\t\nTekst\tRol\tSpreker\tTot\tVan\n"
        '"Dat; vind ik ""mooi""."\tburger\tJan\t00:00:04.000\t00:00:01,000\n'
        "Goed zo.\tModerator\tPiet\t6,25\t4,5\n",
    ],
    ids=["dutch-excel", "english", "tabs-other-order"],
)
def test_tables(tmp_path: Path, content: str) -> None:
    transcript = read(tmp_path, "t.csv", content.encode("utf-8-sig"))
    assert [(u.start, u.end, u.speaker, u.role, u.text) for u in transcript.utterances] == [
        (1.0, 4.0, "S1", "burger", 'Dat; vind ik "mooi".'),
        (4.5, 6.25, "S2", "moderator", "Goed zo."),
    ]


def test_a_table_without_text_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path, "x.csv", "a;b\n1;2\n") == "transcript-no-columns"
    assert refused(tmp_path, "y.csv", "begin;tekst\n") == "transcript-empty"
    huge = "text\n" + '"' + "x" * 200_000 + '"\n'
    assert refused(tmp_path, "z.csv", huge) == "transcript-no-columns"


# any of them


@pytest.mark.parametrize("ending", ["json", "vtt", "srt", "txt", "docx", "csv"])
def test_an_empty_file_is_told(tmp_path: Path, ending: str) -> None:
    assert refused(tmp_path, f"leeg.{ending}", b"") == "empty-file"


@pytest.mark.parametrize("ending", ["vtt", "srt", "txt"])
def test_blank_text_is_told(tmp_path: Path, ending: str) -> None:
    assert refused(tmp_path, f"wit.{ending}", "\ufeff \n\n \n") == "transcript-empty"
    assert refused(tmp_path, f"plaatje.{ending}", b"\x89PNG\r\n\x00\x00") == "transcript-not-text"


def test_an_unknown_ending_tells_what_is_known(tmp_path: Path) -> None:
    assert refused(tmp_path, "x.odt", "tekst") == "unknown-format"


def test_a_name_with_spaces_accents_and_quotes(tmp_path: Path) -> None:
    transcript = read(tmp_path, "Sessie 'één' & twéé (kopie).TXT", "S1: Hoi.\n")
    assert transcript.session.title == "Sessie 'één' & twéé (kopie)"


def test_the_id_follows_from_the_contents(tmp_path: Path) -> None:
    one = read(tmp_path, "a.txt", "S1: Hoi.\n")
    two = read(tmp_path, "b.txt", "S1: Hoi.\n")
    assert one.session.id == two.session.id == content_id(b"S1: Hoi.\n")


def test_a_file_beyond_all_measure_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assist.transcribe.reading.MAX_BYTES", 10)
    assert refused(tmp_path, "x.txt", "S1: veel te lang\n") == "transcript-too-large"


def test_endings_of_recordings() -> None:
    contract = ["wav", "mp3", "m4a", "ogg", "opus", "flac", "webm", "mp4", "mkv", "mov"]
    assert all(is_recording(Path(f"x.{ending.upper()}")) for ending in contract)
    assert not any(is_recording(Path(f"x.{e}")) for e in ("json", "vtt", "docx", ""))
