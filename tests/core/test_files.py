"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from assist.core import files
from assist.core.errors import AssistError


def litter(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name.startswith(".assist-"))


def test_a_failure_half_way_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    target = tmp_path / "kaart.json"
    target.write_text("oud", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), files.written_whole(target, force=True) as file:
        file.write(b"half")
        raise ZeroDivisionError
    assert target.read_text(encoding="utf-8") == "oud"
    assert litter(tmp_path) == []


def test_ctrl_c_half_way_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "kaart.json"
    with pytest.raises(KeyboardInterrupt), files.written_whole(target) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "kaart.json"
    target.write_text("oud", encoding="utf-8")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AssistError) as caught:
        files.write_text(target, "nieuw", force=True)
    assert caught.value.code == "disk-full"
    assert target.read_text(encoding="utf-8") == "oud"
    assert litter(tmp_path) == []


def test_nothing_is_overwritten_without_force(tmp_path: Path) -> None:
    target = tmp_path / "verslag van zés & 'één'.docx"
    files.write_text(target, "eerst")
    with pytest.raises(AssistError) as caught:
        files.write_text(target, "later")
    assert caught.value.code == "exists"
    files.write_text(target, "later", force=True)
    assert target.read_text(encoding="utf-8") == "later"


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere; not a Windows test"
)
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(AssistError) as caught:
        files.check_writable(tmp_path / "kaart.json")
    tmp_path.chmod(0o755)
    assert caught.value.code == "not-writable"


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    blocker = tmp_path / "map"
    blocker.write_text("x", encoding="utf-8")
    with pytest.raises(AssistError) as caught:
        files.check_writable(blocker / "kaart.json")
    assert caught.value.code == "not-writable"


@pytest.mark.skipif(os.name != "posix", reason="Windows has no umask")
def test_a_new_file_has_the_users_usual_permissions(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.touch()
    files.write_text(tmp_path / "ours", "x")
    assert (tmp_path / "ours").stat().st_mode == plain.stat().st_mode


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda p: None, "not-found"),
        (lambda p: p.mkdir(), "is-folder"),
        (lambda p: p.touch(), "empty-file"),
    ],
)
def test_unusable_inputs_are_told(tmp_path: Path, make: object, code: str) -> None:
    path = tmp_path / "opname.wav"
    make(path)  # type: ignore[operator]
    with pytest.raises(AssistError) as caught:
        files.check_readable(path)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EACCES, "geen toestemming"),
        (errno.EROFS, "alleen lezen"),
        (errno.EIO, "de schijf geeft een fout"),
        (errno.EMFILE, f"systeemfout {errno.EMFILE}"),
    ],
)
def test_the_systems_english_reason_is_told_in_dutch(number: int, said: str) -> None:
    with pytest.raises(AssistError) as caught, files.told(Path("kaart.json")):
        raise OSError(number, os.strerror(number))
    assert caught.value.code == "not-writable"
    assert said in str(caught.value)
    assert os.strerror(number) not in str(caught.value)


def test_a_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    with pytest.raises(AssistError) as caught:
        files.check_writable(tmp_path / ("x" * 300 + ".json"))
    assert caught.value.code == "not-writable"
