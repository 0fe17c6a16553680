"""What people ask about technology and what coding agents send, written for this: none of it is anybody's data.

Agents' requests are put together from the paragraphs of `agents.txt` and the tools of `tools.txt`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).parent
Tree = dict[str, Any]


def questions() -> list[str]:
    return (HERE / "questions.txt").read_text("utf-8").splitlines()


def asked() -> Iterator[Tree]:
    """Each question as a request of its own."""
    for question in questions():
        yield {"model": "chat", "messages": [{"role": "user", "content": question}]}


def agents(number: int = 20) -> Iterator[Tree]:
    """Requests of coding agents, with 5 to 40 tools each, in the middle of their work."""
    said = (HERE / "agents.txt").read_text("utf-8").strip().split("\n\n")
    first, rest = [p for p in said if p.startswith("You are")], [p for p in said if not p.startswith("You are")]
    tools, asking = tool_lines(), questions()
    for n in range(number):
        draw = Random(f"agent {n}")
        told = "\n\n".join([first[n % len(first)], *draw.sample(rest, draw.randint(12, 40))])
        chosen = draw.sample(tools, 5 + 35 * n // max(1, number - 1))
        yield {
            "model": "chat",
            "messages": [
                {"role": "system" if n % 2 else "developer", "content": told},
                {"role": "user", "content": draw.choice(asking)},
                *_turn(draw, chosen[0], n),
                {"role": "user", "content": draw.choice(asking)},
            ],
            "tools": [tool(line) for line in chosen],
        }


def _turn(draw: Random, line: str, n: int) -> list[Tree]:
    """A tool that was called, and what it brought."""
    name = line.split(" | ")[0]
    function = {"name": name, "arguments": '{"todos": [{"content": "Run the build\\n", "status": "pending"}]}'}
    return [
        {"role": "assistant", "content": None,
         "tool_calls": [{"id": f"call_{n:04}Tq", "type": "function", "function": function}]},
        {"role": "tool", "tool_call_id": f"call_{n:04}Tq", "content": f"{name}: {draw.randint(2, 9)} matches"},
    ]  # fmt: skip


def tool_lines() -> list[str]:
    return (HERE / "tools.txt").read_text("utf-8").splitlines()


def tool(line: str) -> Tree:
    name, description, *fields = line.split(" | ")
    properties: Tree = {}
    required = []
    for field in fields:
        called, kind, *text = field.removeprefix("*").split(" ", 2)
        shape: Tree = {"type": "string", "enum": kind.split(",")} if "," in kind else {"type": kind}
        properties[called] = {**shape, **({"description": text[0]} if text else {})}
        if field.startswith("*"):
            required.append(called)
    parameters = {"type": "object", "properties": properties, "required": required}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}
