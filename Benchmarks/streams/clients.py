"""Opens many event streams on a running server and counts what each of them receives.

Every client must see the same events in the same order without a gap; the server's memory must stay
flat. Prints one JSON line.

    python3 Benchmarks/streams/clients.py --port 8000 --token TOKEN --clients 500 --seconds 600 --pid PID
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from pathlib import Path


class Stream:
    def __init__(self) -> None:
        self.events = 0
        self.last: int | None = None
        self.first: int | None = None
        self.gaps = 0
        self.resets = 0
        self.digest = 0
        self.closed_early = False


async def listen(port: int, token: str, stream: Stream, until: float) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
    writer.write(
        f"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/event-stream\r\n"
        f"Authorization: Bearer {token}\r\n\r\n".encode())
    await writer.drain()
    status = await reader.readline()
    if b" 200 " not in status:
        raise RuntimeError(status.decode())
    try:
        while time.monotonic() < until:
            try:
                line = await asyncio.wait_for(reader.readline(), max(0.01, until - time.monotonic()))
            except asyncio.TimeoutError:
                break
            if not line:
                stream.closed_early = True
                break
            if line.startswith(b"id:"):
                number = int(line[3:])
                if stream.first is None:
                    stream.first = number
                elif number != (stream.last or 0) + 1:
                    stream.gaps += 1
                stream.last = number
                stream.events += 1
            elif line.startswith(b"event: reset"):
                stream.resets += 1
    finally:
        writer.close()


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
    streams = [Stream() for _ in range(arguments.clients)]
    until = time.monotonic() + arguments.seconds
    memory: list[float] = []

    async def watch() -> None:
        while time.monotonic() < until:
            memory.append(round(resident(arguments.pid), 1))
            await asyncio.sleep(min(5, arguments.seconds / 10))

    results = await asyncio.gather(
        watch(), *(listen(arguments.port, arguments.token, s, until) for s in streams),
        return_exceptions=True)
    errors = [repr(r) for r in results if isinstance(r, BaseException)]
    counted = [s for s in streams if s.last is not None]
    newest = max((s.last or 0 for s in counted), default=0)
    print(json.dumps({
        "clients": len(streams), "seconds": arguments.seconds, "errors": errors[:3],
        "events_min": min((s.events for s in counted), default=0),
        "events_max": max((s.events for s in counted), default=0),
        "clients_without_events": len(streams) - len(counted),
        "gaps": sum(s.gaps for s in streams), "resets": sum(s.resets for s in streams),
        "closed_early": sum(s.closed_early for s in streams),
        "behind_newest_max": max((newest - (s.last or 0) for s in counted), default=0),
        "rss_mb_first": memory[0] if memory else None,
        "rss_mb_middle": memory[len(memory) // 2] if memory else None,
        "rss_mb_last": memory[-1] if memory else None, "rss_mb_max": max(memory, default=None)}))


asyncio.run(main())
