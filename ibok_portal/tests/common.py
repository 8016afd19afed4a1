import io
import re
from datetime import date
from decimal import Decimal

from freezegun import freeze_time
from lxml import html
from PIL import Image

from odoo.exceptions import AccessDenied, AccessError, UserError  # noqa: F401
from odoo.tests import HttpCase, TransactionCase, new_test_user

from odoo.addons.ibok_water.tests.common import quiet_company

#: Two days before the end of the cycle November – December, inside its window.
IN_WINDOW = date(2026, 12, 29)
#: The middle of that cycle, between two windows.
BETWEEN = date(2026, 11, 22)
PASSWORD = "Woda-dla-Buczku-2026"


def name_municipality(company):
    """What texts about a municipality name of it."""
    company.write(
        {
            "name": "Gmina Testowa",
            "street": "Rynek 1",
            "zip": "98-113",
            "city": "Testowo",
            "country_id": company.env.ref("base.pl").id,
            "vat": "PL8311566104",
            "company_registry": "730934536",
            "phone": "+48 43 677 00 00",
            "email": "urzad@example.com",
            "ibok_controller": "Wójt Gminy Testowej",
            "ibok_protection_officer": "iod@example.com",
        }
    )


def forget_terms(env):
    """As if no text had ever been published; by the database, as nothing else can."""
    env.flush_all()
    env.cr.execute("DELETE FROM ibok_consent")
    env.cr.execute("UPDATE ibok_account_request SET terms_id = NULL, privacy_id = NULL")
    env.cr.execute(
        "UPDATE ibok_terms SET state = 'draft', published_at = NULL,"
        " published_by_id = NULL"
    )
    env.invalidate_all()
    env.registry.clear_cache()


def publish_terms(env, kind="terms", version="9", publish=True, **vals):
    """A version of a text, published unless said otherwise."""
    terms = env["ibok.terms"].create(
        {
            "kind": kind,
            "version": version,
            "body": "<p>Words</p>",
            "date_from": "2020-01-01",
            **vals,
        }
    )
    if publish:
        terms.action_publish()
    return terms


