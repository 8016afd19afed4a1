"""What the office is told of an account number that is none."""

from ..engine import AccountRefused


def account_refusal(env, refused: AccountRefused):
    """A sentence for a person, of the engine's code."""
    texts = {
        "empty": env._("No account number was given."),
        "not_digits": env._("“%(text)s” holds other signs than digits."),
        "wrong_length": env._(
            "“%(text)s” has %(length)s digits. An account number has 26; a mask has 9 "
            "to 23: the 8 of the bank's branch and at least one of yours."
        ),
        "wrong_check_digits": env._(
            "“%(text)s” is no account number: its first two digits do not belong to "
            "the rest. Compare it digit by digit."
        ),
        "wrong_bank_code": env._(
            "“%(text)s” does not begin with the number of a bank's branch: of its "
            "first 8 digits one is wrong. Compare it with the bank's letter."
        ),
        "number_too_long": env._(
            "The mask leaves %(room)s digits, too few for the number %(text)s."
        ),
    }
    return texts[refused.code] % refused.params
