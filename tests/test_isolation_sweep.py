"""Resident A tries everything to reach resident B: every model, every address.

Models and addresses are found by themselves. What is new and not told apart here fails
until it is.
"""

import inspect
import itertools
import json
import re
import sys
import threading
from pathlib import Path
from urllib.parse import quote

from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.ibok_water.tests import common

sys.path.insert(0, str(Path(__file__).parent))
import isolation_world  # noqa: E402

REFUSALS = {
    "odoo.exceptions.AccessError",
    "odoo.exceptions.AccessDenied",
    "odoo.exceptions.MissingError",
    "odoo.http.SessionExpiredException",
    "werkzeug.exceptions.NotFound",
    "werkzeug.exceptions.Forbidden",
}
REFUSED = {301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 415, 422}
LOGGERS = (
    "odoo.http",
    "odoo.sql_db",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.models",
    "odoo.service.model",
    "odoo.addons.rpc.controllers.jsonrpc",
)

#: Parts of an address that name no record.
PLAIN_ARGS = {
    *("width", "height", "size", "alpha", "unique", "filename", "field", "filetype"),
    *("page", "icon", "color", "bg", "img_key", "module", "xmlid", "profile", "token"),
    *("barcode_type", "value", "bundle_name", "service", "fontname", "path", "_path"),
    *("model_name", "create_token", "invitation_token", "channel_name", "converter"),
    *("__model__", "__method__"),
}
#: Numbers in an address whose model the address itself tells.
ID_MODELS = {
    "attachment_id": "ir.attachment",
    "contract_id": "water.contract",
    "id": "ir.attachment",
    "invoice_id": "account.move",
    "message_id": "mail.message",
    "partner_id": "res.partner",
    "reading_id": "water.reading",
    "res_id": "mail.message",
}
#: Named by string in the address: how to spell B's records.
SPELLED_ARGS = {"model", "subpath", "reportname", "docids"}
SKIPPED = {
    # Streams and downloads of the server's own code; nobody's records.
    "/web/session/logout",
    "/websocket",
}


def our_models(registry):
    """Concrete models that an addon of this repository declares."""
    return sorted(
        name
        for name, model in registry.items()
        if (model._original_module or "").startswith("ibok") and not model._abstract
    )


class Sweep(HttpCase):
    """The two residents, their markers, and what counts as refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(mute_logger(*LOGGERS))
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.world = isolation_world.World(cls.env)
        cls.samples = cls.world.samples()
        cls.env.flush_all()
        cls.before = cls.fingerprint()

    def setUp(self):
        super().setUp()
        self.opener.max_redirects = 3

    @classmethod
    def fingerprint(cls):
        """B's rows as the database has them."""
        cls.env.flush_all()
        rows = {}
        for name, records in cls.samples.items():
            cls.env.cr.execute(
                SQL(
                    "SELECT id, row_to_json(t)::text FROM %s t WHERE id IN %s",
                    SQL.identifier(cls.env[name]._table),
                    tuple(records.ids),
                )
            )
            rows.update({(name, rid): row for rid, row in cls.env.cr.fetchall()})
        return rows

    def assert_untouched(self, what):
        after = self.fingerprint()
        changed = [key for key in self.before if after.get(key) != self.before[key]]
        self.assertFalse(changed, f"{what} changed B's records")

    def assert_silent(self, text, what):
        """No text that only B's records hold."""
        found = [marker for marker in isolation_world.MARKERS if marker in text]
        self.assertFalse(found, f"{what} tells B's {found}")

    def sign_in(self, user):
        self.authenticate(user and user.login, user and common.PASSWORD)

    def rpc(self, path, params):
        response = self.opener.post(
            self.base_url() + path,
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json"},
            timeout=30,
        )
        return response