class WaterFixtures:
    """A small municipality: one tariff, premises with meters, residents."""

    @classmethod
    def _set_up_water(cls):
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        # A municipality's database knows Polish only; the texts are tested as written.
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env["ir.default"].set("res.partner", "lang", "en_US")
        cls.env.company._water_setup()
        quiet_company(cls.env.company)
        cls.village = cls.env["water.village"].create(
            {"name": "Buczek", "zip": "98113"}
        )
        cls.meter_type = cls.env["water.meter.type"].create(
            {"name": "JS 2,5", "manufacturer": "Apator", "digits": 5}
        )
        cls.tariff = cls._make_tariff()

    @classmethod
    def _make_tariff(cls):
        tariff = cls.env["water.tariff"].create(
            {
                "name": "Tariff",
                "date_from": "2025-12-12",
                "date_to": "2027-12-11",
                "period_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "1",
                            "date_from": "2025-12-12",
                            "date_to": "2026-12-11",
                        },
                    ),
                    (
                        0,
                        0,
                        {
                            "name": "2",
                            "date_from": "2026-12-12",
                            "date_to": "2027-12-11",
                        },
                    ),
                ],
                "group_ids": [
                    (0, 0, {"code": "W1", "name": "All", "services": "both"})
                ],
            }
        )
        for period in tariff.period_ids:
            for component, price, per in (
                ("water", 5.72, "m3"),
                ("sewage", 8.10, "m3"),
                ("subscription_water", 12.39, "month"),
            ):
                cls.env["water.tariff.rate"].create(
                    {
                        "group_id": tariff.group_ids.id,
                        "period_id": period.id,
                        "component": component,
                        "price_net": price,
                        "per": per,
                    }
                )
        tariff.action_activate()
        return tariff

    @classmethod
    def _make_resident(cls, login):
        """A portal user whose password is `PASSWORD`."""
        user = new_test_user(
            cls.env,
            login,
            groups="base.group_portal",
            password=PASSWORD,
            name=login.title(),
            lang="en_US",
            context={"no_reset_password": True},
        )
        user.partner_id.country_id = cls.env.ref("base.pl")
        user._accept_terms("192.0.2.1")
        return user

    @classmethod
    def _make_point(cls, number, value=340, kind="main", main=None, premise=None):
        """A point with a meter put in on 30 October 2026."""
        premise = premise or cls.env["water.premise"].create(
            {"village_id": cls.village.id, "house_number": number}
        )
        point = cls.env["water.point"].create(
            {"premise_id": premise.id, "kind": kind, "main_point_id": main and main.id}
        )
        meter = cls.env["water.meter"].create(
            {"number": number, "type_id": cls.meter_type.id, "mark_year": 2025}
        )
        cls.env["water.meter.installation"].create(
            {
                "meter_id": meter.id,
                "point_id": point.id,
                "date_from": "2026-10-31",
                "initial_value": value,
            }
        )
        return point

    @classmethod
    def _make_contract(cls, user, points, date_from="2026-11-01", date_to=False):
        contract = cls.env["water.contract"].create(
            {
                "partner_id": user.partner_id.id,
                "premise_id": points[0].premise_id.id,
                "date_from": date_from,
                "date_to": date_to,
                "billing_months": "2",
                "contract_point_ids": [(0, 0, {"point_id": p.id}) for p in points],
            }
        )
        contract.action_open()
        return contract

    @classmethod
    def _read(cls, point, value, day, source="reader"):
        with freeze_time(day):
            return cls.env["water.reading"]._submit(
                point, Decimal(str(value)), day, source=source
            )

    @classmethod
    def _photo(cls, exif=True, fmt="JPEG", size=(64, 48)):
        """Bytes of a picture; with the place it was taken at when ``exif``."""
        image = Image.new("RGB", size, "#3478b6")
        output, data = io.BytesIO(), Image.Exif()
        if exif:
            data[0x010F] = "PhoneMaker"
            data.get_ifd(0x8825)[1] = "N"
            data.get_ifd(0x8825)[2] = (51.0, 29.0, 57.0)
        image.save(output, format=fmt, exif=data)
        return output.getvalue()


class WaterPortalCase(WaterFixtures, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_water()


class WaterPages:
    """Pages as a browser without JavaScript gets them."""

    def _login(self, user):
        self.authenticate(user.login, PASSWORD)

    def _page(self, url, status=200):
        """The page at an address, parsed; its status is checked."""
        response = self.url_open(url, allow_redirects=False)
        self.assertEqual(response.status_code, status, url)
        return html.fromstring(response.text)

    def _text(self, page):
        """What a person reads on the page."""
        main = page.xpath("//main")
        return re.sub(r"\s+", " ", (main or [page])[0].text_content())


class WaterPortalHttpCase(WaterPages, WaterFixtures, HttpCase):
    """Two residents with a house each, and the form for readings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_water()
        cls.anna = cls._make_resident("anna")
        cls.bogdan = cls._make_resident("bogdan")
        cls.point = cls._make_point("1001")
        cls.contract = cls._make_contract(cls.anna, [cls.point])
        cls.other_point = cls._make_point("2002", value=70)
        cls.other_contract = cls._make_contract(cls.bogdan, [cls.other_point])

    def _token(self):
        """CSRF token out of the form, as a browser sends it back."""
        page = self._page(f"/my/readings/new?contract_id={self.contract.id}")
        return page.xpath("//form//input[@name='csrf_token']/@value")[0]

    def _post(self, fields, files=None, token=None):
        """Send the form; the answer is not followed."""
        data = {
            "csrf_token": token or self._token(),
            "contract_id": self.contract.id,
            **fields,
        }
        return self.url_open(
            "/my/readings/new",
            data=data,
            files=files or {"photo_0": ("", b"")} if files else None,
            allow_redirects=False,
        )

    def _post_value(self, text, files=None, **fields):
        return self._post({f"value_{self.point.id}": text, **fields}, files=files)
