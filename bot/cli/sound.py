"""Nobody is served, and nobody put on a protocol, with a clinic's own content that the check refuses.

That is asked before anything is published; from then on the bot goes by what is published.

Must never check the shipped content: that is proved before it is shipped.
"""

import sys
from pathlib import Path

from bot.clock import SystemClock
from bot.config import Config
from bot.content.library import Library
from bot.core.errors import ContentError
from bot.publishing import shelf
from bot.store.store import Store


async def published(config: Config) -> Library | None:
    """Return the content that was published last, so that no change in the folder can stop a clinic's bot."""
    store = await Store.open(config.storage.url, clock=SystemClock())
    try:
        return await shelf.published(store, config.clinic.languages)
    except ContentError:
        return None
    finally:
        await store.close()


def refuse_unsound(content: Path | None) -> None:
    """Print what is wrong with a clinic's own content and exit with 1; do nothing where it is sound."""
    if content is None:
        return
    from bot.proof.checks import check

    report = check(content)
    if not report.clean:
        print(report.as_text(), file=sys.stderr)
        raise SystemExit(1)
