"""The large session that other tests measure on is what it says it is."""

from __future__ import annotations

from support.large_session import add_large_session
from support.site import Site


def test_a_large_session_is_as_large_as_it_says(site: Site) -> None:
    made = add_large_session(site.store)
    shown = site.client.app.state.desk.shown(made)  # type: ignore[attr-defined]
    assert len(shown.valuemap.transcript.utterances) == 2000
    assert len(shown.valuemap.statements) == 120
    assert all(u.words for u in shown.valuemap.transcript.utterances if u.text)
    assert site.client.get(f"/sessions/{made}/audio").headers["content-type"] == "audio/wav"
