import json

from odoo import http
from odoo.http import request

from ..tools import QualityChart, csv_file, parse_limit
from .day_words import day_words
from .public_answer import (
    data_answer,
    preview_record,
    public_answer,
    public_record,
)
from .public_route import preview_page, public_file, public_page

#: Results of one parameter at one place that are shown: ten years of every month.
MOST = 120


def sample_pages(env, rule, query):
    """Addresses of samples, for search engines."""
    samples_sudo = env["ibok.water.sample"]._public_latest(env.company)
    for sample_sudo in samples_sudo:
        yield {
            "loc": f"/ibok/water-quality/{sample_sudo.id}",
            "lastmod": sample_sudo.write_date.date(),
        }


class PublicQuality(http.Controller):
    """What laboratories found in the water, for everybody."""

    @public_page("/ibok/water-quality")
    def quality(self, village=None, **kw):
        """The newest results of each place; of all or of a village."""
        company = request.env.company
        Sample = request.env["ibok.water.sample"]
        latest_sudo = Sample._public_latest(company)
        fed = Sample._public_villages_of(company)
        of_sample = {
            sample: fed.get(sample.zone_id, sample.village_id)
            if sample.zone_id
            else sample.village_id
            for sample in latest_sudo
        }
        empty = request.env["water.village"].sudo()
        villages = empty.union(*of_sample.values()).sorted("name")
        chosen = villages.filtered(lambda one: str(one.id) == village)
        if chosen:
            latest_sudo = latest_sudo.filtered(lambda one: chosen in of_sample[one])
        return public_answer(
            "ibok_portal.water_quality",
            {
                "texts": request.env["ibok.page.text"]._public_texts(company),
                "latest": latest_sudo,
                "results": latest_sudo._public_results(),
                "places": of_sample,
                "villages": villages,
                "chosen": chosen,
                "page_description": self._description(),
            },
        )

    @public_page("/ibok/water-quality/<int:sample_id>", sitemap=sample_pages)
    def sample(self, sample_id, **kw):
        """The results of one sample."""
        sample_sudo = public_record("ibok.water.sample", sample_id)
        return public_answer(
            "ibok_portal.water_sample",
            {
                "sample": sample_sudo,
                "page_description": f"{sample_sudo._place_name()}: "
                + self._description(),
            },
        )

    def _description(self):
        """What search engines tell of the results."""
        return request.env._(
            "Results of tests of drinking water in %(company)s, beside the limits "
            "of the law.",
            company=request.env.company.name,
        )

    @preview_page("/ibok/water-quality/preview/<int:sample_id>")
    def sample_preview(self, sample_id, **kw):
        """For the office: the page as it will be."""
        sample_sudo = preview_record("ibok.water.sample", sample_id)
        return request.render(
            "ibok_portal.water_sample", {"sample": sample_sudo, "preview": True}
        )

    @public_page("/ibok/water-quality/history", sitemap=False)
    def history(self, place=None, parameter=None, **kw):
        """How one parameter went at one place: a chart, and the same as a table."""
        company = request.env.company
        Sample = request.env["ibok.water.sample"]
        places = {
            sample._place_key(): sample._place_name()
            for sample in Sample._public_latest(company)
        }
        if place not in places:
            place = next(iter(places), None)
        values = {
            "places": places,
            "place": place,
            "parameters": [],
            "lines": [],
            "page_description": self._description(),
        }
        if place:
            parameters = Sample._public_parameters(company, place)
            chosen = parameters.filtered(lambda one: str(one.id) == parameter)
            chosen = chosen or parameters[:1]
            lines = Sample._public_lines(company, place, chosen.id, limit=MOST)
            values |= {
                "parameters": parameters,
                "parameter": chosen,
                "lines": lines,
                "chart": self._chart(lines),
                "day_words": day_words(request.env),
            }
        return public_answer("ibok_portal.water_quality_history", values)

    @public_file("/ibok/water-quality.csv")
    def quality_csv(self, **kw):
        """All results as a table."""
        lines = request.env["ibok.water.sample"]._public_lines(request.env.company)
        words = {
            "yes": request.env._("met"),
            "no": request.env._("not met"),
        }
        header = [
            request.env._("Date"),
            request.env._("Supply zone"),
            request.env._("Village"),
            request.env._("Where it was taken"),
            request.env._("Parameter"),
            request.env._("Unit"),
            request.env._("Result"),
            request.env._("Limit"),
            request.env._("Limit met"),
        ]
        rows = [
            [
                line.date,
                line.sample_id.zone_id.name,
                line.sample_id.village_id.name,
                line.sample_id.place,
                line.parameter_id.name,
                line.unit,
                line.result,
                line.limit,
                words.get(line.met),
            ]
            for line in lines
        ]
        response = data_answer(csv_file(header, rows), "text/csv")
        response.headers["Content-Disposition"] = "attachment; filename=water.csv"
        return response

    @public_file("/ibok/water-quality.json")
    def quality_json(self, **kw):
        """All results as open data; the form is told in `docs/public.md`."""
        data = request.env["ibok.water.sample"]._public_file(request.env.company)
        text = json.dumps(data, ensure_ascii=False, indent=1)
        return data_answer(text, "application/json")

    def _chart(self, lines):
        """The chart of results that are numbers; None when there are too few."""
        points = [
            (line.date, *line._number()) for line in lines[::-1] if line._number()
        ]
        if len(points) < 2:
            return None
        limits = [
            number for number in parse_limit(lines[:1].limit) if number is not None
        ]
        return QualityChart(points, limits)
