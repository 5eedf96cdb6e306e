"""Dossiers: whatever is changed in one is named by both verifiers, which know nothing of each other."""

import random
import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from kawal.record.dossier import named_key, open_dossier, seal_dossier
from kawal.record.dossiercheck import check_dossier
from kawal.record.note import SigningKey, VerifierKey
from kawal.record.plainzip import MOST_FILES, read_zip, write_zip
from tests.support.dossiers import LOG_KEY, script, small_dossier, small_evidence

SCRIPT = script()
OTHER = SigningKey("kawal/uji", bytes(range(1, 33)))
KEY = str(LOG_KEY.verifier)
FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def product(data: bytes, key: str = "") -> list[str]:
    """What Kawal's own verifier names."""
    files, faults = open_dossier(data)
    if not files:
        return [str(one) for one in faults]
    used = VerifierKey.parse(key or named_key(files))
    return [str(one) for one in (*faults, *check_dossier(files, used).faults)]


def inside(data: bytes, key: str = "") -> list[str]:
    """What the script inside names."""
    wrong: list[str] = SCRIPT.check(data, key)[0]
    return wrong


def both(data: bytes, key: str = "") -> tuple[list[str], list[str]]:
    return product(data, key), inside(data, key)


@pytest.mark.parametrize("key", ["", KEY])
def test_a_dossier_holds_for_both_verifiers(key: str) -> None:
    """Five entries, two keys (P-256 and Ed25519), a photo, an opened part: nothing is wrong."""
    assert both(small_dossier(), key) == ([], [])


def test_the_same_files_make_the_same_bytes() -> None:
    """No date is in it, and the order in which files are given does not matter."""
    evidence = small_evidence()
    turned = dict(reversed(evidence.items()))
    assert seal_dossier(evidence, {}, LOG_KEY) == seal_dossier(turned, {}, LOG_KEY)


@pytest.mark.slow
def test_a_changed_byte_at_any_position_is_named() -> None:
    """Every position, one bit or all of them: headers and directory of the ZIP too."""
    data = small_dossier()
    chance = random.Random(7)  # noqa: S311  a test may be repeatable
    for at in range(len(data)):
        broken = data[:at] + bytes([data[at] ^ chance.choice((1, 128, 255))]) + data[at + 1 :]
        said = both(broken, KEY)
        assert all(said), (at, said)


def test_a_changed_byte_is_named_with_its_file() -> None:
    """A bit of a report, with the checksum of the ZIP mended by who changed it: both name the file."""
    files = list(read_zip(small_dossier())[0])
    at = next(i for i, (name, _) in enumerate(files) if name == "entries/00000003.jws")
    body = files[at][1]
    files[at] = (files[at][0], body[:-1] + bytes([body[-1] ^ 1]))
    for said in both(write_zip(files), KEY):
        assert any("entries/00000003.jws" in one for one in said)
    assert any("catatan 3" in one for one in product(write_zip(files), KEY))


@pytest.mark.parametrize("name", [one for one, _ in read_zip(small_dossier())[0]])
def test_a_byte_changed_in_the_middle_of_a_file_is_named_with_that_file_alone(name: str) -> None:
    """In a ZIP whose headers were mended: both verifiers name the file, and of the others none is said to differ."""
    files = list(read_zip(small_dossier())[0])
    broken = [(one, _flipped(body) if one == name else body) for one, body in files]
    for said in both(write_zip(broken), KEY):
        assert any(name in one for one in said), said
        others = {one for one, _ in files} - {name}
        if name in ("manifest.txt", "README.txt", "dossier-id.pdf"):
            assert not [one for one in said if any(other in one for other in others)], said


def _flipped(body: bytes) -> bytes:
    at = len(body) // 2
    return body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]


def test_a_cut_zip_is_one_sentence() -> None:
    """Between two files, in a file, in a header, in the directory: that it was cut off, and nothing else."""
    data = small_dossier()
    second = data.index(b"PK\3\4", 4)
    for end in (second, second - 1, second + 9, data.index(b"PK\1\2") + 5, len(data) - 1):
        mine, its = both(data[:end], KEY)
        assert (len(mine), len(its)) == (1, 1), end
        assert mine[0].startswith("ZIP terpotong"), mine
        assert "cut off" in its[0] or "cannot be read" in its[0], its


