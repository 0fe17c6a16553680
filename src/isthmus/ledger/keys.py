"""The signing key in its file: PKCS #8 PEM, readable by its owner alone."""

import os
from typing import TYPE_CHECKING

from isthmus.domain.errors import SettingsError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


LONGEST = 65_536
"""Bytes that a key file may have; what is longer is none."""


def load_or_create_key(path: str) -> "Ed25519PrivateKey":
    """The Ed25519 key kept at `path`; made there, mode 0600, when there is none. SettingsError otherwise."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return _create(path)
    with os.fdopen(fd, "rb") as file:
        mode = os.fstat(fd).st_mode & 0o777
        if mode & 0o077:
            raise SettingsError(
                f"the signing key may be read by others (mode {mode:04o})", place=path, remedy=f"chmod 600 {path}"
            )
        return _parse(path, file.read(LONGEST))


def _create(path: str) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = Ed25519PrivateKey.generate()
    directory = os.path.dirname(path) or "."
    os.makedirs(directory, mode=0o700, exist_ok=True)
    temporary = f"{path}.{os.getpid()}"
    fd = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            file.flush()
            os.fsync(fd)
        try:
            os.link(temporary, path)  # unlike rename it does not replace a key that another worker just made
        except FileExistsError:
            return load_or_create_key(path)
    finally:
        os.unlink(temporary)
    fd = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
    return key


def _parse(path: str, pem: bytes) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise SettingsError(
            "not an unencrypted Ed25519 private key in PEM", place=path, remedy="name another file to have one made"
        )
    return key
