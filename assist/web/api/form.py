"""How a file is sent in one request, as OpenAPI tells it: it is read as it comes in."""

from __future__ import annotations

from typing import Any, Final

from assist.review.about import ANSWERS, MAX_NOTE, MAX_TITLE, MAX_WORDS

_DAY: Final = {"type": "string", "format": "date"}
_FILE: Final = {
    "type": "string",
    "format": "binary",
    "description": "Recording or transcript; the name's ending tells.",
}
BESIDE: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": _FILE},
                },
                "encoding": {"file": {"contentType": "application/octet-stream"}},
            }
        },
    }
}
FORM: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "title": {"type": "string", "maxLength": MAX_TITLE},
                        "technology": {"type": "string", "maxLength": MAX_TITLE},
                        "recorded": _DAY,
                        "within": {
                            "type": "string",
                            "pattern": "^[1-9][0-9]{0,3}$",
                            "description": "Minutes in which it should be done.",
                        },
                        "words": {
                            "type": "string",
                            "maxLength": MAX_WORDS,
                            "description": "Names and terms to listen for, with commas.",
                        },
                        "participants": {
                            "type": "string",
                            "maxLength": MAX_WORDS,
                            "description": "Roles, with commas; no names.",
                        },
                        "keep_until": {**_DAY, "description": "Removed on that day."},
                        "consent": {"type": "string", "enum": [a for a in ANSWERS if a]},
                        "consent_note": {"type": "string", "maxLength": MAX_NOTE},
                        "file": {"type": "array", "minItems": 1, "items": _FILE},
                    },
                },
                "encoding": {"file": {"contentType": "application/octet-stream"}},
            }
        },
    }
}
