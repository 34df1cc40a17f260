"""Which files are read, by their ending: one list for commands, pages and faults."""

from __future__ import annotations

from assist.core.language import _

RECORDINGS = (
    *(".wav", ".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".flac", ".wma"),
    *(".webm", ".mp4", ".mkv", ".mov", ".3gp"),
)
TRANSCRIPTS = (
    *(".json", ".vtt", ".srt", ".txt", ".docx", ".csv", ".tsv", ".html", ".htm", ".eaf"),
    ".textgrid",
)
_WRITTEN = {".html": "html (noScribe)", ".textgrid": "TextGrid"}  # as its program writes it


def told_endings() -> str:
    """All of them in one readable line, recordings apart from transcripts."""
    recordings, transcripts = (
        ", ".join(_WRITTEN.get(ending, ending.removeprefix(".")) for ending in endings)
        for endings in (RECORDINGS, TRANSCRIPTS)
    )
    return _("opname: {recordings}; transcript: {transcripts}").format(
        recordings=recordings, transcripts=transcripts
    )
