"""The files that went through the stand-in, in a folder or in memory; no path from outside is ever opened."""

import mimetypes
from pathlib import Path

from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.images import picture_size, picture_type
from bot.sandbox.ledger import Ledger
from bot.sandbox.model import Json, StoredFile
from bot.sandbox.params import Upload

TABLE = "files"
PHOTO_BYTES = 10 * 1024 * 1024
FILE_BYTES = 50 * 1024 * 1024
DOWNLOAD_BYTES = 20 * 1024 * 1024
NAMELESS = frozenset({"voice", "sticker", "video_note"})
TYPELESS = frozenset({"sticker", "video_note"})


class Files:
    """Keep files and find them by id or by the path that getFile gave out."""

    def __init__(self, ledger: Ledger, folder: Path | None) -> None:
        """Take up what the ledger knows."""
        self._ledger = ledger
        self._folder = folder
        self._bytes: dict[str, bytes] = {}
        kept = ledger.tables.get(TABLE, {})
        self._files = {key: StoredFile.from_record(record) for key, record in kept.items()}
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def get(self, file_id: str) -> StoredFile | None:
        """Return the file with this id."""
        return self._files.get(file_id)

    def content(self, file: StoredFile) -> bytes:
        """Return the file's bytes."""
        return self._bytes[file.unique_id] if self._folder is None else (self._folder / file.unique_id).read_bytes()

    def at_path(self, path: str) -> StoredFile | None:
        """Return the file that getFile gave this path to."""
        return next((file for file in self._files.values() if file.path == path), None)

    def add(self, kind: str, upload: Upload) -> StoredFile:
        """Keep these bytes and return the file."""
        number = len(self._files) + 1
        unique_id = f"AQAD{number:08d}"
        width, height = picture_size(upload.content) or (0, 0)
        suffix = Path(upload.name).suffix or mimetypes.guess_extension(upload.mime) or ""
        file = StoredFile(
            file_id=f"BQACAgIAAxkBAAI{kind[:3].upper()}{number:08d}",
            unique_id=unique_id,
            path=f"{kind}s/file_{number}{suffix if suffix[1:].isalnum() else ''}",
            size=len(upload.content),
            name=upload.name,
            mime=picture_type(upload.content) or upload.mime,
            width=width,
            height=height,
        )
        self._write(unique_id, upload.content)
        self._files[file.file_id] = file
        self._ledger.put(TABLE, file.file_id, file.as_record())
        return file

    def add_sent(self, kind: str, upload: Upload) -> StoredFile:
        """Keep what a bot sends, within Telegram's limits for photos and documents."""
        if len(upload.content) > (PHOTO_BYTES if kind == "photo" else FILE_BYTES):
            raise ApiError(413, "Request Entity Too Large")
        if not upload.content:
            raise bad_request("file must be non-empty")
        if kind == "photo":
            _check_picture(upload.content)
        return self.add(kind, upload)

    def _write(self, unique_id: str, content: bytes) -> None:
        if self._folder is None:
            self._bytes[unique_id] = content
        else:
            (self._folder / unique_id).write_bytes(content)


def as_carried(kind: str, file: StoredFile, **more: object) -> Json | list[Json]:
    """Return the file as a message carries it."""
    body: Json = {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size}
    if kind == "photo":
        return [body | {"width": file.width or 1, "height": file.height or 1}]
    named: Json = {} if kind in NAMELESS else {"file_name": file.name}
    return body | named | ({} if kind in TYPELESS else {"mime_type": file.mime}) | more


def _check_picture(content: bytes) -> None:
    size = picture_size(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > 10_000 or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
