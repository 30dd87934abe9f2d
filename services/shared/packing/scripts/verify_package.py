#!/usr/bin/env python3
"""Verifies what Reinstate packed, an appeal or the export of a member, with Python 3.8 or newer.

    python verify_package.py                 the folder that this file lies in
    python verify_package.py PACKAGE.zip     or a package as it was downloaded, or another folder

`manifest.json` names every file of the package with its size in bytes and its SHA-256. Each has to
be there, none may be besides, and each has to be to the byte what the manifest says. The histories
(`history/….jsonl`) are verified as `verify_history.py` describes; how many events they have and the
last hash have to be as in the manifest. Each version of the case file is verified as
`verify_case_file.py` describes, against the hash by which it was sealed.

校验申诉材料包或会员数据导出：不带参数时校验本文件所在的文件夹，也可以指定 ZIP 或文件夹。
清单（manifest.json）列出全部文件的大小和 SHA-256，逐一核对，并核对历史的哈希链。

Who changed everything, the manifest too, is found out by its own SHA-256, which is printed last:
compare it with one that you were given another way.
"""

import hashlib
import json
import os
import sys
import zipfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True  # it would be one file more than the manifest names

import verify_case_file  # noqa: E402 (it lies beside this file)
import verify_history  # noqa: E402 (it lies beside this file)

MANIFEST = "manifest.json"
PIECE = 1 << 20
UNREADABLE = (OSError, KeyError, zipfile.BadZipFile, zlib.error, EOFError, ValueError)


class Unpacked:
    def __init__(self, path):
        self.path = path

    def names(self):
        found = []
        for folder, _, files in os.walk(self.path):
            below = os.path.relpath(folder, self.path)
            parts = [] if below == "." else below.split(os.sep)
            found += ["/".join([*parts, name]) for name in files]
        return found

    def open(self, name):
        return open(os.path.join(self.path, *name.split("/")), "rb")


class Zipped:
    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)

    def names(self):
        return self.zip.namelist()

    def open(self, name):
        return self.zip.open(name)


def fingerprint(package, name):
    """The size and the SHA-256 of a file of the package."""
    size, digest = 0, hashlib.sha256()
    with package.open(name) as file:
        while True:
            piece = file.read(PIECE)
            if not piece:
                return size, digest.hexdigest()
            size += len(piece)
            digest.update(piece)


def fault_of(package, entry):
    """Why a file is not the one of the manifest; nothing where it is."""
    try:
        size, digest = fingerprint(package, entry["name"])
    except UNREADABLE as error:
        return f"cannot be read ({error})"
    if digest != entry["sha256"]:
        return f"is not the one of the manifest: its SHA-256 is {digest}"
    if size != entry["size"]:
        return f"has {size} bytes where the manifest says {entry['size']}"
    return ""


def fault_of_history(package, entry):
    try:
        with package.open(entry["name"]) as file:
            heads = verify_history.verify_lines(file)
    except verify_history.Fault as fault:
        return f"is not genuine: {fault}"
    except UNREADABLE as error:
        return f"cannot be read ({error})"
    stated = {entry["aggregate"]: (entry["events"], entry["head"])}
    return "" if heads == stated else "does not end where the manifest says"


def fault_of_case_file(package, entry):
    try:
        with package.open(entry["name"]) as file:
            verify_case_file.verify(file.read().decode(), entry["sealed_sha256"])
    except verify_case_file.Fault as fault:
        return f"is not as it was sealed: {fault}"
    except (*UNREADABLE, LookupError, TypeError, AttributeError, RecursionError) as error:
        return f"cannot be read ({error})"
    return ""


def faults(package, manifest):
    named = [entry["name"] for entry in manifest["files"]]
    for entry in manifest["files"]:
        why = fault_of(package, entry)
        if why:
            yield f"{entry['name']} {why}"
    for entry in manifest["histories"]:
        why = fault_of_history(package, entry)
        if why:
            yield f"{entry['name']} {why}"
    for entry in manifest["case_files"]:
        why = fault_of_case_file(package, entry)
        if why:
            yield f"{entry['name']} {why}"
    for name in sorted(set(package.names()) - set(named) - {MANIFEST}):
        yield f"{name} is not of this package"


def main(arguments):
    if len(arguments) > 1:
        sys.exit(__doc__)
    path = arguments[0] if arguments else HERE
    try:
        package = Unpacked(path) if os.path.isdir(path) else Zipped(path)
        with package.open(MANIFEST) as file:
            written = file.read()
        manifest = json.loads(written.decode())
        found = list(faults(package, manifest))
    except (*UNREADABLE, LookupError, TypeError):
        sys.exit(f"NOT GENUINE: {MANIFEST} cannot be read")
    for fault in found:
        print(f"NOT GENUINE: {fault}")
    if found:
        sys.exit(1)
    for entry in manifest["histories"]:
        print(
            f"{entry['aggregate']}: {entry['events']} events hold, {entry['head']} is the last hash"
        )
    own = hashlib.sha256(written).hexdigest()
    print(f"{len(manifest['files'])} files hold. The SHA-256 of {MANIFEST} is {own}")


if __name__ == "__main__":
    main(sys.argv[1:])
