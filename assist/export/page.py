"""One HTML page that holds everything: the map, and the same data as tables.

No script and nothing from elsewhere: it opens anywhere, also years from now.
"""

from __future__ import annotations

from html import escape

from assist.core.language import _, current_language
from assist.core.statement import Effect, Statement
from assist.core.valuemap import ValueMap
from assist.export.content import Content, carried, content_of, counts, questions
from assist.valuemap.live import clock
from assist.valuemap.svg import draw
from assist.valuemap.text import xml_safe
from assist.valuemap.words import domain_name, polarity_name, status_name

SIGN = {"positive": "+", "negative": "−", "mixed": "±"}
_STYLE = """
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0 auto;max-width:76rem;padding:1.5rem 1.5rem 4rem;background:#fff;color:#1b2430;
 font:1rem/1.55 'Segoe UI','Helvetica Neue',Arial,'Liberation Sans',sans-serif}
h1{font-size:1.9rem;line-height:1.2;margin:.5rem 0 .2rem}
h2{font-size:1.35rem;margin:2.6rem 0 .6rem;border-bottom:2px solid #c9d0d8;padding-bottom:.25rem}
h3{font-size:1.08rem;margin:1.6rem 0 .4rem}
p{max-width:44rem}.soft{color:#54606e}a{color:#1f5a99}
.note{border-left:4px solid #9a5312;background:#fcf1e5;padding:.6rem 1rem;max-width:46rem}
.map{overflow-x:auto}svg.valuemap{width:100%;min-width:44rem;height:auto;display:block}
table{border-collapse:collapse;width:100%;margin:.4rem 0 1rem}
caption{text-align:left;font-weight:600;padding:.3rem 0}
th,td{text-align:left;vertical-align:top;padding:.45rem .6rem;border-bottom:1px solid #dde2e8}
thead th{background:#f4f6f8;border-bottom:2px solid #c9d0d8}
th[scope=row]{font-weight:600;white-space:nowrap}
table.even{table-layout:fixed}.kind{white-space:nowrap}
.wide{overflow-x:auto}q{quotes:'“' '”'}.wording{font-weight:600;display:block}
.sign{display:inline-block;min-width:1.5em;text-align:center;color:#fff;font-weight:700;
 margin-right:.4em}
.positive{background:#0b6b5d;border-radius:1em}.negative{background:#a83a1b;border-radius:3px}
.mixed{background:#5f4a9c;border-radius:6px}
.status{color:#54606e;font-size:.9em}ul{max-width:46rem}
footer{margin-top:3rem;border-top:1px solid #c9d0d8;color:#54606e;font-size:.9rem}
:focus-visible{outline:3px solid #1f5a99;outline-offset:2px}
:target{background:#fff5cc}
@media print{body{max-width:none;padding:0;font-size:10pt}h2{break-after:avoid}h3{break-after:avoid}
 tr{break-inside:avoid}thead{display:table-header-group}
 section.mapped{break-before:page;break-after:page}.map{overflow:visible}
 svg.valuemap{min-width:0;max-height:24.2cm}table{font-size:9pt;line-height:1.35}
 th,td{padding:.25rem .45rem}a{color:inherit;text-decoration:none}}
@page{size:A4;margin:1.6cm}
"""


def write(valuemap: ValueMap) -> bytes:
    """The page as UTF-8, without the transcript; see `make_page`."""
    return make_page(valuemap).encode("utf-8")


def make_page(valuemap: ValueMap, *, transcript: bool = False) -> str:
    """Make the page.

    Parameters
    ----------
    transcript : bool
        Add the whole talk, folded away, with every quote's time as a link into it. Left
        out by default: what was said in the room stays there.
    """
    content = content_of(valuemap)
    session = valuemap.session
    title = session.title or _("Waardenkaart")
    mapped = _e(_("De kaart"))
    facts = [
        x
        for x in (
            session.recorded[:10],
            clock(session.duration) if session.duration else "",
        )
        if x
    ]
    parts = [
        "<!doctype html>",
        f'<html lang="{current_language()}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{_e(title)}</title><style>{_STYLE}</style></head><body><main>",
        f"<h1>{_e(title)}</h1>",
        f"<p>{_e(session.technology)}</p>" if session.technology else "",
        f'<p class="soft">{_e(" · ".join(facts))}</p>' if facts else "",
        f"<p>{_e(counts(content))}.</p>",
        _notes(content),
        f'<section class="mapped"><h2>{mapped}</h2>',
        f'<div class="map" tabindex="0" role="region" aria-label="{mapped}">',
        draw(valuemap, standalone=True, heading=False),
        "</div></section>",
        _effects(content, transcript),
        _values(content),
        _options(content, transcript),
        _open(content),
        _transcript(valuemap) if transcript else "",
        "</main>",
        _footer(valuemap),
        "</body></html>\n",
    ]
    return "\n".join(p for p in parts if p)


def _e(text: str) -> str:
    return escape(xml_safe(text), quote=True)


