"""Documents by typst: a packaged template and data as JSON -> PDF/A, the same bytes for the same input."""

import tempfile
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import msgspec

from kawal.kernel.direction import shown

NO_IMAGES: Mapping[str, bytes] = {}


def render_pdf(
    package: str, template: str, data: object, at: datetime, images: Mapping[str, bytes] = NO_IMAGES
) -> bytes:
    """Compile `template` of `package` with `data` as the JSON text `sys.inputs.data`.

    `at` is the time that the document carries, `images` are files that it may show, by name. Only fonts that ship
    with Kawal are used, so that a page looks the same on every machine.
    """
    import font_roboto  # noqa: PLC0415  only documents need fonts and the compiler
    import typst  # noqa: PLC0415

    fonts = Path(str(font_roboto.__file__)).parent / "files"
    with tempfile.TemporaryDirectory() as folder:  # the compiler reads images from files only
        for name, image in images.items():
            Path(folder, name).write_bytes(image)
        Path(folder, template).write_bytes(files(package).joinpath(template).read_bytes())
        return typst.compile(
            str(Path(folder, template)),
            root=folder,
            format="pdf",
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(fonts)]),
            sys_inputs={"data": shown(msgspec.json.encode(data).decode())},
            pdf_standards=["a-2b"],
            timestamp=int(at.timestamp()),
        )


def is_drawable(image: bytes, name: str) -> bool:
    """Whether a document can show an image; `name` ends as its kind does. A damaged one is still evidence."""
    import typst  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, name).write_bytes(image)
        Path(folder, "main.typ").write_text(f'#image("{name}")')
        try:
            typst.compile(str(Path(folder, "main.typ")), root=folder, format="pdf")
        except typst.TypstError:
            return False
    return True
