"""Numbers with an operator, a unit and a source; the only place where a decision meets a number.

Must never know which protocol it serves.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass

_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Limit:
    """A value keeps the limit when `value operator limit` is true, exactly as written in the file.

    `origin` is seed, published, derived or clinic; `source` says where the figure stands. A limit whose value is left
    empty, because its source is silent, is kept by nothing and broken by nothing until the clinic fills it.
    """

    id: str
    operator: str
    value: float | None
    unit: str
    origin: str
    source: str

    def allows(self, value: float) -> bool | None:
        """Say whether the value keeps the limit; None where the limit has not been filled in."""
        return None if self.value is None else _OPERATORS[self.operator](value, self.value)

    def __str__(self) -> str:
        return f"{self.operator} {'…' if self.value is None else f'{self.value:g}'} {self.unit}"
