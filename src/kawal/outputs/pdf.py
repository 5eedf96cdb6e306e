"""Documents by typst: a packaged template and data as JSON -> PDF/A, the same bytes for the same input."""

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import msgspec

from kawal.kernel.direction import shown

NO_IMAGES: Mapping[str, bytes] = {}
LONG = 500_000
"""Bytes of data from which a document is compiled in a process of its own: the compiler keeps what it laid out of the
last ten documents, of a dossier of a contest half a gigabyte each."""


def render_pdf(
    package: str, template: str, data: object, at: datetime, images: Mapping[str, bytes] = NO_IMAGES
) -> bytes:
    """Compile `template` of `package` with `data` as the JSON text `sys.inputs.data`.

    `at` is the time that the document carries, `images` are files that it may show, by name. Only fonts that ship
    with Kawal are used, so that a page looks the same on every machine.
    """
    text, at_s = shown(msgspec.json.encode(data).decode()), int(at.timestamp())
    with tempfile.TemporaryDirectory() as folder:  # the compiler reads images from files only
        for name, image in images.items():
            Path(folder, name).write_bytes(image)
        Path(folder, template).write_bytes(files(package).joinpath(template).read_bytes())
        if len(text) < LONG:
            return compiled(Path(folder, template), text, at_s)
        command = [sys.executable, "-m", __name__, str(Path(folder, template)), str(at_s)]
        done = subprocess.run(command, input=text.encode(), stdout=subprocess.PIPE, check=True)  # noqa: S603
        body: bytes = done.stdout
        return body


def compiled(template: Path, text: str, at_s: int) -> bytes:
    """A template with its JSON; images lie in its folder. `at_s` is the time that the document carries (s)."""
    import font_roboto  # noqa: PLC0415  only documents need fonts and the compiler
    import typst  # noqa: PLC0415

    fonts = Path(str(font_roboto.__file__)).parent / "files"
    return typst.compile(
        str(template),
        root=str(template.parent),
        format="pdf",
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(fonts)]),
        sys_inputs={"data": text},
        pdf_standards=["a-2b"],
        timestamp=at_s,
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


if __name__ == "__main__":
    sys.stdout.buffer.write(compiled(Path(sys.argv[1]), sys.stdin.buffer.read().decode(), int(sys.argv[2])))
