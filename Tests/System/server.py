"""Runs a QS server on free loopback ports and talks to its API; standard library only."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Refused(Exception):
    """An answer of 400 or above, with its problem details."""

    def __init__(self, status: int, problem: dict):
        super().__init__(f"{status} {problem.get('code')}: {problem.get('detail')}")
        self.status = status
        self.problem = problem


class Client:
    """One account's calls."""

    def __init__(self, port: int, token: str | None = None):
        self.port = port
        self.token = token

    def call(self, method: str, path: str, body: object | None = None, timeout: float = 60):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = {"Accept": "application/json"}
        data = None
        if body is not None:
            data = json.dumps(body)
            headers["Content-Type"] = "application/json"
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        elif method != "GET":
            headers["Origin"] = f"http://127.0.0.1:{self.port}"
        try:
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            raw = answer.read()
            self.last_headers = answer.headers
        finally:
            connection.close()
        if answer.status >= 400:
            try:
                problem = json.loads(raw)
            except ValueError:
                problem = {"detail": raw[:200].decode(errors="replace")}
            raise Refused(answer.status, problem)
        if answer.headers.get_content_type() == "application/json":
            return json.loads(raw)
        return raw

    def get(self, path: str, **options):
        return self.call("GET", path, **options)

    def post(self, path: str, body: object | None = None, **options):
        return self.call("POST", path, body, **options)

    def delete(self, path: str, **options):
        return self.call("DELETE", path, **options)

    def wait_for_job(self, job: str, timeout: float = 300) -> dict:
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            view = self.get(f"/api/jobs/{job}")
            if view["state"] not in ("waiting", "running"):
                return view
            time.sleep(0.1)
        raise TimeoutError(f"job {job} did not end within {timeout} s")


class Server:
    """A `qs serve` process over one data directory; may be killed and started again."""

    def __init__(self, data: Path, password: str, qs: Path | None = None, **environment: str):
        self.data = data
        self.password = password
        self.qs = qs or Path(os.environ.get("QS_BINARY", ROOT / ".build/debug/qs"))
        self.api = free_port()
        self.dashboard = free_port()
        self.environment = environment
        self.process: subprocess.Popen | None = None
        self.log = data / "server.log"

    def start(self, timeout: float = 60) -> "Server":
        self.data.mkdir(parents=True, exist_ok=True)
        environment = {
            **os.environ,
            "QS_ADMIN_PASSWORD": self.password,
            **self.environment,
        }
        log = self.log.open("ab")
        self.process = subprocess.Popen(
            [str(self.qs), "serve", "--data", str(self.data), "--port-api", str(self.api),
             "--port-dashboard", str(self.dashboard), "--core"],
            cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True)
        log.close()
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}:\n{self.tail()}")
            try:
                Client(self.api).get("/api/health", timeout=2)
                return self
            except (OSError, http.client.HTTPException, Refused):
                time.sleep(0.05)
        raise TimeoutError(f"the server was not healthy within {timeout} s:\n{self.tail()}")

    def tail(self, lines: int = 30) -> str:
        text = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(text[-lines:])

    def kill(self) -> None:
        """Ends it as a power failure would: SIGKILL, nothing flushed."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=30)

    def stop(self) -> int:
        """Asks it to end and waits."""
        if self.process is None or self.process.poll() is not None:
            return self.process.returncode if self.process else 0
        self.process.terminate()
        try:
            return self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise

    def resident_megabytes(self) -> float:
        assert self.process is not None
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("the process has no resident size")

    def sign_in(self, name: str = "admin", password: str | None = None) -> Client:
        """Signs in and trades the session for a bearer token."""
        client = Client(self.api)
        client.post("/api/session", {"name": name, "password": password or self.password})
        cookie = client.last_headers["Set-Cookie"].split(";")[0]
        connection = http.client.HTTPConnection("127.0.0.1", self.api, timeout=30)
        connection.request(
            "POST", "/api/credentials", json.dumps({"label": "system test", "days": 1}),
            {"Content-Type": "application/json", "Cookie": cookie,
             "Origin": f"http://127.0.0.1:{self.api}"})
        answer = connection.getresponse()
        grant = json.loads(answer.read())
        connection.close()
        if answer.status >= 400:
            raise Refused(answer.status, grant)
        return Client(self.api, grant["token"])
