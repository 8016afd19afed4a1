from lxml import etree

from odoo import fields, models
from odoo.tools.misc import file_path
from odoo.tools.translate import TranslationImporter, get_po_paths

#: The file with the stages that the program ships, and what an office words anew.
SHIPPED = "ibok_water/data/water_demand_stage.xml"
WORDS = ("subject", "body")


class WaterDemandStage(models.Model):
    """An update leaves an office's words alone; a person takes the shipped ones.

    The stages are `noupdate`, as Odoo's own letters are, which have a button to take
    the shipped text as well. Only the words are taken: days, limits and the way are the
    office's decisions.
    """

    _inherit = "water.demand.stage"

    is_shipped = fields.Boolean(compute="_compute_is_shipped")

    def _compute_is_shipped(self):
        known = self.get_external_id()
        for stage in self:
            xmlid = known.get(stage.id, "")
            stage.is_shipped = xmlid.startswith("ibok_water.demand_stage_")

    def action_shipped_words(self):
        """Put the heading and the text that the program ships now, in all languages."""
        self.check_access("write")
        records = {
            record.get("id"): record
            for record in etree.parse(file_path(SHIPPED)).iter("record")
        }
        stages = self.filtered("is_shipped")
        xmlids = []
        for stage_id, xmlid in stages.get_external_id().items():
            name = xmlid.partition(".")[2]
            self.browse(stage_id).with_context(lang="en_US").write(
                {
                    word: records[name].findtext(f"field[@name='{word}']")
                    for word in WORDS
                }
            )
            xmlids += [name, xmlid]
        stages.flush_recordset()
        importer = TranslationImporter(self.env.cr)
        for lang, _name in self.env["res.lang"].get_installed():
            for path in get_po_paths("ibok_water", lang):
                importer.load_file(path, lang, xmlids=xmlids)
        told = importer.model_translations[self._name]
        for name in set(told) - set(WORDS):
            del told[name]
        importer.save(overwrite=True, force_overwrite=True)
        self.env.invalidate_all()
