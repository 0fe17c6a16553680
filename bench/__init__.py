"""What the gateway costs, measured on one core beside others doing the same job in the same run.

`python -m bench` starts a fake upstream, the gateway and the contestants it is compared with, sends
them all the same requests in turn, and prints what each request cost in processor time, how many a
core serves, what latency is added, what a streamed event costs, memory and cold start.
`python -m bench memory` watches memory over many requests, `python -m bench profile` says where the
time goes. Docs: `docs/benchmarks.md`.

The rooms: `workload` the requests and what a right answer is; `upstream` the fake provider;
`passthrough` the bare gateway to compare with; `contestants` how each gateway is started; `load` the
load generator; `accounting` processor time and memory of a process tree; `measure` the rounds;
`figures` from windows to medians and ratios; `report` the table, the JSON and the Markdown.
"""
