"""Damaged and hostile files: transcripts of every shape, recordings of every kind."""

from __future__ import annotations

import io
import json
import random
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

Made = tuple[str, bytes]  # name, contents
RECORDINGS = ("wav", "mp3", "m4a", "ogg", "opus", "flac", "webm", "mp4", "mkv", "mov")
_CODECS = {"wav": "pcm_s16le", "mp3": "libmp3lame", "flac": "flac", "m4a": "aac"} | {
    **dict.fromkeys(("ogg", "opus", "webm"), "libopus"),
    **dict.fromkeys(("mp4", "mkv", "mov"), "aac"),
}
EXAMPLE = Path(__file__).resolve().parents[2] / "assist" / "examples" / "vlaamse-spraak.flac"
MB = 1 << 20


def transcripts() -> list[Made]:
    """Whole transcripts: what every producer writes, and what assist writes."""
    from assist.core.transcript import Session, Transcript, Utterance, Word
    from assist.transcribe.writing import WRITERS, to_bytes
    from tests.support.real_shapes import SAMPLES

    words = tuple(
        Word(w, i * 0.5, i * 0.5 + 0.4, 0.9) for i, w in enumerate(["Ik", "durf", "niet."])
    )
    own = Transcript(
        Session("s", "sessie"),
        (
            Utterance(1, 0.0, 2.0, "Ik durf niet.", "S1", "burger", words=words),
            Utterance(2, 2.0, 5.0, "Dat <snap> ik & --> 'k weet het.", "S2", "moderator"),
        ),
    )
    ours = [(f"eigen{ending}", to_bytes(own, ending)) for ending in WRITERS]
    return [*SAMPLES.items(), *ours]


def recordings(seconds: float = 4.0) -> list[Made]:
    """Real speech, a few seconds, in every kind of file; films with and without sound."""
    import av
    import numpy as np

    with av.open(str(EXAMPLE)) as source:
        frames = [f.to_ndarray().mean(axis=0) for f in source.decode(audio=0)]
        rate = source.streams.audio[0].rate
    sound = np.concatenate(frames)[: round(seconds * rate)].astype(np.float32)
    if np.abs(sound).max() > 1.5:
        sound /= 32768.0
    made = []
    with tempfile.TemporaryDirectory() as folder:
        for ending in RECORDINGS:
            path = Path(folder) / f"spraak.{ending}"
            _record(path, sound, rate, film=ending in ("mp4", "mkv", "mov"))
            made.append((path.name, path.read_bytes()))
        silent = Path(folder) / "film.mp4"
        _record(silent, None, rate, film=True)
        made.append((silent.name, silent.read_bytes()))
    return made


def _record(path: Path, sound: object, rate: int, *, film: bool) -> None:
    import av
    import numpy as np

    with av.open(str(path), "w") as container:
        heard = None
        if isinstance(sound, np.ndarray):  # every stream before the first packet
            heard = container.add_stream(_CODECS[path.suffix[1:]], rate=48_000, layout="mono")
        if film:
            video = container.add_stream("mpeg4", rate=10)
            video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
            for grey in range(30):
                picture = np.full((64, 64, 3), grey * 8, np.uint8)
                container.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            container.mux(video.encode(None))
        if heard is None or not isinstance(sound, np.ndarray):
            return
        resampler = av.AudioResampler(heard.format, "mono", heard.rate, frame_size=0)
        frame = av.AudioFrame.from_ndarray((sound * 32767).astype(np.int16)[None], "s16", "mono")
        frame.sample_rate = rate
        for resampled in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(heard.encode(resampled))
        container.mux(heard.encode(None))


