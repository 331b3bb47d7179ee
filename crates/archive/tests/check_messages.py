"""Reads messages with Python's own e-mail package and holds them against what they are to say.

Usage: check_messages.py DIRECTORY, with NAME.eml and NAME.expect (JSON) for each message. Standard library only; shares
no code with what made them.
"""
import base64
import hashlib
import html.parser
import json
import pathlib
import sys
from email import message_from_bytes, policy


class Text(html.parser.HTMLParser):
    """What a reader sees of a page, and what a page would fetch or run."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.seen, self.sources, self.bad = [], [], []

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "style", "iframe", "object", "embed", "form", "input", "link", "base", "svg", "video"):
            self.bad.append(tag)
        for name, value in attributes:
            if name in ("src", "srcset", "background", "poster", "data", "action", "formaction"):
                self.sources.append(value)
            if name.startswith("on") or "url(" in (value or "") and name == "style":
                self.bad.append(f"{tag} {name}")
            if name == "href" and not value.lower().startswith(("http://", "https://", "mailto:", "tel:")):
                self.bad.append(f"href {value}")

    def handle_data(self, data):
        self.seen.append(data)


def addresses(message, name):
    header = message[name]
    if header is None:
        return []
    assert not header.defects, f"{name}: {header.defects}"
    return [[unspaced(one.display_name), one.addr_spec] for one in header.addresses]


def unspaced(name):
    """Some versions leave the blank between two encoded-words in a name, which RFC 2047 §6.2 takes away."""
    return "".join(name.split())


def named(pairs):
    return [[unspaced(name), address] for name, address in pairs]


def stripped(value):
    """A value without its members that are null or an empty list."""
    if isinstance(value, dict):
        members = {name: stripped(member) for name, member in value.items()}
        return {name: member for name, member in members.items() if member is not None and member != []}
    return [stripped(one) for one in value] if isinstance(value, list) else value


def hash_of(record):
    """As RFC 8785 has it, for values without fractions, whose names are ASCII."""
    canonical = json.dumps(stripped(record), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def check(raw, expect):
    for line in raw.split(b"\n"):
        assert len(line) <= 998 + 1, f"a line of {len(line)} bytes"
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r"), "a lone CR or LF"
    assert all(byte in (9, 10, 13) or 32 <= byte < 127 for byte in raw), "not ASCII"
    message = message_from_bytes(raw, policy=policy.default)

    assert [name for name, _ in message.items()] == expect["headers"], message.keys()
    assert addresses(message, "From") == named([expect["from"]]), addresses(message, "From")
    assert addresses(message, "To") == named(expect["to"]), addresses(message, "To")
    assert addresses(message, "Cc") == named(expect["cc"]), addresses(message, "Cc")
    assert message["Subject"] == expect["subject"], message["Subject"]
    assert message["Date"].datetime.timestamp() == expect["date"], message["Date"]
    assert message["Message-ID"] == f"<{expect['id']}>", message["Message-ID"]
    assert (message["In-Reply-To"] or "") == expect["in_reply_to"], message["In-Reply-To"]
    assert (message["References"] or "").split() == expect["references"], message["References"]
    assert message["X-Archive-Item-Class"] == expect["item_class"], message["X-Archive-Item-Class"]

    for part in message.walk():
        assert not part.defects, part.defects
        for name, value in part.items():
            assert not getattr(value, "defects", ()), (name, value.defects)
        assert part.get_content_maintype() != "message"

    # Whether the line end before a boundary belongs to the text is seen differently; it says nothing.
    plain, page = (
        message.get_body((kind,)).get_content().replace("\r\n", "\n").rstrip("\n") for kind in ("plain", "html")
    )
    assert hashlib.sha256(plain.encode()).hexdigest() == expect["plain_sha256"], "the plain text"
    assert hashlib.sha256(page.encode()).hexdigest() == expect["html_sha256"], "the page"
    text = Text()
    text.feed(page)
    assert not text.bad, text.bad
    seen, plain = "".join("".join(text.seen).split()), " ".join(plain.split())
    for words in expect["says"]:
        assert " ".join(words.split()) in plain, f"the plain text lacks {words!r}"
        assert "".join(words.split()) in seen, f"the page lacks {words!r}"

    contents = {part["Content-ID"]: part for part in message.walk() if part["Content-ID"]}
    for source in text.sources:
        assert source.startswith("cid:") and f"<{source[4:]}>" in contents, source
    assert len(text.sources) >= len(contents), "an inline image that nothing shows"

    files = []
    for part in message.walk():
        if part.get_filename() is not None:
            bytes_ = part.get_payload(decode=True)
            files.append([part.get_filename(), part.get_content_type(), hashlib.sha256(bytes_).hexdigest()])
            if part["Content-Transfer-Encoding"] == "base64":
                base64.b64decode("".join(part.get_payload().split()), validate=True)
    assert files == expect["files"], files


def main():
    directory = pathlib.Path(sys.argv[1])
    count = 0
    for expect in sorted(directory.glob("*.expect")):
        raw = expect.with_suffix(".eml").read_bytes()
        try:
            expected = json.loads(expect.read_text(encoding="utf-8"))
            check(raw, expected)
            record = expect.with_suffix(".json")
            if record.exists():
                said = message_from_bytes(raw, policy=policy.default)["X-Archive-Record-SHA256"]
                assert said == hash_of(json.loads(record.read_text(encoding="utf-8"))), "the record's hash"
        except Exception as problem:
            raise SystemExit(f"{expect.stem}: {type(problem).__name__}: {problem}")
        count += 1
    print(count)


main()
