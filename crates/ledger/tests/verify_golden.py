#!/usr/bin/env python3
"""Verifies the golden vectors by docs/ledger-format.md alone.

A second implementation, which shares nothing with the first: standard library only, written from the
specification. An auditor may take it as a start. Usage: verify_golden.py DIRECTORY
Exit status 0 when every vector holds; otherwise the first that does not is named.
"""

import base64
import datetime
import hashlib
import json
import pathlib
import re
import sys
import uuid

SAFE_MAX = 2**53 - 1
KINDS = {
    "installation.created", "instance.activated", "instance.edited", "instance.deleted", "run.completed",
    "outcome.changed", "event.received", "assessment.created", "assessment.edited", "assessment.deleted",
    "status.set", "principal.created", "principal.removed", "principal.regrouped", "role_group.created", "role_group.edited",
    "role_group.deleted", "api_token.created", "api_token.revoked", "second_factor.set", "second_factor.removed",
    "recovery.begun", "recovery.completed",
    "parameter.set", "parameter.reset", "pack_update.accepted", "pack_update.deferred",
    "alert.raised", "alert.status_changed", "notifications.changed",
    "address.confirmed", "archive.activated", "archive.day_redone", "archive.deleted",
    "archive.edited", "archive.paused", "archive.resumed", "break_glass.asked",
    "break_glass.decided", "custodians.added", "mailbox.exported", "mailbox.opened",
    "mapping.decided", "mapping.set", "message.downloaded",
    "message.opened", "messages.approved", "messages.staged", "quarantine.released",
}
# The latest version of a kind's names; 1 for all others.
VERSIONS = {"outcome.changed": 2, "event.received": 2, "role_group.created": 2, "role_group.edited": 2}


class Refused(Exception):
    """What was read is not what the format allows."""


def need(condition, why):
    if not condition:
        raise Refused(why)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# --- Canonical JSON (RFC 8785) ------------------------------------------------------------------------------

def number(value):
    """A number as ECMAScript writes it; beyond the safe integers it is refused."""
    value = float(value) if isinstance(value, float) or abs(value) <= SAFE_MAX else None
    need(value is not None and abs(value) <= SAFE_MAX, "number beyond the safe integers")
    if value == 0:
        return "0"
    # Python's repr gives the same shortest digits; only where the point goes differs.
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if 0 < point <= 21:
        text = digits.ljust(point, "0")[:point] + ("." + digits[point:] if len(digits) > point else "")
    elif -6 < point <= 0:
        text = "0." + "0" * -point + digits
    else:
        rest = "." + digits[1:] if len(digits) > 1 else ""
        text = f"{digits[0]}{rest}e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return ("-" if value < 0 else "") + text


def canonical(value):
    if value is None or isinstance(value, bool) or isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    names = sorted(value, key=lambda name: name.encode("utf-16-be"))
    return "{" + ",".join(canonical(name) + ":" + canonical(value[name]) for name in names) + "}"


# --- Leaves and commitments ---------------------------------------------------------------------------------

def commitment(salt, value):
    return sha256(b"vouchsafe.commitment.v1\n", salt, canonical(value).encode()).hex()


def moment(ms):
    at = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=ms)
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"


def check_leaf(data):
    """The leaf in these bytes, or Refused."""
    def once(pairs):
        need(len(dict(pairs)) == len(pairs), "a name twice")
        return dict(pairs)

    need(len(data) <= 16384, "too large")
    try:
        leaf = json.loads(data.decode(), object_pairs_hook=once)
    except ValueError as error:
        raise Refused(f"not JSON: {error}") from error
    members = {"at", "commitments", "format", "id", "kind", "subject", "version"}
    need(isinstance(leaf, dict) and set(leaf) == members, "other members than a leaf has")
    need(leaf["format"] == 1 and leaf["kind"] in KINDS, "unknown format or kind")
    need(leaf["version"] in range(1, VERSIONS.get(leaf["kind"], 1) + 1), "unknown version of a kind")
    need(isinstance(leaf["id"], str) and isinstance(leaf["at"], str), "id or at is no text")
    try:
        need(str(uuid.UUID(leaf["id"])) == leaf["id"], "id is no lower-case UUID")
        datetime.datetime.strptime(leaf["at"], "%Y-%m-%dT%H:%M:%S.%fZ")
    except ValueError as error:
        raise Refused(str(error)) from error
    need(re.fullmatch(r"[0-9T:-]{19}\.[0-9]{3}Z", leaf["at"]) and "1970" <= leaf["at"] < "9999", "at in another form")
    for member, most, form in (("subject", 16, r"[a-z0-9._/-]{1,120}"), ("commitments", 64, r"[0-9a-f]{64}")):
        need(isinstance(leaf[member], dict) and len(leaf[member]) <= most, f"{member} is no object, or too large")
        for name, text in leaf[member].items():
            need(re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name), f"name in {member}")
            need(isinstance(text, str) and re.fullmatch(form, text), f"value in {member}")
    need(canonical(leaf).encode() == data, "not canonical")
    return leaf


