"""A dossier on the command line: what holds, what is named, and that the script inside says the same."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from kawal.disputes import dossier
from kawal.record.note import SigningKey
from tests.cli.verifying.conftest import Told
from tests.support.dossiers import LOG_KEY, PHOTO, small_dossier

KEY = str(LOG_KEY.verifier)
SCRIPT = Path(str(dossier.__file__)).with_name("verify.py")


def in_script(*words: str, script: Path = SCRIPT) -> subprocess.CompletedProcess[str]:
    """The script as a court's clerk runs it."""
    return subprocess.run([sys.executable, str(script), *words], capture_output=True, text=True, check=False)


def test_a_dossier_holds_with_the_announced_key_and_with_its_own(tmp_path: Path, verify: Told) -> None:
    """Without --key the key comes from the dossier itself, and both say so."""
    file = tmp_path / "berkas.zip"
    file.write_bytes(small_dossier())
    code, said = verify(file, "--key", KEY)
    assert (code, said["faults"], said["size"]) == (0, [], 5)
    code, said = verify(file)
    assert code == 0
    assert any(KEY in one for one in said["checked"])
    assert in_script(str(file), KEY).returncode == 0
    own = in_script(str(file))
    assert (own.returncode, KEY in own.stdout) == (0, True)
    last = own.stdout.splitlines()[-1]
    assert ("SIGNER NOT CHECKED" in last, "OK" in own.stdout) == (True, False)


def test_a_damaged_dossier_is_a_fault_and_not_a_bad_call(tmp_path: Path, verify: Told) -> None:
    """Its first byte, its last, another key, no ZIP at all: exit code 1 and at least one sentence from both."""
    whole, file = small_dossier(), tmp_path / "berkas.zip"
    for broken in (b"X" + whole[1:], whole[:-1] + b"\1", b"", b"lain"):
        file.write_bytes(broken)
        code, said = verify(file, "--key", KEY)
        assert (code, bool(said["faults"])) == (1, True)
        inside = in_script(str(file), KEY)
        assert (inside.returncode, inside.stdout[:2]) == (1, "! ")
    file.write_bytes(whole)
    other = KEY[:-4] + "AAAA"
    assert in_script(str(file), other).returncode == 1
    assert in_script().returncode == 2


def test_an_unpacked_folder_is_checked_and_says_what_a_folder_cannot_show(tmp_path: Path, verify: Told) -> None:
    """Given as an argument, or as where the script lies; a changed, a missing and a strange file are named, by Kawal
    too."""
    folder = tmp_path / "berkas"
    with ZipFile(BytesIO(small_dossier(lambda files: files.update({"verify.py": SCRIPT.read_bytes()})))) as packed:
        packed.extractall(folder)
    inside = folder / "verify.py"
    for told in (in_script(str(folder), KEY), in_script(KEY, script=inside), in_script(script=inside)):
        assert told.returncode == 0, told.stdout
        assert "the one form of the ZIP is not" in told.stdout
    assert in_script(KEY, script=inside).stdout.splitlines()[-1].startswith("OK: ")
    code, said = verify(folder, "--key", KEY)
    assert (code, said["faults"], said["size"]) == (0, [], 5)
    assert any("the one form of its ZIP is not checked" in one for one in said["unchecked"])
    (folder / "README.txt").write_text("lain")
    (folder / "dossier-id.pdf").unlink()
    (folder / "catatan.txt").write_text("milik saya")
    told = in_script(KEY, script=inside)
    assert told.returncode == 1
    for line in ("README.txt: tidak seperti", "dossier-id.pdf: tidak ada /", "catatan.txt: tidak ada dalam daftar"):
        assert f"! {line}" in told.stdout
    assert told.stdout.splitlines()[-1] == "! SALAH / FAULTS: 3"
    code, said = verify(folder, "--key", KEY)
    assert code == 1
    for name in ("README.txt", "dossier-id.pdf", "catatan.txt"):
        assert [name in one for one in said["faults"]].count(True) == 1
    assert len(said["faults"]) == 3


def test_without_an_argument_the_script_takes_the_one_zip_beside_it(tmp_path: Path) -> None:
    """One: it is checked. None, or two: the usage."""
    script = tmp_path / "verify.py"
    script.write_bytes(SCRIPT.read_bytes())
    assert in_script(script=script).returncode == 2
    (tmp_path / "a.zip").write_bytes(small_dossier())
    assert in_script(KEY, script=script).returncode == 0
    (tmp_path / "b.zip").write_bytes(small_dossier())
    assert in_script(KEY, script=script).returncode == 2


def test_a_key_that_did_not_sign_is_one_sentence_and_accuses_no_file(tmp_path: Path) -> None:
    """All else is checked with the key that the dossier names, which is said; the exit code is that of a fault."""
    file = tmp_path / "berkas.zip"
    file.write_bytes(small_dossier())
    told = in_script(str(file), str(SigningKey("kawal/uji", bytes(range(1, 33))).verifier))
    first, last = told.stdout.splitlines()
    assert told.returncode == 1
    assert first.startswith("! KUNCI: bukan kunci yang disebut berkas ini")
    assert KEY in first
    assert last == "! SALAH / FAULTS: 1"


def test_a_dossier_whose_founding_names_no_key_is_a_fault(tmp_path: Path, verify: Told) -> None:
    """The `+` before the hash became a `/`: without --key there is none to check with, which is said; exit 1."""
    file = tmp_path / "berkas.zip"
    name = "entries/00000000.json"
    file.write_bytes(small_dossier(lambda files: files.update({name: files[name].replace(b"uji+", b"uji/")})))
    code, said = verify(file)
    assert (code, len(said["faults"])) == (1, 1)
    assert name in said["faults"][0]
    assert in_script(str(file)).returncode == 1


def test_the_script_names_in_words_what_changed_and_where(tmp_path: Path) -> None:
    """A byte of the photo and one of the directory: the file, the place, no name of a Python error, no empty key."""
    whole, file = small_dossier(), tmp_path / "berkas.zip"
    at = whole.index(PHOTO)
    file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    said = in_script(str(file)).stdout
    assert "photos/" in said
    assert "changed near byte" in said
    file.write_bytes(whole[:-1] + b"\1")
    assert f"changed from byte {len(whole) - 1}" in in_script(str(file)).stdout
    for broken in (whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :], whole[:-1] + b"\1", b"", whole[:900]):
        file.write_bytes(broken)
        said = in_script(str(file)).stdout
        assert "Error" not in said
        assert "compare: \n" not in said


def test_the_script_prints_its_usage_and_says_when_there_is_no_file(tmp_path: Path) -> None:
    """Asked for help: 0; no argument or a file that is not there: 2, and no traceback."""
    for words, code in ((["--help"], 0), (["-h"], 0), ([], 2), (["--what"], 2)):
        told = in_script(*words)
        assert (told.returncode, "python3 verify.py [DOSSIER.zip | FOLDER]" in told.stdout) == (code, True)
    told = in_script(str(tmp_path / "nowhere.zip"))
    assert (told.returncode, told.stderr, "cannot be read" in told.stdout) == (2, "", True)
