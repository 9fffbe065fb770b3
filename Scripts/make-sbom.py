#!/usr/bin/env python3
"""Writes what a program is made of, as CycloneDX has it: the Swift packages that SwiftPM resolved, read from standard
input as `swift package show-dependencies --format json` prints them, and the system's libraries that the program loads.

usage: make-sbom.py PROGRAM VERSION SWIFT <dependencies.json >flowverdict.cdx.json

VERSION is the program's, SWIFT the version of the toolchain, whose runtime is part of the program.
"""

import json
import os
import re
import shutil
import subprocess
import sys

LICENSES = [
    ("Apache License", "Apache-2.0"),
    ("MIT License", "MIT"),
    ("Permission is hereby granted, free of charge", "MIT"),
    ("Redistribution and use in source and binary forms", "BSD-3-Clause"),
]


def license_of(folder):
    """The license that a package's own file is the text of; None where there is none that is known."""
    for name in ("LICENSE", "LICENSE.txt", "LICENSE.md"):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            text = open(path, encoding="utf-8", errors="replace").read()
            return next((license for words, license in LICENSES if words in text), None)
    return None


def swift_packages(dependencies, found):
    """Collects the packages below one, each once, by their identities."""
    for package in dependencies:
        if package["identity"] in found:
            continue
        place = re.sub(r"^https://|\.git$", "", package["url"])
        component = {
            "type": "library",
            "bom-ref": package["identity"],
            "name": package["name"],
            "version": package["version"],
            "purl": f"pkg:swift/{place}@{package['version']}",
            "externalReferences": [{"type": "vcs", "url": package["url"]}],
        }
        license = license_of(package["path"])
        if license:
            component["licenses"] = [{"license": {"id": license}}]
        found[package["identity"]] = (component, [other["identity"] for other in package["dependencies"]])
        swift_packages(package["dependencies"], found)


def system_libraries(program):
    """The libraries that the program loads, with the packages of the system that they are of."""
    seen = set()
    listing = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    for name, path in sorted(re.findall(r"^\s*(\S+) => (/\S+)", listing, re.MULTILINE)):
        component = {"type": "library", "bom-ref": name, "name": name}
        package = package_of(path)
        if package in seen:
            continue
        if package:
            seen.add(package)
            (component["name"], component["version"]) = package
            component["purl"] = f"pkg:deb/debian/{package[0]}@{package[1]}"
            component["properties"] = [{"name": "file", "value": name}]
        yield component


def package_of(path):
    """Name and version of the Debian package that a file is of; None on other systems."""
    if not shutil.which("dpkg-query"):
        return None
    # Files of /usr/lib are known by the paths that they had before /lib was one with it.
    for place in (path, os.path.realpath(path), path.removeprefix("/usr"), os.path.realpath(path).removeprefix("/usr")):
        found = subprocess.run(["dpkg-query", "--search", place], capture_output=True, text=True)
        if found.returncode == 0:
            package = found.stdout.split(": ")[0].split(",")[0].strip()
            version = subprocess.run(
                ["dpkg-query", "--show", "--showformat", "${Version}", package],
                capture_output=True, text=True, check=True)
            return package.split(":")[0], version.stdout
    return None


def bill(program, version, swift, root):
    found = {"swift": ({"type": "framework", "bom-ref": "swift", "name": "swift", "version": swift}, [])}
    swift_packages(root["dependencies"], found)
    libraries = list(system_libraries(program))
    name = "flowverdict"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": name, "name": name, "version": version}},
        "components": [found[identity][0] for identity in sorted(found)] + libraries,
        "dependencies": [
            {
                "ref": name,
                "dependsOn": sorted(["swift"] + [package["identity"] for package in root["dependencies"]])
                + [library["bom-ref"] for library in libraries],
            }
        ]
        + [{"ref": identity, "dependsOn": sorted(found[identity][1])} for identity in sorted(found)],
    }


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    json.dump(bill(*sys.argv[1:], json.load(sys.stdin)), sys.stdout, indent=2)
    print()


main()
