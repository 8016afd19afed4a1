from datetime import date, timedelta

from odoo import models

from . import plan

VILLAGES = (
    "Bachorzyn",
    "Brodnia Dolna",
    "Brodnia Górna",
    "Buczek",
    "Czestków A",
    "Czestków B",
    "Czestków F",
    "Czestków-Osiedle",
    "Dąbrowa",
    "Gucin",
    "Herbertów",
    "Józefatów",
    "Kowalew",
    "Luciejów",
    "Malenia",
    "Petronelów",
    "Sowińce",
    "Strupiny",
    "Sycanów",
    "Wilkowyja",
    "Wola Bachorska",
    "Wola Buczkowska",
)
#: code: (name, supply zone)
ROUTES = {
    "R1": ("Buczek", "Strefa Buczek"),
    "R2": ("Czestków", "Strefa Czestków"),
    "R3": ("Brodnia – Wilkowyja", "Strefa Buczek"),
    "R4": ("Wola – Bachorzyn – Józefatów", "Strefa Luciejów"),
    "R5": ("Luciejów – Malenia – Gucin", "Strefa Luciejów"),
}
METER_TYPES = {
    "plain": {"name": "JS 2,5", "manufacturer": "Przykład", "q3": 2.5},
    "radio": {
        "name": "JS 2,5 R",
        "manufacturer": "Przykład",
        "q3": 2.5,
        "radio": "wmbus",
    },
    "big": {"name": "JS 6,3", "manufacturer": "Przykład", "dn": 25, "q3": 6.3},
}
#: Meters are put in from April to this month.
LAST_INSTALLATION_MONTH = 9
#: What one garden draws in a month, taken over the whole year [m³].
GARDEN_MEAN = 1.9


class WaterDemo(models.AbstractModel):
    """Villages, routes, premises, points and the meters on them."""

    _inherit = "water.demo"

    def _build_network(self, town):
        """Everything that lies in the ground, with meters put in over the years."""
        env = self.env
        villages = {
            village.name: village
            for village in env["water.village"].create(
                [
                    {"name": name, "zip": "98-113", "post_office": "Buczek"}
                    for name in VILLAGES
                ]
            )
        }
        zone_names = list(dict.fromkeys(zone for _name, zone in ROUTES.values()))
        zones = dict(
            zip(
                zone_names,
                env["water.zone"].create([{"name": name} for name in zone_names]),
                strict=True,
            )
        )
        reader = town.users.get("reader")
        routes = {
            code: env["water.route"].create(
                {"code": code, "name": name, "user_id": reader and reader.id}
            )
            for code, (name, _zone) in ROUTES.items()
        }
        types = {
            key: env["water.meter.type"].create(vals)
            for key, vals in METER_TYPES.items()
        }
        for place, case in enumerate(town.cases, start=1):
            if case.story == "move_in":
                # The same house as the one before it: a change of tenant.
                before = town.told("move_out")
                town.premises[case.number] = town.premises[before.number]
                continue
            town.premises[case.number] = env["water.premise"].create(
                {
                    "village_id": villages[case.village].id,
                    "street": case.street,
                    "house_number": case.house,
                    "route_id": routes[case.route].id,
                    "route_sequence": place * 10,
                    "zone_id": zones[ROUTES[case.route][1]].id,
                }
            )
        self._build_points(town)
        self._build_meters(town, types)
        self._log_step(
            3,
            "%s villages, %s premises, %s metering points",
            len(villages),
            len(set(town.premises.values())),
            len(town.mains) + len(town.gardens),
        )

    def _build_points(self, town):
        point = self.env["water.point"]
        for case in town.cases:
            if case.story == "norm":
                continue
            if case.story == "move_in":
                before = town.told("move_out")
                town.mains[case.number] = town.mains[before.number]
                continue
            premise = town.premises[case.number]
            main = point.create(
                {
                    "premise_id": premise.id,
                    "kind": "intake" if case.story == "intake" else "main",
                    "place": case.rng("place").choice(
                        ("piwnica", "studzienka przy bramie", "kotłownia", "łazienka")
                    ),
                }
            )
            town.mains[case.number] = main
            if case.garden:
                town.gardens[case.number] = point.create(
                    {
                        "premise_id": premise.id,
                        "kind": "garden",
                        "main_point_id": main.id,
                        "place": "ogród",
                    }
                )

    def _build_meters(self, town, types):
        """One meter a point, put in before the story begins, at its real state."""
        for case in town.cases:
            if case.story in ("norm", "move_in"):
                continue
            kind = "radio" if case.source == "radio" else "plain"
            kind = "big" if case.monthly_use > 40 and kind == "plain" else kind
            main = town.mains[case.number]
            self._build_meter(town, case, main, types[kind], case.monthly_use)
            if case.garden:
                garden = town.gardens[case.number]
                self._build_meter(town, case, garden, types["plain"], GARDEN_MEAN)

    def _build_meter(self, town, case, point, kind, monthly_use):
        rng = case.rng(f"meter:{point.kind}")
        mark_year, installed = self._mark_and_installation(town.timeline, case, rng)
        opening = town.timeline.contract_start(case) - timedelta(days=1)
        months = max(0.0, (opening - installed).days / 30.44)
        worked = round(months * monthly_use * 1000)
        rolling = case.story in ("rollover", "rollover_held")
        state = worked
        if rolling:
            state = plan.opening_before_rollover(town.timeline, case)
        first = (state - worked) // 1000
        number = f"{mark_year % 100:02d}{rng.randint(0, 999999):06d}"
        meter = self.env["water.meter"].create(
            {
                "number": number,
                "type_id": kind.id,
                "mark_year": mark_year,
                "mark_kind": "legalization" if rolling else "mid",
                "radio_address": f"{rng.randint(10**7, 10**8 - 1)}"
                if kind.radio != "none"
                else False,
            }
        )
        self.env["water.meter.installation"].create(
            {
                "meter_id": meter.id,
                "point_id": point.id,
                "date_from": installed,
                "initial_value": first,
                "seal": f"GB {rng.randint(10000, 99999)}",
                "reason": "new",
            }
        )
        town.registers[point.id] = state

    def _mark_and_installation(self, timeline, case, rng):
        """(mark year, day of installation); some end their five years about now."""
        start = timeline.contract_start(case)
        if case.story == "new":
            return start.year, start
        # The latest summer before the story: so no ordinary meter is due within a
        # year of its end, whatever the month it is built in.
        summer_over = timeline.start.month > LAST_INSTALLATION_MONTH
        base = timeline.start.year - (not summer_over)
        mark = base - rng.randint(0, 1)
        today = timeline.today
        if case.story == "expiring":
            mark = today.year - (5 if today < date(today.year, 12, 1) else 4)
        elif case.story == "expired":
            mark = today.year - 6
        month = rng.randint(4, LAST_INSTALLATION_MONTH)
        return mark, date(mark, month, rng.randint(1, 28))