@tagged("post_install", "-at_install")
class TestModels(Sweep):
    """Everything a client may call on a model, on B's records."""

    def test_every_model_of_ours_has_a_sample(self):
        registry = self.env.registry
        missing = [
            name
            for name in our_models(registry)
            if not registry[name]._transient
            and not self.samples.get(name)
            and name not in isolation_world.NO_SAMPLE
        ]
        self.assertFalse(
            missing, "give B a record of each in tests/isolation_world.py, SAMPLES"
        )

    def test_samples_hold_the_markers(self):
        """The sweep would pass by itself if B had nothing to find."""
        texts = "".join(self.fingerprint().values())
        for marker in set(isolation_world.MARKERS) - {"7654,321"}:
            self.assertIn(marker, texts)
        for name, records in self.samples.items():
            self.assertTrue(records, name)

    def reads(self, records):
        """Ways to read: method → (args, kwargs)."""
        ids = records.ids
        domain = [("id", "in", ids)]
        spec = {"id": {}, "display_name": {}}
        column = next(
            field.name
            for field in records._fields.values()
            if field.store and field.type in ("char", "selection", "many2one", "date")
        )
        return {
            "read": ([ids], {"fields": ["display_name"]}),
            "web_read": ([ids], {"specification": spec}),
            "export_data": ([ids, ["id", "display_name"]], {}),
            "search_read": ([], {"domain": domain, "fields": ["display_name"]}),
            "web_search_read": ([], {"domain": domain, "specification": spec}),
            "search": ([domain], {}),
            "search_count": ([domain], {}),
            "name_search": ([], {"name": "", "domain": domain}),
            "formatted_read_group": (
                [],
                {"domain": domain, "groupby": [], "aggregates": ["__count"]},
            ),
            "read_group": ([domain, ["id:count"], []], {}),
            "web_read_group": ([], {"domain": domain, "groupby": [column]}),
            "onchange": ([ids[:1], {}, [], spec], {}),
            "copy": ([ids], {}),
        }

    def changes(self, records):
        """Ways to change: method → (args, kwargs)."""
        model = records.browse()
        name = next(
            (
                field.name
                for field in model._fields.values()
                if field.type in ("char", "text", "boolean", "integer")
                and field.store
                and not field.compute
                and field.name not in ("id", "display_name")
            ),
            "write_uid",
        )
        required = {
            field.name: records[:1]._read_format([field.name])[0][field.name]
            for field in model._fields.values()
            if field.required and field.store and field.name not in ("id", "state")
        }
        vals = {
            key: value[0] if isinstance(value, tuple) else value
            for key, value in required.items()
        }
        calls = {
            "write": ([records.ids, {name: False}], {}),
            "web_save": (
                [records.ids[:1], {name: False}],
                {"specification": {"id": {}}},
            ),
            "create": ([json.loads(json.dumps(vals, default=str))], {}),
            "unlink": ([records.ids], {}),
        }
        if "active" in model._fields:
            calls["action_archive"] = ([records.ids], {})
        if "message_ids" in model._fields:
            calls["message_post"] = ([records.ids[:1]], {"body": "A was here"})
        return {m: call for m, call in calls.items() if hasattr(model, m)}

    def is_nothing(self, result, ids):
        """Whether an answer holds no record (an empty list, no groups, a zero …)."""
        text = json.dumps(result)
        if isinstance(result, int):
            return result == 0
        if isinstance(result, dict):
            if "length" in result:
                return result["length"] == 0
            if "groups" in result:
                return not result["groups"] or not any(
                    group.get("__count") for group in result["groups"]
                )
            if "value" in result:
                return not any(result["value"].values())
        if isinstance(result, list) and all(isinstance(row, dict) for row in result):
            counts = [
                value
                for row in result
                for key, value in row.items()
                if key in ("__count", "id_count", "id")
            ]
            return not any(counts)
        return not any(re.search(rf"\b{record_id}\b", text) for record_id in ids)

    def attempt(self, model, method, call, ids):
        """Call as A over the web client's address; what went wrong, or None."""
        args, kwargs = call
        response = self.rpc(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )
        answer = response.json()
        what = f"{model}.{method}"
        self.assert_silent(response.text, what)
        if "error" in answer:
            name = answer["error"].get("data", {}).get("name")
            # Odoo asks for the right to export before it looks at the records.
            known = name in REFUSALS or method == "export_data"
            return None if known else f"{what}: {name} {response.text[:400]}"
        if self.is_nothing(answer["result"], ids):
            return None
        return f"{what}: {response.text[:200]}"

    def sweep_models(self, calls_of):
        problems = []
        for model, records in self.samples.items():
            for method, call in calls_of(records).items():
                problems.append(self.attempt(model, method, call, records.ids))
        self.assertFalse(
            list(filter(None, problems)), "\n".join(filter(None, problems))
        )

    def test_reading_calls_are_well_formed(self):
        """Whoever may see the records sees them by the very same calls."""
        for model, records in self.samples.items():
            for method, (args, kwargs) in self.reads(records).items():
                if method in ("copy", "read_group"):
                    continue
                target = self.env[model]
                if not getattr(getattr(target, method), "_api_model", False):
                    target, args = target.browse(args[0]), args[1:]
                with self.subTest(f"{model}.{method}"), self.env.cr.savepoint():
                    result = getattr(target, method)(*args, **kwargs)
                    if method != "onchange":
                        self.assertTrue(result)

    def test_resident_reads_nothing_of_another(self):
        self.sign_in(self.world.a_user)
        self.sweep_models(self.reads)
        self.assert_untouched("reading")

    def test_resident_changes_nothing_of_another(self):
        counts = {name: self.env[name].search_count([]) for name in self.samples}
        self.sign_in(self.world.a_user)
        self.sweep_models(self.changes)
        self.assert_untouched("writing")
        self.env.invalidate_all()
        for name, count in counts.items():
            self.assertEqual(self.env[name].search_count([]), count, name)

    def test_resident_sees_no_field_of_another_through_a_relation(self):
        """Asked for all fields of his own records, A is told nothing of B."""
        own = {
            "water.contract": self.world.a_contract,
            "water.contract.point": self.world.a_contract.contract_point_ids,
            "water.reading": self.world.a_reading,
            "water.settlement": self.world.a_settlement,
            "water.settlement.usage": self.world.a_settlement.usage_ids,
            "water.settlement.line": self.world.a_settlement.line_ids,
            "account.move": self.world.a_settlement.move_id,
            "account.move.line": self.world.a_settlement.move_id.line_ids,
            "res.partner": self.world.a_user.partner_id,
        }
        foreign = {
            (name, record_id)
            for name, records in self.samples.items()
            for record_id in records.ids
            if name in own
        }
        for model, records in own.items():
            fields = (
                self.env[model]
                .with_user(self.world.a_user)
                .fields_get(attributes=["type", "relation"])
            )
            # They name what was usual here, perhaps under the tenant before.
            if model == "water.reading":
                self.assertFalse({"hold_params", "hold_reason"} & set(fields))
            for name, field in fields.items():
                try:
                    with self.env.cr.savepoint():
                        rows = records.with_user(self.world.a_user).read([name])
                except AccessError:
                    continue
                text = json.dumps(rows, default=str, ensure_ascii=False)
                self.assert_silent(text, f"{model}.{name}")
                found = {
                    (field.get("relation"), value)
                    for row in rows
                    for value in (row[name] if isinstance(row[name], list) else [])
                    if isinstance(value, int)
                }
                self.assertFalse(found & foreign, f"{model}.{name}")

    def test_buttons_of_another_s_records(self):
        """Every method of ours that a client may call, on B's records."""
        self.sign_in(self.world.a_user)
        for model, records in self.samples.items():
            for method in self._our_methods(model):
                response = self.rpc(
                    f"/web/dataset/call_kw/{model}/{method}",
                    {
                        "model": model,
                        "method": method,
                        "args": [records.ids],
                        "kwargs": {},
                    },
                )
                self.assert_silent(response.text, f"{model}.{method}")
                self.assert_untouched(f"{model}.{method}")
                # A window's address with no content is all that may come back.
                result = response.json().get("result") or {}
                self.assertIn(
                    result.get("type") if isinstance(result, dict) else result,
                    (None, "ir.actions.act_window"),
                    f"{model}.{method}",
                )

    def _our_methods(self, model):
        found = set()
        for cls in type(self.env[model]).__mro__:
            if not cls.__module__.startswith("odoo.addons.ibok"):
                continue
            for name, method in vars(cls).items():
                if name.startswith("_") or not inspect.isfunction(method):
                    continue
                needed = [
                    p
                    for p in list(inspect.signature(method).parameters.values())[1:]
                    if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD
                ]
                if not needed and not getattr(method, "_api_private", False):
                    found.add(name)
        return sorted(found)

    def test_wizards_are_not_for_residents(self):
        self.sign_in(self.world.a_user)
        for name in our_models(self.env.registry):
            if self.env[name]._transient:
                with self.subTest(name):
                    self.assertIsNone(self.attempt(name, "create", ([{}], {}), [0]))

    def test_api_key_opens_no_more(self):
        """The JSON-2 address with a key of A's."""
        user = self.world.a_user
        key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            .sudo()
            ._generate("rpc", "sweep", self.env.cr.now().replace(year=2099))
        )
        calls = {
            "read": {"fields": ["display_name"]},
            "write": {"vals": {"create_uid": 1}},
        }
        problems = []
        for model, records in self.samples.items():
            bodies = {
                method: {"ids": records.ids, **body} for method, body in calls.items()
            }
            bodies["search_read"] = {
                "domain": [("id", "in", records.ids)],
                "fields": ["display_name"],
            }
            for method, body in bodies.items():
                response = self.opener.post(
                    f"{self.base_url()}/json/2/{model}/{method}",
                    json=body,
                    headers={"Authorization": f"bearer {key}"},
                    timeout=30,
                )
                what = f"{model}.{method}"
                self.assert_silent(response.text, what)
                if response.ok and not self.is_nothing(response.json(), records.ids):
                    problems.append(f"{what}: {response.text[:200]}")
                elif response.status_code not in REFUSED | {200}:
                    problems.append(f"{what}: {response.status_code}")
        self.assertFalse(problems)
        self.assert_untouched("JSON-2")


