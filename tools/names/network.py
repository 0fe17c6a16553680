"""The network and its training: sums of hashed word pieces, then a few wide looks at the neighbours."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray

from isthmus.detect.names.tokens import BUCKETS, WIDTH
from tools.names.examples import Example
from tools.names.values import KINDS

EMBEDDED, HIDDEN = 64, 96
REACHES = (1, 2, 4, 8)
"""How far each layer looks to both sides."""
LENGTH, BATCH = 128, 32
_PIECES = (0, 3, 4, 7, 8, 9)
"""Columns of a row that tell the word itself; hidden now and then, so that unseen words are judged by their shape."""
_KNOWN = WIDTH - 1
Parameters = dict[str, Any]


def fresh(seed: int) -> Parameters:
    draw = np.random.default_rng(seed)

    def normal(*shape: int, scale: float) -> jax.Array:
        return jnp.asarray(draw.normal(0, scale, shape), jnp.float32)

    made: Parameters = {
        "table": normal(BUCKETS, EMBEDDED, scale=0.1),
        "glue": normal(4, EMBEDDED, scale=0.1),
        "inner": normal(3 * EMBEDDED, HIDDEN, scale=(3 * EMBEDDED) ** -0.5),
        "inner_bias": jnp.zeros(HIDDEN),
        "out": normal(HIDDEN, len(KINDS) + 2, scale=HIDDEN**-0.5),
        "out_bias": jnp.zeros(len(KINDS) + 2),
        "scale": jnp.ones(HIDDEN),
        "shift": jnp.zeros(HIDDEN),
    }
    for layer, _ in enumerate(REACHES):
        made[f"w{layer}"] = normal(3 * HIDDEN, HIDDEN, scale=(3 * HIDDEN) ** -0.5)
        made[f"b{layer}"] = jnp.zeros(HIDDEN)
        made[f"scale{layer}"], made[f"shift{layer}"] = jnp.ones(HIDDEN), jnp.zeros(HIDDEN)
    return made


def _around(x: jax.Array, reach: int) -> jax.Array:
    """Each word beside those `reach` before and behind it."""
    wide = jnp.pad(x, ((0, 0), (reach, reach), (0, 0)))
    size = x.shape[1]
    return jnp.concatenate([wide[:, :size], x, wide[:, 2 * reach :]], -1)


def _normed(x: jax.Array, scale: jax.Array, shift: jax.Array) -> jax.Array:
    centred = x - x.mean(-1, keepdims=True)
    return centred * jax.lax.rsqrt((centred**2).mean(-1, keepdims=True) + 1e-5) * scale + shift


def _dropped(x: jax.Array, key: jax.Array | None, rate: float) -> jax.Array:
    if key is None:
        return x
    kept: jax.Array = jnp.where(jax.random.bernoulli(key, 1 - rate, x.shape), x / (1 - rate), 0.0)
    return kept


def scores(p: Parameters, rows: jax.Array, glue: jax.Array, key: jax.Array | None = None) -> jax.Array:
    keys = list(jax.random.split(key, len(REACHES) + 1)) if key is not None else [None] * (len(REACHES) + 1)
    x = (p["table"][rows] * (rows > 0)[..., None]).sum(-2) + p["glue"][glue]
    x = _dropped(x, keys[-1], 0.15)
    x = jax.nn.relu(_around(x, 1) @ p["inner"] + p["inner_bias"])
    for layer, reach in enumerate(REACHES):
        y = _normed(x, p[f"scale{layer}"], p[f"shift{layer}"])
        y = jax.nn.relu(_around(y, reach) @ p[f"w{layer}"] + p[f"b{layer}"])
        x = x + _dropped(y, keys[layer], 0.15)
    made: jax.Array = _normed(x, p["scale"], p["shift"]) @ p["out"] + p["out_bias"]
    return made


def _loss(p: Parameters, batch: tuple[jax.Array, ...], key: jax.Array) -> jax.Array:
    rows, glue, allowed, begins = batch
    answer = scores(p, rows, glue, key)
    kinds = jax.nn.log_softmax(answer[..., :-1])
    may = (allowed[..., None] >> jnp.arange(len(KINDS) + 1)) & 1
    wrong = -jax.nn.logsumexp(jnp.where(may > 0, kinds, -1e9), -1)
    value = (allowed & 1) == 0
    begin = optax.sigmoid_binary_cross_entropy(answer[..., -1], (begins > 0).astype(jnp.float32))
    made: jax.Array = wrong.mean() + 0.2 * (begin * (value & (begins >= 0))).mean()
    return made


def trained(
    examples: list[Example], weights: NDArray[np.float64], table: NDArray[np.int32], *, steps: int, seed: int
) -> Parameters:
    """Adam with a warm beginning and a slow end. `weights` says how often an example comes in an epoch."""
    optimiser = optax.chain(
        optax.clip_by_global_norm(1.0),
        optax.adamw(
            optax.warmup_cosine_decay_schedule(1e-4, 3e-3, min(200, steps // 5), steps, 2e-5), weight_decay=0.01
        ),
    )
    p = fresh(seed)
    state = optimiser.init(p)

    @partial(jax.jit, donate_argnums=(0, 1))
    def step(p: Parameters, state: Any, batch: tuple[jax.Array, ...], key: jax.Array) -> tuple[Any, Any, jax.Array]:
        value, gradient = jax.value_and_grad(_loss)(p, batch, key)
        change, state = optimiser.update(gradient, state, p)
        return optax.apply_updates(p, change), state, value

    draw, key, losses = np.random.default_rng(seed), jax.random.key(seed), []
    stream = _batches(examples, weights, table, draw)
    for number in range(steps):
        key, now = jax.random.split(key)
        p, state, value = step(p, state, next(stream), now)
        losses.append(value)
        if number % 100 == 99:
            print(
                f"step {number + 1}/{steps}  loss {float(np.mean([float(v) for v in losses[-100:]])):.4f}", flush=True
            )
    return {name: np.asarray(value) for name, value in p.items()}


def _batches(examples: list[Example], weights: Any, table: NDArray[np.int32], draw: np.random.Generator) -> Any:
    while True:
        copies = np.floor(weights + draw.random(len(examples))).astype(int)
        order = draw.permutation(np.repeat(np.arange(len(examples)), copies))
        for first in range(0, len(order), 4000):
            some = [examples[i] for i in order[first : first + 4000]]
            columns = [
                np.concatenate([getattr(e, name) for e in some]) for name in ("words", "glue", "allowed", "begins")
            ]
            size = LENGTH * BATCH
            for at in range(0, len(columns[0]) - size, size):
                words, glue, allowed, begins = (c[at : at + size].reshape(BATCH, LENGTH) for c in columns)
                yield _hidden(table[words], allowed, draw), glue, allowed, begins.astype(np.int32)


def _hidden(rows: NDArray[np.int32], allowed: NDArray[np.int32], draw: np.random.Generator) -> NDArray[np.int32]:
    """Now and then a word without its identity, or without what lists know of it; oftener where it is a value."""
    value = (allowed & 1) == 0
    rate = np.where(value, 0.3, 0.06)
    rows = rows.copy()
    unseen = draw.random(allowed.shape) < rate
    for column in _PIECES:
        rows[..., column] = np.where(unseen & (draw.random(allowed.shape) < 0.85), 0, rows[..., column])
    unlisted = draw.random(allowed.shape) < np.where(value, 0.35, 0.05)
    rows[..., _KNOWN] = np.where(unlisted, 320, rows[..., _KNOWN])
    return rows
