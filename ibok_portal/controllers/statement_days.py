from datetime import date

from odoo.tools import format_date

#: Days that one press chooses; the first one is what the page begins with.
PERIODS = ("year", "last", "all")


def statement_days(env, query):
    """The days that an address asks for.

    :param dict query: ``period``, or ``date_from`` and ``date_to`` as typed
    :return: dict ``period`` (of `PERIODS`, or None), ``date_from`` and ``date_to``
        (None where open), ``words`` (these days), ``typed`` (both as typed),
        ``errors`` by field, ``query`` (to ask for the same days again) and ``today``
    """
    chosen = _chosen_days(env, query)
    return chosen | {"words": _in_words(env, chosen["date_from"], chosen["date_to"])}


def _in_words(env, first, last):
    days = {
        "first": first and format_date(env, first),
        "last": last and format_date(env, last),
    }
    if first and last:
        return env._("From %(first)s to %(last)s", **days)
    if first:
        return env._("Since %(first)s", **days)
    if last:
        return env._("From the beginning to %(last)s", **days)
    return env._("From the beginning")


def _chosen_days(env, query):
    today = env["water.contract"]._portal_today()
    names = ("date_from", "date_to")
    typed = {
        name: query[name].strip() if isinstance(query.get(name), str) else ""
        for name in names
    }
    if any(typed.values()):
        return {"today": today, "period": None} | _typed_days(env, typed, today)
    period = query.get("period")
    period = period if period in PERIODS else PERIODS[0]
    days = {
        "year": (date(today.year, 1, 1), today),
        "last": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
        "all": (None, None),
    }[period]
    return {
        "today": today,
        "period": period,
        "errors": {},
        "query": {"period": period},
        "typed": {name: str(day or "") for name, day in zip(names, days, strict=True)},
        **dict(zip(names, days, strict=True)),
    }


def _typed_days(env, typed, today):
    days, errors = {}, {}
    for name, text in typed.items():
        try:
            days[name] = date.fromisoformat(text) if text else None
        except ValueError:
            errors[name] = env._(
                "This is no day. Write it like %(example)s.",
                example=f"{today} ({format_date(env, today)})",
            )
    if not errors and all(days.values()) and days["date_from"] > days["date_to"]:
        errors["date_to"] = env._("The last day comes before the first one.")
    return {
        **(dict.fromkeys(typed) if errors else days),
        "errors": errors,
        "typed": typed,
        "query": {name: text for name, text in typed.items() if text},
    }
