"""Documents by typst: a packaged template and data as JSON -> PDF/A, the same bytes for the same input."""

from datetime import datetime
from importlib.resources import files
from pathlib import Path

import msgspec

from kawal.kernel.direction import shown


def render_pdf(package: str, template: str, data: object, at: datetime) -> bytes:
    """Compile `template` of `package` with `data` as the JSON text `sys.inputs.data`.

    `at` is the time that the document carries. Only fonts that ship with Kawal are used, so that a page looks the
    same on every machine.
    """
    import font_roboto  # noqa: PLC0415  only documents need fonts and the compiler
    import typst  # noqa: PLC0415

    source = files(package).joinpath(template).read_bytes()
    fonts = Path(str(font_roboto.__file__)).parent / "files"
    return typst.compile(
        source,
        format="pdf",
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(fonts)]),
        sys_inputs={"data": shown(msgspec.json.encode(data).decode())},
        pdf_standards=["a-2b"],
        timestamp=int(at.timestamp()),
    )
