from urllib.parse import urlencode

from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..tools import csv_file
from .download import csv_download
from .form_values import MAX_ID
from .portal_water import PortalWater


class PortalReadingList(PortalWater):
    """All readings of the resident: to look through, and as a file."""

    @route(
        ["/my/readings", "/my/readings/page/<int:page>"],
        type="http",
        ibok_service="readings",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_my_readings(self, page=1, meter=None, year=None, **kw):
        """Readings of the resident's own contracts, of one meter or year or of all."""
        contracts = self._water_contracts()
        chosen = self._reading_choice(contracts, meter, year)
        Reading = request.env["water.reading"]
        pager = portal_pager(
            url="/my/readings",
            total=Reading.search_count(chosen["domain"]) if contracts else 0,
            page=self._page_number(page),
            step=self._items_per_page,
            url_args=chosen["query"],
        )
        readings = (
            Reading.search(
                chosen["domain"], limit=self._items_per_page, offset=pager["offset"]
            )
            if contracts
            else Reading
        )
        contracts_sudo = contracts.sudo()
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="water_reading",
            # Found under the resident's own record rules, of his own contracts; the
            # page names their point, meter and address, which he may not read.
            readings=readings.sudo(),
            chosen=chosen,
            query=urlencode(chosen["query"]),
            pager=pager,
            matters=contracts_sudo._portal_all_matters(),
            can_enter=bool(contracts_sudo._portal_entering()),
            several_contracts=len(contracts) > 1,
        )
        return request.render("ibok_portal.portal_my_readings", values)

    @route(
        "/my/readings.csv",
        type="http",
        ibok_service="readings",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_my_readings_csv(self, meter=None, year=None, **kw):
        """The chosen readings for a spreadsheet."""
        contracts = self._water_contracts()
        chosen = self._reading_choice(contracts, meter, year)
        Reading = request.env["water.reading"]
        readings = Reading.search(chosen["domain"]) if contracts else Reading
        header = [
            request.env._("Date"),
            request.env._("Meter"),
            request.env._("Meter number"),
            request.env._("Meter shows, m³"),
            request.env._("From whom"),
            request.env._("State"),
            request.env._("Why"),
            request.env._("Address"),
            request.env._("Contract"),
        ]
        table = [
            [
                reading.date,
                reading.contract_id._portal_point_label(reading.point_id),
                reading.meter_id.number,
                reading.value,
                reading._portal_source(),
                reading._portal_state(),
                " ".join(reading._portal_why()),
                reading.premise_id.address,
                reading.contract_id.number,
            ]
            for reading in readings.sudo()
        ]
        name = request.env._("readings")
        today = request.env["water.contract"]._portal_today()
        return csv_download(csv_file(header, table), f"{name}_{today}")

    def _reading_choice(self, contracts, meter, year):
        """Which readings an address asks for, and what there is to choose from.

        A meter or a year that the resident has no reading of chooses nothing.

        :return: dict ``domain``, ``meters`` (in sudo), ``years``, ``meter``, ``year``
            (chosen, or None) and ``query`` (to ask for the same again)
        """
        domain = Domain("contract_id", "in", contracts.ids)
        meters, years = contracts.env["water.meter"].sudo(), []
        if contracts:
            Reading = contracts.env["water.reading"]
            groups = Reading._read_group(domain, ["meter_id"])
            meters = meters.union(*(group[0].sudo() for group in groups))
            days = Reading._read_group(domain, ["date:year"], order="date:year DESC")
            years = [day.year for [day] in days]
        chosen = {
            "meters": meters.sorted("number"),
            "years": years,
            "meter": _one_of(meter, meters.ids),
            "year": _one_of(year, years),
            "query": {},
        }
        if chosen["meter"]:
            domain &= Domain("meter_id", "=", chosen["meter"])
            chosen["query"]["meter"] = chosen["meter"]
        if chosen["year"]:
            domain &= Domain("date", ">=", f"{chosen['year']}-01-01")
            domain &= Domain("date", "<=", f"{chosen['year']}-12-31")
            chosen["query"]["year"] = chosen["year"]
        return chosen | {"domain": domain}


def _one_of(text, known):
    """The number of an address, when it is one of those there are."""
    plain = isinstance(text, str) and text.isascii() and text.isdecimal()
    number = int(text) if plain and len(text) <= len(str(MAX_ID)) else None
    return number if number in known else None
