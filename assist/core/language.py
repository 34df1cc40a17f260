"""Dutch and English: the user's language, by gettext. Source strings are Dutch."""

from __future__ import annotations

import gettext as _gettext
import os
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
LOCALE_DIR = Path(__file__).resolve().parent.parent / "locale"

_current: ContextVar[Language] = ContextVar("language", default="nl")


@cache
def _catalogue(language: Language) -> _gettext.NullTranslations:
    if language == "nl":  # the source language
        return _gettext.NullTranslations()
    return _gettext.translation("assist", LOCALE_DIR, [language], fallback=True)


def set_language(language: Language) -> None:
    """Choose the language for this context (command, request or task)."""
    _current.set(language)


def current_language() -> Language:
    return _current.get()


def language_of(text: str | None) -> Language:
    """First known language in a tag such as ``en_GB.UTF-8``; Dutch otherwise."""
    return "en" if (text or "").lower().startswith("en") else "nl"


def language_from_environment() -> Language:
    """``ASSIST_LANG`` decides; without it Dutch, whatever the system speaks."""
    return language_of(os.environ.get("ASSIST_LANG"))


def _(message: str, language: Language | None = None) -> str:
    """Translate a Dutch source string into the user's language."""
    return _catalogue(language or _current.get()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """Translate with the form that fits ``number``."""
    return _catalogue(_current.get()).ngettext(singular, plural, number)


def N_(message: str) -> str:
    """Mark a string for the catalogue; translate it later with `_`."""
    return message
