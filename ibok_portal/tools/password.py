"""What a password must be like (terms of the portal, § 1), its limits given."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PasswordRule:
    """Limits of a password; what is asked for is counted in letters of any language."""

    shortest: int = 8
    longest: int = 30
    digit: bool = True
    capital: bool = True
    small: bool = True
    special: bool = True

    def failures(self, password):
        """Codes of what a password lacks, in the order in which they are told."""
        asked = {
            "digit": (self.digit, str.isdigit),
            "capital": (self.capital, str.isupper),
            "small": (self.small, str.islower),
            # Neither a letter nor a digit of any language; a blank inside counts.
            "special": (self.special, lambda sign: not sign.isalnum()),
        }
        found = []
        if len(password) < self.shortest:
            found.append("shortest")
        if self.longest and len(password) > self.longest:
            found.append("longest")
        return found + [
            code
            for code, (wanted, is_one) in asked.items()
            if wanted and not any(map(is_one, password))
        ]
