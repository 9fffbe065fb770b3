"""Runs a program and tells how it ended and how much memory it took."""

import os
import subprocess
import tempfile


class Run:
    """A run that has ended: its exit code, output, errors, largest memory in MiB, and processor seconds."""

    def __init__(self, arguments, folder=None):
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, cwd=folder, env=environment())
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.code = process.returncode
            self.mebibytes = used.ru_maxrss / 1024
            self.seconds = used.ru_utime + used.ru_stime
            output.seek(0)
            errors.seek(0)
            self.output = output.read().decode(errors="replace")
            self.errors = errors.read().decode(errors="replace")


def environment():
    """The tests' own, less what the user's wishes would change."""
    own = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LS_COLORS")}
    return own | {"FLOWVERDICT_CONFIG": "", "NO_COLOR": "1"}