def test_a_zip_that_was_packed_anew_and_names_that_lead_outside_are_one_sentence() -> None:
    """A billion zeros in a compressed member, ten thousand names too many, `../x`: refused before anything is made
    of them."""
    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as packed:
        packed.writestr("manifest.txt", bytes(1_000_000))
    header = bytearray(bomb.getvalue())
    struct.pack_into("<L", header, 22, 1_000_000_000)
    crowd = BytesIO()
    with ZipFile(crowd, "w") as packed:
        for number in range(MOST_FILES + 1):
            packed.writestr(ZipInfo(f"n{number:08d}", FIRST_DAY), b"")
    for data, word, its_word in (
        (bytes(header), "dikemas ulang", "packed anew"),
        (write_zip([("../x", b"1")]), "tidak diizinkan: ../x", "name not allowed"),
        (write_zip([("/etc/x", b"1")]), "tidak diizinkan: /etc/x", "name not allowed"),
        (crowd.getvalue(), "65.000", ""),
    ):
        mine, its = both(data, KEY)
        assert (len(mine), len(its)) == (1, 1)
        assert word in mine[0]
        assert its_word in its[0]


def test_a_cut_dossier_is_named_wherever_it_is_cut() -> None:
    """Short by one byte, by its directory, by half, by all but one byte; and one that goes on after its end."""
    data = small_dossier()
    for end in (len(data) - 1, data.rindex(b"PK\1\2"), len(data) // 2, 40, 1, 0):
        assert all(both(data[:end], KEY))
    assert all(both(data + b"\0", KEY))


def test_a_file_more_a_file_less_and_two_swapped_are_named() -> None:
    """Each in a ZIP of the right form, so that the lists alone can tell."""
    files = list(read_zip(small_dossier())[0])
    names = [name for name, _ in files]
    more = write_zip(sorted([*files[2:], ("photos/" + "0" * 64 + ".jpg", b"x")]))
    assert all(both(write_zip([*files[:2], *read_zip(more)[0]]), KEY))
    assert all(both(write_zip([one for one in files if one[0] != "checkpoint"]), KEY))
    assert all(both(write_zip([*files, files[-1]]), KEY))
    one, other = names.index("proofs/00000003.tlog-proof"), names.index("proofs/00000004.tlog-proof")
    files[one], files[other] = (names[one], files[other][1]), (names[other], files[one][1])
    for said in both(write_zip(files), KEY):
        assert {name for name in (names[one], names[other]) if any(name in line for line in said)} == {
            names[one],
            names[other],
        }
    assert all(both(write_zip(files[::-1]), KEY))


def test_a_manifest_of_another_key_is_named_with_and_without_the_announced_key() -> None:
    """Someone changes a file and signs the lists anew: entry 0 names the log's key, and the proofs do not lie."""
    forged = small_dossier(lambda one: one.update({"README.txt": b"lain\n"}), sealer=OTHER)
    assert all(both(forged))
    assert all(both(forged, KEY))
    assert all(both(forged, str(OTHER.verifier)))


def test_a_whole_other_log_is_told_by_the_announced_key_only() -> None:
    """Who makes up a log passes without the announced key: that is why both say where the key came from."""
    forged = small_dossier(log_key=OTHER)
    assert both(forged) == ([], [])
    assert all(both(forged, KEY))


@pytest.mark.parametrize(
    "name", ["entries/00000004.jws", "proofs/00000004.tlog-proof", "photos", "opened/00000003.sdjwt", "dossier.json"]
)
def test_what_the_lists_cover_is_checked_for_itself(name: str) -> None:
    """The keeper of the log itself lists another content than the log proves: both name it."""

    def change(files: dict[str, bytes]) -> None:
        found = next(one for one in files if one.startswith(name))
        files[found] = files[found].replace(b"e", b"f", 1) if name != "photos" else b"\xff\xd8\xff lain"

    assert all(both(small_dossier(change), KEY))


def test_a_key_enrolled_after_the_report_or_never_signs_nothing() -> None:
    """Without the entry that enrolled the device, its report is nobody's."""

    def change(files: dict[str, bytes]) -> None:
        del files["entries/00000001.json"], files["proofs/00000001.tlog-proof"]

    assert all(both(small_dossier(change), KEY))


def test_a_zip_of_another_make_is_not_taken() -> None:
    """The header of the first file says another date: the one form of the ZIP is broken, and that is named."""
    data = bytearray(small_dossier())
    struct.pack_into("<H", data, 12, 34)
    assert all("manifest.txt" in said[0] for said in both(bytes(data), KEY))
