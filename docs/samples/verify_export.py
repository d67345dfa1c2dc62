#!/usr/bin/env python3
"""Verifies an export of a whole log (chates export FOLDER) by the rules of docs/audit.md alone.

A second implementation, for auditors who do not want to rely on the first: it knows nothing of ChatEs but that page.
It recomputes every personal digest, every hash of every stream, and the root of the Merkle tree, and compares the root
with the checkpoint in the manifest. The signature of the checkpoint is left to a tool that reads C2SP signed notes.
"""
import base64
import gzip
import hashlib
import json
import pathlib
import sys
from datetime import datetime, timedelta, timezone

ZEROS = bytes(32)
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def canonical(value):
    """RFC 8785; the names of members are ASCII, so code points sort them as UTF-16 does."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def event_hash(event, last):
    """Of an event, after the one whose hash is `last`; checks the personal part on the way."""
    data = dict(event["data"])
    digest = bytes.fromhex(event.get("personalDigest", ""))
    if "personal" in data:
        if sha256(bytes.fromhex(event["salt"]), canonical(data.pop("personal"))) != digest:
            raise ValueError("the personal part does not match its digest")
    names = ("causationId", "correlationId", "headers", "id", "stream", "tenant", "type", "version")
    metadata = {name: event[name] for name in names if name in event}
    at = datetime.fromisoformat(event["timestamp"].replace("Z", "+00:00"))
    metadata["timestamp"] = (at - EPOCH) // timedelta(microseconds=1)
    return sha256(last, canonical(metadata), canonical(data), digest or ZEROS)


class Tree:
    """The Merkle tree of RFC 6962: the roots of its complete subtrees, from the largest to the smallest."""

    def __init__(self):
        self.size, self.roots = 0, []

    def append(self, leaf):
        self.roots.append(sha256(b"\0", leaf))
        self.size += 1
        for _ in range((self.size & -self.size).bit_length() - 1):
            right, left = self.roots.pop(), self.roots.pop()
            self.roots.append(sha256(b"\1", left, right))

    def root(self):
        root = self.roots[-1] if self.roots else sha256()
        for left in reversed(self.roots[:-1]):
            root = sha256(b"\1", left, root)
        return root


def main(folder):
    heads, missing, tree, faults = {}, set(), Tree(), 0
    with gzip.open(folder / "events.ndjson.gz", "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            event = json.loads(line)
            stream = (event["tenant"], event["stream"])
            version, last = heads.get(stream, (0, ZEROS))
            try:
                if event["version"] != version + 1 or event["sequence"] != tree.size + 1:
                    raise ValueError("an event is missing before this one")
                if event_hash(event, last).hex() != event["hash"]:
                    raise ValueError("the hash does not match")
            except (ValueError, KeyError) as problem:
                faults += 1
                print(f"sequence {event['sequence']}: {problem}")
            if "personalDigest" in event and "personal" not in event["data"]:
                missing.add((stream, event["version"]))
            if event["type"] == "personal_data_erased":
                missing -= {(stream, erased) for erased in event["data"]["versions"] if erased < event["version"]}
            heads[stream] = (event["version"], bytes.fromhex(event["hash"]))
            tree.append(bytes.fromhex(event["hash"]))
    for stream, version in sorted(missing):
        faults += 1
        print(f"{'/'.join(stream)} version {version}: the personal part is missing and no later erasure names it")
    origin, size, root = json.loads((folder / "manifest.json").read_text())["checkpoint"].split("\n")[:3]
    if (tree.size, base64.b64encode(tree.root()).decode()) != (int(size), root):
        faults += 1
        print(f"the events do not make the checkpoint: {size} events of {origin}, root {root}")
    print(f"{tree.size} events in {len(heads)} streams, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
