"""The profile that the reference shows reads a file as it says."""

import re
from pathlib import Path

from kawal.count.files.check import Outcome, check_table
from kawal.count.files.profiles import profile_of
from kawal.count.files.table import read_forms
from kawal.count.files.tabulate import Sum, tabulate

PAGE = Path(__file__).parents[2] / "docs/reference/count-files.md"


def test_the_profile_of_the_reference_reads_a_file(tmp_path: Path) -> None:
    """10 + 20 + 30 = 60 valid; in the second row one more stands there; 60 + 5 and 61 + 5 were counted."""
    [shown] = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), flags=re.DOTALL)
    profile, file = tmp_path / "ours.yaml", tmp_path / "ours.csv"
    profile.write_text(shown)
    rows = ("6371011001001;10;20;30;60;5", "6371011001002;10;20;30;61;5")
    file.write_text("\n".join(("TPS;Satu;Dua;Tiga;Suara Sah;Tidak Sah", *rows)))
    table = read_forms(file, profile_of(str(profile)))
    assert check_table(table).identities == {"VALID_SUM": Outcome(2, 1)}
    assert tabulate(table)[0].numbers["ballots_counted"] == Sum(131, 2)
