"""Nobody is served, and nobody put on a protocol, with a clinic's own content that the check refuses.

Must never check the shipped content: that is proved before it is shipped.
"""

import sys
from pathlib import Path


def refuse_unsound(content: Path | None) -> None:
    """Print what is wrong with a clinic's own content and exit with 1; do nothing where it is sound."""
    if content is None:
        return
    from bot.content.checks import check

    report = check(content)
    if not report.clean:
        print(report.as_text(), file=sys.stderr)
        raise SystemExit(1)
