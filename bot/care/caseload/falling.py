"""What falls due about a caseload: the letter of a Monday, and the next lot of a survey that is under way.

Must never be asked about a patient.
"""

from bot.care.caseload import figures_told, gathering, weekly
from bot.care.ports import Due, Person, Turn

SURVEYS = {survey.name: survey for survey in (weekly.SURVEY, figures_told.SURVEY)}


async def came_due(turn: Turn, carer: Person, due: Due) -> bool:
    """Do what is due about a caseload; False where it is about something else."""
    if due.kind == weekly.LETTER:
        await weekly.letter_due(turn, carer)
    elif due.kind == gathering.DUE and due.subject in SURVEYS:
        await gathering.came_due(turn, SURVEYS[due.subject], carer)
    else:
        return False
    return True
