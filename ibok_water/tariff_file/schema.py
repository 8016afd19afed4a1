# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""What a tariff file of version 1 may hold; every fault is found, not the first one."""

from datetime import date, timedelta
from decimal import Decimal

from .faults import Fault, TariffFileError
from .parser import Number
from .values import Values

FORMAT = "ibok-tariff"
VERSION = 1

APPROVED_BY = ("rzgw", "president", "council")
RECIPIENTS = ("household", "other")
METERING = ("main_meter", "norm", "sewage_meter")
BILLING_MONTHS = (1, 2, 3, 6, 12)
INVOICE_FORM = ("paper", "electronic")
SERVICES = ("water", "sewage", "both")
COMPONENTS = (
    "water",
    "sewage",
    "subscription_water",
    "subscription_sewage",
    "subscription_both",
)
PER_M3, PER = "m3", ("m3", "month", "period")

#: Keys of each mapping: needed ones, then those that may be left out.
KEYS = {
    "file": (
        ("format", "version", "name", "valid", "periods", "groups"),
        ("decision", "note", "subsidies"),
    ),
    "decision": (
        (),
        ("number", "date", "approved_by", "published_on", "source"),
    ),
    "valid": (("from", "to"), ()),
    "period": (("name", "from", "to"), ()),
    "group": (
        ("code", "name", "services", "rates"),
        ("recipients", "metering", "billing_months", "invoice_form"),
    ),
    "rate": (("component", "per", "prices"), ("dn_from", "dn_to", "from_m3")),
    "subsidy": (("resolution", "component", "amount", "from"), ("to", "groups")),
}


def check(document, decimals: int = 2) -> dict:
    """The document's values as a tariff: days as dates, prices as decimals.

    Keys that may be left out are None (lists: empty) in the result.

    :raise TariffFileError: with all faults
    """
    checker = _Checker(decimals)
    data = checker.tariff(document.value)
    if checker.faults:
        found = [
            Fault(f.code, f.path, document.line(f.path), f.params)
            for f in checker.faults
        ]
        raise TariffFileError(sorted(found, key=lambda fault: fault.line or 0))
    return data