def damaged(made: Made, times: int, dice: random.Random, others: list[Made]) -> Iterator[Made]:
    """Copies of a file as bad disks, broken-off copies and confused users make them."""
    name, data = made
    ending = Path(name).suffix
    kinds = (_cut, _flipped, _zeroed, _flipped_head, _doubled, _lost, _swapped, _noised)
    for number in range(times):
        how = kinds[number % len(kinds)]
        yield f"{how.__name__[1:]}-{number}-{name}", how(data, dice)
    for number in range(max(1, times // 10)):  # under another's name
        other = Path(dice.choice(others)[0]).suffix
        if other != ending:
            yield f"naam-{number}-{name}{other}", data
    yield f"nullen-{name}", b"\0" * len(data)
    yield f"niets-{name}", b""
    yield f"een-byte-{name}", data[:1]


def _cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(1, max(2, len(data)))]


def _flipped(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice((1, 3, 10, 50))):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def _flipped_head(data: bytes, dice: random.Random) -> bytes:
    """The head of a recording tells sizes and rates; a wrong one tempts to great buffers."""
    changed = bytearray(data)
    for _ in range(dice.choice((1, 2, 4))):
        changed[dice.randrange(min(len(changed), 256))] = dice.choice((0, 1, 0x7F, 0x80, 0xFF))
    return bytes(changed)


def _zeroed(data: bytes, dice: random.Random) -> bytes:
    first = dice.randrange(len(data))
    length = min(len(data) - first, dice.randrange(1, max(2, len(data) // 2)))
    return data[:first] + b"\0" * length + data[first + length :]


def _doubled(data: bytes, dice: random.Random) -> bytes:
    first = dice.randrange(len(data))
    return data[:first] + data[first // 2 :] * dice.choice((1, 2, 5))


def _lost(data: bytes, dice: random.Random) -> bytes:
    first = dice.randrange(len(data))
    return data[:first] + data[first + dice.randrange(1, 1 + len(data) // 3) :]


def _swapped(data: bytes, dice: random.Random) -> bytes:
    size = dice.choice((7, 64, 512))
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    dice.shuffle(parts)
    return b"".join(parts)


def _noised(data: bytes, dice: random.Random) -> bytes:
    first = dice.randrange(len(data))
    return data[:first] + dice.randbytes(dice.randrange(1, 200)) + data[first:]


def hostile() -> Iterator[Made]:
    """Files made to fill the memory or to keep a reader busy; most are large or unfold."""
    from tests.support.real_shapes import EAF, RTTM, docx, packed

    cue = "00:00:01.000 --> 00:00:02.000\nhoi\n\n"
    yield "miljoen.vtt", ("WEBVTT\n\n" + cue * 900_000).encode()[: 31 * MB]
    yield "miljoen.srt", (cue * 900_000).encode()[: 31 * MB]
    yield "tienduizenden.vtt", ("WEBVTT\n\n" + cue * 99_000).encode()
    yield "regels.txt", b"a\n" * (15 * MB)
    yield "gewone-regels.txt", b"Anneke: ja, dat denk ik ook wel.\n" * 390_000
    yield "een-regel.txt", b"woord " * (5 * MB)
    yield "een-woord.txt", b"a" * (15 * MB)
    yield "haakjes.txt", b"[" * (8 * MB)
    yield "stempels.txt", b"[00:00:01] a " * (1 * MB)
    yield "rol.txt", b"Moderator " + b"A" * (4 * MB)
    yield "dubbele-punt.txt", b"A: " * (4 * MB)
    yield "stem.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v" + b"." * (4 * MB)
    yield "stemmen.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"<v A>a" * (2 * MB)
    yield "open-haken.srt", b"00:00:01,000 --> 00:00:02,000\n" + b"{\\" * (4 * MB)
    yield "kleiner-dan.html", b"<body>" + b"<" * (8 * MB)
    yield "ankers.html", b"<body>" + b'<a name="ts_1_2_S00">a</a>' * 500_000
    yield "entiteiten.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"&" * (8 * MB)
    yield "lijsten.json", b"[" + b"[]," * (10 * MB) + b"[]]"
    yield "diep.json", b"[" * (20 * MB)
    yield "diepe-sleutels.json", b'{"a":' * (4 * MB)
    yield "getal.json", b'{"segments":[{"text":"a","start":' + b"9" * (4 * MB) + b"}]}"
    segment = {"text": "hoi", "start": 1.0, "end": 2.0}
    yield "segmenten.json", json.dumps({"segments": [segment] * 600_000}).encode()
    words = [{"word": "ja", "start": 1.0, "end": 2.0}] * 500_000
    yield "woorden.json", json.dumps({"segments": [segment | {"words": words}]}).encode()
    own = [{"id": i, "start": i, "end": i + 1, "text": "hoi"} for i in range(400_000)]
    yield "uitingen.json", json.dumps({"utterances": own}).encode()
    yield "rijen.csv", b"begin;einde;tekst\n" + b"1;2;hoi\n" * (2 * MB)
    yield "kolommen.csv", b";".join([b"tekst"] * (4 * MB)) + b"\nhoi\n"
    yield "aanhaling.csv", b'tekst\n"' + b"a" * (20 * MB)
    yield "rttm.rttm", RTTM.encode() * 200_000
    yield from _xml_bombs(EAF)
    yield "leeg.docx", packed("")
    yield "alineas.docx", docx(*["a"] * 250_000)
    yield "bom.docx", packed(b"<w>" + b"a" * (60 * MB) + b"</w>")
    yield "regelbom.docx", packed(b'<d xmlns:w="w"><w:p>' + b"<w:br/>" * (4 * MB) + b"</w:p></d>")
    yield (
        "tekstbom.docx",
        packed(b'<d xmlns:w="w"><w:p><w:t>' + b"a " * (14 * MB) + b"</w:t></w:p></d>"),
    )
    yield "zip-in-zip.docx", _many_parts()
    slot = '<TIME_SLOT TIME_SLOT_ID="ts{}"/>'
    slots = "".join(slot.format(i) for i in range(300_000))
    yield "sleuven.eaf", EAF.replace("</TIME_ORDER>", slots + "</TIME_ORDER>").encode()
    head = 'File type = "ooTextFile"\nObject class = "TextGrid"\n0 1 <exists> 1\n'
    yield "aantal.TextGrid", (head + '"IntervalTier" "A" 0 1 99999999 0 1 "hoi"').encode()
    yield "aanhaling.TextGrid", head.encode() + b'"' * (8 * MB + 1)
    yield "open.TextGrid", head.encode() + b'"' + b"a" * (15 * MB)


def hostile_recordings() -> Iterator[Made]:
    """Heads that lie, noise under every name, lists that point elsewhere, leaps in time."""
    tone = struct.pack("<2000h", *(i % 200 * 50 for i in range(2000))) * 8
    wrong = (
        (1, 1, 16_000, 16), (1, 1, 0, 16), (1, 1, 1, 16), (1, 1, 2**32 - 1, 16), (1, 0, 16_000, 16),
        (1, 65_535, 16_000, 16), (1, 2, 16_000, 0), (1, 1, 16_000, 65_535), (3, 1, 16_000, 32),
        (85, 1, 16_000, 16), (0xFFFE, 1, 16_000, 16), (1, 1, 384_000, 24), (6, 8, 8_000, 8),
    )  # fmt: skip
    for number, (kind, channels, rate, bits) in enumerate(wrong):
        for size in (len(tone), 2**32 - 1, 0):
            align = channels * bits // 8 & 0xFFFF
            head = struct.pack(
                "<HHIIHH", kind, channels, rate, rate * align & 0xFFFFFFFF, align, bits
            )
            form = b"RIFF" + struct.pack("<I", size) + b"WAVEfmt " + struct.pack("<I", 16) + head
            yield f"kop-{number}-{size}.wav", form + b"data" + struct.pack("<I", size) + tone
    dice = random.Random(7)
    for ending in (*RECORDINGS, "aac", "oga", "wma", "3gp"):
        yield f"ruis.{ending}", dice.randbytes(MB)
        yield f"nul.{ending}", b"\0" * (4 * MB)
        yield f"enen.{ending}", b"\xff" * MB
    for number, text in enumerate(_POINTERS):
        for ending in ("mp3", "mp4", "wav"):
            yield f"verwijst-{number}.{ending}", text.encode()
    for made in recordings(1.0):
        yield f"keten-{made[0]}", made[1] * 200
    yield "sprongen.mkv", _leaps(300.0, 12)


# Files that ask FFmpeg to open another file, or the network.
_POINTERS = (
    "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
    "#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n",
    "ffconcat version 1.0\nfile '/etc/passwd'\n",
    "ffconcat version 1.0\nfile 'zelf.mp3'\n" * 1000,
    "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n",
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>http://127.0.0.1:9/'
    "</BaseURL></MPD>",
    ";FFMETADATA1\ntitle=x\n" * 1000,
)


def _leaps(seconds: float, count: int) -> bytes:
    """Sound whose time stamps leap ahead, to an hour; each leap is heard as silence."""
    import av
    import numpy as np

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sprongen.mkv"
        with av.open(str(path), "w") as container:
            stream = container.add_stream("libopus", rate=48_000, layout="mono")
            packets = []
            for number in range(count * 10):
                frame = av.AudioFrame.from_ndarray(np.zeros((1, 960), np.int16), "s16", "mono")
                frame.sample_rate, frame.pts = 48_000, number * 960
                packets += stream.encode(frame)
            for number, packet in enumerate([*packets, *stream.encode(None)]):
                packet.pts = packet.dts = number * 960 + number // 10 * round(seconds * 48_000)
                container.mux(packet)
        return path.read_bytes()


def _xml_bombs(whole: str) -> Iterator[Made]:
    from tests.support.real_shapes import packed

    lines = ['<!ENTITY a0 "ha">']
    lines += [f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12)]
    billion = f"<?xml version='1.0'?><!DOCTYPE x [{''.join(lines)}]><x>&a11;</x>"
    outside = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'
    )
    square = f'<!DOCTYPE x [<!ENTITY a "{"a" * MB}">]><x>{"&a;" * 10_000}</x>'
    for name, bomb in (("miljard", billion), ("buiten", outside), ("kwadraat", square)):
        yield f"{name}.eaf", bomb.encode()
        yield f"{name}.docx", packed(bomb)
        declared = bomb[bomb.index("<!DOCTYPE") : bomb.index("]>") + 2].replace(
            "DOCTYPE x", "DOCTYPE ANNOTATION_DOCUMENT"
        )
        yield f"{name}-erin.eaf", whole.replace("?>", f"?>{declared}", 1).encode()
    yield "diep.eaf", b"<ANNOTATION_DOCUMENT>" + b"<a>" * (2 * MB)
    yield (
        "kenmerken.eaf",
        b"<ANNOTATION_DOCUMENT " + b"".join(b'a%d="1" ' % i for i in range(300_000)),
    )


def _many_parts() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as deeper:
            deeper.writestr("word/document.xml", b"\0" * (100 * MB))
        package.writestr("_rels/.rels", inner.getvalue())
        for number in range(20_000):
            package.writestr(f"word/{number}.xml", b"<x/>")
    return made.getvalue()