# --- The tree (RFC 6962) ------------------------------------------------------------------------------------

def leaf_hash(data):
    return sha256(b"\x00", data)


def node_hash(left, right):
    return sha256(b"\x01", left, right)


def root(leaves):
    if not leaves:
        return sha256()
    if len(leaves) == 1:
        return leaves[0]
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(root(leaves[:k]), root(leaves[k:]))


def frontier(leaves):
    """Size, then the roots of the perfect subtrees, the largest first."""
    data, start = len(leaves).to_bytes(8, "big"), 0
    for bit in range(63, -1, -1):
        if len(leaves) >> bit & 1:
            data += root(leaves[start:start + (1 << bit)])
            start += 1 << bit
    return data


def root_by_path(leaf, index, size, path):
    """The root that an audit path leads to; top down, unlike the first implementation."""
    need(0 <= index < size, "no such leaf")
    if size == 1:
        need(not path, "path too long")
        return leaf
    need(path, "path too short")
    k = 1 << (size - 1).bit_length() - 1
    if index < k:
        return node_hash(root_by_path(leaf, index, k, path[:-1]), path[-1])
    return node_hash(path[-1], root_by_path(leaf, index - k, size - k, path[:-1]))


def roots_by_proof(old_size, old_root, size, proof, whole=True):
    """The older and the newer root that a consistency proof leads to."""
    if old_size == size:
        if whole:
            need(not proof, "proof too long")
            return old_root, old_root
        need(len(proof) == 1, "proof of the wrong length")
        return proof[0], proof[0]
    need(proof, "proof too short")
    k = 1 << (size - 1).bit_length() - 1
    if old_size <= k:
        old, new = roots_by_proof(old_size, old_root, k, proof[:-1], whole)
        return old, node_hash(new, proof[-1])
    old, new = roots_by_proof(old_size - k, old_root, size - k, proof[:-1], False)
    return node_hash(proof[-1], old), node_hash(proof[-1], new)


def check_consistency(old_size, old_root, size, new_root, proof):
    need(old_size <= size, "the older tree is larger")
    if old_size == 0:
        need(not proof and old_root == sha256(), "not the empty tree")
        return
    need(roots_by_proof(old_size, old_root, size, proof) == (old_root, new_root), "other roots")