class _Checker(Values):
    """Walks the parts of a tariff."""

    def tariff(self, value):
        if not isinstance(value, dict) or value.get("format") != FORMAT:
            self.fault("not_a_tariff", ())
            return None
        if value.get("version") != str(VERSION) or not isinstance(
            value["version"], Number
        ):
            self.fault("version", ("version",), found=str(value.get("version")))
            return None
        file = self.mapping(value, (), *KEYS["file"])
        first, last = self.valid(file["valid"])
        periods = [
            self.period(period, ("periods", i))
            for i, period in enumerate(self.items(file["periods"], ("periods",)))
        ]
        self.tiling(periods, first, last)
        names = [period and period["name"] for period in periods]
        groups = [
            self.group(group, ("groups", i), names)
            for i, group in enumerate(self.items(file["groups"], ("groups",)))
        ]
        codes = self.once([g and g["code"] for g in groups], ("groups",), "code")
        subsidies = [
            self.subsidy(subsidy, ("subsidies", i), codes)
            for i, subsidy in enumerate(
                self.items(file["subsidies"], ("subsidies",), empty=True)
            )
        ]
        self.one_subsidy_a_day(subsidies)
        return {
            "name": self.text(file["name"], ("name",)),
            "decision": self.decision(file["decision"]),
            "first": first,
            "last": last,
            "note": self.text(file["note"], ("note",)),
            "periods": periods,
            "groups": groups,
            "subsidies": subsidies,
        }

    def valid(self, value):
        """The tariff's first and last day."""
        path = ("valid",)
        values = value is not None and self.mapping(value, path, *KEYS["valid"])
        return self.span(values, path) if values else (None, None)

    def decision(self, value):
        path = ("decision",)
        values = self.mapping({} if value is None else value, path, *KEYS["decision"])
        if values is None:
            return None
        return {
            "number": self.text(values["number"], (*path, "number")),
            "date": self.day(values["date"], (*path, "date")),
            "approved_by": self.choice(
                values["approved_by"], (*path, "approved_by"), APPROVED_BY
            ),
            "published_on": self.day(values["published_on"], (*path, "published_on")),
            "source": self.text(values["source"], (*path, "source")),
        }

    def period(self, value, path):
        values = self.mapping(value, path, *KEYS["period"])
        if values is None:
            return None
        first, last = self.span(values, path)
        name = self.text(values["name"], (*path, "name"))
        return {"name": name, "first": first, "last": last}

    def tiling(self, periods, first, last):
        """Price periods follow each other from the tariff's first to its last day."""
        if not periods or any(not (p and p["first"] and p["last"]) for p in periods):
            return
        expected = first
        for place, period in enumerate(periods):
            if expected and period["first"] != expected:
                code = (
                    "periods_overlap" if period["first"] < expected else "periods_gap"
                )
                path = ("periods", place, "from")
                if not place:
                    code = "periods_begin"
                self.fault(code, path, expected=expected, found=period["first"])
            expected = period["last"] + timedelta(days=1)
        if last and periods[-1]["last"] != last:
            path = ("periods", len(periods) - 1, "to")
            self.fault("periods_end", path, expected=last, found=periods[-1]["last"])

    def group(self, value, path, periods):
        values = self.mapping(value, path, *KEYS["group"])
        if values is None:
            return None
        services = self.choice(values["services"], (*path, "services"), SERVICES)
        rates = [
            self.rate(rate, (*path, "rates", i), periods)
            for i, rate in enumerate(self.items(values["rates"], (*path, "rates")))
        ]
        code = self.text(values["code"], (*path, "code"))
        if code and "," in code:
            self.fault("code_comma", (*path, "code"), value=code)
        self.once(
            [r and (r["component"], r["dn_from"], r["from_m3"] or 0) for r in rates],
            (*path, "rates"),
            "component",
        )
        self.complete(code, services, rates, path, periods)
        return {
            "code": code,
            "name": self.text(values["name"], (*path, "name")),
            "services": services,
            "recipients": self.choice(
                values["recipients"], (*path, "recipients"), RECIPIENTS
            ),
            "metering": self.choice(values["metering"], (*path, "metering"), METERING),
            "billing_months": self.integer(
                values["billing_months"], (*path, "billing_months"), BILLING_MONTHS
            ),
            "invoice_form": self.choice(
                values["invoice_form"], (*path, "invoice_form"), INVOICE_FORM
            ),
            "rates": rates,
        }

    def complete(self, code, services, rates, path, periods):
        """A price per m³ of each of the group's services in each period."""
        if not services or None in rates:
            return
        wanted = ("water", "sewage") if services == "both" else (services,)
        for component in wanted:
            # What has blocks needs the first one, which begins with the first m³.
            first = [r for r in rates if not r["from_m3"]]
            rows = [r["prices"] for r in first if r["component"] == component]
            for place, period in enumerate(periods):
                if not any(place < len(row) and row[place] is not None for row in rows):
                    self.fault(
                        "price_missing",
                        (*path, "rates"),
                        group=code,
                        component=component,
                        period=period,
                    )

    def rate(self, value, path, periods):
        values = self.mapping(value, path, *KEYS["rate"])
        if values is None:
            return None
        component = self.choice(values["component"], (*path, "component"), COMPONENTS)
        per = self.choice(values["per"], (*path, "per"), PER)
        if component and per and (component in ("water", "sewage")) != (per == PER_M3):
            self.fault("per_mismatch", (*path, "per"), component=component, per=per)
        prices = self.items(values["prices"], (*path, "prices"))
        if prices and len(prices) != len(periods):
            self.fault(
                "price_count",
                (*path, "prices"),
                found=len(prices),
                expected=len(periods),
            )
        dn_from = self.integer(values["dn_from"], (*path, "dn_from"))
        dn_to = self.integer(values["dn_to"], (*path, "dn_to"))
        if dn_to and dn_to < (dn_from or 0):
            self.fault("dn_reversed", path, first=dn_from, last=dn_to)
        from_m3 = self.block(values["from_m3"], per == PER_M3, (*path, "from_m3"))
        before = len(self.faults)
        read = [self.price(p, (*path, "prices", i)) for i, p in enumerate(prices)]
        return {
            "component": component,
            "per": per,
            # A price that cannot be read is no missing price.
            "prices": read if len(self.faults) == before else [Decimal(0)] * len(read),
            "dn_from": dn_from or None,
            "dn_to": dn_to or None,
            "from_m3": from_m3 or None,
        }

    def subsidy(self, value, path, codes):
        values = self.mapping(value, path, *KEYS["subsidy"])
        if values is None:
            return None
        first, last = self.span(values, path)
        amount = self.price(values["amount"], (*path, "amount"))
        if amount is not None and not amount:
            self.fault("amount_zero", (*path, "amount"))
        groups = self.items(values["groups"], (*path, "groups"))
        for place, code in enumerate(groups):
            known = self.text(code, (*path, "groups", place))
            if known and known not in codes:
                self.fault("group_unknown", (*path, "groups", place), value=known)
        return {
            "resolution": self.text(values["resolution"], (*path, "resolution")),
            "component": self.choice(
                values["component"], (*path, "component"), ("water", "sewage")
            ),
            "amount": amount,
            "first": first,
            "last": last,
            "groups": groups,
        }

    def one_subsidy_a_day(self, subsidies):
        """No group has two subsidies to one m³."""
        whole = [s for s in subsidies if s and s["first"] and s["component"]]
        for place, one in enumerate(whole):
            for other in whole[:place]:
                if one["component"] == other["component"] and _meet(one, other):
                    path = ("subsidies", subsidies.index(one))
                    self.fault("subsidies_overlap", path, other=other["resolution"])


def _meet(one, other):
    """Whether two subsidies have a day and a group in common."""
    groups = (
        not one["groups"]
        or not other["groups"]
        or set(map(str, one["groups"])) & set(map(str, other["groups"]))
    )
    return (
        groups
        and one["first"] <= (other["last"] or date.max)
        and other["first"] <= (one["last"] or date.max)
    )
