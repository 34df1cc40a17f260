"""One conversation as the programs that people use write it.

Shapes are the producers' own (looked up in their sources and in files they made); the words
are ours. In each: S1 at 1 s and 6 s, S2 at 10 s, unless `FACTS` says otherwise.
"""

from __future__ import annotations

import io
import json
import zipfile

ONE = "Goedemiddag allemaal, fijn dat u er bent."
TWO = "We beginnen met de casus van vandaag."
THREE = "Dank u wel, ik leg het kort uit."

TEAMS_VTT = f"""WEBVTT

4f9a2c31-7d1e-4c52-9b1d-1f0f6f2f7a10/12-0
00:00:01.000 --> 00:00:05.000
<v Jansen, Anneke>{ONE}</v>

4f9a2c31-7d1e-4c52-9b1d-1f0f6f2f7a10/12-1
00:00:06.000 --> 00:00:09.000
<v Jansen, Anneke>{TWO}</v>

4f9a2c31-7d1e-4c52-9b1d-1f0f6f2f7a10/19-0
00:00:10.000 --> 00:00:13.000
<v Jan de Vries (gast)>{THREE}</v>
"""
ZOOM_VTT = f"""WEBVTT\r
\r
1\r
00:00:01.000 --> 00:00:05.000\r
Anneke Jansen: {ONE}\r
\r
2\r
00:00:06.000 --> 00:00:09.000\r
Anneke Jansen: {TWO}\r
\r
3\r
00:00:10.000 --> 00:00:13.000\r
Jan de Vries: {THREE}\r
"""
STYLED_VTT = """\ufeffWEBVTT - sessie
Kind: captions
Language: nl
X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0

STYLE
::cue(v[voice="Anneke"]) { color: lime }

REGION
id:onder
width:40%

NOTE
gemaakt door een mens,
over twee regels

intro
00:01.000 --> 00:05.000 region:onder align:left
<v.luid.eerste Anneke><c.groen><i>Goedemiddag</i> <b>allemaal</b></c>, fijn dat&nbsp;u
er bent.</v>

00:06.000 --> 00:09.000 line:0 position:20%
<v Anneke><lang nl>We beginnen met de <u>casus</u></lang> van vandaag.

00:10.000 --> 00:13.000
<v Jan &amp; Els>Dank u wel, ik leg het <00:11.500>kort uit.</v>
"""
NOSCRIBE_VTT = f"""WEBVTT sessie

NOTE
Transcribed with noScribe vers. 0.7
Audio file: /home/a/sessie.m4a
(Language: Dutch (nl) | Speaker detection: auto | Timestamps: True | Mark pause: 2)


NOTE media: /home/a/sessie.m4a

1
00:00:01.000 --> 00:00:05.000
<v S00>S00: [00:00:01] Goedemiddag allemaal, (..) fijn dat u er bent.

2
00:00:05.100 --> 00:00:05.900
<v S00>(11 seconds pause)

3
00:00:06.000 --> 00:00:09.000
<v S00>{TWO}

4
00:00:10.000 --> 00:00:13.000
<v S01>S01: [00:00:10] {THREE}
"""
NOSCRIBE_HTML = """<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0//EN" "http://www.w3.org/TR/REC-html40/strict.dtd">
<html><head><meta charset="UTF-8" /><meta name="qrichtext" content="1" />
<style type="text/css">p, li { white-space: pre-wrap; }</style>
<meta name="audio_source" content="/home/a/sessie.m4a" /></head>
<body style="font-family: 'Arial'"><div class="WordSection1">
<p style="font-weight: 600">sessie</p>
<p><span style="color: #909090; font-size: 0.8em">Transcribed with noScribe vers. 0.7<br />Audio
file: /home/a/sessie.m4a<br />(Language: Dutch (nl) | Speaker detection: auto)</span></p>
<p><a name="ts_0_1000_" ><span>(..) </span></a></p>
<p><a name="ts_1000_5000_S00" >Anneke </a><a name="ts_1000_5000_S00" ><span style=" color:#78909c;"
>[00:00:01]</span></a><a name="ts_1000_5000_S00" >: Goedemiddag allemaal, fijn dat u
er bent.</a></p>
<p><a name="ts_6000_9000_S00" >We beginnen met de <b>casus</b> van vandaag.</a></p>
<p><a name="ts_10000_13000_S01" >S01: <span style="color: #78909C">[00:00:10]</span> Dank u wel,
ik leg het kort&nbsp;uit.</a></p>
</div></body></html>
"""
NOSCRIBE_TXT = f"""sessie

Transcribed with noScribe vers. 0.7
Audio file: /home/a/sessie.m4a
(Language: Dutch (nl) | Speaker detection: auto | Timestamps: True)

S00: [00:00:01] Goedemiddag allemaal, (..) fijn dat u er bent.
S00: [00:00:06] {TWO}
S01: [00:00:10] {THREE}
"""
WHISPERX_SRT = f"""1
00:00:01,000 --> 00:00:05,000
[SPEAKER_00]: {ONE}

2
00:00:06,000 --> 00:00:09,000
[SPEAKER_00]: {TWO}

3
00:00:10,000 --> 00:00:13,000
[SPEAKER_01]: {THREE}
"""
CPP_SRT = WHISPERX_SRT.replace("[SPEAKER_0", "(speaker ").replace("]: ", ") ")
DIRTY_SRT = f"""\ufeff00:00:01.000 --> 00:00:05,000  X1:40 X2:600
<font color="#ffffff">Anneke: {ONE}</font>
0:00:06,0 --> 0:00:09,000
ANNEKE: {{\\an8}}{TWO}

7
00:00:10,000 --> 00:00:13,000
- Jan: Dank u wel, ik leg het

kort uit.
"""
ATRAIN_TXT = f"""Transcription for sessie.mp3

SPEAKER_00
[00:00:01] - {ONE}
[00:00:06] - {TWO}

SPEAKER_01
[00:00:10] - {THREE}
"""
ATRAIN_NVIVO = ATRAIN_TXT.replace("[", "").replace("]", "")
MAXQDA_TXT = f"""#00:00:01-0# Anneke: {ONE}
#00:00:06-0# Anneke: {TWO}
#00:00:10-0# Jan: {THREE}
"""
F4_TXT = f"""#00:00:01-0#
Anneke: {ONE} #00:00:06-0#

Anneke: {TWO} #00:00:10-0#

Jan: {THREE} #00:00:13-0#
"""
F4X_TXT = f"""A: [00:00:01.0] {ONE}
A: [00:00:06.0] {TWO}
B: [00:00:10.0] {THREE}
""".replace("A:", "Spreker 1:").replace("B:", "Spreker 2:")
HAPPY_TXT = f"""[00:00:01.00] - Speaker 1
{ONE}

[00:00:06.00] - Speaker 1
{TWO}

[00:00:10.00] - Jan
{THREE}
"""
OTTER_TXT = f"""Anneke Jansen  0:01  \n{ONE}

Anneke Jansen  0:06  \n{TWO}

Unknown Speaker  0:10  \n{THREE}

Transcribed by https://otter.ai
"""
TRINT_TXT = f"""Anneke [00:00:01] {ONE}

Anneke [00:00:06] {TWO}

Jan [00:00:10] {THREE}
"""
WORD_TXT = f"""Audiobestand
sessie 12 maart.m4a
Transcriptie
00:00:01 Spreker 1
{ONE}
00:00:06 Spreker 1
{TWO}
00:00:10 Spreker 2
{THREE}
"""
MEET_TXT = f"""00:00:01
Anneke Jansen: {ONE}
00:00:06
Anneke Jansen: {TWO}
00:00:10
Jan de Vries: {THREE}
Transcription ended after 00:01:00
"""
TEAMS_TXT = f"""Anneke Jansen started transcription

Anneke Jansen   0:01
{ONE}

Anneke Jansen   0:06
{TWO}

Jan de Vries   0:10
{THREE}

Anneke Jansen stopped transcription
"""
TABBED_TXT = f"""00:00:01\tAnneke\t{ONE}
00:00:06\tAnneke\t{TWO}
00:00:10\tJan\t{THREE}
"""
WHISPER_TSV = f"start\tend\ttext\n1000\t5000\t{ONE}\n6000\t9000\t{TWO}\n10000\t13000\t{THREE}\n"
CPP_CSV = (
    f'start,end,speaker,text\n1000,5000,0,"{ONE}"\n6000,9000,0,"{TWO}"\n10000,13000,1,"{THREE}"\n'
)
NVIVO_CSV = (
    'Timespan,Content,Speaker\n"0:01,0 - 0:05,0",'
    f'"{ONE}",Anneke\n"0:06,0 - 0:09,0","{TWO}",Anneke\n"0:10,0 - 0:13,0","{THREE}",Jan\n'
)


