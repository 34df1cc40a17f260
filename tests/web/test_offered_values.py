"""Own values that were offered go along as a table that the list of values takes up."""

from __future__ import annotations

from pathlib import Path

from support.site import Site, cards, page

from assist.values.table import concepts_of_table


def test_offered_values_are_a_table_for_the_list_of_values(site: Site) -> None:
    path = site.ready()
    target = next(iter(cards(site, path)))
    assert site.client.get(f"{path}/values.csv").status_code == 404
    form = {"values-shown": "1", "more": "gemoedsrust, =SOM(A1)"}
    assert site.client.post(f"{path}/edit/{target}", data=form).status_code == 303
    for value, meaning in (("gemoedsrust", "Niet hoeven <piekeren>."), ("=SOM(A1)", "")):
        data = {"value": value, "definition": meaning}
        assert site.client.post(f"{path}/values", data=data).status_code == 303
    assert f"{path}/values.csv" in [t.attributes.get("href") for t in
                                    page(site, f"{path}/values").all("a")]  # fmt: skip
    answer = site.client.get(f"{path}/values.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    found = {c.label: c.definition for c in concepts_of_table(answer.content, Path("x.csv"))}
    assert found == {"gemoedsrust": "Niet hoeven <piekeren>.", "=SOM(A1)": ""}
    assert b"'=SOM" in answer.content  # no formula for a spreadsheet
