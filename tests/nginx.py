"""A real nginx on loopback for files: Last-Modified, ETag, ranges, compression. `tests/needs.sh` installs it.

Use it as `with serving(folder) as nginx:`; tests that need it are marked `skipif(not AVAILABLE)`.
"""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAM = shutil.which("nginx", path=os.environ.get("PATH", os.defpath) + ":/usr/sbin:/usr/local/sbin")
AVAILABLE = PROGRAM is not None
MISSING = "nginx is not installed"
_START_SECONDS = 20

_CONFIG = """
daemon off;
worker_processes 1;
pid {home}/nginx.pid;
error_log {home}/error.log;
events {{ worker_connections 64; }}
http {{
    log_format told escape=json
        '{{"method":"$request_method","target":"$request_uri","status":$status,"bytes":$body_bytes_sent}}';
    access_log {home}/access.log told;
    client_body_temp_path {home}/client; proxy_temp_path {home}/proxy; fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi; scgi_temp_path {home}/scgi;
    types {{ text/csv csv; application/pdf pdf; text/html html; application/json json; image/png png;
        application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx; }}
    default_type application/octet-stream;
    gzip {gzip}; gzip_types text/csv application/json; gzip_min_length 200;
    etag {etag};
    server {{
        listen 127.0.0.1:{port};
        root {folder};
        location / {{ {location} }}
    }}
}}
"""


@dataclass(frozen=True)
class Logged:
    """One request, as nginx logged it."""

    method: str
    target: str
    status: int
    bytes: int
    """Of the body, as sent."""


@dataclass(frozen=True)
class Nginx:
    url: str
    home: Path

    def log(self) -> list[Logged]:
        """Requests so far, but for robots.txt."""
        lines = (self.home / "access.log").read_text().splitlines()
        return [one for one in (Logged(**json.loads(line)) for line in lines) if one.target != "/robots.txt"]


@contextmanager
def serving(folder: Path, *, gzip: bool = False, etag: bool = True, location: str = "") -> Iterator[Nginx]:
    """The files of a folder, until the block ends.

    Args:
        location: directives for every address, such as `chunked_transfer_encoding on;`.
    """
    assert PROGRAM is not None, MISSING
    folder.chmod(0o755)
    with tempfile.TemporaryDirectory(prefix="nginx") as made:
        home = Path(made)
        home.chmod(0o777)  # started by root, it reads files as another user
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
        switch = {True: "on", False: "off"}
        config = home / "nginx.conf"
        config.write_text(
            _CONFIG.format(home=home, port=port, folder=folder, gzip=switch[gzip], etag=switch[etag], location=location)
        )
        user = [] if os.getuid() else ["-g", "user root;"]
        with (home / "out").open("w") as out:
            process = subprocess.Popen(
                [PROGRAM, "-p", str(home), "-c", str(config), "-e", str(home / "error.log"), *user], stdout=out, stderr=out
            )
        try:
            _wait(process, port, home)
            yield Nginx(f"http://127.0.0.1:{port}", home)
        finally:
            process.terminate()
            process.wait(10)


def _wait(process: "subprocess.Popen[bytes]", port: int, home: Path) -> None:
    for _ in range(_START_SECONDS * 20):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"nginx did not start: {(home / 'out').read_text()[-2000:]}")
