# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""What is wrong with a file, each fault with a code, its place and its facts.

This package has no texts for people; whoever shows a fault writes the sentence.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. ``path``: keys and places (from 0) that lead to it in the file.

    ``line`` counts from 1 and is known for YAML only.
    """

    code: str
    path: tuple = ()
    line: int | None = None
    params: dict = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The path as people write it: ``groups[2].rates[1].prices[3]``, from 1."""
        text = ""
        for step in self.path:
            text += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
        return text.removeprefix(".")


class TariffFileError(ValueError):
    """A file that is not a tariff of this format."""

    def __init__(self, faults):
        self.faults = tuple(faults)
        super().__init__(", ".join(f"{f.code} {f.place}" for f in self.faults))