# --- Ed25519 (RFC 8032 §5.1) --------------------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def decompress(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    need(y < P, "point not reduced")
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    need((x * x - square) % P == 0, "no point of the curve")
    need(x or not sign, "point with a wrong sign")
    return (P - x if x & 1 != sign else x), y


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P
    return x, (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P


def multiply(scalar, point):
    result = (0, 1)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point, scalar = add(point, point), scalar >> 1
    return result


BASE = decompress((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def public_key(seed):
    clamped = bytearray(hashlib.sha512(seed).digest()[:32])
    clamped[0] &= 248
    clamped[31] = clamped[31] & 127 | 64
    x, y = multiply(int.from_bytes(clamped, "little"), BASE)
    return (y | (x & 1) << 255).to_bytes(32, "little")


def check_signature(public, message, signature):
    need(len(signature) == 64, "signature of the wrong length")
    s = int.from_bytes(signature[32:], "little")
    need(s < ORDER, "signature not reduced")
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    right = add(decompress(signature[:32]), multiply(h, decompress(public)))
    need(multiply(s, BASE) == right, "wrong signature")


# --- Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint) ---------------------------------------

def unbase64(text):
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError as error:
        raise Refused(f"not base64: {error}") from error
    need(base64.b64encode(data).decode() == text, "base64 in another spelling")
    return data


def key_id(name, public):
    return sha256(name.encode(), b"\n\x01", public)[:4]


def check_name(name):
    need(name and len(name.encode()) <= 200, "name empty or too long")
    need(not any(c.isspace() or c == "+" or ord(c) < 32 or 127 <= ord(c) < 160 for c in name), "name")


def check_vkey(text):
    need(text.count("+") >= 2, "vkey form")
    name, identity, key = text.split("+", 2)
    check_name(name)
    data = unbase64(key)
    need(len(data) == 33 and data[0] == 1, "vkey type or length")
    need(identity == key_id(name, data[1:]).hex(), "vkey id")
    return name, data[1:]


def check_note(note, vkey):
    """(origin, size, root) of the checkpoint in the note, or Refused."""
    name, public = check_vkey(vkey)
    need(len(note.encode()) <= 262144, "too large")
    need(not any(c < " " and c != "\n" for c in note), "control character")
    text, blank, lines = note.rpartition("\n\n")
    need(blank and lines.endswith("\n"), "no signatures, or cut off")
    text, lines = text + "\n", lines[:-1].split("\n")
    need(len(lines) <= 16, "too many signatures")
    signed = False
    for line in lines:
        parts = line.split(" ")
        need(len(parts) == 3 and parts[0] == "\u2014", "signature line")
        check_name(parts[1])
        data = unbase64(parts[2])
        need(len(data) > 4, "signature too short")
        if parts[1] == name and data[:4] == key_id(name, public):
            check_signature(public, text.encode(), data[4:])
            signed = True
    need(signed, "not signed by the key")
    need(text.count("\n") == 3, "a checkpoint has three lines")
    origin, size, root_text = text[:-1].split("\n")
    need(origin == name, "the origin is not the key's name")
    need(re.fullmatch(r"0|[1-9][0-9]{0,15}", size) and int(size) <= SAFE_MAX, "size")
    head = unbase64(root_text)
    need(len(head) == 32 and (int(size) or head == sha256()), "root")
    return origin, int(size), head


# --- The vectors --------------------------------------------------------------------------------------------

class Wrong(Exception):
    """A vector does not hold."""


def hold(condition, what):
    if not condition:
        raise Wrong(what)


def refuses(check, *arguments):
    try:
        check(*arguments)
    except Refused:
        return True
    return False


def verify_commitments(vectors):
    for vector in vectors["commitments"]:
        value = json.loads(vector["json"])
        hold(canonical(value) == vector["canonical"], vector)
        hold(commitment(bytes.fromhex(vector["salt"]), value) == vector["commitment"], vector)
    for text in vectors["refused"]:
        hold(refuses(canonical, json.loads(text)), text)


def verify_leaves(vectors):
    for vector in vectors["leaves"]:
        leaf = {name: vector[name] for name in ("id", "kind", "version", "subject")}
        leaf["format"], leaf["at"] = 1, moment(vector["at_ms"])
        leaf["commitments"] = {
            opening["name"]: commitment(bytes.fromhex(opening["salt"]), opening["value"])
            for opening in vector["openings"]
        }
        data = vector["bytes"].encode()
        hold(canonical(leaf).encode() == data and check_leaf(data) == leaf, vector["id"])
        hold(leaf_hash(data).hex() == vector["leaf_hash"], vector["id"])
    for vector in vectors["refused"]:
        hold(refuses(check_leaf, vector["bytes"].encode()), vector["why"])


def verify_tree(vectors):
    leaves = [leaf_hash(bytes.fromhex(data)) for data in vectors["leaves"]]
    roots = [bytes.fromhex(text) for text in vectors["roots"]]
    hold(len(roots) == len(leaves) + 1, "not a root for every size")
    for size, head in enumerate(roots):
        hold(root(leaves[:size]) == head, f"root {size}")
        hold(frontier(leaves[:size]).hex() == vectors["frontiers"][size], f"frontier {size}")
    for vector in vectors["inclusion"]:
        index, size = vector["index"], vector["size"]
        path = [bytes.fromhex(text) for text in vector["proof"]]
        hold(root_by_path(leaves[index], index, size, path) == roots[size], vector)
    for vector in vectors["consistency"]:
        old, new = vector["old_size"], vector["new_size"]
        proof = [bytes.fromhex(text) for text in vector["proof"]]
        check_consistency(old, roots[old], new, roots[new], proof)
    hold(len(vectors["inclusion"]) == sum(range(len(roots))), "an inclusion proof is missing")
    hold(len(vectors["consistency"]) == sum(range(len(roots) + 1)), "a consistency proof is missing")


def verify_notes(vectors, leaves):
    seed, vkey = bytes.fromhex(vectors["seed"]), vectors["vkey"]
    hold(check_vkey(vkey) == (vectors["origin"], public_key(seed)), "the key")
    hashes = [bytes.fromhex(leaf["leaf_hash"]) for leaf in leaves["leaves"]]
    for vector in vectors["notes"]:
        size = vector["size"]
        hold(check_note(vector["note"], vkey) == (vectors["origin"], size, root(hashes[:size])), vector)
    for vector in vectors["refused"]:
        hold(refuses(check_note, vector["note"], vkey), vector["why"])
    for vector in vectors["refused_keys"]:
        hold(refuses(check_vkey, vector["vkey"]), vector["why"])


def main():
    directory = pathlib.Path(sys.argv[1])
    names = ("commitments", "leaves", "tree", "notes")
    vectors = {name: json.loads((directory / f"{name}.json").read_text("utf-8")) for name in names}
    for name in names:
        try:
            extra = [vectors["leaves"]] if name == "notes" else []
            globals()[f"verify_{name}"](vectors[name], *extra)
        except (Wrong, Refused, KeyError, ValueError) as error:
            sys.exit(f"{name}.json: {type(error).__name__}: {error}")
    print("every golden vector holds")


if __name__ == "__main__":
    main()
