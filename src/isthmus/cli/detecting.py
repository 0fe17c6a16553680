"""`isthmus detect`: what is recognised in a text, and how well recognition does on labelled texts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from isthmus.cli.evaluating import eval_command
from isthmus.cli.terminal import FAILED, Misused, complain, json_option, note, print_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isthmus.detect import Detector
    from isthmus.domain.content import Scan
    from isthmus.domain.labels import Level

detector_option = click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Look for what this configuration says.  [default: everything built in]",
)
names_option = click.option("--no-names", is_flag=True, help="Without the model that reads names, places and dates.")


class TextOrCommand(click.Group):
    """A group that is a command itself: the first word is a text, unless it names one of its commands."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] in self.commands:
            ctx.args = args
            return args
        return click.Command.parse_args(self, ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        if not ctx.args:
            return click.Command.invoke(self, ctx)
        name, command, rest = self.resolve_command(ctx, ctx.args)
        assert command is not None
        with command.make_context(name, rest, parent=ctx) as inner:
            return inner.command.invoke(inner)


@click.group(
    "detect",
    cls=TextOrCommand,
    invoke_without_command=True,
    context_settings={"allow_interspersed_args": True},
    subcommand_metavar="| eval [OPTIONS]",
    short_help="Show what is recognised in a text.",
)
@click.argument("text", required=False)
@click.option("--file", type=click.Path(path_type=Path), metavar="FILE", help="Read the text from a file.")
@detector_option
@names_option
@json_option
@click.pass_context
def detect_command(
    ctx: click.Context, text: str | None, file: Path | None, config: Path | None, no_names: bool, as_json: bool
) -> None:
    """Show what is recognised in a text.

    TEXT is the text itself, or - for standard input, which is also read when there is no TEXT. Values are shown with
    their category, the level that the category raises content to, and the recogniser that found them. Nothing is sent
    or kept. Exit code 1 when a part of the text could not be read.

    \b
    Examples:
      isthmus detect "Call Ada Lovelace at +44 20 7946 0958"
      isthmus detect --file letter.txt --config gateway
      git diff | isthmus detect --json | jq '.findings[].category'
    """
    content = _content(text, file)
    detector, levels = detector_for(config, names=not no_names)
    scan = detector.scan([content])
    if as_json:
        print_json(_plain(scan, content, levels))
    else:
        from isthmus.cli.highlighting import show

        show(scan, content, levels)
    if not scan.complete:
        complain("not all of it could be read", _unread(scan))
        ctx.exit(FAILED)


def detector_for(
    config: Path | None, *, names: bool, lean: float | None = None
) -> tuple[Detector, Mapping[str, Level]]:
    """The detector and the levels of a configuration, or all that is built in. Raises `SettingsError`."""
    from isthmus import detection, settings
    from isthmus.detect import DEFAULT_LEVELS, Detector, built_in
    from isthmus.detect.documents import documents
    from isthmus.detect.occasions import BUILT_IN_DOCUMENTS
    from isthmus.domain.errors import SettingsError

    if config is not None:
        loaded = settings.load(config, credentials=False)
        return detection.detector_of(loaded, names=names), detection.levels_of(loaded.document.detect)
    reading = []
    if names:
        try:
            reading = [detection.tagger(detection.LEAN if lean is None else lean)]
        except (SettingsError, ImportError, OSError):  # an extra that is not installed, or a package built without it
            note("Names, places and dates are not looked for: that needs `pip install 'isthmus[onnx]'`.")
    whole = documents(BUILT_IN_DOCUMENTS)
    return Detector([*built_in(), *reading], max_chars=sys.maxsize, documents=whole), DEFAULT_LEVELS


# -- what is read -----------------------------------------------------------------------------------------------


def _content(text: str | None, file: Path | None) -> str:
    if file is not None and text is not None:
        raise Misused("TEXT and --file exclude each other", "Leave one of them out.")
    if file is not None:
        return decoded(file.read_bytes(), str(file))
    if text is not None and text != "-":
        return text
    if text is None and sys.stdin.isatty():
        raise Misused("there is no text", 'Write `isthmus detect "some text"`, --file FILE, or - and type it.')
    return decoded(sys.stdin.buffer.read(), "standard input")


def decoded(raw: bytes, name: str) -> str:
    """UTF-8, with or without a byte order mark. Raises `Misused` for anything else, which would be read wrongly."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Misused(f"{name}: this is UTF-16", f"Convert it: iconv -f utf-16 -t utf-8 {name}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        kind = "binary" if b"\0" in raw else "not UTF-8"
        raise Misused(
            f"{name}: this is {kind} (byte {wrong.start})", "Only text is read; convert it to UTF-8 first."
        ) from None
    if "\0" in text:
        raise Misused(f"{name}: this is binary (byte {raw.index(0)})", "Only text is read; extract it first.")
    return text


# -- what is said -----------------------------------------------------------------------------------------------


def _unread(scan: Scan) -> str:
    failed = f"Failed: {', '.join(scan.failed)}. " if scan.failed else ""
    return f"{failed}A gateway would keep such content as restricted."


def _plain(scan: Scan, text: str, levels: Mapping[str, Level]) -> dict[str, object]:
    from isthmus.detect import label_of, level_of

    findings = [
        {
            "start": f.start, "end": f.end, "value": text[f.start : f.end], "category": f.category,
            "level": level_of(f.category, levels).word, "confidence": f.confidence, "recogniser": f.recogniser,
        }
        for f in scan.findings
    ]  # fmt: skip
    level = label_of(scan, levels).level.word
    return {
        "level": level, "complete": scan.complete, "failed": scan.failed, "about": sorted(scan.about),
        "findings": findings,
    }  # fmt: skip


detect_command.add_command(eval_command)
