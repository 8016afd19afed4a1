import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import tariff_file
from ..tariff_file import MAX_BYTES, Fault, TariffFileError

#: More faults than these are not read by anybody at once.
SHOWN = 15


class WaterTariffImport(models.TransientModel):
    """A tariff from a file, as a draft; a file with a fault leaves nothing behind."""

    _name = "water.tariff.import"
    _description = "Import a Tariff"

    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    content = fields.Text(string="In the File", compute="_compute_content")
    faults = fields.Text(string="What Is Wrong", compute="_compute_content")

    @api.depends("file", "filename")
    @api.depends_context("lang")
    def _compute_content(self):
        for wizard in self:
            wizard.content = wizard.faults = False
            # Reading a form back gives a size instead of the content.
            content = wizard.with_context(bin_size=False).file
            if not content:
                continue
            try:
                wizard.content = wizard._summary(wizard._read(content))
            except TariffFileError as error:
                wizard.faults = wizard._sentences(error)

    def action_import(self):
        """Make the draft and open it.

        :raise UserError: the file is no tariff; says where and why
        """
        self.ensure_one()
        try:
            data = self._read(self.with_context(bin_size=False).file)
        except TariffFileError as error:
            raise UserError(
                self.env._(
                    "Nothing was imported. Mend the file and try again.\n\n%(faults)s",
                    faults=self._sentences(error),
                )
            ) from error
        tariff = self.env["water.tariff"]._create_from_file(data, self.company_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "water.tariff",
            "view_mode": "form",
            "res_id": tariff.id,
        }

    def _read(self, content):
        # Judged before it is decoded: base64 is 4/3 of the file.
        if len(content) > MAX_BYTES * 4 // 3 + 4:
            params = {"size": len(content) * 3 // 4, "limit": MAX_BYTES}
            raise TariffFileError([Fault("too_large", params=params)])
        raw = base64.b64decode(content)
        precision = self.env["decimal.precision"].precision_get("Product Price")
        return tariff_file.read(raw, self._kind(raw), precision)

    def _kind(self, raw):
        """YAML or JSON, by the file's name, else by how it begins."""
        name = (self.filename or "").lower()
        if name.endswith((".yaml", ".yml")):
            return "yaml"
        json = name.endswith(".json") or raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
        return "json" if json else "yaml"

    def _summary(self, data):
        """What would be imported, in a sentence."""
        return self.env._(
            "%(name)s: price periods: %(periods)s, groups: %(groups)s, prices: "
            "%(prices)s, subsidies: %(subsidies)s.",
            name=data["name"],
            periods=len(data["periods"]),
            groups=len(data["groups"]),
            prices=sum(
                price is not None
                for group in data["groups"]
                for rate in group["rates"]
                for price in rate["prices"]
            ),
            subsidies=len(data["subsidies"]),
        )

    def _sentences(self, error):
        """The faults, one a line, with their places."""
        lines = [self._sentence(fault) for fault in error.faults[:SHOWN]]
        if len(error.faults) > SHOWN:
            more = len(error.faults) - SHOWN
            lines.append(self.env._("… and %(count)s more.", count=more))
        return "\n".join(lines)

    def _sentence(self, fault):
        said = self.env["water.tariff.import"]._fault_text(fault)
        if fault.line and fault.place:
            return self.env._(
                "Line %(line)s, %(place)s: %(said)s",
                line=fault.line,
                place=fault.place,
                said=said,
            )
        if fault.line:
            return self.env._("Line %(line)s: %(said)s", line=fault.line, said=said)
        if fault.place:
            return self.env._("%(place)s: %(said)s", place=fault.place, said=said)
        return said