def _notes(content: Content) -> str:
    notes = [content.doubt] if content.doubt else []
    if content.undecided:
        notes.append(
            _(
                "{n} van de {total} uitspraken zijn voorstellen van assist die nog niemand"
                " heeft nagekeken."
            ).format(n=content.undecided, total=content.statements)
        )
    notes.append(
        _("Namen worden zo goed mogelijk weggelaten. Lees de pagina na op namen voor u haar deelt.")
    )
    return f'<p class="note">{_e(" ".join(notes))}</p>'


def _table(caption: str, heads: list[str], rows: list[list[str]], looks: str = "") -> str:
    """Cells hold markup already; the first of each row names it."""
    if not rows:
        return '<p class="soft">' + _e(_("Geen.")) + "</p>"
    head = "".join(f'<th scope="col">{_e(h)}</th>' for h in heads)
    body = "\n".join(
        f'<tr><th scope="row">{row[0]}</th>' + "".join(f"<td>{c}</td>" for c in row[1:]) + "</tr>"
        for row in rows
    )
    return (
        f'<div class="wide"><table{looks}><caption>{_e(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _words(s: Statement, content: Content, linked: bool) -> str:
    wording = f'<span class="wording">{_e(s.wording)}</span>' if s.wording else ""
    time = clock(s.quote.start)
    if linked:
        time = f'<a href="#u{s.quote.utterance}">{time}</a>'
    mark = status_name(s.status) if s.status == "suggested" else ""
    status = f' <span class="status">{_e(mark)}</span>' if mark else ""
    again = ""
    if times := content.repeated.get(s.id):
        told = _("herhaald op {times}").format(times=", ".join(times))
        again = f' <span class="status">({_e(told)})</span>'
    return f"{wording}<q>{_e(s.quote.exact)}</q> ({time}){again}{status}"


def _section(title: str, body: str) -> str:
    return f"<section><h2>{_e(title)}</h2>{body}</section>"


def _effects(content: Content, linked: bool) -> str:
    def sign(e: Effect) -> str:
        return (
            f'<span class="kind"><span class="sign {e.polarity}" aria-hidden="true">'
            f"{SIGN[e.polarity]}</span>{_e(polarity_name(e.polarity))}</span>"
        )

    rows = [
        [
            content.number[e.id],
            _e(actor or "–"),
            sign(e),
            _words(e, content, linked),
            _e(carried(content, e.id)),
            _e(", ".join(content.options_of.get(e.id, ()))),
        ]
        for actor, group in content.effects
        for e in group
    ]
    heads = [_("Nr."), _("Voor wie"), _("Soort"), _("Gezegd"), _("Waarden"), _("Opties")]
    table = _table(_("Effecten, per betrokkene"), heads, rows)
    return _section(_("Effecten"), table)


def _values(content: Content) -> str:
    parts = []
    for name, nodes in content.clusters:
        rows = [
            [
                _e(v.label),
                _e(", ".join(content.effects_of.get(v.id, ())) or "–"),
                _e(", ".join(content.options_of.get(v.id, ())) or "–"),
                str(len(v.mentions) or "–"),
            ]
            for v in nodes
        ]
        heads = [_("Waarde"), _("Achter effecten"), _("Gediend door opties"), _("Keer genoemd")]
        caption = (name[:1].upper() + name[1:]) if name else _("Op zichzelf")
        parts.append(_table(caption, heads, rows, ' class="even"'))
    return _section(_("Waarden"), "".join(parts) or _e(_("Geen.")))


def _options(content: Content, linked: bool) -> str:
    parts = []
    for domain, group in content.options:
        rows = [
            [
                content.number[o.id],
                _words(o, content, linked),
                _e(carried(content, o.id)),
                _e(", ".join(content.effects_of.get(o.id, ()))),
            ]
            for o in group
        ]
        heads = [_("Nr."), _("Gezegd"), _("Dient"), _("Antwoord op")]
        name = domain_name(domain)
        parts.append(f"<h3>{_e(name)}</h3>" + _table(_("Opties: {n}").format(n=name), heads, rows))
    return _section(_("Handelingsopties"), "".join(parts))


def _open(content: Content) -> str:
    asked = "".join(f"<li>{_e(q)}</li>" for q in questions(content))
    if not asked:
        return ""
    return _section(_("Open vragen"), f"<ul>{asked}</ul>")


def _transcript(valuemap: ValueMap) -> str:
    rows = "".join(
        f'<tr id="u{u.id}"><th scope="row">{clock(u.start)}</th>'
        f"<td>{_e(u.role or u.speaker or '')}</td><td>{_e(u.text)}</td></tr>"
        for u in valuemap.transcript.utterances
    )
    heads = "".join(f'<th scope="col">{_e(h)}</th>' for h in (_("Tijd"), _("Rol"), _("Gezegd")))
    summary, caption = _e(_("Toon alles")), _e(_("Uitgeschreven gesprek"))
    return _section(
        _("Het gesprek"),
        f"<details><summary>{summary}</summary><table><caption>{caption}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></details>",
    )


def _footer(valuemap: ValueMap) -> str:
    made = valuemap.made_by
    models = ", ".join(f"{k}: {v}" for k, v in sorted(made.models.items()) if v)
    told = _("Gemaakt met assist {version}. {models}").format(version=made.version, models=models)
    return f"<footer><p>{_e(told.strip())}</p></footer>"
