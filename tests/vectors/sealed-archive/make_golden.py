#!/usr/bin/python3
"""A second writer of the sealed archive, written from docs/design/sealed-archive.md alone.

It shares nothing with the C++ and is deterministic: fixed ids, keys and HPKE ephemeral keys, and
signatures by RFC 6979. It writes the archive and golden.json into the folder `golden` beside this
file; with --check it writes nothing and fails when they would differ. Needs python3-cryptography.
"""
import datetime
import hashlib
import hmac
import json
import pathlib
import struct
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID

BLOCK = 4096
TICKS = 10_000_000  # per second
DAY_TICKS = 86400 * TICKS


def u8(v): return struct.pack(">B", v)
def u16(v): return struct.pack(">H", v)
def u32(v): return struct.pack(">I", v)
def u64(v): return struct.pack(">Q", v)
def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()


def ticks(text):
    at = datetime.datetime.fromisoformat(text) - datetime.datetime(1601, 1, 1)
    return (at.days * 86400 + at.seconds) * TICKS + at.microseconds * 10


def day_text(day): return str(datetime.date(1601, 1, 1) + datetime.timedelta(days=day))
def fixed_id(name): return sha(b"golden id ", name.encode())[:16]


# --- keys and signatures ----------------------------------------------------------------------

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Key:
    """A P-256 pair from a name, never random."""

    def __init__(self, name):
        self.scalar = int.from_bytes(sha(b"golden key ", name.encode()), "big") % ORDER
        self.private = ec.derive_private_key(self.scalar, ec.SECP256R1())
        self.point = point_of(self.private.public_key())
        self.id = sha(self.point)[:16]

    def scalar_bytes(self): return self.scalar.to_bytes(32, "big")

    def sign(self, *message):
        """ECDSA with SHA-256, nonce by RFC 6979, as r || s."""
        digest = sha(*message)
        z = int.from_bytes(digest, "big")
        seed = self.scalar_bytes() + (z % ORDER).to_bytes(32, "big")
        mac = lambda key, data: hmac.new(key, data, hashlib.sha256).digest()
        v, k = b"\x01" * 32, b"\x00" * 32
        for step in (b"\x00", b"\x01"):
            k = mac(k, v + step + seed)
            v = mac(k, v)
        while True:
            v = mac(k, v)
            nonce = int.from_bytes(v, "big")
            if 0 < nonce < ORDER:
                x = ec.derive_private_key(nonce, ec.SECP256R1()).public_key().public_numbers().x
                r = x % ORDER
                s = pow(nonce, -1, ORDER) * (z + r * self.scalar) % ORDER
                if r and s:
                    return r.to_bytes(32, "big") + s.to_bytes(32, "big")
            k = mac(k, v + b"\x00")
            v = mac(k, v)


def point_of(public):
    return public.public_bytes(serialization.Encoding.X962,
                               serialization.PublicFormat.UncompressedPoint)


# --- HKDF and HPKE (RFC 5869, RFC 9180) -------------------------------------------------------

def extract(salt, ikm): return hmac.new(salt or b"\x00" * 32, ikm, hashlib.sha256).digest()


def expand(prk, info, length):
    out, block, i = b"", b"", 1
    while len(out) < length:
        block = hmac.new(prk, block + info + u8(i), hashlib.sha256).digest()
        out, i = out + block, i + 1
    return out[:length]


def labeled_extract(suite, salt, label, ikm):
    return extract(salt, b"HPKE-v1" + suite + label + ikm)


def labeled_expand(suite, prk, label, info, length):
    return expand(prk, u16(length) + b"HPKE-v1" + suite + label + info, length)


def hpke_seal(recipient, ephemeral, info, plaintext):
    """Base mode, single shot, empty aad, suite 0x0010/0x0001/0x0002: (enc, ciphertext)."""
    kem, suite = b"KEM" + u16(0x10), b"HPKE" + u16(0x10) + u16(1) + u16(2)
    dh = ephemeral.private.exchange(ec.ECDH(), recipient.private.public_key())
    prk = labeled_extract(kem, b"", b"eae_prk", dh)
    shared = labeled_expand(kem, prk, b"shared_secret", ephemeral.point + recipient.point, 32)
    context = (u8(0) + labeled_extract(suite, b"", b"psk_id_hash", b"")
               + labeled_extract(suite, b"", b"info_hash", info))
    secret = labeled_extract(suite, shared, b"secret", b"")
    key = labeled_expand(suite, secret, b"key", context, 32)
    nonce = labeled_expand(suite, secret, b"base_nonce", context, 12)
    return ephemeral.point, AESGCM(key).encrypt(nonce, plaintext, b"")


