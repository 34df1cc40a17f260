"""Heads that learned from decisions, kept as a version of the user's own."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from assist.models.folders import folder_made_whole
from assist.models.learned import Version, fitting, home, write_record
from assist.models.manifest import write_manifest
from assist.training.before_after import Learned
from assist.training.decided import Lesson
from assist.understand.heads import load_heads, save_heads
from assist.values.head import load_head, save_head

SOURCE = "assist learn"


def keep(
    learned: Learned,
    lessons: Sequence[Lesson],
    *,
    base: Mapping[str, Path],
) -> Version:
    """Write a version into the user's model folder, whole or not at all.

    The heads hold quotes of the sessions as examples, so the version is as confidential as
    the sessions; the record holds only ids and hashes. A version that is there already, as
    the same decisions make the same heads, stays as it is.

    Parameters
    ----------
    base : mapping of str to Path
        Folders of the shipped heads, by kind; what was not learned (links) is copied.

    Raises
    ------
    AssistError
        ``not-writable`` or ``disk-full``.
    """
    measured = learned.measured
    version = Version(
        name=learned.heads.version,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        base={
            "statements": load_heads(base["statements"]).version,
            "values": load_head(base["values"]).version,
        },
        fits=fitting(),
        sessions=tuple({"id": x.id, "sha256": x.sha256, "decisions": x.decisions} for x in lessons),
        figures=(
            {"before": measured.before, "after": measured.after} if measured is not None else {}
        ),
    )
    with folder_made_whole(home() / version.name) as folder:
        for kind, source in base.items():
            # Not the card, which is about what ships.
            shutil.copytree(source, folder / kind, ignore=shutil.ignore_patterns("*.md"))
        save_heads(learned.heads, folder / "statements")
        save_head(learned.values, folder / "values", force=True)
        for kind in base:
            write_manifest(folder / kind, source=SOURCE)
        write_record(version, folder)
    return version
