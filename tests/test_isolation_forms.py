"""Resident A, and nobody at all, send forms and JSON that name B's records."""

import inspect
import re

import isolation_addresses
from lxml import html

from odoo import http
from odoo.tests import tagged

from odoo.addons.ibok_water.tests import common


@tagged("post_install", "-at_install")
class TestForms(isolation_addresses.AddressSweep):
    """Every address that takes something, with B's records in each field."""

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

    def fields_of(self, path):
        """Names of what the page at an address asks for, if there is a page."""
        response = self.url_open(path, allow_redirects=False, timeout=60)
        if response.status_code != 200 or not response.text:
            return []
        page = html.fromstring(response.text)
        return page.xpath("//form[@method='post']//*[not(self::button)]/@name")

    def forms(self, rule, path):
        """What is sent to an address: B's records in each field that names one."""
        names = {*self.names_of(rule.endpoint), *self.fields_of(path)}
        points = self.world.point | self.world.shared_point
        fixed = {f"value_{point.id}": "7800" for point in points}
        fixed |= {"csrf_token": http.Request.csrf_token(self)}
        if "password" in names:
            fixed["password"] = common.PASSWORD
        sent = []
        for record_id in self.all_ids:
            given = {name: self.value_for(name, record_id) for name in names}
            if given not in sent:
                sent.append(given)
                yield record_id, given | fixed
            if rule.arguments:
                # The address names the record.
                return

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
                    for record_id, data in self.forms(rule, path):
                        # Else tries run out, and nothing is looked at any more.
                        attempts = self.env["ibok.attempt"].search([])
                        (attempts - self.world.attempt).unlink()
                        response = self.url_open(
                            path, data=data, allow_redirects=False, timeout=60
                        )
                        self.assert_silent(response.text, f"POST {path} {record_id}")
                        self.assertLess(response.status_code, 500, path)
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
