"""What is peculiar to one program, and what users change in a file of ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.real_shapes import EAF, docx

from assist.core.transcript import Session, Transcript, Utterance
from assist.transcribe.formats.elan_file import filled, read_document
from assist.transcribe.reading import read_transcript
from assist.transcribe.writing import to_bytes


def read(folder: Path, name: str, contents: str | bytes) -> Transcript:
    path = folder / name
    path.write_bytes(contents if isinstance(contents, bytes) else contents.encode())
    return read_transcript(path)


def said(transcript: Transcript) -> list[tuple[float, str | None, str]]:
    return [(u.start, u.speaker, u.text) for u in transcript.utterances]


# webvtt


def test_rolling_captions_are_not_said_twice(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "youtube.vtt",
        "WEBVTT\nKind: captions\nLanguage: nl\n\n"
        "00:00:01.000 --> 00:00:03.000 align:start position:0%\n \n"
        "ik<00:00:01.500><c> durf</c><00:00:02.000><c> er</c>\n\n"
        "00:00:03.000 --> 00:00:03.010 align:start position:0%\nik durf er\n \n\n"
        "00:00:03.010 --> 00:00:05.000 align:start position:0%\nik durf er\n"
        "niet<00:00:03.500><c> meer</c><00:00:04.000><c> heen.</c>\n",
    )
    assert said(found) == [(1.0, None, "ik durf er niet meer heen.")]
    assert [(w.text, w.start) for w in found.utterances[0].words] == [
        ("ik", 1.0), ("durf", 1.5), ("er", 2.0), ("niet", 3.01), ("meer", 3.5), ("heen.", 4.0),
    ]  # fmt: skip


def test_who_speaks_at_the_same_time_in_noscribe(tmp_path: Path) -> None:
    page = (
        '<body><p>titel</p><p><a name="ts_0_4000_S00">S00: Ik durf er eigenlijk niet meer heen te'
        ' gaan.</a><a name="ts_2000_3000_//S01"> //S01: Nee, precies.//</a></p>'
        '<p><a name="ts_5000_6000_S00">Kortom: dat is het.</a></p></body>'
    )
    assert said(read(tmp_path, "n.html", page)) == [
        (0.0, "S1", "Ik durf er eigenlijk niet meer heen te gaan."),
        (2.0, "S2", "Nee, precies."),
        (5.0, "S1", "Kortom: dat is het."),
    ]


def test_a_name_that_noscribe_shows_once_does_not_stay_in_the_text(tmp_path: Path) -> None:
    page = (
        '<body><p><a name="ts_0_4000_S00">Anneke: Welkom allemaal.</a></p>'
        '<p><a name="ts_5000_6000_S01">Jan de Vries: Dank u wel.</a></p></body>'
    )
    assert said(read(tmp_path, "n.html", page)) == [
        (0.0, "S1", "Welkom allemaal."),
        (5.0, "S2", "Dank u wel."),
    ]


# our own files after a user changed them

OURS = Transcript(
    Session("s", "t"),
    (
        Utterance(1, 0.0, 3.0, "Welkom allemaal.", "S1", "moderator"),
        Utterance(2, 4.0, 6.0, "Dank u. Het is hier altijd al zo druk geweest op straat.", "S2"),
        Utterance(3, 7.0, 8.0, "Kortom: ja.", "S2"),
    ),
)


@pytest.mark.parametrize("ending", [".txt", ".srt", ".vtt"])
def test_a_name_that_a_user_puts_in_is_a_label(ending: str, tmp_path: Path) -> None:
    text = to_bytes(OURS, ending).decode().replace("S2", "Jan de Vries")
    found = read(tmp_path, f"x{ending}", text)
    assert {u.speaker for u in found.utterances} == {"S1", "S2"}
    everything = " ".join(u.text for u in found.utterances)
    assert everything == " ".join(u.text for u in OURS.utterances)


def test_a_line_that_a_user_adds_to_a_word_file_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, "x.docx", docx("[00:00:01.500] S1: Welkom.", "S2: Dank u wel."))
    assert [(u.speaker, u.text) for u in found.utterances] == [
        ("S1", "Welkom."),
        ("S2", "Dank u wel."),
    ]


# who is unknown


@pytest.mark.parametrize(
    "label",
    ["UNKNOWN", "Unknown Speaker", "Speaker undefined", "speaker ?", "Onbekende spreker", "S?"],
)
def test_an_unknown_speaker_is_nobody(label: str, tmp_path: Path) -> None:
    found = read(tmp_path, "x.txt", f"S1: Welkom hier.\n{label}: Dank u.\nS1: Ga uw gang.\n")
    assert [(u.speaker, u.text) for u in found.utterances] == [
        ("S1", "Welkom hier."),
        (None, "Dank u."),
        ("S1", "Ga uw gang."),
    ]


# answers and pauses that look like names


def test_a_short_answer_after_a_time_is_no_speaker(tmp_path: Path) -> None:
    found = read(
        tmp_path, "x.txt", "00:01 Gaat het goed?\n00:03 Precies\n00:05 Nou dan\n00:07 Dag\n"
    )
    assert [u.text for u in found.utterances] == ["Gaat het goed?", "Precies", "Nou dan", "Dag"]
    assert {u.speaker for u in found.utterances} == {None}


def test_a_name_above_its_time(tmp_path: Path) -> None:
    text = "Anneke\n0:01\nWelkom hier.\nJan\n0:04\nDank u.\nAnneke\n0:09\nGraag gedaan.\n"
    assert said(read(tmp_path, "x.txt", text)) == [
        (1.0, "S1", "Welkom hier."),
        (4.0, "S2", "Dank u."),
        (9.0, "S1", "Graag gedaan."),
    ]


@pytest.mark.parametrize("own_line", [True, False])
def test_teams_copied_from_its_page(own_line: bool, tmp_path: Path) -> None:
    heads = [("Anneke Jansen", "3 seconden", "0:03"), ("Jan Bos", "1 minuut 3 seconden", "1:03")]
    texts = ["Goedemiddag allemaal hier.", "Dank u wel."]
    lines: list[str] = []
    for (name, spelled, short), text in zip(heads, texts, strict=True):
        lines += [name, spelled, short] if own_line else [f"{name}   {spelled}", short]
        lines += [f"{name} {spelled}", text] if own_line else [text]
    assert said(read(tmp_path, "x.txt", "\n".join(lines))) == [
        (3.0, "S1", "Goedemiddag allemaal hier."),
        (63.0, "S2", "Dank u wel."),
    ]


# tables


def test_whole_seconds_stay_seconds(tmp_path: Path) -> None:
    rows = "start,end,text\n10,20,een twee drie vier vijf\n30,45,zes zeven acht negen tien\n"
    assert [u.start for u in read(tmp_path, "x.csv", rows).utterances] == [10.0, 30.0]


def test_milliseconds_of_three_hours(tmp_path: Path) -> None:
    rows = "start\tend\ttext\n0\t4000\tWelkom allemaal hier.\n10800000\t10804000\tTot ziens.\n"
    assert [u.start for u in read(tmp_path, "x.tsv", rows).utterances] == [0.0, 10800.0]


# elan


def test_open_times_are_spread_over_a_chain_before_the_file() -> None:
    slots = {"a": 0.0, "b": None, "x": 0.1, "c": None, "d": 3.0, "e": None}
    chain = [("a", "b"), ("b", "c"), ("c", "d")]
    assert filled(slots, [chain]) == {"a": 0.0, "b": 1.0, "x": 0.1, "c": 2.0, "d": 3.0}


def test_parts_of_an_annotation_share_its_time() -> None:
    part = (
        '<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="r{0}" ANNOTATION_REF="a3"{1}>'
        "<ANNOTATION_VALUE>deel</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
    )
    tier = '<TIER TIER_ID="delen" PARENT_REF="ref@J" LINGUISTIC_TYPE_REF="deel">'
    parts = part.format(1, "") + part.format(2, ' PREVIOUS_ANNOTATION="r1"')
    page = EAF.replace("<LINGUISTIC_TYPE ", f"{tier}{parts}</TIER><LINGUISTIC_TYPE ", 1)
    (found,) = [t for t in read_document(page.encode()).tiers if t.id == "delen"]
    assert [(a.start, a.end) for a in found.annotations] == [(10.0, 11.5), (11.5, 13.0)]


def test_an_annotation_that_refers_to_itself_has_no_time(tmp_path: Path) -> None:
    page = EAF.replace('ANNOTATION_REF="a3"', 'ANNOTATION_REF="a4"')
    assert len(read(tmp_path, "x.eaf", page).utterances) == 2


def test_elan_opens_what_we_write() -> None:
    """What the schema wants: slots in order of time, unique ids, every reference known."""
    page = to_bytes(OURS, ".eaf").decode()
    document = read_document(page.encode())
    assert [tier.id for tier in document.tiers] == ["S1 (moderator)", "S2"]
    order = page[page.index("<TIME_ORDER>") : page.index("</TIME_ORDER>")]
    values = [int(part.split('"')[0]) for part in order.split('TIME_VALUE="')[1:]]
    assert values == sorted(values)
    ids = [a.id for tier in document.tiers for a in tier.annotations]
    assert len(set(ids)) == len(ids)
    assert page.count("<TIER ") == page.count('LINGUISTIC_TYPE_REF="uiting"')
    assert 'LINGUISTIC_TYPE_ID="uiting"' in page


# subtitles and recognisers with a slip in them


def test_a_cue_whose_time_has_one_digit_is_not_lost(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "kort.srt",
        "1\n0:0:1,5 --> 0:0:4,0\nDat vind ik wel spannend.\n\n2\n00:00:05 --> 00:00:06\nIk ook.\n",
    )
    assert said(found) == [(1.5, None, "Dat vind ik wel spannend."), (5.0, None, "Ik ook.")]


@pytest.mark.parametrize("ending", ["vtt", "srt"])
def test_two_people_on_two_lines_of_one_cue(ending: str, tmp_path: Path) -> None:
    head = "WEBVTT\n\n" if ending == "vtt" else ""
    found = read(
        tmp_path,
        f"tv.{ending}",
        f"{head}1\n00:00:01.000 --> 00:00:05.000\n- Anneke: Durft u dat?\n- Bart: Ja hoor.\n\n"
        "2\n00:00:05.000 --> 00:00:06.000\nAnneke: Goed zo.\n",
    )
    assert [(s, t) for _, s, t in said(found)] == [
        ("S1", "Durft u dat?"),
        ("S2", "Ja hoor."),
        ("S1", "Goed zo."),
    ]


def test_a_dash_in_the_midst_of_a_sentence_is_no_other_speaker(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "streep.srt",
        "1\n00:00:01,000 --> 00:00:05,000\n- Het kost\n-5 graden en dat\n- voelt koud.\n",
    )
    assert "".join(t for *_, t in said(found)).count("-5") == 1


def test_a_segment_with_a_time_that_cannot_be_costs_no_other(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "whisper.json",
        '{"segments": [{"start": -0.2, "end": 2, "text": "Ik ben benieuwd."},'
        ' {"start": "4.5", "end": "6.0", "text": "Wij ook wel."},'
        ' {"start": NaN, "end": NaN, "text": "En ik."}]}',
    )
    assert " ".join(t for *_, t in said(found)) == "Ik ben benieuwd. Wij ook wel. En ik."
    assert [u.start for u in found.utterances] == [0.0, 4.5]
