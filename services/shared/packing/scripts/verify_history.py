#!/usr/bin/env python3
"""Verifies a history that Reinstate exported, on any machine with Python 3.8 or newer.

    python verify_history.py history.jsonl

A line is an event, as JSON. Of each history (`aggregate`) the events have to count 1, 2, 3 and so
on (`version`), each has to name the hash of the one before (`prev_hash`; of the first it is 64
zeros), and its own `hash` has to be the SHA-256 of everything else in it, written as JSON with
sorted keys, without spaces, in UTF-8.

What people wrote is not hashed itself, so that it can be erased when they ask for it. `texts` names
the places of it (JSON Pointers, RFC 6901), each with a `sha256`, which the hash of the event is
taken of in its place, and a `salt`: the SHA-256 of salt and text has to be that one. Of an erased
text there is no salt, and at its place it says that it is erased.

What is cut off at the end of a history cannot be seen in it: compare the last hash, which is
printed, with one that you were given another way.
"""

import hashlib
import json
import sys

GENESIS = "0" * 64
ERASED = "〔已删除 · erased〕"


class Fault(Exception):
    pass


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def parsed(line):
    def fields(pairs):
        if len(dict(pairs)) != len(pairs):
            raise Fault("it names a field twice")
        return dict(pairs)

    event = json.loads(line, object_pairs_hook=fields)
    if not isinstance(event, dict):
        raise Fault("it is no event")
    return event


def take_text(event, pointer, instead):
    """The text at a place, with what is hashed instead put there."""
    *way, last = [n.replace("~1", "/").replace("~0", "~") for n in pointer.split("/")[1:]]
    holder = event
    for name in way:
        holder = holder[int(name) if isinstance(holder, list) else name]
    key = int(last) if isinstance(holder, list) else last
    text, holder[key] = holder[key], instead
    return text


def verify(event, version, previous):
    """The hash of the event, if it is the one that it says.

    Raises Fault, or KeyError, TypeError, ValueError and the like where the form is not right.
    """
    stated, texts = event.pop("hash"), event.pop("texts", {})
    for pointer, kept in texts.items():
        if set(kept) - {"sha256", "salt"}:
            raise Fault(f"the seal of its text at {pointer} is not one")
        text = take_text(event, pointer, kept["sha256"])
        true = sha256(kept["salt"] + text) == kept["sha256"] if "salt" in kept else text == ERASED
        if not true:
            raise Fault(f"its text at {pointer} is not the one that was written")
    if type(event["version"]) is not int or event["version"] != version:
        raise Fault(f"it is event {event['version']} where {version} should come")
    if event["prev_hash"] != previous:
        raise Fault("it does not follow from the event before")
    written = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if sha256(written) != stated:
        raise Fault("its content does not match its hash")
    return stated


def verify_lines(lines):
    """How many events each history has and its last hash, by aggregate.

    Raises Fault: the first line that does not hold, and why.
    """
    heads = {}
    for number, line in enumerate(lines, start=1):
        try:
            event = parsed(line.decode())
            aggregate = event["aggregate"]
            count, previous = heads.get(aggregate, (0, GENESIS))
            heads[aggregate] = (count + 1, verify(event, count + 1, previous))
        except Fault as fault:
            raise Fault(f"line {number}: {fault}") from None
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise Fault(f"line {number} is not an event as exported: {error}") from None
    return heads


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    try:
        with open(arguments[0], "rb") as file:
            heads = verify_lines(file)
    except Fault as fault:
        sys.exit(f"NOT GENUINE: {fault}")
    for aggregate, (count, head) in heads.items():
        print(f"{aggregate}: {count} events hold, the last hash is {head}")
    if not heads:
        sys.exit("There is no event in it.")


if __name__ == "__main__":
    main(sys.argv[1:])
