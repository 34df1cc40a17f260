"""The report (verslag) in the order of the method: a Word document, or part of a page.

What only people know (occasion, place, follow-up) is left to fill in, and marked. It holds
no names, no ranking of people and no verdict on the technology.
"""

from __future__ import annotations

from assist.core.language import _
from assist.core.statement import Statement
from assist.core.valuemap import ValueMap
from assist.export.content import Content, carried, content_of, counts, questions
from assist.export.page import SIGN
from assist.export.paper import Cell, Drawing, Gap, Paper, Piece
from assist.export.word import PAGE_HEIGHT_CM, PAGE_WIDTH_CM, Document
from assist.valuemap.gaps import LEADING_ROLES
from assist.valuemap.live import clock
from assist.valuemap.parts import Page, pages_of
from assist.valuemap.svg import draw
from assist.valuemap.words import domain_name, polarity_name, status_name

PICTURE_WIDTH = 760.0  # its text is 7.6 points high at the width of the page
PICTURE_HEIGHT = PICTURE_WIDTH / PAGE_WIDTH_CM * (PAGE_HEIGHT_CM - 1.9)


def write(valuemap: ValueMap) -> bytes:
    """The report as the bytes of a .docx; equal maps give equal bytes."""
    session = valuemap.session
    made = valuemap.made_by
    models = ", ".join(f"{k} {v}" for k, v in sorted(made.models.items()) if v)
    doc = Document(
        title=session.title or _("Verslag"),
        subject=session.technology,
        comments=_("Gemaakt met hulp van assist {version} ({models}).").format(
            version=made.version, models=models or "–"
        ),
    )
    compose(doc, valuemap)
    return doc.save()


def compose(doc: Paper, valuemap: ValueMap) -> None:
    """Write the report, from its title to what it was made with."""
    content = content_of(valuemap)
    doc.title(
        valuemap.session.title or _("Verslag van de ethiekdialoog"),
        _("Verslag van een dialoog volgens de Aanpak Begeleidingsethiek"),
    )
    _notes(doc, content)
    _occasion(doc, valuemap)
    _technology(doc, valuemap)
    _people(doc, content, valuemap.session.participants)
    _approach(doc, content)
    _effects(doc, content)
    _values(doc, content)
    _map(doc, content, valuemap)
    _options(doc, content)
    _open(doc, content)
    doc.heading(_("Vervolg"))
    doc.to_fill(_("Wat gebeurt er met de uitkomsten, wie doet wat, en wanneer komt u terug?"))
    _made(doc, valuemap)


def _notes(doc: Paper, content: Content) -> None:
    """For the writer, to be thrown away before the report goes out."""
    lines = [_("Voor de schrijver; haal dit blok weg voor u het verslag deelt.")]
    if content.doubt:
        lines.append(content.doubt)
    if content.undecided:
        lines.append(
            _(
                "{n} van de {total} uitspraken zijn voorstellen van assist. Ze zijn gemerkt"
                " met “nog niet nagekeken”."
            ).format(n=content.undecided, total=content.statements)
        )
    lines.append(
        _(
            "Lees het verslag na op namen. assist haalt namen, adressen en nummers weg, maar kan"
            " er een missen."
        )
    )
    lines.append(_("Vul in wat geel is."))
    doc.note(lines)


def _occasion(doc: Paper, valuemap: ValueMap) -> None:
    doc.heading(_("Aanleiding"))
    doc.to_fill(_("Waarom is dit gesprek gehouden, en wie heeft erom gevraagd?"))
    recorded = valuemap.session.recorded[:10]
    duration = valuemap.session.duration
    doc.table(
        [_("Gegeven"), _("Inhoud")],
        [
            [_("Opdrachtgever"), Gap(_("naam van de organisatie"))],
            [_("Datum"), recorded or Gap(_("datum"))],
            [_("Plaats"), Gap(_("plaats"))],
            [_("Duur"), clock(duration) if duration else Gap(_("duur"))],
        ],
        widths=(3.5, 13.5),
        caption=_("Gegevens van de bijeenkomst"),
    )