@tagged("post_install", "-at_install")
class TestAddresses(Sweep):
    """Every address of the server, with B's records in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        threading.current_thread().dbname = cls.env.cr.dbname
        cls.rules = sorted(
            cls.env["ir.http"].routing_map().iter_rules(), key=lambda rule: rule.rule
        )
        cls.all_ids = sorted({i for r in cls.samples.values() for i in r.ids})
        reports = cls.env["ir.actions.report"].search(
            [("model", "in", list(cls.samples))]
        )
        cls.reports = [
            (report.report_name, cls.samples[report.model].ids) for report in reports
        ]

    def is_ours(self, rule):
        return rule.endpoint.func.__module__.startswith("odoo.addons.ibok")

    def spellings(self, rule, name):
        """What to put for one argument of an address."""
        converter = rule._converters[name]
        model = getattr(converter, "model", None)
        if model:
            return [str(i) for i in self.samples.get(model, self.env[model]).ids]
        if name in PLAIN_ARGS:
            plain = {"filetype": "pdf", "field": "raw", "converter": "html"}
            number = type(converter).__name__ == "NumberConverter"
            return [plain.get(name, "1" if number else "x")]
        if name in ID_MODELS and not self.is_ours(rule):
            return [str(i) for i in self.samples[ID_MODELS[name]].ids]
        return [str(i) for i in self.all_ids]

    def addresses(self, rule):
        """The address with B's records in every place of one."""
        names = [name for name in rule.arguments if name in rule._converters]
        spelled = SPELLED_ARGS & set(names)
        if "reportname" in spelled:
            if "docids" not in spelled:
                return []
            return [
                f"/report/{kind}/{report}/{','.join(map(str, ids))}"
                for report, ids in self.reports
                for kind in ("html", "text", "pdf")
            ]
        if "subpath" in spelled:
            prefix = rule.rule.split("<")[0]
            return [
                f"{prefix}m-{model}/{record_id}"
                for model, records in self.samples.items()
                for record_id in records.ids[:1]
            ]
        if "model" in spelled:
            return list(self._binary_addresses(rule))
        values = [self.spellings(rule, name) for name in names]
        found = []
        for combination in itertools.product(*values):
            path = rule.rule
            for name, value in zip(names, combination, strict=True):
                path = re.sub(rf"<(?:[^<>]*:)?{name}>", quote(value), path)
            found.append(path)
        return found

    def _binary_addresses(self, rule):
        for model, records in self.samples.items():
            for field in self.env[model]._fields.values():
                wanted = field.type == "binary" or field.name == "display_name"
                if field.type == "binary" and len(rule.arguments) > 3:
                    # The longer spellings lead to the same code: one picture each.
                    wanted = field.name in ("photo", "raw", "image_128")
                if not wanted:
                    continue
                for record_id in records.ids[:1]:
                    path = rule.rule
                    for name, value in {
                        "model": model,
                        "id": record_id,
                        "field": field.name,
                        "filename": "x",
                        "unique": "x",
                        "width": 9,
                        "height": 9,
                    }.items():
                        path = re.sub(rf"<(?:[^<>]*:)?{name}>", str(value), path)
                    yield path

    def get_rules(self):
        for rule in self.rules:
            routing = rule.endpoint.routing
            if routing["type"] != "http" or rule.rule in SKIPPED:
                continue
            if rule.methods and "GET" not in rule.methods:
                continue
            yield rule

    def swept(self):
        """Addresses with a record in them, and all the residents' own pages."""
        for rule in self.get_rules():
            records = set(rule.arguments) - PLAIN_ARGS
            if records:
                yield from ((rule, path) for path in self.addresses(rule))
            elif not rule.arguments and rule.rule.startswith(("/my", "/ibok")):
                yield rule, rule.rule
            elif self.is_ours(rule):
                yield from ((rule, path) for path in self.addresses(rule))

    def sweep_addresses(self, suffixes):
        photo = self.world.photo.raw
        problems = []
        for rule, path in self.swept():
            ours = self.is_ours(rule) or path.startswith("/my")
            for suffix in suffixes if ours else suffixes[:1]:
                response = self.url_open(
                    path + suffix, allow_redirects=False, timeout=60
                )
                what = f"{path}{suffix}"
                if response.status_code not in REFUSED | {200}:
                    problems.append(f"{what}: {response.status_code}")
                # Markers cannot be seen inside an archive or a PDF: none at all.
                if response.content.startswith((b"%PDF", b"PK\x03\x04")):
                    problems.append(f"{what}: a file")
                self.assert_silent(response.text, what)
                self.assertNotIn(b"Tajna notatka", response.content, what)
                self.assertNotIn(photo, response.content, what)
        self.assertFalse(problems, "\n".join(problems))
        self.assert_untouched("opening addresses")

    def test_markers_are_seen_by_b_himself(self):
        """The sweep looks for what the pages really show."""
        self.sign_in(self.world.b_user)
        response = self.url_open(f"/my/invoices/{self.world.move.id}")
        self.assertEqual(response.status_code, 200)
        self.assertIn("Bogumiła Tajna", response.text)
        image = self.url_open(f"/web/image/water.reading/{self.world.reading.id}/photo")
        self.assertEqual(image.content, self.world.photo.raw)
        bill = self.url_open(f"/my/invoices/{self.world.move.id}?report_type=pdf")
        self.assertTrue(bill.content.startswith(b"%PDF"))

    def test_every_argument_is_known(self):
        """Strings in an address that could name a record must be told here."""
        unknown = {
            f"{rule.rule}: {name}"
            for rule in self.get_rules()
            for name in rule.arguments
            if name not in PLAIN_ARGS | SPELLED_ARGS | set(ID_MODELS)
            and type(rule._converters[name]).__name__ == "UnicodeConverter"
        }
        self.assertFalse(unknown)

    def test_as_another_resident(self):
        self.sign_in(self.world.a_user)
        self.sweep_addresses(("", "?access_token=wrong", "?report_type=pdf"))

    def test_as_nobody(self):
        self.sign_in(None)
        self.sweep_addresses(("", "?access_token=wrong"))

    def test_token_of_another_document_opens_nothing(self):
        token = self.world.a_settlement.move_id._portal_ensure_token()
        self.sign_in(None)
        for query in (
            "",
            "?access_token=",
            "?access_token=wrong",
            f"?access_token={token}",
        ):
            response = self.url_open(
                f"/my/invoices/{self.world.move.id}{query}", allow_redirects=False
            )
            self.assertIn(response.status_code, REFUSED, query)

    # -- what is sent -------------------------------------------------------------

    def names_of(self, endpoint):
        return [
            name
            for name, p in inspect.signature(endpoint.func).parameters.items()
            if name != "self" and p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)
        ]

    def value_for(self, name, record_id):
        if name.endswith("_ids"):
            return [record_id]
        return record_id if name.endswith("_id") or name == "id" else "7"

    def test_forms_of_ours_with_another_s_records(self):
        """Every address of ours that takes a form, with B's records in each field."""
        for user in (self.world.a_user, None):
            self.sign_in(user)
            for rule in self.rules:
                routing = rule.endpoint.routing
                posts = "POST" in (rule.methods or {"POST"})
                if not (self.is_ours(rule) and posts and routing["type"] == "http"):
                    continue
                for path in self.addresses(rule):
                    for record_id in self.all_ids:
                        data = {
                            name: self.value_for(name, record_id)
                            for name in self.names_of(rule.endpoint)
                        }
                        data[f"value_{self.world.point.id}"] = "7800"
                        data[f"value_{self.world.shared_point.id}"] = "7800"
                        data["csrf_token"] = http.Request.csrf_token(self)
                        response = self.url_open(
                            path, data=data, allow_redirects=False, timeout=60
                        )
                        self.assert_silent(response.text, f"POST {path} {record_id}")
                        self.assertLess(response.status_code, 500, path)
                        if set(rule.arguments):
                            break
                self.assert_untouched(f"POST {rule.rule}")

    def test_json_addresses_with_another_s_records(self):
        """Every JSON address with B's records in each parameter that names one."""
        skip = re.compile(r"/web/(session|database|action|dataset)|/websocket|/jsonrpc")
        for user in (self.world.a_user, None):
            self.sign_in(user)
            for rule in self.rules:
                if rule.endpoint.routing["type"] != "jsonrpc" or skip.match(rule.rule):
                    continue
                for path in self.addresses(rule)[:40]:
                    for params in self._json_params(rule.endpoint):
                        what = f"JSON {path} {params}"
                        try:
                            response = self.rpc(path, params)
                        except Exception as error:
                            self.fail(f"{what}: {error!r}")
                        self.assert_silent(response.text, what)
                self.assert_untouched(f"JSON {rule.rule}")

    def _json_params(self, endpoint):
        names = set(self.names_of(endpoint))
        models = names & {"thread_model", "res_model", "model"}
        ids = {n for n in names if n.endswith("_id") or n in ("res_id", "id")}
        if models and ids:
            for model, records in self.samples.items():
                yield dict.fromkeys(models, model) | dict.fromkeys(ids, records.ids[0])
        elif ids:
            for model in (
                "account.move",
                "mail.message",
                "ir.attachment",
                "res.partner",
            ):
                yield dict.fromkeys(ids, self.samples[model].ids[0])
        else:
            yield {}


