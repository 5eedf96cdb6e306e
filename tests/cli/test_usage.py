"""Bad use and bad input: one sentence in the caller's language, exit code 2, nothing written, nothing else said."""

from pathlib import Path

import pytest

from kawal.cli import BAD_INPUT, main
from kawal.kernel.errors import Rejected
from kawal.kernel.language import LANGUAGES
from kawal.store.folder import LOCK
from kawal.web.server import listen
from tests.conftest import new_node
from tests.support.tls import pem_pair


def ends_with(words: list[str]) -> int | str | None:
    """The exit code of a command, however it ends."""
    try:
        return main(words)
    except SystemExit as end:
        return end.code


def written(folder: Path) -> list[Path]:
    """All files of a folder but the lock that was held."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != LOCK)


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("risk --top -3", "risk: --top: expected a whole number from 0 to 1000000, got -3"),
        ("plan --guards many", "plan: --guards: expected a whole number from 0 to 10000000, got many"),
        ("erase -1 --basis x", "erase: index: expected a whole number, at least 0, got -1"),
        ("serve --report-rate -5", "serve: --report-rate: expected a number from 0.1 to 1000000, got -5"),
        ("serve --report-rate nan", "--report-rate: expected a number"),
        ("demo --paper-every 721", "demo: --paper-every: expected a whole number from 0 to 720, got 721"),
        ("serve --port 70000", "serve: --port: expected a whole number from 0 to 65535, got 70000"),
        ("serve --name https://posko.example", "--name: expected a name such as posko.example.go.id"),
        ("serve --behind-proxy proxy", "--behind-proxy: expected an IP address such as 127.0.0.1, got proxy"),
        ("serve --tls-key key.pem", "--tls-cert: expected a PEM certificate, because --tls-key was given, got ''"),
        ("serve --tls-cert none.pem", "--tls-cert: expected a readable PEM file, got none.pem"),
        ("demo --tls-cert key.pem", "--tls-cert, --tls-key: expected a PEM certificate and its key"),
        ("serve --letterhead none.yaml", "none.yaml: cannot be read or written (not found)"),
        (
            "init --profile order --institution Abc --region 63.71 --blobs ftp://x",
            "--blobs: expected s3://bucket/prefix",
        ),
        ("witness serve --folder w", "--log: expected the verifier key of a log; w keeps none yet, got ''"),
        ("verify key.pem --entry none.jwt", "--entry: expected a readable file, got none.jwt"),
        ("verify . --entry key.pem", "--entry: expected a receipt as the target of verify, got ."),
        ("witness add", "witness: expected its name, after add, got ''"),
        ("import regions .", "import: .: expected a readable file, got a folder, not a file"),
        ("backup x --data key.pem", "key.pem/node.json: cannot be read or written (a file, not a folder)"),
    ],
)
def test_nonsense_is_refused_before_anything_is_done(
    command: str,
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Numbers out of range, addresses that are none, files that do not fit their option."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "key.pem").write_bytes(pem_pair()[1])
    before = written(tmp_path)
    assert ends_with([*command.split(), "--lang", "en"]) == BAD_INPUT
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert sentence in told.err
    assert written(tmp_path) == before


@pytest.mark.parametrize("host", ["", "192.0.2.1", "a..b"])
def test_a_server_listens_on_an_address_of_this_machine_only(host: str) -> None:
    """Nothing, which would be every address; another machine's (RFC 5737); a name that is none."""
    with pytest.raises(Rejected, match=r"^--host: diharapkan alamat mesin ini"):
        listen(0, host)


def test_a_certificate_that_cannot_serve_is_refused_before_the_first_link_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The key of another certificate: the only sentence is about it."""
    new_node(tmp_path / "node").close()
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    certificate.write_bytes(pem_pair()[0])
    key.write_bytes(pem_pair()[1])
    words = ["serve", "--data", str(tmp_path / "node"), "--port", "0", "--lang", "en"]
    assert ends_with([*words, "--tls-cert", str(certificate), "--tls-key", str(key)]) == BAD_INPUT
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 1
    assert "a PEM certificate and its key, without a password" in told


@pytest.mark.parametrize(
    ("command", "english", "indonesian"),
    [
        ("guess", "expected one of 'init', 'import',", "diharapkan salah satu dari 'init', 'import',"),
        ("import maps x.csv", "kind: expected one of 'regions',", "kind: diharapkan salah satu dari 'regions',"),
        ("import", "not given: kind, file", "belum diberikan: kind, file"),
        ("risk --top", "--top: expected one value after it", "--top: diharapkan satu nilai sesudahnya"),
        ("risk --bogus", "unknown: --bogus", "tidak dikenal: --bogus"),
        ("risk --json=1", "--json: takes no value, got '1'", "--json: tidak menerima nilai, didapat '1'"),
        ("serve --pa 3", "--pa may mean --paper-every,", "--pa dapat berarti --paper-every,"),
        ("risk --top x", "a whole number from 0", "diharapkan bilangan bulat dari 0"),
    ],
)
def test_bad_use_is_told_in_one_language(
    command: str,
    english: str,
    indonesian: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By --lang, else by KAWAL_LANG; Indonesian sentences hold no word of argparse's English ones."""
    words = command.split()
    assert ends_with(["--lang=en", *words] if words == ["guess"] else [*words, "--lang", "en"]) == BAD_INPUT
    assert english in capsys.readouterr().err
    for language, expected in zip(LANGUAGES, (indonesian, english), strict=True):
        monkeypatch.setenv("KAWAL_LANG", language)
        assert ends_with(words) == BAD_INPUT
        assert expected in capsys.readouterr().err
    monkeypatch.delenv("KAWAL_LANG")
    assert ends_with(words) == BAD_INPUT
    told = capsys.readouterr().err
    assert not any(word in told for word in ("argument", "expected", "invalid", "choose", "required"))


def test_only_commands_that_read_it_name_the_variable_of_the_data_folder(capsys: pytest.CaptureFixture[str]) -> None:
    """The exercise has a folder of its own whatever KAWAL_DATA says."""
    for command, named in (("demo", False), ("risk", True)):
        with pytest.raises(SystemExit):
            main([command, "--help"])
        assert ("KAWAL_DATA" in capsys.readouterr().out) == named
