"""A thin layer over python-docx: real headings, tables that repeat their heads, alt text.

Made so that a screen reader and the navigation pane of Word know what is what.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from textwrap import shorten
from typing import Any

from assist.core.language import _, current_language
from assist.export import word_rows
from assist.export.paper import Cell, Drawing
from assist.export.picture import to_pngs
from assist.export.word_rows import FILL, SOFT, to_fill
from assist.valuemap.text import xml_safe

PAGE_WIDTH_CM = 17.0
PAGE_HEIGHT_CM = 22.9
INK, LINE = "1B2430", "C9D0D8"
_PROPERTY = 255  # characters of a property, at most
_OLD = (2000, 1, 1, 0, 0, 0)


class Document:
    """A Word document being written from top to bottom.

    Parameters
    ----------
    title, subject, comments : str
        Properties of the file.
    """

    def __init__(self, title: str, subject: str = "", comments: str = "") -> None:
        import docx
        from docx.shared import Cm

        self._doc: Any = docx.Document()
        self._without_thumbnail()
        section = self._doc.sections[0]
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.0)
        section.top_margin = section.bottom_margin = Cm(2.2)
        core = self._doc.core_properties
        core.title, core.subject, core.comments = (
            shorten(xml_safe(t), _PROPERTY, placeholder="…") for t in (title, subject, comments)
        )
        core.author = core.keywords = ""
        core.language = self._language()
        self._styles()
        self._page_numbers()

    def _without_thumbnail(self) -> None:
        """The template brings a picture of another document, which file managers show."""
        relations = self._doc.part.package.rels
        for key in [k for k, r in relations.items() if r.reltype.endswith("/thumbnail")]:
            del relations[key]

    @staticmethod
    def _language() -> str:
        return "nl-NL" if current_language() == "nl" else "en-GB"

    def _styles(self) -> None:
        from docx.enum.style import WD_STYLE_TYPE
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Pt, RGBColor

        styles = self._doc.styles
        small = styles.add_style("Small", WD_STYLE_TYPE.PARAGRAPH)
        small.base_style = styles["Normal"]
        looks = {
            "Normal": (10.5, INK, False, 0, 6),
            "Title": (24, INK, True, 0, 4),
            "Subtitle": (12, SOFT, False, 0, 14),
            "Heading 1": (16, INK, True, 20, 6),
            "Heading 2": (12.5, INK, True, 14, 4),
            "Caption": (9, SOFT, False, 6, 3),
            "List Bullet": (10.5, INK, False, 0, 3),
            "Small": (8.5, SOFT, False, 18, 0),
        }
        for name, (size, colour, bold, before, after) in looks.items():
            style = styles[name]
            style.font.name, style.font.size, style.font.bold = "Calibri", Pt(size), bold
            style.font.italic = False
            style.font.color.rgb = RGBColor.from_string(colour)
            style.paragraph_format.space_before = Pt(before)
            style.paragraph_format.space_after = Pt(after)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
            for script in ("ascii", "hAnsi", "cs", "eastAsia"):
                fonts.set(qn(f"w:{script}"), "Calibri")
            for border in style.element.findall(f".//{qn('w:pBdr')}"):
                border.getparent().remove(border)
        for run in (
            styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}"),
            styles["Normal"].element.get_or_add_rPr(),
        ):
            for lang in run.findall(qn("w:lang")):
                run.remove(lang)
            lang = OxmlElement("w:lang")
            lang.set(qn("w:val"), self._language())
            run.append(lang)

    def _page_numbers(self) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        paragraph = self._doc.sections[0].footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = paragraph.add_run()
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            if kind:
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
            else:
                element = OxmlElement("w:instrText")
                element.text = text
            run._r.append(element)

    def title(self, text: str, below: str) -> None:
        """The title on top, once, and the line below it."""
        self._doc.add_paragraph(xml_safe(text), style="Title")
        self._doc.add_paragraph(xml_safe(below), style="Subtitle")

    def heading(self, text: str, level: int = 1, *, page_break: bool = False) -> None:
        """A real heading: it shows in the navigation pane."""
        paragraph = self._doc.add_heading(xml_safe(text), level)
        paragraph.paragraph_format.page_break_before = page_break

    def paragraph(self, text: str) -> None:
        self._doc.add_paragraph(xml_safe(text))

    def small(self, text: str) -> None:
        """What stands below everything."""
        self._doc.add_paragraph(xml_safe(text), style="Small")

    def bullet(self, text: str) -> None:
        self._doc.add_paragraph(xml_safe(text), style="List Bullet")

    def to_fill(self, text: str) -> None:
        """A paragraph that a person has to fill in, marked yellow."""
        run = self._doc.add_paragraph().add_run(xml_safe(to_fill(text)))
        self._shade(run._r.get_or_add_rPr(), FILL)

    def note(self, lines: Sequence[str]) -> None:
        """A framed block; the first line is its head."""
        table = self._doc.add_table(rows=1, cols=1)
        self._frame(table)
        cell = table.rows[0].cells[0]
        self._shade(cell._tc.get_or_add_tcPr(), FILL)
        for i, line in enumerate(lines):
            paragraph = cell.paragraphs[0] if i == 0 else cell.add_paragraph()
            run = paragraph.add_run(xml_safe(line))
            run.bold = i == 0
        self._doc.add_paragraph()

    def table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        *,
        widths: Sequence[float],
        caption: str,
    ) -> None:
        """A table whose head comes back on each page and whose rows stay whole.

        Parameters
        ----------
        widths : sequence of float
            Of the columns, in centimetres.
        caption : str
            Shown above, and given to screen readers as the table's title.
        """
        if not rows:
            self.paragraph(_("Geen."))
            return
        from docx.shared import Cm

        self._doc.add_paragraph(
            xml_safe(caption), style="Caption"
        ).paragraph_format.keep_with_next = True
        table = self._doc.add_table(rows=0, cols=len(heads))
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        self._frame(table, title=caption)
        table._tbl.append(word_rows.row(heads, widths, head=True))
        for cells in rows:
            table._tbl.append(word_rows.row(cells, widths))
        self._doc.add_paragraph().paragraph_format.space_after = 0

    def _frame(self, table: Any, title: str = "") -> None:
        """Thin lines, room in the cells, and a title for screen readers."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        properties = table._tbl.tblPr
        borders = OxmlElement("w:tblBorders")
        for side in ("top", "bottom", "insideH"):
            line = OxmlElement(f"w:{side}")
            for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", LINE)):
                line.set(qn(f"w:{key}"), value)
            borders.append(line)
        # Word wants the parts of a table's properties in the schema's order.
        later = [qn(f"w:{n}") for n in ("shd", "tblLayout", "tblCellMar", "tblLook")]
        after = next((e for e in properties if e.tag in later), None)
        if after is None:
            properties.append(borders)
        else:
            after.addprevious(borders)
        if title:
            told = OxmlElement("w:tblCaption")
            told.set(qn("w:val"), xml_safe(title))
            properties.append(told)

    @staticmethod
    def _shade(properties: Any, colour: str) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        shade = OxmlElement("w:shd")
        for key, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
            shade.set(qn(f"w:{key}"), value)
        properties.append(shade)

    def pictures(self, drawings: Sequence[Drawing]) -> None:
        """Pictures as large as a page allows, with a text for who cannot see them."""
        painted = to_pngs([drawing.svg for drawing in drawings])
        for drawing, png in zip(drawings, painted, strict=True):
            self._picture(png, alt=drawing.alt, caption=drawing.caption)

    def _picture(self, png: bytes, *, alt: str, caption: str) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm

        paragraph = self._doc.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(io.BytesIO(png))
        ratio = shape.height / shape.width
        width = min(PAGE_WIDTH_CM, PAGE_HEIGHT_CM / ratio)
        shape.width, shape.height = Cm(width), Cm(width * ratio)
        shape._inline.docPr.set("descr", xml_safe(alt))
        self._doc.add_paragraph(xml_safe(caption), style="Caption")

    def save(self) -> bytes:
        """The file's bytes, the same for the same contents: no clock in it."""
        made = io.BytesIO()
        self._doc.save(made)
        fixed = io.BytesIO()
        with (
            zipfile.ZipFile(made) as source,
            zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for entry in source.infolist():
                info = zipfile.ZipInfo(entry.filename, _OLD)
                info.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(info, source.read(entry.filename))
        return fixed.getvalue()
