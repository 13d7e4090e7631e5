"""`strideback check`: is the content sound? Every problem with its remedy, or a short summary of what was proved.

Must never know what is checked.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.proof.checks import check as check_files
from bot.proof.prover import Progress, Proof, prove
from bot.proof.report import Report, report

SHOWN = 20
"""How many differences are told one by one; the rest is counted."""


def check(content: Path | None, *, as_json: bool, folder: Path | None = None, quick: bool = False) -> int:
    """Print what was found, and write the pages where a folder is given; returns 1 when there is any problem."""
    found, proofs = check_files(content), []
    if found.clean and not quick:
        with _bar() as progress:
            proofs = prove(content, progress=progress, processes=_processes())
        found = _with(found, proofs)
    print(found.as_json() if as_json else found.as_text())
    if folder is not None and proofs:
        _write(folder, content, proofs)
    return 0 if found.clean else 1


def compare(content: Path | None, first: str, second: str, *, condition: str, as_json: bool) -> int:
    """Print what two ways back to running decide differently, and where their ladders and gates differ; returns 0."""
    from bot.proof import compare as between
    from bot.proof.told import told

    one, other = (between.side(called, content, condition) for called in (first, second))
    found = between.compare(one, other)
    if as_json:
        shown = {
            "condition": one.protocol.condition,
            "tried": found.tried,
            "differences": [
                {"answers": dict(each.answers), "outcomes": each.outcomes, "reasons": each.reasons}
                for each in found.differences
            ],
            "content": found.lines,
        }
        print(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        print(told(found, SHOWN))
    return 0


def _with(found: Report, proofs: list[Proof]) -> Report:
    counts = dict(found.counts) | {
        "combinations proved": sum(1 for proof in proofs if proof.choice and not proof.waits_for),
        "waiting for the clinic": sum(1 for proof in proofs if proof.waits_for),
    }
    problems = [problem for proof in proofs for problem in proof.problems]
    return report(problems, counts if not problems else {})


def _write(folder: Path, content: Path | None, proofs: list[Proof]) -> None:
    from bot.content.library import load
    from bot.proof.booklet import write

    page, *_ = write(folder, load(content), proofs)
    print(f"The report is in {page}.", file=sys.stderr)


def _processes() -> int:
    return min(os.cpu_count() or 1, 4)


@contextmanager
def _bar() -> Iterator[Progress | None]:
    """Show how far the proof is, for somebody who watches a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = TextColumn("Proving"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Proving", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
