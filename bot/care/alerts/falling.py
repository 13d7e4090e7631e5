"""What falls due about alerts: calling again, reminding, bringing up a closed plan, the digest, who came.

Must never look at a clock; it is called when something is due, however late that may be.
"""

from bot.care.alerts import calling, digest, picture, presence, reminding, series
from bot.care.alerts.planning import CAME, DIGEST, REMIND, REPEAT, UNSEEN
from bot.care.ports import Due
from bot.care.visit import Visit

KINDS = (REPEAT, REMIND, UNSEEN, DIGEST, CAME)


async def came_due(came: Visit, due: Due) -> None:
    """Do what was set for this moment; what no longer applies is left alone."""
    match due.kind:
        case "alert_repeat":
            _call_again(came)
        case "alert_remind":
            reminding.came_due(came)
        case "alert_unseen":
            reminding.still_unseen(came)
        case "alert_came":
            await presence.came(came.turn, came.person, due.at)
        case _:
            await digest.came_due(came.turn, came.person)


def _call_again(came: Visit) -> None:
    """Call whose turn it is; whoever is called for the first time gets the picture as well."""
    going = series.series(came)
    new = calling.go_on(came)
    if going is not None and new:
        picture.behind(came, going.lead, new)
