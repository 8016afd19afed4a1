from odoo import api, models
from odoo.fields import Domain


class IbokWaterSample(models.Model):
    """Which results everybody reads, by place."""

    _inherit = "ibok.water.sample"

    def _place_key(self):
        """How an address names the place: ``z`` and the zone, ``v`` and the village."""
        self.ensure_one()
        if self.zone_id:
            return f"z{self.zone_id.id}"
        return f"v{self.village_id.id}"

    @api.model
    def _place_domain(self, key):
        """Samples of a place of an address; None when it names none."""
        kind, number = (key or "")[:1], (key or "")[1:]
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            return None
        if kind == "z":
            return Domain("zone_id", "=", int(number))
        if kind == "v":
            return Domain("village_id", "=", int(number)) & Domain(
                "zone_id", "=", False
            )
        return None

    @api.model
    def _public_latest(self, company):
        """The newest public sample of each place, by the place's name."""
        samples_sudo = self.sudo()
        public = self._public_domain(company)
        # Years of samples are not read for the last of each place.
        days = samples_sudo._read_group(public, ["zone_id", "village_id"], ["date:max"])
        last = Domain.OR(
            Domain("zone_id", "=", zone.id)
            & Domain("village_id", "=", village.id)
            & Domain("date", "=", day)
            for zone, village, day in days
        )
        newest = {}
        shown = ["zone_id", "village_id", "date", "place", "met"]
        for sample in samples_sudo.search_fetch(public & last, shown, order="date, id"):
            newest[sample._place_key()] = sample.id
        found = samples_sudo.browse(newest.values())
        return found.sorted(lambda sample: sample._place_name())

    def _public_results(self):
        """{sample: its results}, with no more read than tables show."""
        lines = self.env["ibok.water.sample.line"].search_fetch(
            [("sample_id", "in", self.ids)],
            ["sample_id", "parameter_id", "result", "limit", "met"],
        )
        lines.parameter_id.fetch(["name", "unit", "source"])
        return lines.grouped("sample_id")

    @api.model
    def _public_villages_of(self, company):
        """Villages that each zone feeds: {zone: villages}."""
        groups = (
            self.env["water.premise"]
            .sudo()
            ._read_group(
                [("company_id", "=", company.id), ("zone_id", "!=", False)],
                ["zone_id", "village_id"],
            )
        )
        found = {}
        for zone, village in groups:
            found.setdefault(zone, self.env["water.village"].sudo())
            found[zone] |= village
        return found

    @api.model
    def _public_lines_domain(self, company, place=None, parameter=None):
        """Public results of a place, of a parameter, or of all.

        :param str place: key of a place, or None for all
        :param int parameter: number of a parameter, or None for all
        """
        samples = self._public_domain(company) & Domain("active", "=", True)
        if place:
            samples &= self._place_domain(place)
        domain = Domain("sample_id", "any", samples)
        if parameter:
            domain &= Domain("parameter_id", "=", parameter)
        return domain

    @api.model
    def _public_parameters(self, company, place):
        """What was ever tested at a place, in the order of tables."""
        groups = (
            self.env["ibok.water.sample.line"]
            .sudo()
            ._read_group(self._public_lines_domain(company, place), ["parameter_id"])
        )
        found = self.env["ibok.water.parameter"].sudo()
        found = found.union(*(parameter for (parameter,) in groups))
        return found.sorted(lambda one: (one.sequence, one.id))

    @api.model
    def _public_lines(self, company, place=None, parameter=None, limit=None):
        """Public results, the newest first; see `_public_lines_domain`."""
        domain = self._public_lines_domain(company, place, parameter)
        return (
            self.env["ibok.water.sample.line"]
            .sudo()
            .search(
                domain, order="date desc, sample_id desc, sequence, id", limit=limit
            )
        )

    @api.model
    def _public_file(self, company):
        """All public results as data; the form is told in `docs/public.md`."""
        lines = self._public_lines(company)
        return {
            "format": "ibok-water-quality/1",
            "company": company.name,
            "samples": [
                {
                    "date": sample.date.isoformat(),
                    "zone": sample.zone_id.name or None,
                    "village": sample.village_id.name or None,
                    "place": sample.place or None,
                    "laboratory": sample.laboratory or None,
                    "report": sample.report_number or None,
                    "results": [line._public_data() for line in found],
                }
                for sample, found in lines.grouped("sample_id").items()
            ],
        }