def _words(text: str, start: float, end: float, **more: object) -> list[dict[str, object]]:
    """Words at an even pace, as a recogniser gives them."""
    tokens = text.split()
    step = (end - start) / len(tokens)
    return [
        {
            "word": token,
            "start": round(start + i * step, 3),
            "end": round(start + (i + 1) * step, 3),
        }
        | more
        for i, token in enumerate(tokens)
    ]


_SPOKEN = (
    (1.0, 5.0, ONE, "SPEAKER_00"),
    (6.0, 9.0, TWO, "SPEAKER_00"),
    (10.0, 13.0, THREE, "SPEAKER_01"),
)
WHISPERX = {
    "segments": [
        {"start": s, "end": e, "text": f" {t}", "speaker": who}
        | {"words": _words(t, s, e, score=0.9, speaker=who)}
        for s, e, t, who in _SPOKEN
    ],
    "word_segments": [],
    "language": "nl",
}
OPENAI = {
    "text": f"{ONE} {TWO} {THREE}",
    "segments": [
        {
            "id": i,
            "seek": 0,
            "start": s,
            "end": e,
            "text": f" {t}",
            "tokens": [50364, 1],
            "temperature": 0.0,
        }
        | {"avg_logprob": -0.2, "compression_ratio": 1.2, "no_speech_prob": 0.01}
        for i, (s, e, t, _) in enumerate(_SPOKEN)
    ],
    "language": "nl",
}
SERVICE = {
    "task": "transcribe",
    "language": "dutch",
    "duration": 13.0,
    "text": f"{ONE} {TWO} {THREE}",
    "words": [word for s, e, t, _ in _SPOKEN for word in _words(t, s, e)],
}
TIMESTAMPED = {
    "text": f"{ONE} {TWO} {THREE}",
    "segments": [
        {"id": i, "start": s, "end": e, "text": f" {t}", "confidence": 0.8}
        | {"words": [w | {"text": w.pop("word"), "confidence": 0.8} for w in _words(t, s, e)]}
        for i, (s, e, t, _) in enumerate(_SPOKEN)
    ],
    "language": "nl",
}


