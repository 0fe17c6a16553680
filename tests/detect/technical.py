"""Ordinary technical text of our own, with nobody in it: what a developer pastes into a chat."""

from __future__ import annotations

# ruff: noqa: E501  # lines as they come

LINES = r"""
2024-03-12T10:15:33.412Z INFO  [worker-3] com.acme.billing.InvoiceService - processed 1532 rows in 0.482 s
2024-03-12 10:15:34,001 WARN  kafka.consumer: partition 12 lag=48213 offset=140234567890 group=orders-v2
Mar 12 10:15:35 node-07 kubelet[2214]: I0312 10:15:35.123456 2214 reconciler.go:224] operationExecutor.VerifyVolume started
time="2024-03-12T10:15:36Z" level=error msg="context deadline exceeded" duration=30.00012s attempt=3/5
[  142.331234] nvme nvme0: I/O 128 QID 4 timeout, aborting; cpu 0x1f flags 0xffff8881
ERROR 1062 (23000): Duplicate entry '48213' for key 'orders.PRIMARY'
Traceback (most recent call last): File "/usr/lib/python3.11/asyncio/base_events.py", line 1919, in _run_once
  File "src/app/main.py", line 42, in handler: return self.router.dispatch(request)
KeyError: 'access_token' raised after 3 retries, see app.log.2024-03-12 and app.log.1.gz
java.lang.NullPointerException: Cannot invoke "String.length()" because "value" is null at Foo.bar(Foo.java:117)
thread 'main' panicked at 'index out of bounds: the len is 3 but the index is 7', src/main.rs:17:9
panic: runtime error: invalid memory address or nil pointer dereference [signal SIGSEGV code=0x1 addr=0x18 pc=0x4a2f3c]
GET /api/v1/orders?limit=50&offset=1000 HTTP/1.1 200 5321 12.4ms "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"
HTTP/2 429, retry-after: 30, x-ratelimit-remaining: 0, x-request-id: 7f3c2b1a-9d8e-4c6b-a5f4-0e1d2c3b4a59
upgrade boto3 1.34.59 -> 1.34.62, botocore, urllib3 2.2.1, requests 2.31.0, numpy 1.26.4, pandas 2.2.1
openssl 3.0.13, glibc 2.35-0ubuntu3.6, kernel 5.15.0-1053-aws, gcc (Ubuntu 11.4.0-1ubuntu1~22.04) 11.4.0
Node.js v20.11.1, npm 10.2.4, TypeScript 5.4.2, React 18.2.0, Next.js 14.1.3, Vite 5.1.6, ESLint 8.57.0
Python 3.11.8 (main, Feb 6 2024, 21:21:21) [Clang 15.0.0] on darwin; pip 24.0; setuptools 69.1.1
EC2 m5.2xlarge, r6g.16xlarge and p4d.24xlarge in us-east-1a; S3 bucket, EKS 1.29, RDS db.t3.medium, Lambda arm64
arn:aws:s3:::logs-bucket/2024/03/12/*.gz and arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess
image: registry.k8s.io/kube-apiserver:v1.29.2@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
docker pull quay.io/prometheus/node-exporter:v1.7.0 && docker run -d -p 9100:9100 --name exporter prom/node-exporter
kubectl -n kube-system rollout restart deployment/coredns; kubectl get pods -o wide | grep -v Running
apiVersion: apps/v1, kind: Deployment, replicas: 3, image: nginx:1.25.4-alpine, containerPort: 8080
resources: {requests: {cpu: 250m, memory: 512Mi}, limits: {cpu: "1", memory: 1Gi}}, terminationGracePeriodSeconds: 30
livenessProbe: httpGet path /healthz port 8080 initialDelaySeconds 15 periodSeconds 20 failureThreshold 3
helm upgrade --install app ./chart --set image.tag=2.14.3 --set replicas=5 --namespace staging --wait --timeout 10m
terraform plan -out=tfplan; module.vpc.aws_subnet.private[2] will be created; 14 to add, 2 to change, 0 to destroy
resource "aws_instance" "web" { ami = "ami-0c55b159cbfafe1f0", instance_type = "t3.micro", count = 3 }
i-0abcd1234efgh5678, vol-049df61146c4d7901, subnet-0bb1c79de3EXAMPLE, sg-903004f8, vpc-1a2b3c4d, eni-0a1b2c3d
listen 0.0.0.0:443 ssl http2; server_name _; proxy_pass http://127.0.0.1:8080; proxy_read_timeout 300s;
net.core.somaxconn = 4096; vm.swappiness = 10; fs.file-max = 2097152; ulimit -n 65535
git rebase -i HEAD~5; git cherry-pick 9fceb02d0ae598e95dc970b74767f19372d61af8; git tag -a v2.3.1 -m "release 2.3.1"
commit 3b18e512dba79e4c8300dd08aeb37f8e728b8dad, merge: 4ed2f1a 7c3e9b0, index 83db48f..bf269f4 100644
Fixes #48213 and closes GH-1204; see RFC 9110 section 15.5.1, RFC 7519, PEP 621, CVE-2024-3094, CWE-79, JIRA OPS-4711
Changed: the default timeout is 30 s (was 60 s). Removed: Python 3.7 support. Added: `--dry-run` since 4.2.0.
## 3.1.0 (2024-02-28) Bug fixes: a race in the scheduler (#1893), a leak of 48 bytes per request (#1901)
md5 d41d8cd98f00b204e9800998ecf8427e  sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709  crc32 0x1b851995
etag: W/"5e15153d-264"; cache-control: public, max-age=31536000, immutable; content-length: 13421772
integrity="sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC" crossorigin="anonymous"
"resolved": "https://registry.npmjs.org/lodash/-/lodash-4.17.21.tgz", "integrity": "sha512-v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg=="
data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==
uuid 550e8400-e29b-41d4-a716-446655440000, ulid 01HQ3K5B8Z6Y7X4W2V1T0S9R8Q, snowflake 1214567890123456789
traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 span_id=00f067aa0ba902b7
epoch 1710238533, ms 1710238533123, us 1710238533123456, ns 1710238533123456789, ISO week 2024-W11-2
for i in range(0, 1_000_000): total += a[i] * 0.3000000000000004 + 4.5123456789012345e-10
def login(password: str, token: str | None = None) -> bool: return check(password=password, token=token)
api_key = os.environ["API_KEY"]; secret = config.get("client_secret"); token = request.headers.get("Authorization")
const token = await getToken({ secret: process.env.AUTH_SECRET }); const key = `${prefix}:${id}:v2`;
if (user.age >= 18 && cache.maxAge < 3600) { return res.status(200).json({ ok: true, items: [] }); }
SELECT o.id, SUM(i.amount) FROM orders o JOIN items i ON i.order_id = o.id WHERE o.created_at > '2024-01-01' GROUP BY 1;
CREATE INDEX CONCURRENTLY idx_orders_created_at ON orders (created_at DESC) WHERE status IN (1, 2, 3);
EXPLAIN ANALYZE: Seq Scan on orders (cost=0.00..18334.00 rows=1000000 width=97) (actual time=0.012..89.3 rows=1000000 loops=1)
ALTER TABLE items ADD COLUMN price NUMERIC(12,2) DEFAULT 0.00 NOT NULL; VACUUM (VERBOSE, ANALYZE) items;
redis-cli --latency -p 6379; maxmemory 2gb; keyspace hits 481230, misses 1204; used_memory_human:1.21G
std::vector<std::unique_ptr<Node>> nodes; nodes.reserve(1024); auto it = map.find(key); return it->second;
fn parse(input: &str) -> Result<Vec<u32>, ParseIntError> { input.split(',').map(|s| s.trim().parse()).collect() }
public static final int MAX_RETRIES = 3; private final Map<String, List<Order>> byId = new ConcurrentHashMap<>(64);
func (s *Server) Shutdown(ctx context.Context) error { s.mu.Lock(); defer s.mu.Unlock(); return s.srv.Shutdown(ctx) }
x = threading.local(); y = settings.local; import numpy as np; from foo.internal import bar; package acme.internal.util
self.config.internal.timeout = 5; this.state.local = {}; obj.it.is.to.so; path.to.file.main.py; styles.module.css
tsconfig.json, package-lock.json, .env.local, docker-compose.override.yml, Makefile, main.py, lib.rs, index.d.ts, README.md
lr 3e-4, batch 256, epochs 40, warmup 2000, weight decay 0.01, dropout 0.1, seed 42, fp16, 8 x A100 80GB, 312 TFLOPS
epoch 12/40 step 48213 loss 0.412345 acc 0.9123 f1 0.8876 val_loss 0.398112 lr 2.91e-04 gpu 71C 98%
tensor([[ 0.1234, -1.2345, 2.3456], [ 3.4567, -4.5678, 5.6789]], dtype=torch.float32, device='cuda:0')
p50 12 ms, p95 48 ms, p99 87 ms, max 1204 ms; 10,000 requests; 99.95 % below 250 ms; RPS 1532.4
total 48, drwxr-xr-x 5 root root 4096 Mar 12 10:15 . and -rw-r--r-- 1 root root 1204 Feb 28 09:02 setup.cfg
PID 48213 root 20 0 1204321 481234 12048 S 12.5 2.9 1:02.33 python3; load average: 0.42, 0.38, 0.35
eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST> mtu 1500; RX packets 4821346 bytes 1204321567 (1.1 GiB)
PORT STATE SERVICE 22/tcp open ssh, 80/tcp open http, 443/tcp open https, 5432/tcp closed postgresql
Unicode 15.1, UTF-8, ISO 8601, IEEE 754, ECMA-262, POSIX.1-2017, ISO/IEC 27001:2022, SOC 2 Type II, WCAG 2.2 AA
color: #1a2b3c; background: rgba(12, 34, 56, 0.78); margin: 0 auto 16px; grid-template-columns: repeat(12, 1fr);
@media (min-width: 768px) and (max-width: 1279.98px) { .col-md-6 { flex: 0 0 50%; max-width: 50%; } }
<svg viewBox="0 0 24 24"><path d="M12 2C6.48 2 2 6.48 2 12s4.48 10 10 10 10-4.48 10-10S17.52 2 12 2z"/></svg>
{"id": 48213, "status": "ok", "items": [1, 2, 3], "ratio": 0.75, "created": "2024-03-12T10:15:33Z", "next": null}
{"age": null, "max_age": 3600, "page": 2, "per_page": 50, "total": 1204, "version": "2.14.3", "etag": "33a64df5"}
cache key v2:orders:48213:eu-west-1, partition key 7f3c2b1a, sort key 2024-03-12#000123, idempotency key 01HQ3K5B8Z
ISBN 978-3-16-148410-0, ISSN 2049-3630, DOI 10.1000/182, arXiv:2403.01234, EAN 4006381333931
part no. 0012-3456, SKU AB-4711-XL, batch 240312-07, order 4711-0815, invoice 2024-000123, ticket INC-004711
Ryzen 9 7950X, i7-13700K, RTX 4090, DDR5-6000 CL30, PCIe 5.0 x16, NVMe 2 TB, 850 W, 27" 2560x1440@165Hz
M3 Max, A17 Pro, Pixel 8, Galaxy S24, ThinkPad X1, Cortex-M4 @ 168 MHz, STM32F407VG, ESP32-S3, RP2040, LM317T
Boeing 737-800, A320neo, VW Golf 8, F-150, M4 screws 12 mm, ISO A4 paper, USB 3.2 Gen 2x2, HDMI 2.1, Cat 6A
The build takes 12 minutes; the previous one took 9. This library is 12 years old and the server has an uptime of 204 days.
Increase the pool size from 10 to 50, lower the page size to 25, and retry after 5, 10 and 30 seconds.
Chapter 3.1.4, table 12, figure 7, page 204; see section 4.2.1 and appendix B12 for the E2E tests of module C3.
cell B12 calls f(x, y); sheet Q3, range A1:D48, =SUM(B2:B48)*1.19, row 1204, column AB, pivot on F7
The password is required. Reset your password; basic authentication and bearer tokens are both supported by the API.
Set `PASSWORD` in the environment. The secret is read from a file; the token expires after 3600 seconds.
We use S3 for storage, SQS for queues, K8s for orchestration, R2 for backups, D3 for charts and H2 for tests.
The bank of memory at 0x7fff5fbff8c0; account for the overhead; address 0x00007f8a1c000b20, swift code path, routing table
driver version 535.161.07, licence MIT, plate heat exchanger B3-095, serial port COM3 at 115200 baud, chassis fan 1200 rpm
passport.js 0.7.0 middleware, visa4j 1.2.3, geo index 2dsphere, location header 302, map size 1204, lat p99 87.5
The diagnosis of the outage: E42 in module F12, code P0420 in the dashboard; patient zero was build 1204.
member 3 of group 12, policy 4 of 9, subscriber count 48213, plan B, health check 200, insurance of quality 99.9
""".strip().splitlines()

MORE = (
    "Server {n} restarted at 10:{n:02}:33 with exit code 137 after 12{n} seconds, heap 51{n} MiB, 4{n}2 threads, build 20240312.{n}",
    "release-{n}.{n}.3 rc{n}, py3{n}, x86_64-linux-gnu, commit {n}f3c2b1a9d8e4c6ba5f40e1d2c3b4a59{n}f, (#12{n}4)",
)

TECHNICAL_TEXT: tuple[str, ...] = (*LINES, *(line.format(n=n) for n in range(10, 38) for line in MORE))
