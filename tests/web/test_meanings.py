"""What the values mean, beside the form that asks for them."""

from __future__ import annotations

from pathlib import Path

from support.site import Site

from assist.core.lexicon import Concept, Lexicon
from assist.web.app import create_app
from assist.web.meanings import families

LEXICON = Lexicon(
    "test",
    "1",
    "0" * 64,
    (
        Concept("vrijheid", definition="Doen wat u wilt.", cluster="autonomie"),
        Concept("autonomie", definition="Zelf <b>kiezen</b>.", alt_labels=("eigen regie",)),
        Concept("rust"),
        Concept(""),
    ),
)


def test_values_stand_below_their_head_which_comes_first() -> None:
    told = [(head, [c.label for c in concepts]) for head, concepts in families(LEXICON)]
    assert told == [("autonomie", ["autonomie", "vrijheid"]), ("rust", ["rust"])]


def test_the_page_tells_each_meaning_as_text(tmp_path: Path) -> None:
    from fastapi.testclient import TestClient

    app = create_app(tmp_path / "plek", lexicon=LEXICON)
    client = TestClient(app, base_url="http://127.0.0.1:8000")
    page = client.get("/values", headers={"accept-language": "nl"}).text
    assert "Zelf &lt;b&gt;kiezen&lt;/b&gt;." in page
    assert "eigen regie" in page
    assert "zonder omschrijving" in page  # rust has none
    assert 'href="/values"' in client.get("/help").text


def test_the_form_leads_to_the_meanings(tmp_path: Path) -> None:
    site = Site.open(tmp_path / "plek")
    path = site.ready()
    assert 'href="/values"' in site.client.get(f"{path}/add?utterance=3").text
