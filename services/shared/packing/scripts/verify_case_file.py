#!/usr/bin/env python3
"""Verifies a sealed case file of an appeal, on any machine with Python 3.8 or newer.

    python verify_case_file.py case-file.json SHA256

SHA256 is what the history of the appeal says of it (in `CaseFileAttached` or `CaseFileRefreshed`).
The file holds `file`, the case file as it reads, and `texts`: the places (JSON Pointers, RFC 6901)
of what people wrote, and of sentences, each with a `sha256` of a `salt` and the text. Of an erased
text there is no salt, and at its place it says that it is erased.

It holds if each text is the one that was sealed, if each record has the SHA-256 of its `facts`, and
if the whole has the one that was given: of `file` as JSON with sorted keys, without spaces, in
UTF-8, with the digests in the place of the texts.
"""

import hashlib
import json
import sys

ERASED = "〔已删除 · erased〕"


class Fault(Exception):
    pass


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def written(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def take_text(file, pointer, instead):
    """The text at a place, with what is hashed instead put there."""
    *way, last = [n.replace("~1", "/").replace("~0", "~") for n in pointer.split("/")[1:]]
    holder = file
    for name in way:
        holder = holder[int(name) if isinstance(holder, list) else name]
    key = int(last) if isinstance(holder, list) else last
    text, holder[key] = holder[key], instead
    return text


def verify_records(file):
    """How many records have the hash of their facts.

    Raises Fault: the first that has not.
    """
    records = [one for one in file["evidence"] if one.get("facts")]
    for one in records:
        if sha256(written(one["facts"])) != one["hash"]:
            raise Fault(f"the {one['kind']} {one['id']} is not what its hash says")
    return len(records)


def verify(content, stated):
    """How many texts there are, how many of them are erased, and how many records hold.

    Raises Fault, or KeyError, TypeError, ValueError and the like where the form is not right.
    """
    kept = json.loads(content)
    if "texts" not in kept:  # from before there were versions
        if sha256(content) != stated:
            raise Fault("its content does not match its hash")
        return 0, 0, verify_records(kept)
    file, erased = kept["file"], 0
    records = verify_records(file)
    for pointer, seal in kept["texts"].items():
        text = take_text(file, pointer, seal["sha256"])
        erased += "salt" not in seal
        true = sha256(seal["salt"] + text) == seal["sha256"] if "salt" in seal else text == ERASED
        if not true:
            raise Fault(f"its text at {pointer} is not the one that was sealed")
    if sha256(written(file)) != stated:
        raise Fault("its content does not match its hash")
    return len(kept["texts"]), erased, records


def main(arguments):
    if len(arguments) != 2:
        sys.exit(__doc__)
    try:
        with open(arguments[0], "rb") as file:
            texts, erased, records = verify(file.read().decode(), arguments[1])
    except Fault as fault:
        sys.exit(f"NOT GENUINE: {fault}")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        sys.exit(f"NOT GENUINE: it is not a case file as sealed: {error}")
    print(f"It holds: {texts} texts, {erased} of them erased; {records} records have their hash.")


if __name__ == "__main__":
    main(sys.argv[1:])
