import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

import { useEffect, useSubEnv } from "@odoo/owl";

/**
 * The form of a reader on the way: one button (or Enter) saves and goes to the next
 * point. A value that cannot be read or would be held is shown before it is saved.
 */
export class RoundLineFormController extends FormController {
    setup() {
        super.setup();
        this.notification = useService("notification");
        this.actions = useService("action");
        this.isGoing = false;
        useSubEnv({ saveAndNext: () => this.saveAndNext() });
        useEffect(
            () => this.focusValue(),
            () => [this.model.root.resId]
        );
    }

    async beforeExecuteActionButton(clickParams) {
        if (clickParams.name === "next_to_read") {
            await this.saveAndNext();
            return false;
        }
        return super.beforeExecuteActionButton(...arguments);
    }

    focusValue() {
        const input = this.rootRef.el?.querySelector("[name='entered'] input");
        input?.focus();
        input?.select();
    }

    async saveAndNext() {
        if (this.isGoing) {
            return;
        }
        this.isGoing = true;
        try {
            if (await this.saveSeen()) {
                await this.openNext();
            }
        } finally {
            this.isGoing = false;
        }
    }

    /** Save what is typed, unless it has a fault that was not on the screen yet. */
    async saveSeen() {
        const line = this.model.root;
        const warned = line.data.check_state === "held" && line.data.entered;
        const isDirty = await line.isDirty();
        const { check_state: found, entered } = line.data;
        if (found === "wrong" || (isDirty && found === "held" && entered !== warned)) {
            this.focusValue();
            return false;
        }
        if (!isDirty) {
            return true;
        }
        const saved = await this.save({});
        if (saved && entered) {
            const held = line.data.state === "held";
            this.notification.add(
                held
                    ? _t("Saved, the office will check it: %s m³", entered)
                    : _t("Saved: %s m³", entered),
                { title: line.data.address, type: held ? "warning" : "success" }
            );
        }
        return saved;
    }

    async openNext() {
        const { resId, resIds, resModel } = this.model.root;
        const next = await this.orm.call(resModel, "next_to_read", [[resId]]);
        if (!next) {
            // What the list would show is empty now; the round says what was done.
            await this.actions.doAction("ibok_water.water_reading_round_action", {
                clearBreadcrumbs: true,
                viewType: "form",
                props: { resId: this.model.root.data.round_id.id },
            });
            return;
        }
        const known = resIds.includes(next) ? resIds : [...resIds, next];
        await this.model.load({ resId: next, resIds: known });
    }
}

registry.category("views").add("water_round_line_form", {
    ...formView,
    Controller: RoundLineFormController,
});
