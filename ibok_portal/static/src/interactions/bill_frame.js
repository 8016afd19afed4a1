import { AccountSidebar } from "@account/interactions/account_sidebar";
import { patch } from "@web/core/utils/patch";

/**
 * The printed bill beside its explanation. It is loaded when it comes into sight, which
 * on a phone is never; Odoo measures it at once and again whenever the window changes.
 */
patch(AccountSidebar.prototype, {
    start() {
        super.start();
        this.addListener(this.invoiceHTMLEl, "load", this.updateIframeSize);
    },

    updateIframeSize() {
        if (this.invoiceHTMLEl.contentDocument?.querySelector("div#wrapwrap")) {
            super.updateIframeSize();
        }
    },
});
