"""Real reverse proxies on loopback, as they stand in front of the product."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CADDY = Path(sys.executable).with_name("caddy")
EXAMPLE = Path(__file__).resolve().parents[1] / "docker" / "Caddyfile.example"
PATIENCE = 10  # seconds
# Adds the address it sees to what it was sent, as `proxy_add_x_forwarded_for` of nginx does.
ADDS = """
{{
	admin off
}}
http://127.0.0.1:{port} {{
	reverse_proxy {upstream} {{
		header_up X-Forwarded-For "{{http.request.header.X-Forwarded-For}}, {{http.request.remote.host}}"
	}}
}}
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


@contextmanager
def as_documented(upstream: str, home: Path) -> Iterator[int]:
    """The example that is handed out with the product; gives its port."""
    with _caddy(EXAMPLE.read_text(), upstream, home, free_port()) as port:
        yield port


@contextmanager
def that_adds(upstream: str, home: Path) -> Iterator[int]:
    """One that leaves in place what a visitor wrote; gives its port."""
    port = free_port()
    with _caddy(ADDS.format(port=port, upstream=upstream), upstream, home, port):
        yield port


@contextmanager
def _caddy(written: str, upstream: str, home: Path, port: int) -> Iterator[int]:
    home.mkdir(exist_ok=True)
    config = home / f"Caddyfile.{port}"
    config.write_text(written if "admin off" in written else "{\n\tadmin off\n}\n" + written)
    asked = {"SITE": f"http://127.0.0.1:{port}", "UPSTREAM": upstream, "HOME": str(home), "XDG_DATA_HOME": str(home)}
    command = [str(CADDY), "run", "--adapter", "caddyfile", "--config", str(config)]
    with (home / f"log.{port}").open("wb") as log:
        process = subprocess.Popen(command, env={**os.environ, **asked}, stdout=log, stderr=log)
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"The proxy ended with {process.returncode}.")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError(f"The proxy did not listen on {port} within {PATIENCE} s.")