def _word_lists(text: str, start: float, end: float) -> list[list[object]]:
    return [[w["start"], w["end"], f" {w['word']}", 0.9] for w in _words(text, start, end)]


FASTER_LISTS = [
    [i, 0, s, e, f" {t}", [50364], 0.0, -0.2, 1.2, 0.01, _word_lists(t, s, e)]
    for i, (s, e, t, _) in enumerate(_SPOKEN)
]


def _offsets(start: float, end: float) -> dict[str, object]:
    return {"offsets": {"from": round(start * 1000), "to": round(end * 1000)}}


CPP_FULL = {
    "systeminfo": "AVX = 1",
    "result": {"language": "nl"},
    "transcription": [
        {"timestamps": {"from": "00:00:01,000", "to": "00:00:05,000"}, "text": f" {t}"}
        | {"speaker": who[-1], **_offsets(s, e)}
        | {
            "tokens": [{"text": "[_BEG_]", "id": 50364, "p": 0.9, **_offsets(s, s)}]
            + [
                {"text": f" {w['word']}", "id": 1, "p": 0.9} | _offsets(w["start"], w["end"])  # type: ignore[arg-type]
                for w in _words(t, s, e)
            ]
        }
        for s, e, t, who in _SPOKEN
    ],
}
AMBERSCRIPT = {
    "segments": [
        {"speaker": who, "words": [w | {"text": w.pop("word")} for w in _words(t, s, e)]}
        for s, e, t, who in _SPOKEN
    ],
    "speakers": [{"spkid": "SPEAKER_00", "name": "Anneke"}],
}

