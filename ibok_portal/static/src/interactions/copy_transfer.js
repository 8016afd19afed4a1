import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { browser } from "@web/core/browser/browser";

/**
 * Buttons that copy the account and the title of a transfer. Where the browser cannot
 * copy (no secure connection, no script) they stay hidden: the text is there anyway.
 */
export class CopyTransfer extends Interaction {
    static selector = ".o_water_pay_by_transfer";
    dynamicContent = {
        ".o_water_copy": {
            "t-on-click": this.onCopy,
            "t-att-hidden": () => (browser.navigator.clipboard ? false : "hidden"),
        },
        ".o_water_copied": { "t-att-hidden": () => (this.copied ? false : "hidden") },
    };

    setup() {
        this.copied = false;
    }

    async onCopy(event) {
        // Said anew each time, so that a screen reader says it again.
        this.copied = false;
        this.updateContent();
        await this.waitFor(
            browser.navigator.clipboard.writeText(event.currentTarget.dataset.copy)
        );
        this.copied = true;
    }
}

registry.category("public.interactions").add("ibok_portal.copy_transfer", CopyTransfer);