@tagged("post_install", "-at_install")
class TestStaff(TransactionCase):
    """What the office's own people must not see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = isolation_world.World(cls.env)
        cls.samples = cls.world.samples()

    MONEY = (
        "account.move",
        "account.move.line",
        "account.payment",
        "payment.transaction",
        "water.billing.run",
        "water.billing.run.line",
        "water.settlement",
        "water.settlement.line",
        "water.settlement.usage",
        "water.tariff",
        "water.tariff.rate",
        "water.tariff.subsidy",
        "water.vat.report",
    )

    def assert_closed(self, records, operations=("read",)):
        for operation in operations:
            with self.subTest(f"{records._name} {operation}"):
                with self.assertRaises(AccessError):
                    records.check_access(operation)

    def test_meter_reader_sees_no_money(self):
        reader = common.user(
            self.env, "isolation-reader", "ibok_water.group_water_reader"
        )
        every = ("read", "write", "create", "unlink")
        for model in self.MONEY:
            if model in self.env.registry:
                records = self.samples.get(model, self.env[model])
                self.assert_closed(records.with_user(reader), every)

    def test_meter_reader_works_with_readings_only(self):
        reader = common.user(
            self.env, "isolation-reader", "ibok_water.group_water_reader"
        )
        for model in ("water.point", "water.meter", "water.reading"):
            self.samples[model].with_user(reader).check_access("read")
        for model in ("water.contract", "water.point", "water.meter", "water.premise"):
            self.assert_closed(
                self.samples[model].with_user(reader), ("write", "create", "unlink")
            )

    def test_plain_employee_sees_nothing_of_ours(self):
        employee = common.user(self.env, "isolation-plain", "base.group_user")
        for model in our_models(self.env.registry):
            records = self.samples.get(model, self.env[model])
            self.assert_closed(records.with_user(employee))

    def test_clerk_of_another_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Gmina obok"})
        for group in ("manager",):
            clerk = common.user(
                self.env,
                f"isolation-{group}",
                f"ibok_water.group_water_{group}",
                company_id=company.id,
                company_ids=company.ids,
            )
            for model, records in self.samples.items():
                field = records._fields.get("company_id")
                if not field or not records[:1].company_id:
                    continue
                theirs = records.with_user(clerk)
                with self.subTest(f"{group} {model}"):
                    self.assertFalse(theirs.search([("id", "in", records.ids)]))
                    self.assert_closed(theirs, ("read", "write"))