EAF = f"""<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2026-03-12T14:53:24+01:00" FORMAT="3.0" VERSION="3.0"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">
  <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">
    <MEDIA_DESCRIPTOR MEDIA_URL="file:///C:/sessie.wav" MIME_TYPE="audio/x-wav"/>
    <PROPERTY NAME="lastUsedAnnotationId">9</PROPERTY>
  </HEADER>
  <TIME_ORDER>
    <TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="1000"/>
    <TIME_SLOT TIME_SLOT_ID="ts2"/>
    <TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="10000"/>
    <TIME_SLOT TIME_SLOT_ID="ts4" TIME_VALUE="11000"/>
    <TIME_SLOT TIME_SLOT_ID="ts5" TIME_VALUE="13000"/>
  </TIME_ORDER>
  <TIER DEFAULT_LOCALE="nl" LINGUISTIC_TYPE_REF="uiting" PARTICIPANT="Anneke" TIER_ID="A-Spch">
    <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
      <ANNOTATION_VALUE>{ONE}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
    <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts2" TIME_SLOT_REF2="ts4">
      <ANNOTATION_VALUE>{TWO}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
  </TIER>
  <TIER LINGUISTIC_TYPE_REF="nummer" PARTICIPANT="Jan" TIER_ID="ref@J">
    <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a3" TIME_SLOT_REF1="ts3" TIME_SLOT_REF2="ts5">
      <ANNOTATION_VALUE>J.001</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
  </TIER>
  <TIER LINGUISTIC_TYPE_REF="tekst" PARENT_REF="ref@J" PARTICIPANT="Jan" TIER_ID="tx@J">
    <ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a4" ANNOTATION_REF="a3">
      <ANNOTATION_VALUE>{THREE}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>
  </TIER>
  <TIER LINGUISTIC_TYPE_REF="tekst" PARENT_REF="A-Spch" TIER_ID="A-vertaling">
    <ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a5" ANNOTATION_REF="a1">
      <ANNOTATION_VALUE>Good afternoon all</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>
  </TIER>
  <LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="uiting" TIME_ALIGNABLE="true"/>
  <LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="nummer" TIME_ALIGNABLE="true"/>
  <LINGUISTIC_TYPE CONSTRAINTS="Symbolic_Association" LINGUISTIC_TYPE_ID="tekst"
      TIME_ALIGNABLE="false"/>
</ANNOTATION_DOCUMENT>
"""
TEXTGRID = f'''File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 13.5
tiers? <exists>
size = 2
item []:
    item [1]:
        class = "IntervalTier"
        name = "Anneke"
        xmin = 0
        xmax = 13.5
        intervals: size = 4
        intervals [1]:
            xmin = 0
            xmax = 1
            text = ""
        intervals [2]:
            xmin = 1
            xmax = 5
            text = "{ONE}"
        intervals [3]:
            xmin = 6
            xmax = 9
            text = "{TWO}"
        intervals [4]:
            xmin = 9
            xmax = 13.5
            text = ""
    item [2]:
        class = "IntervalTier"
        name = "Jan"
        xmin = 0
        xmax = 13.5
        intervals: size = 1
        intervals [1]:
            xmin = 10
            xmax = 13
            text = "{THREE}"
'''
SHORT_TEXTGRID = f'''File type = "ooTextFile"
Object class = "TextGrid"

0
13.5
<exists>
2
"IntervalTier"
"Anneke"
0
13.5
2
1
5
"{ONE}"
6
9
"{TWO}"
"IntervalTier"
"Jan"
0
13.5
1
10
13
"{THREE}"
'''
RTTM = """SPEAKER sessie 1 1.000 8.000 <NA> <NA> SPEAKER_00 <NA> <NA>
SPEAKER sessie 1 10.000 3.000 <NA> <NA> SPEAKER_01 <NA> <NA>
"""


