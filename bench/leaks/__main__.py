"""Asks a gateway of ours what a benchmark of others asks (`pii-leak-benchmark`): whether a value it plants reaches the
hosted side, and whether the caller gets it back.

python -m bench.leaks               both of its profiles (what `make bench-leaks` does)
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.contestants import HOME, PROJECT, GatewayFailed, _free_port, _log_tail

HERE = Path(__file__).parent
VENV = HOME / "leaks-venv"
SCRATCH = HOME / "scratch" / "leaks"
PROFILES = ("pii-v1", "pii-secrets-v1")
CLEAN, LEAK, NOT_MEASURED = 0, 1, 2
"""Its exit codes."""
_START_SECONDS = 30.0


def main() -> int:
    """The worst exit code of any profile, or that nothing was measured."""
    try:
        need_environment()
        return worst([run(profile) for profile in ("control", *PROFILES)])
    except GatewayFailed as failed:
        print(f"\n{failed}", file=sys.stderr)
        return NOT_MEASURED


def worst(codes: Sequence[int]) -> int:
    """The control goes past any gateway: where it sees no leak, neither would the others."""
    control, *measured = codes
    if control != LEAK or not measured:
        print("The control, without a gateway, saw no leak: nothing was measured.", file=sys.stderr)
        return NOT_MEASURED
    return max(measured)


def need_environment() -> None:
    """Its own environment, made of the pinned and hashed list."""
    wanted = (HERE / "requirements.lock").read_bytes()
    stamp = VENV / "installed.lock"
    if stamp.exists() and stamp.read_bytes() == wanted:
        return
    print(f"Making the benchmark's environment in {VENV.relative_to(PROJECT)} (once) …", flush=True)
    HOME.mkdir(exist_ok=True)
    install = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        [*install, "-r", str(HERE / "requirements.lock")],
    ):
        ran = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if ran.returncode:
            errors = [line for line in ran.stderr.splitlines() if not line.startswith("WARNING")]
            raise GatewayFailed(f"The benchmark could not be installed: {errors[-1] if errors else 'pip failed'}")
    stamp.write_bytes(wanted)


def run(profile: str) -> int:
    """One run of the benchmark, whose report stands in `.bench/scratch/leaks`."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    capture = _free_port()
    ask = [str(VENV / "bin" / "pii-leak-benchmark"), "selfcheck", "--capture-port", str(capture)]
    ask += ["--json-out", str(SCRATCH / f"{profile}.json")]
    print(f"\n== {'without a gateway' if profile == 'control' else profile}", flush=True)
    if profile == "control":
        return _told([*ask, "--target-base-url", "capture://self"])
    with _gateway(profile, capture) as port:
        target = ["--target-base-url", f"http://127.0.0.1:{port}/v1", "--target-model", "leaks"]
        return _told([*ask, *target, "--profile", profile])


def _told(command: list[str]) -> int:
    """Prints the verdict, the table and the checks. How a value leaked stands in the report: it quotes the value."""
    ran = subprocess.run(command, capture_output=True, text=True)
    print("\n".join(told(ran.stdout)), flush=True)
    return ran.returncode


def told(output: str) -> list[str]:
    """Of what it printed the paragraphs that say no value."""
    paragraphs = [paragraph.strip("\n") for paragraph in output.split("\n\n")]
    wanted = ("CLEAN", "LEAK", "CHECK FAILED", "NOT MEASURED")
    return [p for p in paragraphs if p.strip() in wanted or p.lstrip().startswith(("Requests", "Data types", "Checks"))]


@contextmanager
def _gateway(profile: str, capture: int) -> Iterator[int]:
    """A gateway with one worker, whose only hosted model listens at `capture`."""
    scratch = SCRATCH / profile
    shutil.rmtree(scratch, ignore_errors=True)
    (scratch / "policy").mkdir(parents=True)
    shutil.copy(HERE / "policy" / "leaks.cedar", scratch / "policy")
    source = (HERE / "isthmus.yaml").read_text().replace("CAPTURE", f"http://127.0.0.1:{capture}")
    (scratch / "isthmus.yaml").write_text(source)
    port, log = _free_port(), scratch / "log.txt"
    serve = [str(Path(sys.executable).with_name("isthmus")), "serve", "--config", "isthmus.yaml", "--host", "127.0.0.1"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*serve, "--port", str(port), "--workers", "1"], stdout=output, stderr=subprocess.STDOUT, cwd=scratch
        )
    try:
        _await(port, process, log)
        yield port
    finally:
        process.terminate()
        process.wait()


def _await(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    began = time.perf_counter()
    while time.perf_counter() - began < _START_SECONDS and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise GatewayFailed(f"The gateway did not start. {_log_tail(log)}")


if __name__ == "__main__":
    sys.exit(main())
