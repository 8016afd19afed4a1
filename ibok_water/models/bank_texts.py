"""What the office is told of a bank's file that is not taken."""

from odoo.tools.misc import formatLang

from ..engine import StatementRefused


def file_refusal(env, refused: StatementRefused):
    """A sentence for a person, of the engine's code."""
    text = _texts(env)[refused.code]
    params = {
        name: formatLang(env, float(value), digits=2) if name in MONEY else value
        for name, value in refused.params.items()
    }
    told = text % {"value": "", "bytes": "", "limit": "", **params}
    return env._("Line %(line)s: %(told)s", line=refused.params["line"], told=told)


MONEY = ("opening", "lines", "closing", "amount", "parts")


def _texts(env):
    return {
        "empty_file": env._("The file is empty."),
        "too_large": env._("The file is larger than 40 MB."),
        "not_text": env._(
            "This is a picture, a PDF, an archive or a spreadsheet. Ask the bank's "
            "program for a statement in MT940, CAMT.053 or Elixir-0."
        ),
        "html": env._(
            "This is a page of the bank's site, not a statement. Download the file "
            "again."
        ),
        "unknown_format": env._(
            "This is none of the formats MT940, CAMT.053 and Elixir-0."
        ),
        "not_a_statement": env._(
            "This is a report within the day or a notice, not a statement. Choose "
            "CAMT.053 in the bank's program."
        ),
        "encoding": env._(
            "The Polish letters cannot be read for certain. Choose what the bank's "
            "program writes."
        ),
        "damaged": env._("The file is damaged or not whole. Download it again."),
        "doctype": env._("No bank writes such an XML file."),
        "unexpected_text": env._("Text stands where a field should begin."),
        "unknown_field": env._("Field “%(value)s” is unknown in statements."),
        "field_order": env._("Field “%(value)s” may not stand here."),
        "bad_field": env._("Field “%(value)s” cannot be read."),
        "bad_date": env._("“%(value)s” is no day."),
        "bad_amount": env._("“%(value)s” is no amount."),
        "record_fields": env._(
            "A record of Elixir-0 has 16 fields, this one has %(value)s."
        ),
        "unknown_kind": env._("A record of kind “%(value)s” is no transfer."),
        "not_incoming": env._(
            "Account %(value)s is not ours: this looks like a file of transfers to "
            "send, not of payments received."
        ),
        "opening_missing": env._("The statement lacks the balance it begins with."),
        "cut_short": env._(
            "The statement lacks the balance it ends with: only a part of the file is "
            "here. Download it again."
        ),
        "part_missing": env._(
            "Of a statement in several parts one is not in the file."
        ),
        "balance_mismatch": env._(
            "The statement does not add up: it begins with %(opening)s, its movements "
            "make %(lines)s, but it ends with %(closing)s."
        ),
        "batch_mismatch": env._(
            "The parts of a collective entry make %(parts)s instead of %(amount)s."
        ),
        "currency_mixed": env._(
            "A movement in %(value)s stands in a statement of another currency."
        ),
        "statement_twice": env._("Statement %(value)s is in the file twice."),
    }
