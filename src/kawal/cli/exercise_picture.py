"""A picture of a result form of the exercise, as a phone would photograph it: drawn, readable, about 20 kB."""

from collections.abc import Sequence

import msgspec

from kawal.cli.exercise_forms import Form

PPI = 72.0
TITLES = {"mayor": "WALI KOTA", "governor": "GUBERNUR"}
ROWS = {
    "registered": "Pemilih dalam DPT",
    "voters": "Pengguna hak pilih",
    "valid": "Suara sah",
    "invalid": "Suara tidak sah",
    "counted": "Suara sah dan tidak sah",
}
SOURCE = """
#let pages = json(bytes(sys.inputs.data))
#set page(width: 420pt, height: 560pt, margin: 28pt, fill: rgb("#f1efe6"))
#set text(font: "New Computer Modern", size: 12pt, fill: rgb("#222222"))
#for (at, page) in pages.enumerate() {
  if at > 0 { pagebreak() }
  align(center, text(size: 15pt, weight: "bold", [LATIHAN -- CONTOH C.HASIL \\ #page.title]))
  v(2pt)
  align(center, [#page.place])
  v(8pt)
  table(columns: (1fr, 34pt, 34pt, 34pt), inset: 8pt, stroke: 0.7pt,
    ..for (name, digits) in page.rows {
      (name,) + digits.map(one => align(center, text(
        font: "Libertinus Serif", style: "italic", size: 17pt, fill: rgb("#1d3b7a"), one)))
    })
}
"""


def pictures(forms: Sequence[tuple[Form, str]]) -> tuple[bytes, ...]:
    """A PNG for each (form, name of its station)."""
    import typst  # noqa: PLC0415  the compiler takes long to load

    pages = [{"title": TITLES[form.contest], "place": place, "rows": [*_rows(form)]} for form, place in forms]
    drawn = typst.compile(
        SOURCE.encode(),
        format="png",
        ppi=PPI,
        font_paths=typst.Fonts(include_system_fonts=False),
        sys_inputs={"data": msgspec.json.encode(pages).decode()},
    )
    return tuple(drawn) if isinstance(drawn, list) else (drawn,)


def _rows(form: Form) -> list[tuple[str, list[str]]]:
    titles = {f"option_{number}": f"Pasangan nomor {number}" for number in range(1, 7)} | ROWS
    return [(titles[name], list(f"{value:03}")) for name, value in form.numbers.items()]
