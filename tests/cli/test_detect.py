"""`isthmus detect` and `isthmus detect eval`, as they are run."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from cli_process import ISTHMUS, Run, environment
from click.testing import CliRunner, Result

from isthmus.cli.root import cli
from isthmus.domain.content import Span
from isthmus.domain.errors import SettingsError

LETTER = "Dear all,\nwrite to ada@example.org or bob@example.org;\nour key is AKIAIOSFODNN7EXAMPLE.\n"
ESCAPE = "\x1b"


def invoke(*words: str, given: str | bytes | None = None, **more: str) -> Result:
    return CliRunner(env={"NO_COLOR": None, "COLUMNS": None, **more}).invoke(cli, ["detect", *words], input=given)


def plainly(*words: str, given: str | bytes | None = None) -> Result:
    return invoke("--no-names", *words, given=given)


# -- a text -----------------------------------------------------------------------------------------------------


def test_values_are_marked_and_numbered_and_listed_below() -> None:
    shown = plainly(LETTER.strip())
    assert shown.exit_code == 0
    lines = shown.stdout.splitlines()
    assert lines[:3] == [
        "Dear all,",
        "write to ⟦ada@example.org⟧¹ or ⟦bob@example.org⟧²;",
        "our key is ⟦AKIAIOSFODNN7EXAMPLE⟧³.",
    ]
    assert lines[4].split() == ["value", "category", "level", "sure", "recogniser", "at"]
    first = "1 ada@example.org personal.email confidential 0.99 email 19–34"
    assert [" ".join(line.split()) for line in lines[6:9]] == [
        first,
        "2 bob@example.org personal.email confidential 0.99 email 38–53",
        "3 AKIAIOSFODNN7EXAMPLE secret.api_key restricted 0.99 aws_access_key 66–86",
    ]
    assert lines[-1] == "3 values found in 87 characters: restricted"


def test_what_a_text_is_as_a_whole_is_said() -> None:
    text = "Minutes of the board of directors. Strictly confidential. The merger is to be announced in May."
    said = json.loads(plainly(text, "--json").stdout)
    assert said["about"]
    assert said["level"] in ("confidential", "restricted")
    assert f"as a whole it is {', '.join(said['about'])}" in plainly(text).stdout


def test_nothing_found_is_said_in_one_line() -> None:
    assert plainly("ordinary words").stdout == "nothing found in 14 characters: public\n"


@pytest.mark.parametrize("words", [("-",), ()])
def test_standard_input_is_read(words: tuple[str, ...]) -> None:
    assert "ada@example.org⟧¹" in plainly(*words, given=LETTER).stdout


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    for bom in (b"", b"\xef\xbb\xbf"):
        file.write_bytes(bom + LETTER.encode())
        said = json.loads(plainly("--file", str(file), "--json").stdout)
        assert [f["start"] for f in said["findings"]] == [19, 38, 66]


def test_json_has_every_finding_with_its_value_and_level() -> None:
    said = json.loads(plainly(LETTER, "--json").stdout)
    assert (said["level"], said["complete"], said["failed"], said["about"]) == ("restricted", True, [], [])
    assert said["findings"][2] == {
        "start": 66, "end": 86, "value": "AKIAIOSFODNN7EXAMPLE", "category": "secret.api_key", "level": "restricted",
        "confidence": 0.99, "recogniser": "aws_access_key",
    }  # fmt: skip


def test_options_may_stand_before_and_behind_the_text() -> None:
    assert plainly("a@example.org", "--json").stdout == invoke("--json", "a@example.org", "--no-names").stdout


def test_the_configured_detector_and_its_levels_are_used(tmp_path: Path, folder: Path) -> None:
    with (folder / "isthmus.yaml").open("a") as config:
        config.write(
            "detect:\n  recognisers: [email]\n  levels: {custom.project: restricted}\n"
            "  word_lists: [{name: projects, category: custom.project, words: [Blue Heron]}]\n"
        )
    said = json.loads(plainly("blue heron: a@example.org, 10.0.0.1", "--config", str(folder), "--json").stdout)
    assert [(f["category"], f["level"]) for f in said["findings"]] == [
        ("custom.project", "restricted"), ("personal.email", "confidential"),
    ]  # fmt: skip


class Names:
    """Stands in for the model that reads names."""

    name, categories = "names", ("personal.name",)

    def __init__(self, lean: float) -> None:
        self.version = f"{lean:g}"

    def find(self, text: str) -> list[Span]:
        at = text.find("Ada")
        return [Span(at, at + 3, "personal.name", 0.7)] if at >= 0 else []

    def find_all(self, texts: Sequence[str]) -> list[list[Span]]:
        return [self.find(text) for text in texts]


def test_names_are_read_where_the_model_is_there_unless_they_are_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("isthmus.detection.tagger", Names)
    assert "ask ⟦Ada⟧¹" in invoke("ask Ada").stdout
    assert plainly("ask Ada").stdout.startswith("nothing found")


def test_where_the_model_cannot_run_the_rest_is_found_and_a_remedy_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(lean: float) -> Names:
        raise SettingsError("there is none")

    monkeypatch.setattr("isthmus.detection.tagger", absent)
    shown = invoke("Ada: a@example.org")
    assert shown.exit_code == 0
    assert "⟦a@example.org⟧¹" in shown.stdout
    assert "isthmus[onnx]" in shown.stderr


def test_a_pipe_gets_no_colour_and_a_terminals_controls_do_not_reach_it(run: Run) -> None:
    ended = run("detect", "--no-names", f"a@example.org {ESCAPE}[31mred\r")
    assert ended.returncode == 0
    assert ESCAPE not in ended.stdout
    assert "\r" not in ended.stdout


def test_colour_appears_where_it_is_wanted_and_never_with_no_color(run: Run) -> None:
    assert f"{ESCAPE}[30;46m a@example.org " in run("detect", "--no-names", "a@example.org", FORCE_COLOR="1").stdout
    quiet = run("detect", "--no-names", "a@example.org", FORCE_COLOR="1", NO_COLOR="1").stdout
    assert "⟦a@example.org⟧" in quiet
    assert f"{ESCAPE}[3" not in quiet


def test_a_megabyte_is_read_and_shown_around_its_first_findings() -> None:
    text = "ordinary words and more of them. " * 15_000
    text += "".join(f"write to a{n}@example.org. " for n in range(200)) + text
    shown = plainly("-", given=text)
    assert shown.exit_code == 0
    assert len(shown.stdout) < 20_000
    assert "a0@example.org⟧¹" in shown.stdout
    assert "a199@example.org" not in shown.stdout
    assert f"200 values found in {len(text):,} characters: confidential" in shown.stdout
    assert "The first 50 are shown" in shown.stdout
    assert len(json.loads(plainly("-", "--json", given=text).stdout)["findings"]) == 200


def test_findings_far_apart_show_what_is_left_out_between() -> None:
    text = "a@example.org " + "x y " * 3_000 + "b@example.org"
    shown = plainly(text).stdout
    assert "⟦a@example.org⟧¹" in shown
    assert "⟦b@example.org⟧²" in shown
    assert " … 11,801 characters … " in shown


def test_what_cannot_be_read_whole_ends_with_exit_code_1() -> None:
    shown = plainly("-", "--json", given=" ".join(f"{n}@b.cc" for n in range(400_000)))
    assert shown.exit_code == 1
    assert json.loads(shown.stdout)["complete"] is False
    assert "not all of it could be read" in shown.stderr


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"\x7fELF\x02\x01\0\0\0", "binary"),
        (b"caf\xe9 au lait", "not UTF-8 (byte 3)"),
        ("Zoë".encode("utf-16"), "UTF-16"),
        (b"\x89PNG\r\n\x1a\n\0", "binary"),
    ],
)
def test_what_is_no_text_is_refused_with_a_remedy(tmp_path: Path, raw: bytes, said: str) -> None:
    file = tmp_path / "given"
    file.write_bytes(raw)
    for ended in (plainly("--file", str(file)), plainly("-", given=raw)):
        assert ended.exit_code == 2
        assert said in ended.stderr
        assert len(ended.stderr.splitlines()) == 2
        assert not ended.stdout


def test_a_file_that_cannot_be_read_is_named_with_the_reason(run: Run) -> None:
    for name, reason in (("nowhere.txt", "No such file"), ("policy", "Is a directory")):
        ended = run("detect", "--no-names", "--file", name)
        assert ended.returncode == 3
        assert f"{name}: {reason}" in ended.stderr
        assert "Traceback" not in ended.stderr


def test_text_and_file_together_are_refused() -> None:
    assert "exclude each other" in plainly("text", "--file", "x").stderr


def test_without_a_text_on_a_terminal_it_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    from isthmus.cli.detecting import _content
    from isthmus.cli.terminal import Misused

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    with pytest.raises(Misused, match="there is no text"):
        _content(None, None)


# -- eval -------------------------------------------------------------------------------------------------------

LABELLED = [
    {"text": "write to ada@example.org", "spans": [{"start": 9, "end": 24, "label": "EMAIL_ADDRESS"}]},
    {"text": "ask Grace", "spans": [{"start": 4, "end": 9, "label": "PERSON"}]},
    {"text": "card 4111 1111 1111 1111", "spans": [{"start": 5, "end": 24, "label": "CREDIT_CARD"}]},
    {"text": "from 10.0.0.1 on", "spans": []},
]


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    file = tmp_path / "labelled.jsonl"
    file.write_text("\n".join(map(json.dumps, LABELLED)))
    return file


def evaluated(*words: str) -> Any:
    ended = invoke("eval", "--no-names", "--json", *words)
    assert ended.exit_code == 0, ended.stderr
    return json.loads(ended.stdout)


def test_eval_counts_by_character_and_by_span(labelled: Path) -> None:
    said = evaluated("--data", str(labelled))
    character, *rows = said["measures"]["character"]
    assert (character["gold"], character["found"]) == (15 + 5 + 19, 15 + 19 + 8)
    assert character["recall"]["value"] == pytest.approx(34 / 39)
    assert character["precision"]["value"] == pytest.approx(34 / 42)
    assert character["recall"]["low"] < 34 / 39 < character["recall"]["high"]
    assert [row["label"] for row in rows] == ["PERSON", "EMAIL_ADDRESS", "CREDIT_CARD", "personal.ip"]
    assert said["measures"]["exact"][0]["found"] == 3
    assert said["confusions"]["PERSON"] == {"missed": 1}
    assert said["stray"] == {"personal.ip": 1}
    assert said["identifiers"] == [{"label": "CREDIT_CARD", "gold": 1, "valid": 1, "found": 1}]


def test_eval_prints_tables_and_no_text_of_the_data(labelled: Path) -> None:
    ended = invoke("eval", "--no-names", "--data", str(labelled))
    assert ended.exit_code == 0
    assert "By character, right category" in ended.stdout
    assert "CREDIT_CARD: 1 of 1 whose check digits hold were found whole." in ended.stdout
    for word in ("Grace", "ada@", "4111", "10.0.0.1", "write"):
        assert word not in ended.stdout + ended.stderr
    assert max(map(len, ended.stdout.splitlines())) <= 120


def test_eval_shows_texts_of_ones_own_data_when_it_is_asked_to(labelled: Path) -> None:
    shown = invoke("eval", "--no-names", "--data", str(labelled), "--confusions", "2").stdout
    assert "PERSON: missed\n  ask [Grace]" in shown
    assert "not marked: personal.ip\n  from [10.0.0.1] on" in shown


def test_eval_reads_the_labelled_files_of_a_folder_and_passes_over_its_notes(tmp_path: Path) -> None:
    (tmp_path / "a.conll").write_text("Ada\tB-PER\nis\tO\nhere\tO\n\nHi\tO\nthere\tO\n")
    (tmp_path / "b.conll.txt").write_text("Rome NNP I-LOC\nis NNP O\n. . O\n")
    (tmp_path / "NOTICE.txt").write_text("Source: somewhere\nLicence: CC BY\n")
    said = evaluated("--data", str(tmp_path))
    assert (said["texts"], said["confusions"]) == (3, {"PER": {"missed": 1}, "LOC": {"missed": 1}})
    assert evaluated("--data", str(tmp_path), "--limit", "1")["texts"] == 1


def test_eval_takes_a_table_of_ones_own(labelled: Path, tmp_path: Path) -> None:
    table = tmp_path / "labels.yaml"
    table.write_text(
        "labels: {EMAIL_ADDRESS: [personal.*], PERSON: [], CREDIT_CARD: [custom.card]}\nunannotated: [personal.ip]\n"
    )
    said = evaluated("--data", str(labelled), "--mapping", str(table))
    assert said["confusions"] == {"EMAIL_ADDRESS": {"exactly": 1}, "CREDIT_CARD": {"financial.card": 1}}
    assert said["unannotated"] == {"personal.ip": 1}


def test_eval_says_what_is_wrong_with_data_and_table(labelled: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("labels: [\n")
    odd = tmp_path / "odd.jsonl"
    odd.write_text('{"text": "Rex", "spans": [[0, 3, "PET"]]}\n{"text": "topsecret", "spans": [[0, 99, "X"]]}')
    pet = tmp_path / "pet.jsonl"
    pet.write_text('{"text": "Rex", "spans": [[0, 3, "PET"]]}')
    (tmp_path / "empty").mkdir()
    for words, said in (
        (("--data", str(labelled), "--mapping", str(bad)), "bad.yaml:2"),
        (("--data", str(odd)), "odd.jsonl:2"),
        (("--data", str(pet)), "PET"),
        (("--data", str(tmp_path / "empty")), "no labelled texts"),
        (("--data", str(bad)), "--format"),
    ):
        ended = invoke("eval", "--no-names", *words)
        assert ended.exit_code == 2, words
        assert said in ended.stderr
        assert "topsecret" not in ended.stderr


def test_eval_on_a_missing_file_names_it(tmp_path: Path) -> None:
    ended = subprocess.run(
        [ISTHMUS, "detect", "eval", "--data", "nowhere.jsonl"],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ended.returncode == 3
    assert "nowhere.jsonl: No such file" in ended.stderr
