"""Invites as they are stored: under the hash of their code, so that whoever reads the database cannot use one.

Must never hand a code to anything that is kept.
"""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from bot.care.ports import Invite
from bot.store.tables import invites
from bot.store.transaction import Transaction

CODE_BYTES = 24

_FIND = select(invites).where(invites.c.code_hash == bindparam("code"))
_USE = (
    update(invites)
    .where(invites.c.code_hash == bindparam("code"), invites.c.used_at.is_(None))
    .values(used_at=bindparam("now"))
)
_VOID = (
    update(invites)
    .where(invites.c.person == bindparam("of"), invites.c.used_at.is_(None))
    .values(used_at=bindparam("now"))
)


def new_code() -> str:
    """Return a code that nobody can guess."""
    return secrets.token_urlsafe(CODE_BYTES)


def code_hash(code: str) -> str:
    """Return what is stored of an invite's code."""
    return hashlib.sha256(code.encode()).hexdigest()


async def find(transaction: Transaction, code: str) -> Invite | None:
    """Return the invite with this code, used or expired or not, or None."""
    row = (await transaction.execute(_FIND, {"code": code_hash(code)})).one_or_none()
    return None if row is None else Invite(row.person, row.expires_at, row.used_at)


async def use(transaction: Transaction, code: str, now: datetime) -> bool:
    """Mark the invite as used; False when somebody else was quicker."""
    used = await transaction.execute(_USE, {"code": code_hash(code), "now": now})
    return used.rowcount == 1


async def add(transaction: Transaction, code: str, invite: Invite) -> None:
    """Store an invite."""
    await transaction.execute(insert(invites), {"code_hash": code_hash(code), **vars(invite)})


async def void(transaction: Transaction, person_id: int, now: datetime) -> None:
    """Mark every invite of a person that is not used yet as used."""
    await transaction.execute(_VOID, {"of": person_id, "now": now})