def _technology(doc: Paper, valuemap: ValueMap) -> None:
    doc.heading(_("De technologie"))
    if valuemap.session.technology:
        doc.paragraph(
            valuemap.session.technology[:1].upper() + valuemap.session.technology[1:] + "."
        )
    doc.to_fill(_("Wat doet de technologie, wie gebruikt haar, en in welke situatie?"))


def _people(doc: Paper, content: Content, participants: str) -> None:
    """Who took part: as the users told it, else the roles that are heard."""
    doc.heading(_("Wie er aan tafel zaten"))
    led = [v for v in content.voices if v.role in LEADING_ROLES]
    others = [v for v in content.voices if v.role not in LEADING_ROLES]
    heard = sorted(others, key=lambda v: v.role) + sorted(led, key=lambda v: v.role)
    told = [part.strip() for part in participants.split(",") if part.strip()]
    lines = told or [_("{role}: {n}").format(role=v.role, n=v.speakers) for v in heard]
    if not lines:
        doc.to_fill(_("Welke rollen waren er, en hoeveel mensen in elke rol?"))
        return
    for line in lines:
        doc.bullet(line)
    doc.paragraph(
        _("Wat in de zaal is gezegd, staat hier zonder naam. Wie wat zei, blijft in de zaal.")
    )


def _approach(doc: Paper, content: Content) -> None:
    doc.heading(_("De aanpak in het kort"))
    doc.paragraph(
        _(
            "De Aanpak Begeleidingsethiek vraagt niet of een technologie mag, maar hoe zij op een"
            " goede manier een plek krijgt. Mensen die ermee te maken hebben, bespreken samen één"
            " technologie in één situatie. Eerst noemen zij wat de technologie doet met wie erbij"
            " betrokken zijn: de effecten, goede en slechte. Daarna zoeken zij welke waarden"
            " daarachter zitten, en wat er te doen is: aan de techniek, in de omgeving en door"
            " mensen."
        )
    )
    doc.paragraph(
        _(
            "Dit verslag volgt uit de opname of de uitgeschreven tekst van het gesprek. Tussen"
            " aanhalingstekens staan de woorden zoals ze zijn gezegd, met de tijd in de opname."
            " Vette tekst is een verwoording van wie het verslag maakte. De aantallen zeggen hoe"
            " vaak iets ter sprake kwam, niet hoe belangrijk het is."
        )
    )
    doc.paragraph(_("Dit gesprek leverde op: {counts}.").format(counts=counts(content)))


def _map(doc: Paper, content: Content, valuemap: ValueMap) -> None:
    """The map on one page where that can be read in print; or else by cluster."""
    if not content.statements:
        return
    doc.heading(_("De kaart"), level=2, page_break=True)
    pages = pages_of(valuemap, width=PICTURE_WIDTH, height=PICTURE_HEIGHT, top=30.0)
    if len(pages) == 1 and pages[0].only is None:
        doc.pictures([_drawn(valuemap, pages[0], counts(content))])
        return
    doc.paragraph(
        _(
            "De kaart is te groot voor één bladzijde en staat hier per groep van waarden. Wat bij"
            " meer groepen hoort, staat er meer keren. Wat geen waarde heeft, staat alleen in de"
            " tabellen."
        )
    )
    labels = {v.id: v.label for v in valuemap.values}
    drawings = []
    for page in pages:
        held = ", ".join(labels[v] for v in page.values)
        named = page.cluster[:1].upper() + page.cluster[1:] if page.cluster else _("Op zichzelf")
        drawings.append(_drawn(valuemap, page, f"{named}: {held}"))
    doc.pictures(drawings)