# --- segments ---------------------------------------------------------------------------------

CONTEXT, GAP, VERDICT, CLOCK, CHECKPOINT, PAD, FINAL = range(1, 8)
INIT, VIDEO, AUDIO, METADATA = range(0x41, 0x45)
KEY_FRAME, BACKFILLED, DISCONTINUITY, ESTIMATED, COMMIT_START = 1, 2, 4, 8, 0x8000


class Segment:
    def __init__(self, name, stream, day, sequence, start, day_key, signer, chain_in):
        self.name, self.stream, self.sequence, self.start = name, stream, sequence, start
        self.id, self.signer, self.chain_in = fixed_id("segment " + name), signer, chain_in
        self.key = sha(b"golden segment key ", name.encode())
        self.day = day
        info = (b"custody seg v1" + self.id + CAMERA + u16(stream) + u32(day) + day_key.id)
        enc, sealed = hpke_seal(day_key, Key("ephemeral " + name), info, self.key)
        commitment = expand(extract(b"", self.key), b"custody commit v1" + self.id, 32)
        self.header = (b"CUSTSEG\n" + u16(1) + u16(stream) + u32(day) + self.id + RECORDER + CAMERA
                       + BOOT + u64(sequence) + u64(start) + day_key.id + signer.id + chain_in
                       + commitment + enc + sealed + bytes(15))
        assert len(self.header) == 320
        self.file = bytearray(self.header)
        self.c = sha(b"custody chain v1", chain_in, sha(self.header))
        self.number, self.commit_start = 0, True
        self.samples, self.index, self.records = {}, b"", []

    def record(self, kind, body, track=0, flags=0, wall=0, media=0, duration=0, samples=0):
        self.number += 1
        if self.commit_start:
            flags |= COMMIT_START
        self.commit_start = False
        first = self.samples.get(track, 0) if samples else 0
        if samples:
            self.samples[track] = first + samples
        header = (u8(kind) + u8(track) + u16(flags) + u32(len(body)) + u64(self.number)
                  + u64(self.start + media + TICKS // 10) + u64(wall or self.start + media)
                  + u64(media) + u32(duration) + u32(samples) + u64(first))
        plain = body(header) if callable(body) else body
        tag = b""
        stored = plain
        if kind & 0x40:
            sealed = AESGCM(self.key).encrypt(bytes(4) + u64(self.number), plain,
                                              sha(self.header) + header)
            stored, tag = sealed[:-16], sealed[-16:]
        leaves = [sha(stored[i:i + 65536]) for i in range(0, len(stored), 65536)]
        digest = sha(header, *leaves, tag)
        offset = len(self.file)
        self.file += header + stored + tag + digest
        if kind not in (PAD, CHECKPOINT, FINAL):
            self.index += u64(offset) + header
        self.c = sha(self.c, digest)
        self.records.append({"number": self.number, "kind": kind, "offset": offset,
                             "plain_sha256": sha(plain).hex(), "c": self.c.hex()})
        return offset

    def checkpoint(self, at):
        fixed = self.c + u64(at) + self.signer.id
        message = (b"custody checkpoint v1" + self.id + u64(self.number + 1) + fixed)
        self.record(CHECKPOINT, fixed + self.signer.sign(message), wall=at)

    def commit(self):
        room = -len(self.file) % BLOCK
        if room:
            self.record(PAD, bytes(room - 88 if room >= 88 else room - 88 + BLOCK))
        self.commit_start = True

    def final(self, reason, at):
        tail = u8(reason) + bytes(3) + u32(len(self.index) // 64) + self.index
        fixed = self.c + u64(at) + self.signer.id

        class Body:  # the signature covers the record's header, which needs the length first
            def __len__(_): return 120 + len(tail)

            def __call__(_, header):
                message = (b"custody final v1" + self.id + u64(self.number) + fixed
                           + sha(header, tail))
                return fixed + self.signer.sign(message) + tail

        offset = self.record(FINAL, Body(), wall=at)
        self.file += u64(len(self.file) - offset) + b"CUSTEND\n"

    def path(self):
        day = day_text(self.start // DAY_TICKS)
        return (f"segments/{CAMERA.hex()}/{day}/"
                f"{self.stream:04x}-{self.sequence:016x}-{self.id.hex()}.seg")

    def expected(self):
        return {"path": self.path(), "segment_key": self.key.hex(), "chain_in": self.chain_in.hex(),
                "chain_out": self.c.hex(), "records": self.records}


def item(tag, value): return u16(tag) + u32(len(value)) + value


def clock_body(rtp, media):
    return (u8(1) + u8(1) + u16(0) + u32(250) + struct.pack(">q", -12345) + u64(START) + u32(rtp)
            + u32(90000) + u64(media) + u64(START))


def context_body(predecessor, key_choice):
    track = lambda number, kind, scale, codec: (u8(number) + u8(kind) + u16(0) + u32(scale)
                                                + codec.ljust(16, b"\0"))
    return b"".join([
        item(1, predecessor), item(2, u8(key_choice)),
        item(3, track(1, 1, 90000, b"avc3.640028") + track(2, 2, 48000, b"mp4a.40.2")
             + track(3, 3, 90000, b"metx")),
        item(4, b"make_golden 1"), item(5, b"rtsps://192.0.2.7/cam0"), item(6, b"v=0\r\n"),
        item(7, u16(4) + b"\x67\x64\x00\x28" + u16(4) + b"\x68\xee\x3c\x80"),
        item(8, b"\x06\x05golden certificate SEI\x80"), item(9, sha(b"certificate") + b"SN-0001"),
        item(10, u32(41) + sha(b"link")), item(11, clock_body(1000, 0)),
        item(0x7001, b"a tag from the future")])


def verdict_body(segment, first, last, counter, verdict):
    return (segment + u64(first) + u64(last) + u32(counter) + u8(verdict) + u8(2) + u8(1) + u8(1)
            + sha(b"SEI", u32(counter)) + fixed_id("camera signer") + u64(START)
            + u64(START + 3 * TICKS) + u32(8 if verdict == 2 else 0) + u32(verdict == 2))


def gap_body(at): return u8(2) + u8(1) + u16(0) + u32(17) + u64(at) + u64(at + TICKS // 2)
def pattern(name, size): return (hashlib.sha256(name.encode()).digest() * (size // 32 + 1))[:size]


def complete_segment():
    s = Segment("complete", 0, DAY, 1, START, DAY_KEY, SIGNER_1, bytes(32))
    second = TICKS
    s.record(CONTEXT, context_body(bytes(16) + u64(0) + u8(1), 1))
    s.record(INIT, pattern("init", 700))
    s.checkpoint(START + second)
    s.commit()
    s.record(VIDEO, pattern("video 1", 70000), 1, KEY_FRAME, 0, 0, second, 25)
    s.record(AUDIO, pattern("audio 1", 900), 2, 0, 0, 0, second, 47)
    s.record(CLOCK, clock_body(91000, second))
    s.commit()
    s.record(VIDEO, pattern("video 2", 65536), 1, KEY_FRAME, 0, second, second, 25)
    s.record(GAP, gap_body(START + 2 * second), 1, 0, 0, 2 * second)
    s.record(VERDICT, verdict_body(s.id, 0, 24, 42, 1), 1)
    s.record(METADATA, b"", 3, ESTIMATED, 0, 2 * second, 0, 1)
    # An ignorable kind from the future, so long that 40 bytes are left: too few for a pad.
    s.record(0x8b, bytes(-(len(s.file) + 88 + 40) % BLOCK))
    s.commit()
    s.record(VIDEO, pattern("video 3", 3000), 1, DISCONTINUITY, 0, 3 * second, second, 24)
    s.record(AUDIO, pattern("audio 2", 901), 2, 0, 0, second, second, 47)
    s.checkpoint(START + 10 * second)
    s.commit()
    s.final(1, START + 11 * second)
    return s


def torn_segment(before):
    """Power failed while its third commit was being written."""
    start = START + 300 * TICKS
    s = Segment("torn", 0, DAY, 2, start, DAY_KEY, SIGNER_1, before.c)
    s.record(CONTEXT, context_body(before.id + u64(before.number) + u8(2), 1))
    s.record(INIT, pattern("init", 700))
    s.checkpoint(start + TICKS)
    s.commit()
    s.record(VIDEO, pattern("video 4", 5000), 1, KEY_FRAME, 0, 0, TICKS, 25)
    s.record(AUDIO, pattern("audio 3", 300), 2, 0, 0, 0, TICKS, 47)
    s.commit()
    s.record(VIDEO, pattern("video 5", 1500), 1, KEY_FRAME, 0, TICKS, TICKS, 25)
    authentic = (s.number, s.c, len(s.records))
    offset = s.record(VIDEO, pattern("video 6", 9000), 1, KEY_FRAME, 0, 2 * TICKS, TICKS, 25)
    torn_at = offset // BLOCK * BLOCK + BLOCK
    s.file = s.file[:torn_at] + bytes(2 * BLOCK)  # preallocated, never written
    s.number, s.c, s.records = authentic[0], authentic[1], s.records[:authentic[2]]
    return s


def successor_segment(torn):
    s = Segment("successor", 0, DAY + 1, 3, NEXT_START, NEXT_DAY_KEY, SIGNER_2, torn.c)
    s.record(CONTEXT, context_body(torn.id + u64(torn.number) + u8(3), 1))
    s.record(INIT, pattern("init", 700))
    s.checkpoint(NEXT_START + TICKS)
    s.commit()
    s.record(VERDICT, verdict_body(torn.id, 0, 24, 43, 2), 1)
    s.record(VIDEO, pattern("video 7", 2000), 1, KEY_FRAME, 0, 0, TICKS, 25)
    s.final(3, NEXT_START + 2 * TICKS)
    return s


# --- signed logs ------------------------------------------------------------------------------

class Log:
    def __init__(self, path, kind, day=0, camera=bytes(16)):
        self.path = path
        self.file = bytearray(b"CUSTLOG\n" + u16(1) + u16(kind) + u32(day) + fixed_id("log " + path)
                              + RECORDER + camera)
        self.link, self.number = sha(b"custody log v1", bytes(self.file)), 0

    def line(self, kind, body, at, signer, commit=True):
        self.number += 1
        fill = -(len(self.file) + 40 + len(body) + 64 + 32) % BLOCK if commit else 0
        header = (u8(kind) + u8(0) + u16(fill) + u32(len(body)) + u64(self.number) + u64(at)
                  + signer.id)
        signature = signer.sign(b"custody line v1", self.link, sha(header, body))
        self.link = sha(self.link, sha(header, body, signature))
        self.file += header + body + bytes(fill) + signature + self.link

    def expected(self): return {"path": self.path, "lines": self.number, "link": self.link.hex()}


def text(*values): return b"".join(u16(len(v)) for v in values) + b"".join(values)


def chain_log(complete):
    log = Log(f"chain/{CAMERA.hex()}/{day_text(DAY)}", 1, DAY, CAMERA)
    gone = fixed_id("segment gone")
    log.line(1, gone + u16(1) + u8(1) + u8(1) + u32(12) + u64(1) + u64(START)
             + u64(START + 300 * TICKS) + u64(1 << 20) + u64(START + DAY_TICKS) + bytes(32)
             + sha(b"chain out") + sha(b"header") + bytes(16) + text(b"retention"),
             START + DAY_TICKS + TICKS, SIGNER_2, commit=False)
    log.line(2, verdict_body(complete.id, 25, 49, 43, 3), START + DAY_TICKS + TICKS, SIGNER_2)
    log.line(3, u32(DAY - 400) + u32(0) + fixed_id("log dropped") + sha(b"its last link") + u16(1)
             + bytes(6) + u64(0xffff) + sha(b"its chain out"), START + DAY_TICKS + 9 * TICKS, SIGNER_2)
    return log


def signers_log():
    log = Log("chain/signers", 2)
    certificate = evidence_certificate()
    log.line(1, SIGNER_1.id + bytes(16) + u64(START - TICKS) + SIGNER_1.point + u8(0)
             + text(certificate), START - TICKS, EVIDENCE)
    log.line(1, SIGNER_2.id + SIGNER_1.id + u64(NEXT_START - TICKS) + SIGNER_2.point + u8(0)
             + text(b""), NEXT_START - TICKS, SIGNER_1)
    log.line(2, SIGNER_1.id + u64(NEXT_START), NEXT_START, SIGNER_2)
    return log


def locks_log():
    log = Log("locks", 3)
    both = lambda name: fixed_id("lock " + name)
    lengths = lambda actor, reason: u16(len(actor)) + u16(len(reason))
    log.line(1, both("a") + CAMERA + u64(START) + u64(START + 60 * TICKS) + u64(0) + u16(0xffff)
             + lengths(b"alice", b"case 2026-17") + u16(0) + b"alice" + b"case 2026-17",
             START + 5 * TICKS, SIGNER_1)
    log.line(1, both("b") + bytes(16) + u64(START) + u64(START + TICKS)
             + u64(START + 90 * DAY_TICKS) + u16(1) + lengths(b"bob", b"") + u16(0) + b"bob",
             START + 6 * TICKS, SIGNER_1)
    log.line(2, both("a") + lengths(b"carol", b"closed") + b"carol" + b"closed", NEXT_START + TICKS,
             SIGNER_2)
    return log


def der(tag, value):
    size = len(value)
    length = u8(size) if size < 128 else (u8(0x81) + u8(size) if size < 256 else u8(0x82) + u16(size))
    return u8(tag) + length + value


def evidence_certificate():
    """Self-signed; built by the library, signed again so that its bytes are always the same."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "golden evidence key")])
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(1)
            .public_key(EVIDENCE.private.public_key())
            .not_valid_before(datetime.datetime(2026, 1, 1))
            .not_valid_after(datetime.datetime(2036, 1, 1))
            .sign(EVIDENCE.private, hashes.SHA256()))
    tbs = made.tbs_certificate_bytes
    signature = EVIDENCE.sign(tbs)
    number = lambda b: der(2, (b"\0" if b.lstrip(b"\0")[0] & 0x80 else b"") + b.lstrip(b"\0"))
    value = der(0x30, number(signature[:32]) + number(signature[32:]))
    ecdsa_sha256 = bytes.fromhex("300a06082a8648ce3d040302")
    return der(0x30, tbs + ecdsa_sha256 + der(3, b"\0" + value))


# --- the other files --------------------------------------------------------------------------

def wraps_file(recipients):
    entries = []
    for kind, recipient in recipients:
        info = b"custody wrap v1" + CAMERA + u32(DAY) + DAY_KEY.id + recipient.id
        enc, sealed = hpke_seal(recipient, Key("ephemeral wrap " + recipient.id.hex()), info,
                                DAY_KEY.scalar_bytes())
        entries.append(recipient.id + u8(kind) + bytes(6) + u64(START) + enc + sealed)
    data = (b"CUSTWRAP" + u16(1) + u16(len(entries)) + u32(DAY) + CAMERA + DAY_KEY.id
            + DAY_KEY.point + bytes(7) + b"".join(sorted(entries)))
    return data + sha(data)


def volume_mark():
    data = b"CUSTVOL\n" + u16(1) + bytes(6) + fixed_id("volume") + RECORDER + u64(START) + bytes(8)
    return data + sha(data)


RECORDER, CAMERA, BOOT = fixed_id("recorder"), fixed_id("camera"), fixed_id("boot")
START = ticks("2026-11-20T23:50:00.250000")
NEXT_START = ticks("2026-11-21T00:05:00")
DAY = START // DAY_TICKS
DAY_KEY, NEXT_DAY_KEY = Key("day"), Key("next day")
EVIDENCE, SIGNER_1, SIGNER_2 = Key("evidence"), Key("signer 1"), Key("signer 2")
RECOVERY, ESCROW = Key("recovery"), Key("escrow")


def main():
    out = pathlib.Path(__file__).parent / "golden"
    complete = complete_segment()
    torn = torn_segment(complete)
    successor = successor_segment(torn)
    logs = {"chain": chain_log(complete), "signers": signers_log(), "locks": locks_log()}
    wraps = f"keys/{CAMERA.hex()}/{day_text(DAY)}/wraps"
    files = {s.path(): s.file for s in (complete, torn, successor)}
    files |= {log.path: log.file for log in logs.values()}
    files |= {wraps: wraps_file([(1, RECOVERY), (2, ESCROW)]), "custody-volume": volume_mark()}
    pair = lambda key: {"id": key.id.hex(), "private": key.scalar_bytes().hex(),
                        "public": key.point.hex()}
    expected = {
        "ids": {"recorder": RECORDER.hex(), "camera": CAMERA.hex(), "boot": BOOT.hex(),
                "volume": fixed_id("volume").hex()},
        "start": "2026-11-20T23:50:00.250Z", "day": DAY,
        "keys": {"day": pair(DAY_KEY), "next_day": pair(NEXT_DAY_KEY), "evidence": pair(EVIDENCE),
                 "signer_1": pair(SIGNER_1), "signer_2": pair(SIGNER_2),
                 "recovery": pair(RECOVERY), "escrow": pair(ESCROW)},
        "segments": {s.name: s.expected() for s in (complete, torn, successor)},
        "logs": {name: log.expected() for name, log in logs.items()},
        "wraps": wraps, "volume": "custody-volume",
    }
    files["golden.json"] = (json.dumps(expected, indent=1) + "\n").encode()
    if sys.argv[1:] == ["--check"]:
        found = {str(f.relative_to(out)): f.read_bytes() for f in out.rglob("*") if f.is_file()}
        differ = [p for p in sorted(found.keys() | files.keys()) if found.get(p) != files.get(p)]
        sys.exit(f"not what the writer makes: {differ}" if differ else 0)
    for path, data in files.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(data)


main()
