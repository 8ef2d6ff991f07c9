"""Opens many event streams on a running server and counts what each of them receives.

Every client must see the same events in the same order without a gap; the server's memory must stay
flat. Prints one JSON line.

    python3 Benchmarks/streams/clients.py --port 8000 --token TOKEN --clients 500 --seconds 600 --pid PID
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import time
from pathlib import Path


IDENTIFIER = re.compile(rb"^id: ?(\d+)", re.MULTILINE)


class Stream(asyncio.Protocol):
    """One client. Whole chunks are searched, so that one thread can stand for hundreds of readers."""

    def __init__(self, port: int, token: str) -> None:
        self.request = (
            f"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/event-stream\r\n"
            f"Authorization: Bearer {token}\r\n\r\n").encode()
        self.events = 0
        self.bytes = 0
        self.last: int | None = None
        self.gaps = 0
        self.resets = 0
        self.status = b""
        self.rest = b""
        self.is_ending = False
        self.closed_early = False

    def connection_made(self, transport) -> None:
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.bytes += len(data)
        data = self.rest + data
        cut = data.rfind(b"\n") + 1
        self.rest = data[cut:]
        data = data[:cut]
        if not self.status:
            self.status = data.split(b"\r\n", 1)[0]
        self.resets += data.count(b"event: reset")
        for number in map(int, IDENTIFIER.findall(data)):
            if self.last is not None:
                if number != self.last + 1:
                    self.gaps += 1
                self.events += 1
            self.last = number

    def connection_lost(self, error) -> None:
        self.closed_early = not self.is_ending

    def end(self) -> None:
        self.is_ending = True
        self.transport.close()


def resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no resident size")


async def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=8000)
    options.add_argument("--token", required=True)
    options.add_argument("--clients", type=int, default=500)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--pid", type=int, required=True)
    arguments = options.parse_args()
    loop = asyncio.get_running_loop()
    streams = []
    for _ in range(arguments.clients):
        _, stream = await loop.create_connection(
            lambda: Stream(arguments.port, arguments.token), "127.0.0.1", arguments.port)
        streams.append(stream)
    until = time.monotonic() + arguments.seconds
    memory: list[float] = []
    while time.monotonic() < until:
        memory.append(round(resident(arguments.pid), 1))
        await asyncio.sleep(min(5, arguments.seconds / 10))
    newest = max((s.last or 0 for s in streams), default=0)
    for stream in streams:
        stream.end()
    print(json.dumps({
        "clients": len(streams), "seconds": arguments.seconds,
        "refused": sum(b" 200 " not in s.status for s in streams),
        "events_min": min(s.events for s in streams), "events_max": max(s.events for s in streams),
        "megabytes": round(sum(s.bytes for s in streams) / 1e6),
        "gaps": sum(s.gaps for s in streams), "resets": sum(s.resets for s in streams),
        "closed_early": sum(s.closed_early for s in streams),
        "behind_newest_max": max(newest - (s.last or 0) for s in streams),
        "rss_mb_first": memory[0], "rss_mb_middle": memory[len(memory) // 2],
        "rss_mb_last": memory[-1], "rss_mb_max": max(memory)}))


asyncio.run(main())
