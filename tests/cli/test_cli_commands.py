"""The commands that end by themselves, run as an operator runs them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cli_process import ISTHMUS, Run, environment
from click.testing import CliRunner

from isthmus.cli.root import cli
from isthmus.sandbox import SandboxServer

ESCAPE = "\x1b"


def asked(run: Run, *words: str) -> str:
    """Asks, and gives the request's id."""
    ended = run("ask", *words)
    assert ended.returncode == 0, ended.stderr
    found = re.search(r"isthmus explain (\S+)", ended.stderr)
    assert found
    return found[1]


# -- init, check --------------------------------------------------------------------------------------------------


def test_what_init_writes_passes_check_and_is_never_overwritten(tmp_path: Path, run: Run) -> None:
    assert run("init", "new").returncode == 0
    made = {path: path.read_bytes() for path in (tmp_path / "new").rglob("*") if path.is_file()}
    assert run("check", "--config", "new").returncode == 0
    again = run("init", "new")
    assert again.returncode == 2
    assert "there already" in again.stderr
    assert {path: path.read_bytes() for path in made} == made


def test_init_keeps_evidence_and_keys_out_of_a_repository(tmp_path: Path, run: Run) -> None:
    run("init", "new")
    assert ".isthmus/" in (tmp_path / "new" / ".gitignore").read_text().splitlines()


def test_check_lists_what_would_be_served_and_leaves_nothing_behind(folder: Path, run: Run) -> None:
    before = sorted(folder.rglob("*"))
    ended = run("check")
    assert ended.returncode == 0
    assert "faq → gpt" in ended.stdout
    assert "2 of 2 policy tests pass" in ended.stdout
    facts = json.loads(run("check", "--json").stdout)
    assert facts["routes"]["chat"] == ["faq", "gpt"]
    assert facts["models"] == {"faq": "device", "gpt": "hosted", "slow": "hosted"}
    assert sorted(folder.rglob("*")) == before


# -- ask, explain -------------------------------------------------------------------------------------------------


def test_ask_prints_the_answer_alone_and_beside_it_where_it_came_from(run: Run) -> None:
    ended = run("ask", "opening hours")
    assert ended.stdout == "We are open from 9 to 18.\n"
    assert "by faq in device; nothing crossed" in ended.stderr


@pytest.mark.parametrize("how", [(), ("--stream",)])
def test_ask_crosses_disguised_and_prints_the_value_restored(run: Run, sandbox: SandboxServer, how: tuple[str]) -> None:
    ended = run("ask", *how, "Write to alice@example.org")
    assert "alice@example.org" in ended.stdout
    assert "disguised=personal.email" in ended.stderr
    assert b"alice@example.org" not in sandbox.raw()


def test_ask_gives_a_program_answer_and_headers(run: Run) -> None:
    said = json.loads(run("ask", "--json", "opening hours").stdout)
    assert said["answer"] == "We are open from 9 to 18."
    assert (said["model"], said["zone"], said["crossed"]) == ("faq", "device", "none")


def test_what_may_not_be_answered_ends_with_exit_code_1(run: Run, sandbox: SandboxServer) -> None:
    ended = run("ask", "--route", "slow", "The key is AKIAIOSFODNN7EXAMPLE")
    assert ended.returncode == 1
    assert "policy" in ended.stderr
    assert "AKIA" not in ended.stderr
    assert not sandbox.seen()


@pytest.mark.parametrize(("option", "word", "near"), [("--route", "chta", "chat"), ("--purpose", "suport", "support")])
def test_an_unknown_route_or_purpose_is_answered_with_the_nearest(run: Run, option: str, word: str, near: str) -> None:
    ended = run("ask", option, word, "opening hours")
    assert ended.returncode == 2
    assert f"did you mean `{near}`?" in ended.stderr


def test_a_key_on_the_command_line_is_refused_and_not_repeated(run: Run) -> None:
    ended = run("ask", "--key", "isk_secret", "opening hours")
    assert ended.returncode == 2
    assert "list of processes" in ended.stderr
    assert "ISTHMUS_KEY" in ended.stderr
    assert "isk_secret" not in ended.stderr
    assert "--key " not in run("ask", "--help").stdout


