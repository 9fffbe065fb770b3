"""Packages that peers come from. Asks nothing: what may not be installed is said."""

import os
import shutil
import subprocess
from functools import cache

from failure import NotMeasured
from process import last_line, output_of


def need_program(program: str, package: str) -> str:
    """The path of `program`, after installing Debian's `package` where it is not there."""
    if not shutil.which(program):
        install(package)
    path = shutil.which(program)
    if path is None:
        raise NotMeasured(f"there is no {program}, though {package} was installed")
    return path


def need_library(name: str, package: str) -> list[str]:
    """The compiler flags of the library that pkg-config knows by `name`, installing it where it is not there."""
    pkg_config = need_program("pkg-config", "pkg-config")
    if subprocess.run([pkg_config, "--exists", name]).returncode != 0:
        install(package)
    return output_of([pkg_config, "--cflags", "--libs", name]).split()


@cache
def install(package: str) -> None:
    """Installs a Debian package, as root or with a sudo that asks for no password."""
    if not shutil.which("apt-get"):
        raise NotMeasured(f"{package} (Debian's name) is missing, and there is no apt-get here")
    prefix = _prefix_of_root(package)
    _apt_get(prefix, "update")
    failure = _apt_get(prefix, "install", "-y", "--no-install-recommends", package)
    if failure is not None:
        raise NotMeasured(f"apt-get could not install {package}: {failure}")


def _prefix_of_root(package: str) -> list[str]:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    raise NotMeasured(
        f"{package} is missing, and installing needs root: apt-get install -y --no-install-recommends {package}"
    )


def _apt_get(prefix: list[str], *arguments: str) -> str | None:
    """Runs apt-get; returns what it said where it failed."""
    command = [
        *prefix, "env", "DEBIAN_FRONTEND=noninteractive",
        "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", "-o", "DPkg::Lock::Timeout=120", *arguments,
    ]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return None if done.returncode == 0 else last_line(done.stderr or done.stdout)
