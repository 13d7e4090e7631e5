"""A PostgreSQL server for tests: started in a folder of its own, stopped and forgotten afterwards."""

import os
import shutil
import socket
import subprocess
from pathlib import Path


class Server:
    """A PostgreSQL server in a folder of its own, on a free port of this machine."""

    def __init__(self, programs: Path, folder: Path) -> None:
        """Prepare the folder; PostgreSQL refuses to run as root, so there it belongs to nobody."""
        self.programs, self.folder = programs, folder
        self.user = "nobody" if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(folder, self.user)
        folder.chmod(0o700)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def start(self) -> None:
        """Start it with an empty data folder."""
        self._run(
            "initdb",
            "-D",
            f"{self.folder}/data",
            "-U",
            "strideback",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
        )
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder} -c fsync=off -c shared_buffers=16MB"
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-l", f"{self.folder}/log", "-o", options, "start")

    def database(self, name: str) -> str:
        """Create a database and return its address."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "strideback", name)
        return f"postgresql://strideback@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        """Stop it at once."""
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-m", "immediate", "stop", check=False)

    def restart(self) -> None:
        """Stop it at once, as a crash would, and start it again."""
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-m", "immediate", "restart")

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        subprocess.run(
            [self.programs / program, *arguments],
            check=check,
            user=self.user,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            timeout=60,
        )
