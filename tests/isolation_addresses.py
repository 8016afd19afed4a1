"""Addresses of the server, with B's records in every place of one."""

import itertools
import re
import threading
from urllib.parse import quote

import isolation_sweep
from werkzeug.routing.converters import NumberConverter

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


class AddressSweep(isolation_sweep.Sweep):
    """The addresses that the server knows, and those of them that are ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        threading.current_thread().dbname = cls.env.cr.dbname
        cls.rules = sorted(
            cls.env["ir.http"].routing_map().iter_rules(), key=lambda rule: rule.rule
        )
        cls.all_ids = sorted({i for r in cls.samples.values() for i in r.ids})
        #: Of documents that a key opens, or that are printed by an address.
        cls.document_ids = {
            i
            for name, records in cls.samples.items()
            if "access_token" in cls.env[name]._fields
            for i in records.ids
        }
        reports = cls.env["ir.actions.report"].search(
            [("model", "in", list(cls.samples))]
        )
        cls.reports = [
            (report.report_name, cls.samples[report.model].ids) for report in reports
        ]

    def is_ours(self, rule):
        return rule.endpoint.func.__module__.startswith("odoo.addons.ibok")

    def spellings(self, rule, name, ids=None):
        """What to put for one argument of an address."""
        converter = rule._converters[name]
        model = getattr(converter, "model", None)
        if model:
            return [str(i) for i in self.samples.get(model, self.env[model]).ids]
        if name in PLAIN_ARGS:
            plain = {"filetype": "pdf", "field": "raw", "converter": "html"}
            number = isinstance(converter, NumberConverter)
            return [plain.get(name, "1" if number else "x")]
        if items := getattr(converter, "items", None):
            return sorted(items)
        if name in ID_MODELS and not self.is_ours(rule):
            return [str(i) for i in self.samples[ID_MODELS[name]].ids]
        return [str(i) for i in sorted(ids or self.all_ids)]

    def addresses(self, rule, ids=None):
        """The address with B's records in every place of one.

        :param ids: of which records alone, where the address does not tell their model
        """
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
        values = [self.spellings(rule, name, ids) for name in names]
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
