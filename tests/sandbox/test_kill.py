"""Promises about the stand-in as its own process: killed without warning, it comes back with everything."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

API = "/bot100:secret"


class Process:
    """One run of `python -m bot.sandbox`."""

    def __init__(self, state: Path, port: int = 0) -> None:
        """Start it and wait until it listens."""
        command = [sys.executable, "-m", "bot.sandbox", "--state", str(state), "--token", "100:secret"]
        self._process = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        self.url = line.removeprefix("listening on ").strip()
        self.web = httpx.Client(base_url=self.url, trust_env=False, timeout=10)

    @property
    def port(self) -> int:
        """Return the port it chose."""
        return int(self.url.rpartition(":")[2])

    def end(self, how: signal.Signals) -> int:
        """End it and return its exit code."""
        self.web.close()
        if self._process.poll() is None:
            self._process.send_signal(how)
        code = self._process.wait(10)
        if self._process.stdout is not None:
            self._process.stdout.close()
        return code

    def updates(self, offset: int = 0) -> list[dict[str, object]]:
        """Return what waits for the bot."""
        found: list[dict[str, object]] = self.web.post(f"{API}/getUpdates", data={"offset": offset}).json()["result"]
        return found


@pytest.fixture
def processes() -> Iterator[list[Process]]:
    """Collect the processes of a test and end what is left of them."""
    started: list[Process] = []
    yield started
    for process in started:
        process.end(signal.SIGKILL)


def test_a_killed_server_comes_back_with_everything(tmp_path: Path, processes: list[Process]) -> None:
    """Unconfirmed updates, people, messages, files and the clock's offset are all there, on the same port."""
    first = Process(tmp_path)
    processes.append(first)
    first.web.post("/sandbox/users", json={"name": "Ana", "language": "es", "id": 7})
    first.web.post("/sandbox/clock", json={"shift": 7200})
    for text in ("/start", "one", "two"):
        first.web.post("/sandbox/users/7/say", json={"text": text})
    sent = first.web.post(f"{API}/sendMessage", data={"chat_id": 7, "text": "Pain?"}).json()["result"]
    heard = first.updates()
    first.updates(offset=int(str(heard[0]["update_id"])) + 1)
    first.end(signal.SIGKILL)

    second = Process(tmp_path, first.port)
    processes.append(second)

    assert second.url == first.url
    assert second.updates() == heard[1:]
    chat = second.web.get("/sandbox/users/7/chat").json()
    assert [message["text"] for message in chat["messages"]] == ["/start", "one", "two", "Pain?"]
    assert 7200 <= second.web.get("/sandbox/state").json()["offset"] < 7201
    edit = {"chat_id": 7, "message_id": sent["message_id"], "text": "Pain: 7"}
    assert second.web.post(f"{API}/editMessageText", data=edit).json()["ok"] is True
    assert second.end(signal.SIGTERM) == 0


def test_a_taken_port_is_said_in_a_sentence(tmp_path: Path, processes: list[Process]) -> None:
    first = Process(tmp_path / "one")
    processes.append(first)
    command = [
        sys.executable,
        "-m",
        "bot.sandbox",
        "--state",
        str(tmp_path / "two"),
        "--port",
        str(first.port),
    ]

    second = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)

    assert second.returncode == 1
    assert second.stderr.startswith(f"Port {first.port} cannot be used")
    assert "Traceback" not in second.stderr