@pytest.mark.parametrize("quotes", ["", '"'])
@pytest.mark.parametrize("way", ["ISTHMUS_KEY", "ISTHMUS_API_KEY", "file"])
def test_a_key_comes_from_the_environment_or_a_file(folder: Path, run: Run, way: str, quotes: str) -> None:
    made = json.loads(run("key", "new", "--json").stdout)
    with (folder / "isthmus.yaml").open("a") as file:
        file.write(f"keys: [{json.dumps(made['entry'])}]\n")
    key = f"{quotes}{made['key']}{quotes}"
    (folder / "desk.key").write_text(key + "\n")
    assert run("ask", "opening hours").returncode == 1
    ended = run("ask", "--key-file", "desk.key", "opening hours") if way == "file" else run(
        "ask", "opening hours", **{way: key}
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (0, "We are open from 9 to 18.\n")


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", b"a" * 10_000, b"a\nb"])
def test_a_file_without_a_key_is_refused_without_its_content(folder: Path, run: Run, content: bytes) -> None:
    (folder / "desk.key").write_bytes(content)
    ended = run("ask", "--key-file", "desk.key", "opening hours")
    if content != b"\xff\xfe":  # which is no known key, where there are keys
        assert ended.returncode == 2
        assert "desk.key" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_what_key_new_says_beside_the_key_can_be_appended_to_the_configuration(folder: Path, run: Run) -> None:
    with (folder / "isthmus.yaml").open("a") as file:
        file.write("keys:\n")
    for number in range(2):
        ended = run("key", "new", "--id", f"k{number}", "--role", "agent")
        assert re.fullmatch(r"isk_\w+\n", ended.stdout)
        with (folder / "isthmus.yaml").open("a") as file:
            file.write(ended.stderr)
    assert json.loads(run("check", "--json").stdout)["keys"] == 2


def test_the_key_itself_is_never_appended_to_the_configuration(folder: Path, run: Run) -> None:
    before = (folder / "isthmus.yaml").read_text()
    with (folder / "isthmus.yaml").open("a") as file:
        ended = subprocess.run(
            [ISTHMUS, "key", "new"], cwd=folder, env=environment(), stdout=file, stderr=subprocess.PIPE, text=True
        )
    assert ended.returncode == 2
    assert "2>> isthmus.yaml" in ended.stderr
    assert (folder / "isthmus.yaml").read_text() == before


@pytest.mark.parametrize("named", ["policy/more.cedar", "rules.yaml", "policy/tests.yaml", "isthmus.yaml"])
@pytest.mark.parametrize("kind", ["pipe", "device", "chain"])
def test_check_ends_with_a_place_whatever_a_file_is(folder: Path, run: Run, named: str, kind: str) -> None:
    file = folder / named
    file.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "device":
        file.symlink_to("/dev/zero")
    else:
        conjuncts = "true && " * 20_000
        file.write_text(f'@id("x") permit(principal, action, resource) when {{ {conjuncts} true }};' + "[" * 5_000)
    ended = run("check")
    assert ended.returncode == 2
    assert named in ended.stderr
    assert "Traceback" not in ended.stderr


def test_explain_shows_all_twelve_steps_and_says_which_were_not_reached(run: Run) -> None:
    shown = run("explain", asked(run, "opening hours")).stdout
    numbers = [int(n) for n in re.findall(r"^ *(\d+)  ", shown, re.MULTILINE)]
    assert sorted(numbers) == list(range(1, 13))
    assert re.search(r"^ *7 +cross +not reached", shown, re.MULTILINE)


def test_explain_shows_the_contract_of_a_crossing_and_how_it_ended(run: Run) -> None:
    request = asked(run, "Write to alice@example.org")
    shown = run("explain", request).stdout
    assert f"contract {request}.1" in shown
    assert "disguised personal.email" in shown
    assert "answered, HTTP 200" in shown
    found = json.loads(run("explain", request, "--json").stdout)
    assert found["intents"][0]["contract"]["destination"]["zone"] == "hosted"
    assert found["outcomes"][0]["result"] == "answered"


@pytest.mark.req("A7")
def test_explain_replay_decides_again_and_refuses_under_another_policy(run: Run, folder: Path) -> None:
    request = asked(run, "opening hours")
    assert "the same decision, bit for bit" in run("explain", request, "--replay").stdout
    assert json.loads(run("explain", request, "--replay", "--json").stdout)["replayed"] is True
    policy = next((folder / "policy").glob("*.cedar"))
    policy.write_text(policy.read_text() + "\n// another version\n")
    refused = run("explain", request, "--replay")
    assert refused.returncode == 2
    assert "load that version" in refused.stderr


def test_explain_seen_opens_what_the_hosted_side_was_sent(run: Run, sandbox: SandboxServer) -> None:
    request = asked(run, "Write to alice@example.org")
    seen = json.loads(run("explain", request, "--seen", "--json").stdout)["seen"]
    assert seen[f"{request}.1"] == json.loads(sandbox.seen()[-1].body)


def test_explain_seen_says_why_when_nothing_was_kept(folder: Path, run: Run) -> None:
    with (folder / "isthmus.yaml").open("a") as file:
        file.write("evidence: {payloads: none}\n")
    shown = run("explain", asked(run, "Write to alice@example.org"), "--seen").stdout
    assert "not kept" in shown


@pytest.mark.parametrize("request_id", ["0-0-0000000000000000", "9-0-00", "nonsense", "../0-0-00", "0-zz-00", "0-0-"])
def test_an_unknown_request_is_said_with_exit_code_2(run: Run, request_id: str) -> None:
    run("ask", "opening hours")
    ended = run("explain", request_id)
    assert ended.returncode == 2
    assert "no request with that id" in ended.stderr


# -- policy -------------------------------------------------------------------------------------------------------


def test_policy_test_fails_with_the_place_and_the_difference(folder: Path, run: Run) -> None:
    assert run("policy", "test").returncode == 0
    tests = folder / "policy" / "tests.yaml"
    tests.write_text(tests.read_text().replace("expect: deny", "expect: allow"))
    ended = run("policy", "test")
    assert ended.returncode == 1
    assert "policy/tests.yaml:7" in ended.stderr
    assert "expected allow, came deny" in ended.stderr
    assert run("check").returncode == 1


def test_the_matrix_says_for_every_zone_what_goes_and_how(run: Run) -> None:
    shown = run("policy", "matrix", COLUMNS="100")
    assert max(map(len, shown.stdout.splitlines())) <= 100
    assert re.search(r"financial.*personal.*goes disguised", shown.stdout)
    assert re.search(r"restricted .* never", shown.stdout)


def test_the_matrix_has_every_combination_for_a_program(run: Run) -> None:
    cells = json.loads(run("policy", "matrix", "--zone", "hosted", "--purpose", "support", "--json").stdout)
    assert {(c["zone"], c["purpose"]) for c in cells} == {("hosted", "support")}
    found = {(c["level"], c["category"]): c["outcome"] for c in cells}
    assert found["confidential", "personal.email"] == "goes disguised"
    assert found["restricted", ""] == "never"
    assert found["restricted", "unread.image"] == "never"
    assert len(found) == 4 * len({c["category"] for c in cells})


def test_policies_can_be_read_without_the_credentials(folder: Path, run: Run) -> None:
    config = folder / "isthmus.yaml"
    config.write_text(config.read_text().replace("model: slow}", "model: slow, credential: env:NOT_THERE}"))
    assert run("policy", "test").returncode == 0
    assert run("check").returncode == 2


# -- audit --------------------------------------------------------------------------------------------------------


def test_an_auditor_needs_only_a_copy_and_the_key(folder: Path, run: Run, tmp_path: Path) -> None:
    asked(run, "opening hours")
    key = run("audit", "key").stdout.strip()
    copy = tmp_path / "copy"
    (folder / ".isthmus" / "evidence").rename(copy)
    (folder / "isthmus.yaml").unlink()
    ended = run("audit", "verify", "--evidence", str(copy), "--key", key)
    assert ended.returncode == 0
    assert "audit verify passes" in ended.stdout


def test_one_changed_byte_of_the_evidence_is_exit_code_1(folder: Path, run: Run) -> None:
    asked(run, "opening hours")
    assert run("audit", "verify").returncode == 0
    bundle = next((folder / ".isthmus" / "evidence" / "0" / "tile" / "entries").rglob("*/*"))
    data = bytearray(bundle.read_bytes())
    data[40] ^= 1
    bundle.write_bytes(data)
    ended = run("audit", "verify")
    assert ended.returncode == 1
    assert "fails" in ended.stdout
    assert not json.loads(run("audit", "verify", "--json").stdout)["ok"]


def test_a_log_begun_anew_is_found_by_whoever_remembers(folder: Path, run: Run, tmp_path: Path) -> None:
    asked(run, "opening hours")
    remembered = str(tmp_path / "checkpoints.json")
    assert run("audit", "verify", "--remember", remembered).returncode == 0
    asked(run, "opening hours")
    assert run("audit", "verify", "--remember", remembered).returncode == 0
    (folder / ".isthmus" / "evidence").rename(tmp_path / "gone")
    asked(run, "opening hours")
    assert run("audit", "verify").returncode == 0
    assert run("audit", "verify", "--remember", remembered).returncode == 1


def test_without_evidence_there_is_nothing_to_verify(run: Run) -> None:
    ended = run("audit", "verify")
    assert ended.returncode == 3
    assert "no evidence yet" in ended.stderr


# -- the rest -----------------------------------------------------------------------------------------------------


def test_a_misspelt_command_is_answered_with_the_nearest(run: Run) -> None:
    ended = run("sevre")
    assert ended.returncode == 2
    assert "isthmus serve" in ended.stderr


def test_nothing_is_coloured_in_a_pipe(run: Run) -> None:
    for words in (("check",), ("policy", "matrix"), ("policy", "test"), ("nonsense",)):
        ended = run(*words)
        assert ESCAPE not in ended.stdout + ended.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed_for_each_shell(shell: str) -> None:
    result = CliRunner().invoke(cli, ["completion", shell], prog_name="isthmus")
    assert result.exit_code == 0
    assert "_ISTHMUS_COMPLETE" in result.output


def test_a_shell_is_given_the_commands_that_begin_so() -> None:
    words = {"COMP_WORDS": "isthmus se", "COMP_CWORD": "1", "_ISTHMUS_COMPLETE": "bash_complete"}
    ended = subprocess.run([ISTHMUS], env={**environment(), **words}, capture_output=True, text=True, timeout=30)
    assert ended.stdout.split() == ["plain,serve"]


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from isthmus.cli.root import cli\n"
        "try: cli(['--help'], prog_name='isthmus')\n"
        "except SystemExit: print([m for m in ('rich', 'uvicorn', 'aiohttp', 'yaml', 'msgspec') if m in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    assert ended.stdout.splitlines()[-1] == "[]"
