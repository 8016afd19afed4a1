"""One login per role, with passwords made on this machine and kept in .ibok/."""

from __future__ import annotations

import json
import os
import secrets
import string

from .paths import Paths

ROLES = {
    "resident": "resident",
    "reader": "meter reader",
    "clerk": "office clerk",
    "accountant": "accountant",
    "manager": "manager",
    "admin": "Odoo administrator",
}
MASTER = "master"  # Odoo's own password for managing databases
# No letters and digits that look alike.
LETTERS = "".join(set(string.ascii_letters) - set("lIOo"))
DIGITS = "23456789"
SIGNS = "-+=.:"


def make_password() -> str:
    """A password of 18 characters with a small and a large letter, digit and sign."""
    groups = (
        "".join(set(LETTERS) & set(string.ascii_lowercase)),
        "".join(set(LETTERS) & set(string.ascii_uppercase)),
        DIGITS,
        SIGNS,
    )
    chosen = [secrets.choice(group) for group in groups]
    chosen += [secrets.choice(LETTERS + DIGITS) for _ in range(14)]
    secrets.SystemRandom().shuffle(chosen)
    first_letter = next(i for i, sign in enumerate(chosen) if sign in LETTERS)
    chosen[0], chosen[first_letter] = chosen[first_letter], chosen[0]
    return "".join(chosen)


def passwords(paths: Paths) -> tuple[dict[str, str], bool]:
    """The passwords by role, and whether they were made just now."""
    try:
        known = json.loads(paths.logins.read_text())
        if {*ROLES, MASTER} <= set(known):
            return known, False
    except (FileNotFoundError, ValueError):
        pass
    made = {role: make_password() for role in (*ROLES, MASTER)}
    part = paths.logins.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600), "w") as out:
        json.dump(made, out, indent=1)
    part.replace(paths.logins)
    return made, True


def table(logins: dict[str, str], known: dict[str, str]) -> str:
    """The logins as lines of a table."""
    width = max(map(len, logins.values()), default=5)
    lines = [f"  {'role':<20} {'login':<{width}}  password"]
    for role, title in ROLES.items():
        if role in logins:
            lines.append(f"  {title:<20} {logins[role]:<{width}}  {known[role]}")
    return "\n".join(lines)
