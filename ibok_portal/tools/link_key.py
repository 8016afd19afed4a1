"""Keys of the links in letters: whoever has one comes in, so only its hash is kept."""

import hashlib
import secrets


def new_key() -> tuple[str, str]:
    """A key that nobody guesses, and what is kept of it."""
    key = secrets.token_urlsafe(32)
    return key, key_hash(key)


def key_hash(key: str) -> str:
    """Random keys of 256 bits need no salt."""
    return hashlib.sha256(key.encode()).hexdigest()
