"""The sandbox: an OpenAI-compatible provider of ours that stands in for a hosted model.

It answers deterministically and says in every answer that it is a sandbox. It can be told, step by
step or by model name, to be slow, rude, broken, hostile or gone, and it remembers every byte that
reached it, so that a test can ask what the hosted side actually saw. Its answers repeat what they
were given and never depend on its length or its letters: replace a word in the question by another
and it is replaced in the answer.
"""

from isthmus.sandbox.app import SandboxApp, create_app
from isthmus.sandbox.recorder import Recorder, RecordingOff, Seen
from isthmus.sandbox.server import SandboxServer, serve
from isthmus.sandbox.step import PRESETS, Call, ErrorDetail, Script, ScriptError, Step, read_script

__all__ = [
    "PRESETS",
    "Call",
    "ErrorDetail",
    "Recorder",
    "RecordingOff",
    "SandboxApp",
    "SandboxServer",
    "Script",
    "ScriptError",
    "Seen",
    "Step",
    "create_app",
    "read_script",
    "serve",
]
