import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** Adds up the chosen bills while the resident ticks them; the server reckons anew. */
export class PayForm extends Interaction {
    static selector = ".o_water_pay_form";
    dynamicContent = {
        "input[name=bill]": { "t-on-change": this.addUp },
    };

    setup() {
        this.totalEl = this.el.querySelector(".o_water_pay_total");
        this.buttonEl = this.el.querySelector("button[type=submit]");
        this.addUp();
    }

    addUp() {
        let grosze = 0;
        for (const box of this.el.querySelectorAll("input[name=bill]:checked")) {
            grosze += parseInt(box.dataset.grosze);
        }
        const lang = document.documentElement.lang || "pl";
        const parts = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
        const sum = new Intl.NumberFormat(lang, parts).format(grosze / 100);
        this.totalEl.textContent = `${sum} ${this.el.dataset.currency}`;
        this.buttonEl.disabled = !grosze;
    }
}

/** Goes on to the provider by itself; without scripts the button does it. */
export class PayGo extends Interaction {
    static selector = ".o_water_pay_go";

    start() {
        this.el.querySelector("form").requestSubmit();
    }
}

registry.category("public.interactions").add("ibok_portal.pay_form", PayForm);
registry.category("public.interactions").add("ibok_portal.pay_go", PayGo);