def docx(*paragraphs: str, style: str = "") -> bytes:
    """A small Word file as Word packs it; a line break in a paragraph is a ``w:br``."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

    def escaped(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;")

    body = "".join(
        f'<w:p><w:pPr>{style}<w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr>'
        + "<w:r><w:br/></w:r>".join(
            f'<w:r><w:t xml:space="preserve">{escaped(line)}</w:t></w:r>'
            for line in text.split("\n")
        )
        + "</w:p>"
        for text in paragraphs
    )
    return packed(f'<?xml version="1.0"?><w:document {space}><w:body>{body}</w:body></w:document>')


def packed(document: str | bytes) -> bytes:
    """A Word file around the XML of its text."""
    relations = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
        "</Relationships>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("_rels/.rels", relations)
        package.writestr("word/document.xml", document)
    return made.getvalue()


_TEXTS: dict[str, str] = {
    "teams.vtt": TEAMS_VTT,
    "zoom.vtt": ZOOM_VTT,
    "styled.vtt": STYLED_VTT,
    "noscribe.vtt": NOSCRIBE_VTT,
    "noscribe.html": NOSCRIBE_HTML,
    "noscribe.txt": NOSCRIBE_TXT,
    "whisperx.srt": WHISPERX_SRT,
    "whisper-cpp.srt": CPP_SRT,
    "dirty.srt": DIRTY_SRT,
    "atrain.txt": ATRAIN_TXT,
    "atrain-nvivo.txt": ATRAIN_NVIVO,
    "maxqda.txt": MAXQDA_TXT,
    "f4.txt": F4_TXT,
    "f4x.txt": F4X_TXT,
    "happyscribe.txt": HAPPY_TXT,
    "otter.txt": OTTER_TXT,
    "trint.txt": TRINT_TXT,
    "word-online.txt": WORD_TXT,
    "meet.txt": MEET_TXT,
    "teams.txt": TEAMS_TXT,
    "tabs.txt": TABBED_TXT,
    "whisper.tsv": WHISPER_TSV,
    "whisper-cpp.csv": CPP_CSV,
    "nvivo.csv": NVIVO_CSV,
    "elan.eaf": EAF,
    "praat.TextGrid": TEXTGRID,
    "praat-short.TextGrid": SHORT_TEXTGRID,
    "whisperx.json": json.dumps(WHISPERX),
    "openai-whisper.json": json.dumps(OPENAI),
    "service.json": json.dumps(SERVICE),
    "timestamped.json": json.dumps(TIMESTAMPED),
    "faster-whisper.json": json.dumps(FASTER_LISTS),
    "whisper-cpp.json": json.dumps(CPP_FULL),
    "amberscript.json": json.dumps(AMBERSCRIPT),
}
SAMPLES: dict[str, bytes] = {name: text.encode() for name, text in _TEXTS.items()} | {
    "windows.srt": WHISPERX_SRT.replace("vandaag", "dé één").encode("cp1252"),
    "utf16.TextGrid": TEXTGRID.encode("utf-16"),
    "word-online.docx": docx(*WORD_TXT.strip().split("\n")),
    "teams.docx": docx(*("\n" + part for part in TEAMS_TXT.split("\n\n"))),
    "lines.docx": docx(*MAXQDA_TXT.strip().split("\n")),
}
# What a shape cannot tell: whole seconds only, no times of the pause, nobody's name.
NO_SPEAKERS = frozenset(
    {
        "whisper.tsv",
        "openai-whisper.json",
        "service.json",
        "timestamped.json",
        "faster-whisper.json",
    }
)
WITH_WORDS = frozenset(
    {"whisperx.json", "service.json", "timestamped.json", "faster-whisper.json"}
    | {"whisper-cpp.json", "amberscript.json"}
)