def _drawn(valuemap: ValueMap, page: Page, holds: str) -> Drawing:
    caption = _("De effecten, de waarden erachter en de handelingsopties die ze dienen.")
    return Drawing(
        draw(valuemap, still=True, width=PICTURE_WIDTH, most_lines=page.most_lines, only=page.only),
        alt=_(
            "Kaart van het gesprek: {counts}. Lijnen lopen van effecten naar waarden en van"
            " waarden naar handelingsopties. Dezelfde gegevens staan in de tabellen."
        ).format(counts=holds),
        caption=caption if page.only is None else holds,
    )


def _said(content: Content, s: Statement) -> list[Piece]:
    """The user's wording, the quote, its time, and a mark when nobody looked at it."""
    pieces = [Piece(s.wording, "wording")] if s.wording else []
    pieces += [Piece(s.quote.exact, "quote"), Piece(f" ({clock(s.quote.start)})", "soft")]
    if times := content.repeated.get(s.id):
        told = _("herhaald op {times}").format(times=", ".join(times))
        pieces.append(Piece(f" ({told})", "soft"))
    if s.status == "suggested":
        pieces.append(Piece(f" {status_name(s.status)}", "mark"))
    return pieces


def _effects(doc: Paper, content: Content) -> None:
    doc.heading(_("Effecten"))
    doc.paragraph(_("Wat de technologie doet of kan doen, per betrokkene."))
    rows: list[list[Cell]] = [
        [
            content.number[e.id],
            actor or "–",
            f"{SIGN[e.polarity]}\N{NO-BREAK SPACE}{polarity_name(e.polarity)}",
            _said(content, e),
            carried(content, e.id) or "–",
        ]
        for actor, group in content.effects
        for e in group
    ]
    heads = [_("Nr."), _("Voor wie"), _("Soort"), _("Effect"), _("Waarden")]
    caption = _("Effecten per betrokkene")
    doc.table(heads, rows, widths=(1.2, 2.6, 2.5, 7.0, 3.7), caption=caption)


def _values(doc: Paper, content: Content) -> None:
    doc.heading(_("Waarden"))
    doc.paragraph(_("Wat mensen belangrijk vinden achter de effecten, in groepen en op alfabet."))
    for name, nodes in content.clusters:
        heading = (name[:1].upper() + name[1:]) if name else _("Op zichzelf")
        doc.heading(heading, level=2)
        doc.table(
            [_("Waarde"), _("Achter effecten"), _("Gediend door opties")],
            [
                [
                    v.label,
                    ", ".join(content.effects_of.get(v.id, ())) or "–",
                    ", ".join(content.options_of.get(v.id, ())) or "–",
                ]
                for v in nodes
            ],
            widths=(5.0, 6.0, 6.0),
            caption=_("Waarden: {name}").format(name=heading),
        )
    if not content.clusters:
        doc.paragraph(_("Er zijn geen waarden gevonden."))


def _options(doc: Paper, content: Content) -> None:
    doc.heading(_("Handelingsopties"))
    doc.paragraph(_("Wat er te doen is, en welke waarden dat dient."))
    for domain, group in content.options:
        doc.heading(domain_name(domain), level=2)
        if not group:
            doc.paragraph(_("Hier zijn geen opties genoemd."))
            continue
        rows: list[list[Cell]] = [
            [
                content.number[o.id],
                _said(content, o),
                carried(content, o.id) or "–",
                ", ".join(content.effects_of.get(o.id, ())) or "–",
            ]
            for o in group
        ]
        heads = [_("Nr."), _("Optie"), _("Dient"), _("Antwoord op")]
        caption = _("Opties: {n}").format(n=domain_name(domain))
        doc.table(heads, rows, widths=(1.2, 8.8, 4.2, 2.8), caption=caption)


def _open(doc: Paper, content: Content) -> None:
    doc.heading(_("Open vragen"))
    for question in questions(content):
        doc.bullet(question)
    doc.to_fill(_("Welke vragen bleven in de zaal liggen?"))


def _made(doc: Paper, valuemap: ValueMap) -> None:
    """With which program; its models stand in the properties of the file."""
    doc.small(_("Gemaakt met hulp van assist {version}.").format(version=valuemap.made_by.version))
