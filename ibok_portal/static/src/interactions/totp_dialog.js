import { markup, useEffect } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { TOTPEnable } from "@auth_totp_portal/interactions/totp_enable";
import { handleCheckIdentity } from "@portal/interactions/portal_security";
import { InputConfirmationDialog } from "@portal/js/components/input_confirmation_dialog/input_confirmation_dialog";

/** The dialog of the second step: its button copies the key. */
export class TotpDialog extends InputConfirmationDialog {
    setup() {
        super.setup();
        useEffect(
            (copyEl) => {
                const copy = async () => {
                    await browser.navigator.clipboard.writeText(copyEl.dataset.key);
                    copyEl.textContent = copyEl.dataset.done;
                };
                copyEl?.addEventListener("click", copy);
                return () => copyEl?.removeEventListener("click", copy);
            },
            () => [this.modalRef.el?.querySelector(".o_water_totp_copy")]
        );
    }
}

/**
 * Switching the second step on, in the words of the page: Odoo builds its dialog of
 * English texts and of a line for the key that a telephone cannot hold.
 */
export class WaterTotpEnable extends TOTPEnable {
    async onClick() {
        const action = await this.checked(
            "res.users",
            "action_totp_enable_wizard",
            user.userId
        );
        if (!action) {
            // Switched on meanwhile, in another window.
            return browser.location.reload();
        }
        const id = action.res_id;
        const [setup] = await this.waitFor(
            this.services.orm.read(action.res_model, [id], ["qrcode", "secret", "url"])
        );
        const wordsEl = document.getElementById("o_water_totp");
        const { title, confirm, cancel, format } = wordsEl.dataset;
        this.services.dialog.add(TotpDialog, {
            title,
            body: markup(this.bodyOf(wordsEl, setup)),
            confirmLabel: confirm,
            cancelLabel: cancel,
            cancel: () => {},
            onInput: ({ inputEl }) => this.tell(inputEl, ""),
            confirm: async ({ inputEl }) => {
                const code = inputEl.value.replace(/\s/g, "");
                if (!/^\d{6}$/.test(code)) {
                    return this.tell(inputEl, format);
                }
                try {
                    await this.checked(action.res_model, "enable", id, { code });
                } catch (error) {
                    return this.tell(inputEl, error.data?.message || error.message);
                }
                browser.location.reload();
            },
        });
    }

    /** Call a method that may ask for the password first. */
    checked(model, method, id, context = {}) {
        const { orm, dialog } = this.services;
        return this.waitFor(
            handleCheckIdentity(
                this.waitFor(orm.call(model, method, [id], { context })),
                orm,
                dialog
            )
        );
    }

    bodyOf(wordsEl, setup) {
        const bodyEl = wordsEl.content.cloneNode(true);
        bodyEl.querySelector("img").src = `data:image/png;base64,${setup.qrcode}`;
        bodyEl.querySelector("a").href = setup.url;
        bodyEl.querySelector("code").textContent = setup.secret;
        bodyEl.querySelector(".o_water_totp_copy").dataset.key = setup.secret;
        const holderEl = document.createElement("div");
        holderEl.append(bodyEl);
        return holderEl.innerHTML;
    }

    /** Say beside the field what is wrong with it; the dialog stays. */
    tell(inputEl, words) {
        inputEl.setAttribute("aria-invalid", words ? "true" : "false");
        inputEl.closest("form").querySelector("[role=alert]").textContent = words;
        if (words) {
            inputEl.focus();
        }
        return false;
    }
}

registry
    .category("public.interactions")
    .add("auth_totp_portal.totp_enable", WaterTotpEnable, { force: true });
