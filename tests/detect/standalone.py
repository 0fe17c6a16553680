"""How often a number that stands alone is taken for a person's without being one: `python -m tests.detect.standalone`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random

from isthmus.detect import Detector, built_in

# ruff: noqa: E501  # documents as they come


def random_number(length: int, draw: Random) -> str:
    return str(draw.randrange(10 ** (length - 1), 10**length))


def documents(draw: Random) -> Iterator[tuple[str, object]]:
    """What services answer with, written by us; every id and time is drawn anew."""

    def number(length: int) -> int:
        return draw.randrange(10 ** (length - 1), 10**length)

    at = draw.randrange(1_700_000_000, 1_900_000_000)
    yield "order", {
        "orderId": str(number(9)), "order_number": str(number(10)), "createdAt": at * 1000, "updated": str(at),
        "customer": {"id": number(8), "since": "2021-03-04"}, "tracking_number": str(number(12)),
        "items": [{"sku": str(number(8)), "ean": str(number(13)), "quantity": 2, "price": "1249.00", "id": str(number(9))}],
        "invoice": {"no": str(number(9)), "total": "2498.00", "due": "2026-02-01"},
    }  # fmt: skip
    yield "repository", {
        "id": number(9), "node_id": "R_kgDOGx3nJQ", "name": "widgets", "size": number(6), "pushed_at": "2026-01-01T10:00:00Z",
        "workflow_run": {"id": str(number(11)), "run_number": 412, "check_suite_id": str(number(11)), "job_id": str(number(11))},
        "issue": {"id": number(10), "number": 4711, "comments": 12, "comment_id": str(number(10))},
        "owner": {"id": number(8), "type": "Organization"},
    }  # fmt: skip
    yield "payment", {
        "id": f"pi_{number(24)}", "object": "payment_intent", "amount": number(6), "created": at, "livemode": False,
        "latest_charge": f"ch_{number(24)}", "metadata": {"order_id": str(number(9)), "cart": str(number(11))},
        "balance_transaction": f"txn_{number(24)}", "period": {"start": str(at), "end": str(at + 2_592_000)},
    }  # fmt: skip
    yield "cluster", {
        "kind": "Pod", "metadata": {"name": f"web-{number(10)}-x7f2q", "resourceVersion": str(number(9)), "generation": 3,
        "annotations": {"deployment.kubernetes.io/revision": "12", "checksum/config": str(number(12))}},
        "spec": {"terminationGracePeriodSeconds": 30, "securityContext": {"runAsUser": number(10)}},
        "status": {"startTime": "2026-01-01T10:00:00Z", "hostIP": "", "observedGeneration": str(number(9))},
    }  # fmt: skip


KINDS = ("order", "repository", "payment", "cluster")


def taken(detector: Detector, text: str) -> int:
    """How many findings of the rows that look at what stands alone."""
    return sum(found.recogniser.startswith("alone_") for found in detector.scan([text]).findings)


def by_length(detector: Detector, count: int) -> dict[int, float]:
    draw = Random(5)
    return {
        length: sum(taken(detector, random_number(length, draw)) > 0 for _ in range(count)) / count
        for length in range(5, 20)
    }


def by_kind(detector: Detector, count: int) -> dict[str, float]:
    """Of so many documents of each kind the share in which anything is taken."""
    draw, hit = Random(6), dict.fromkeys(KINDS, 0)
    for _ in range(count):
        for kind, tree in documents(draw):
            hit[kind] += taken(detector, json.dumps(tree)) > 0
    return {kind: seen / count for kind, seen in hit.items()}


def main() -> None:
    detector = Detector(built_in())
    for length, share in by_length(detector, 5_000).items():
        print(f"{length:>3} digits     {share:7.2%}")
    for kind, share in by_kind(detector, 2_000).items():
        print(f"{kind:<12} {share:7.2%}")


if __name__ == "__main__":
    main()
