import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";

import { PaymentForm } from "@payment/interactions/payment_form";

/** BLIK's six digits are typed on our own page; all else is paid on Przelewy24's. */
patch(PaymentForm.prototype, {
    // #=== DOM MANIPULATION ===#

    /** @override method from @payment/interactions/payment_form */
    async _prepareInlineForm(providerId, providerCode, paymentOptionId, paymentMethodCode, flow) {
        if (providerCode !== "p24") {
            await super._prepareInlineForm(...arguments);
            return;
        }
        if (this._p24CodeInput()) {
            this._setPaymentFlow("direct");
        }
    },

    // #=== PAYMENT FLOW ===#

    /** @override method from @payment/interactions/payment_form */
    async _initiatePaymentFlow(providerCode, paymentOptionId, paymentMethodCode, flow) {
        const input = providerCode === "p24" && flow === "direct" && this._p24CodeInput();
        // The browser says what is missing, before a payment is begun.
        if (input && !input.reportValidity()) {
            this._enableButton();
            return;
        }
        await super._initiatePaymentFlow(...arguments);
    },

    /** @override method from @payment/interactions/payment_form */
    async _processDirectFlow(providerCode, paymentOptionId, paymentMethodCode, processingValues) {
        if (providerCode !== "p24") {
            await super._processDirectFlow(...arguments);
            return;
        }
        const input = this._p24CodeInput();
        const answer = await this.waitFor(
            rpc("/payment/p24/blik", {
                reference: processingValues.reference,
                access_token: processingValues.access_token,
                blik_code: input.value,
            })
        );
        // A code can be used once.
        input.value = "";
        if (answer.error) {
            this._displayErrorDialog(_t("The code was not taken"), answer.error);
            this._enableButton();
            return;
        }
        window.location = "/payment/status";
    },

    // #=== GETTERS ===#

    /** The field for the code, where the chosen way to pay has one. */
    _p24CodeInput() {
        const radio = this.el.querySelector('input[name="o_payment_radio"]:checked');
        return radio && this._getInlineForm(radio)?.querySelector('[name="o_p24_blik_code"]');
    },
});
