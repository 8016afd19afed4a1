from odoo import models
from odoo.tools.misc import formatLang

from .water_contract_page import cubic_metres


class WaterSettlement(models.Model):
    """A bill explained to the person who pays it."""

    _inherit = "water.settlement"

    def _portal_explanation(self, previous=None):
        """From the register to the sum, step by step.

        :param dict previous: of `_previous_ones`, where several are explained

        :return: dict with ``settlement``, ``usages`` (what each meter counted),
            ``cut_down`` (a part of a m³ is left out), ``waits`` (the next bill takes
            it), ``rounded`` (that of a meter taken out is rounded),
            ``volumes`` (sentences on how many m³ are charged and why), ``lines``,
            ``vat_percent`` and ``comparison`` (why it differs from the bill before)
        """
        self.ensure_one()
        labels = dict(
            self.line_ids._fields["component"]._description_selection(self.env)
        )
        units = dict(self.line_ids._fields["unit"]._description_selection(self.env))
        contract = self.contract_id
        return {
            "settlement": self,
            "usages": [
                {
                    "usage": usage,
                    "estimate": self._portal_estimate_text(usage),
                    "label": contract._portal_point_label(usage.point_id),
                    "value_from": cubic_metres(self.env, usage.value_from),
                    "value_to": cubic_metres(self.env, usage.value_to),
                    "volume": cubic_metres(self.env, usage.volume),
                }
                for usage in self.usage_ids
            ],
            "cut_down": self._leaves_fraction(),
            "waits": contract._meter_goes_on(self.date_to),
            "rounded": bool(self._usages_rounded()),
            "volumes": self._portal_volume_sentences(),
            "lines": [
                {
                    "line": line,
                    "label": labels[line.component],
                    "quantity": cubic_metres(self.env, line.quantity),
                    "unit": units[line.unit],
                    "price": self._portal_price(line.price_net),
                    "subsidy": line.subsidy_net
                    and self._portal_price(line.subsidy_net),
                }
                for line in self.line_ids
            ],
            "vat_percent": self._portal_vat_percent(),
            "comparison": self._compared_with_previous(previous),
        }

    def _portal_estimate_text(self, usage):
        """How the state that ends a use was estimated; None where it was read."""
        # His own reading; how it was estimated is on the printed bill as well.
        reading_sudo = usage.reading_to_id.sudo()
        if reading_sudo.source != "estimate":
            return None
        return reading_sudo.estimate_text or ""

    def _portal_is_estimated(self):
        """Whether it rests on an estimate that no reading settled since."""
        self.ensure_one()
        forecasts = self.usage_ids.reading_to_id.filtered(lambda r: r._is_forecast())
        if not forecasts:
            return False
        day = max(forecasts.mapped("date"))
        return not self.contract_id.reading_ids.filtered(
            lambda r: (
                r.point_id in forecasts.point_id
                and r.source != "estimate"
                and r.state in ("accepted", "held")
                and r.date > day
            )
        )

    def _portal_price(self, price):
        """A unit price with the currency; more than two decimals only when it has."""
        digits = next(n for n in (2, 3, 4) if n == 4 or round(price, n) == price)
        return formatLang(self.env, price, digits=digits, currency_obj=self.currency_id)

    def _portal_vat_percent(self):
        """Rate that the settlement was reckoned with, as its derivation says."""
        rate = self._reckoned_vat_percent()
        return f"{float(rate):g}" if rate else None

    def _portal_volume_sentences(self):
        """How many m³ of water and sewage are charged, and where they come from."""
        sentences = [
            self.env._(
                "The meter at point %(code)s has several payers: its whole use was "
                "%(total)s m³, your share is %(percent)s %%, that is %(volume)s m³.",
                code=part["code"],
                total=cubic_metres(self.env, part["total"]),
                percent=cubic_metres(self.env, part["percent"]),
                volume=cubic_metres(self.env, part["volume"]),
            )
            for part in self._shared_points()
        ]
        for step in self.derivation or []:
            if step.get("step") != "volume":
                continue
            m3 = {
                key: cubic_metres(self.env, step[key])
                for key in ("volume", "main", "intake", "garden", "norm")
                if step.get(key) is not None
            }
            sentence = self._portal_volume_sentence(step, m3)
            if sentence:
                sentences.append(sentence)
        sentences += self._allowance_texts()
        return sentences or [
            self.env._(
                "Water: %(volume)s m³.",
                volume=cubic_metres(self.env, self.volume_water),
            )
        ]

    def _portal_volume_sentence(self, step, m3):
        """One sentence for a ``volume`` step of the derivation; None says nothing."""
        source, water = step.get("source"), step.get("service") == "water"
        if source == "norm":
            text = self.env._(
                "Water: %(volume)s m³, by the consumption norm, without a meter."
            )
            if not water:
                text = self.env._(
                    "Sewage: %(volume)s m³, by the consumption norm, without a meter."
                )
        elif source == "sewage_meter":
            text = self.env._("Sewage: %(volume)s m³, as your sewage meter counted.")
        elif source == "water_less_garden" and float(step.get("garden") or 0):
            text = self.env._(
                "Sewage: %(volume)s m³ – the water you took, less %(garden)s m³ for "
                "the garden."
            )
        elif source == "water_less_garden":
            text = self.env._("Sewage: %(volume)s m³ – as much as the water you took.")
        elif source == "main":
            text = self.env._("Water: %(volume)s m³, as your meter counted.")
        else:
            return None
        return text % m3
