import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

const HAS = {
    digit: /\p{Nd}/u,
    capital: /\p{Lu}/u,
    small: /\p{Ll}/u,
    special: /[^\p{L}\p{N}]/u,
};

/**
 * Ticks off, while a password is typed, what it has of the rule. The rule stands in
 * words in the page already; each part says aloud only when the whole changes.
 */
export class PasswordRule extends Interaction {
    static selector = ".o_water_password_rule";
    dynamicContent = {
        _document: { "t-on-input": this.onInput },
    };

    setup() {
        this.inputEl = document.getElementById(this.el.dataset.for);
        this.statusEl = this.el.querySelector("[role=status]");
    }

    onInput(ev) {
        if (ev.target !== this.inputEl) {
            return;
        }
        const text = this.inputEl.value.trim();
        const length = [...text].length;
        let left = 0;
        for (const partEl of this.el.querySelectorAll("[data-part]")) {
            const { part, limit } = partEl.dataset;
            const met = {
                shortest: length >= Number(limit),
                longest: length <= Number(limit),
            }[part] ?? HAS[part].test(text);
            left += met ? 0 : 1;
            partEl.classList.toggle("o_water_met", met);
            partEl.querySelector(".o_water_mark").textContent = met ? "✓ " : "– ";
        }
        const words = left ? "" : this.el.dataset.done;
        if (this.statusEl.textContent !== words) {
            this.statusEl.textContent = words;
        }
    }
}

registry.category("public.interactions").add("ibok_portal.password_rule", PasswordRule);
