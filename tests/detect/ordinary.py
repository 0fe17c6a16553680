"""Ordinary text with numbers in it, a kilobyte of each kind. `python -m tests.detect.ordinary` prints what it costs."""

from __future__ import annotations

import timeit
from random import Random
from uuid import UUID

from isthmus.detect import Detector, built_in

from .technical import LINES

# ruff: noqa: E501  # lines as they come


def samples() -> dict[str, str]:
    draw = Random(4)

    def hexa(digits: int) -> str:
        return f"{draw.getrandbits(4 * digits):0{digits}x}"

    def uuid() -> str:
        return str(UUID(int=draw.getrandbits(128), version=4))

    out: dict[str, str] = {}
    out["invoice"] = (
        "Invoice 2024-004711\nDate 12.03.2024   due 11.04.2024   customer no. 10482\n\n"
        + "".join(
            f"{n:>2}  {draw.choice(['Hinge, brass', 'Bracket 40 mm', 'Screw M4x12', 'Oak panel', 'Delivery'])}   {draw.randint(1, 400):>4}  {draw.randint(1, 900)}.{draw.randint(0, 99):02}   {draw.randint(1, 90)},{draw.randint(100, 999)}.{draw.randint(0, 99):02}\n"
            for n in range(1, 20)
        )
        + "Subtotal 48,213.50\nVAT 19 % 9,160.57\nTotal 57,374.07 EUR\nPayable within 30 days.\n"
    )
    out["log"] = "".join(
        f"2024-03-12T10:{draw.randint(10, 59)}:{draw.randint(10, 59)}.{draw.randint(100, 999)}Z {draw.choice(['INFO', 'WARN', 'DEBUG'])} [worker-{draw.randint(1, 9)}] com.acme.billing.InvoiceService - processed {draw.randint(100, 9999)} rows in 0.{draw.randint(100, 999)} s, request {uuid()}\n"
        for _ in range(7)
    )
    out["access log"] = "".join(
        f'- - [12/Mar/2024:10:{draw.randint(10, 59)}:{draw.randint(10, 59)} +0000] "GET /api/v1/orders?limit=50&offset={draw.randint(100, 99999)} HTTP/1.1" 200 {draw.randint(100, 99999)} "-" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/122.0.0.0"\n'
        for _ in range(6)
    )
    out["stack trace"] = (
        "Traceback (most recent call last):\n"
        + "".join(
            f'  File "/usr/lib/python3.11/asyncio/base_events.py", line {draw.randint(10, 2000)}, in {draw.choice(["_run_once", "run_until_complete", "handle_request"])}\n    return self.router.dispatch(request, timeout={draw.randint(1, 60)})\n'
            for _ in range(7)
        )
        + "KeyError: 'order_48213'\n"
    )
    out["csv"] = "id,created,sku,quantity,price,total\n" + "".join(
        f"{48213 + n},2024-03-{draw.randint(1, 28):02},AB-{draw.randint(1000, 9999)}-XL,{draw.randint(1, 99)},{draw.randint(1, 999)}.{draw.randint(0, 99):02},{draw.randint(1000, 99999)}.{draw.randint(0, 99):02}\n"
        for n in range(24)
    )
    out["numbers csv"] = "".join(",".join(f"{draw.uniform(-10, 10):.6f}" for _ in range(8)) + "\n" for _ in range(14))
    out["markdown table"] = "| region | 2021 | 2022 | 2023 | growth |\n|---|--:|--:|--:|--:|\n" + "".join(
        f"| {draw.choice(['north', 'south', 'east', 'west'])} | {draw.randint(1000, 99999)} | {draw.randint(1000, 99999)} | {draw.randint(1000, 99999)} | {draw.uniform(0, 9):.1f} % |\n"
        for _ in range(22)
    )
    out["config"] = "".join(
        f"""[service.{n}]
listen = "0.0.0.0:{draw.randint(8000, 9999)}"
workers = {draw.randint(1, 64)}
timeout_ms = {draw.randint(100, 60000)}
image = "registry.k8s.io/kube-apiserver:v1.{draw.randint(20, 30)}.{draw.randint(0, 9)}@sha256:{hexa(64)}"
max_body = 10485760
retry = [100, 200, 400, 800]
"""
        for n in range(4)
    )
    out["git log"] = "".join(
        f"commit {hexa(40)}\nMerge: {hexa(7)} {hexa(7)}\nDate:   Tue Mar 12 10:{draw.randint(10, 59)}:{draw.randint(10, 59)} 2024 +0100\n\n    {draw.choice(['Fix a race in the scheduler', 'Bump boto3 to 1.34.62', 'The cache is keyed by version'])} (#{draw.randint(1000, 9999)})\n\n"
        for _ in range(7)
    )
    out["json"] = (
        "["
        + ",\n".join(
            f'{{"id": "{uuid()}", "order": {draw.randint(10000, 99999)}, "createdAt": "2024-03-12T10:{draw.randint(10, 59)}:33Z", "items": [1, 2, 3], "amount": {draw.randint(100, 9999)}.50, "status": "shipped"}}'
            for _ in range(7)
        )
        + "]"
    )
    out["tool schema"] = (
        '{"type":"object","properties":{'
        + ",".join(
            f'"{k}":{{"type":"string","description":"The {k} of the order, at most {n * 50} characters","maxLength":{n * 50}}}'
            for n, k in enumerate(
                [
                    "customerReference",
                    "shippingMethodCode",
                    "warehouseLocation",
                    "unitOfMeasurement",
                    "deliveryInstructions",
                    "preferredCarrierName",
                    "packagingRequirements",
                ],
                1,
            )
        )
        + "}}"
    )
    out["code"] = '''
class ConnectionPool:
    """Keeps at most `max_connections` open to a host."""

    def __init__(self, max_connections: int = 100, timeout: float = 30.0, retries: int = 3) -> None:
        self._max_connections = max_connections
        self._timeout, self._retries = timeout, retries
        self._available: dict[str, list[Connection]] = defaultdict(list)
        self._lock = threading.RLock()

    def acquire(self, host: str, port: int = 443) -> Connection:
        with self._lock:
            idle = self._available[f"{host}:{port}"]
            while idle:
                connection = idle.pop()
                if connection.is_alive() and time.monotonic() - connection.last_used < 300.0:
                    return connection
        for attempt in range(self._retries):
            try:
                return self._create_connection(host, port, timeout=self._timeout * 2**attempt)
            except OSError as error:
                logging.warning("attempt %d of %d failed: %s", attempt + 1, self._retries, error)
        raise ConnectionUnavailable(host, port)
'''
    out["numbers in prose"] = (
        "In 2023 the plant made 48,213 units, 12.4 % more than in 2022 (42,895), of which 1,532 were returned within 30 days. "
        "Revenue rose from 12,480,000 to 14,210,500 euros; costs were 9,870,300 (2022: 9,120,000). The 3rd quarter, from 2023-07-01 to 2023-09-30, "
        "was the best since 1998: 13,204 units at 315.20 each. For 2024 we plan 52,000 units, 3 shifts and 240 working days, that is 217 a day. "
        "Order 2024-000123 of 12/03/2024 is for 1,200 pieces at 4.75 (5,700.00 net, 6,783.00 gross), to be delivered in 4 lots of 300 from week 14 to 17. "
        "Machine 12 ran 6,120 hours, machine 14 5,980 and machine 15 only 3,410 because of the fire on 4 May 2023; the repair cost 182,400 and took 61 days. "
        "See table 7 on page 104, sections 4.2.1 to 4.2.5, and the forecast of 15 January 2024 (version 3.1, 28 pages)."
    )
    technical = "\n".join(LINES)
    out |= {f"technical text, KB {n + 1}": technical[1024 * n : 1024 * (n + 1)] for n in range(len(technical) // 1024)}
    return out


def main() -> None:
    detector, costs = Detector(built_in()), []
    for name, text in samples().items():
        cost = min(timeit.repeat(lambda: detector.scan([text]), number=5, repeat=100)) / 5 * 1e6 / len(text) * 1024  # noqa: B023
        costs.append(cost)
        print(f"{name:24} {cost:6.0f} µs/KB")
    print(f"{'mean':24} {sum(costs) / len(costs):6.0f} µs/KB")


if __name__ == "__main__":
    main()
