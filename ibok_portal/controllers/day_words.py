"""Days in words of the reader's language, for pages that tell many of them."""

from babel.dates import format_date

from odoo.tools.misc import babel_locale_parse, get_lang, posix_to_ldml


def day_words(env):
    """A function that writes a day as Odoo's `format_date` does.

    That one reads the language and the locale anew for each day, which takes most of
    the time of a long table.
    """
    lang = get_lang(env)
    locale = babel_locale_parse(lang.code)
    pattern = posix_to_ldml(lang.date_format, locale=locale)
    return lambda day: format_date(day, format=pattern, locale=locale) if day else ""
