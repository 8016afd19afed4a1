import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** Who asked to type a BLIK code finds the dialog with BLIK chosen already. */
export class PayHere extends Interaction {
    static selector = ".o_water_pay_here";
    dynamicContent = {
        _root: { "t-on-click": this.chooseBlik },
    };

    chooseBlik() {
        const way = "input[name=o_payment_radio][data-payment-method-code=blik]";
        document.querySelector(`#pay_with ${way}`)?.click();
    }
}

registry.category("public.interactions").add("ibok_portal.pay_here", PayHere);
