"""Width and height out of the first bytes of a PNG or JPEG; it must never decode a picture."""

import struct
import zlib

NO_SIZE_MARKERS = frozenset({0xC4, 0xC8, 0xCC})


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Return the width and height, or None when the bytes are neither PNG nor JPEG."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    return _jpeg_size(content) if content[:2] == b"\xff\xd8" else None


def picture_type(content: bytes) -> str | None:
    """Return the media type of a PNG or JPEG, None for anything else."""
    if picture_size(content) is None:
        return None
    return "image/jpeg" if content[:2] == b"\xff\xd8" else "image/png"


def small_png(width: int = 1, height: int = 1) -> bytes:
    """Return a valid grey PNG of this size."""
    return _png((width, height), (b"\x00" + b"\x80" * width) * height, colour=0)


def drawn_png(width: int = 240, height: int = 180) -> bytes:
    """Return a picture of a sore spot, as somebody in the demo would photograph it."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            off = ((x - width * 0.55) / (width * 0.2)) ** 2 + ((y - height * 0.5) / (height * 0.24)) ** 2
            red = max(0.0, 1 - off)
            light = 1 - 0.25 * abs(y / height - 0.45)
            rows += bytes((int(232 * light), int((190 - 70 * red) * light), int((160 - 60 * red) * light)))
    return _png((width, height), bytes(rows), colour=2)


def _png(size: tuple[int, int], rows: bytes, *, colour: int) -> bytes:
    header = struct.pack(">IIBBBBB", *size, 8, colour, 0, 0, 0)
    parts = (b"IHDR" + header, b"IDAT" + zlib.compress(rows), b"IEND")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in parts
    )


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in NO_SIZE_MARKERS:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
