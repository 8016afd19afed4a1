"""B's records named beside the address: in its query, or in the form of a download."""

import inspect
import json

import isolation_addresses
from isolation_addresses import ID_MODELS
from isolation_sweep import REFUSED

from odoo import http
from odoo.tests import tagged

#: Names by which an address of the server asks for one record of any model.
RECORD_NAMES = {"id", "res_id", "docids", "ids", "record_id", "thread_id"}
MODEL_NAMES = {"model", "res_model", "thread_model"}


@tagged("post_install", "-at_install")
class TestQueries(isolation_addresses.AddressSweep):
    """Every address that takes a record otherwise than in its path."""

    def asked(self, rule):
        """Names of the parameters that tell a record and a model."""
        names = set(inspect.signature(rule.endpoint.func).parameters)
        records = {n for n in names if n in RECORD_NAMES or n.endswith(("_id", "_ids"))}
        return records - set(rule.arguments), (names & MODEL_NAMES) - set(
            rule.arguments
        )

    def queries(self, rule):
        """What is asked of an address: B's records, of each model that may be meant."""
        records, models = self.asked(rule)
        if models:
            for model, samples in self.samples.items():
                for field in self.binary_fields(model):
                    yield {
                        **dict.fromkeys(models, model),
                        **dict.fromkeys(records, samples.ids[0]),
                        "field": field,
                    }
        elif records:
            for record_id in self.ids_for(records):
                yield dict.fromkeys(records, record_id)

    def ids_for(self, records):
        """B's records that these parameters may mean."""
        known = [ID_MODELS[n] for n in records if n in ID_MODELS and n != "id"]
        return sorted({i for m in known for i in self.samples[m].ids} or self.all_ids)

    def binary_fields(self, model):
        fields = self.env[model]._fields.values()
        return [f.name for f in fields if f.type == "binary"][:2] or ["display_name"]

    def plain_rules(self):
        """Addresses without a record in their path that ask for one beside it."""
        for rule in self.get_rules():
            if not rule.arguments and any(self.asked(rule)):
                yield rule

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.photo = cls.world.photo.raw
        # Odoo makes the key of a document when somebody asks for it; it must not be
        # told. Made before, so that nothing at all may change.
        documents = [
            record
            for name, records in cls.samples.items()
            if "access_token" in cls.env[name]._fields
            and hasattr(records, "_portal_ensure_token")
            for record in records
        ]
        cls.keys = [record._portal_ensure_token() for record in documents]
        cls.env.flush_all()
        cls.before = cls.fingerprint()

    def check(self, response, what):
        """No file, no photo, no marker, no key; Odoo's own faults are no answer."""
        self.assertIn(response.status_code, REFUSED | {200, 500}, what)
        self.assertFalse(response.content.startswith((b"%PDF", b"PK\x03\x04")), what)
        self.assertNotEqual(response.content, self.photo, what)
        self.assert_silent(response.text, what)
        told = f"{response.headers} {response.text}"
        self.assertFalse([key for key in self.keys if key in told], what)

    def test_the_usual_ones_are_found(self):
        found = {rule.rule for rule in self.plain_rules()}
        self.assertLessEqual({"/web/content", "/web/image", "/mail/view"}, found)

    def test_queries(self):
        for user in (self.world.a_user, None):
            self.sign_in(user)
            for rule in self.plain_rules():
                for params in self.queries(rule):
                    response = self.opener.get(
                        self.base_url() + rule.rule,
                        params=params,
                        allow_redirects=False,
                        timeout=60,
                    )
                    self.check(response, f"{rule.rule} {params}")
            self.assert_untouched("asking with a query")

    def test_exports(self):
        """Odoo's own export refuses whoever may not export, and B's rows always."""
        for user in (self.world.a_user, None):
            self.sign_in(user)
            for model, records in self.samples.items():
                data = {
                    "model": model,
                    "fields": [{"name": "display_name", "label": "x"}],
                    "ids": records.ids,
                    "domain": [],
                    "import_compat": False,
                    "groupby": [],
                    "context": {},
                }
                for form in ("csv", "xlsx"):
                    self.post(f"/web/export/{form}", json.dumps(data))

    def test_report_downloads(self):
        for user in (self.world.a_user, None):
            self.sign_in(user)
            for name, ids in self.reports:
                for kind in ("pdf", "text"):
                    url = f"/report/{kind}/{name}/{','.join(map(str, ids))}"
                    self.post("/report/download", json.dumps([url, f"qweb-{kind}"]))

    def post(self, path, data):
        token = http.Request.csrf_token(self)
        response = self.url_open(
            path,
            data={"data": data, "csrf_token": token},
            allow_redirects=False,
            timeout=60,
        )
        self.check(response, f"{path} {data}")

    def test_b_himself_is_given_the_photo(self):
        """Else the calls above would pass by themselves."""
        self.sign_in(self.world.b_user)
        response = self.opener.get(
            f"{self.base_url()}/web/image",
            params={
                "model": "water.reading",
                "id": self.world.reading.id,
                "field": "photo",
            },
            timeout=60,
        )
        self.assertEqual(response.content, self.photo)
