import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

import { useEffect } from "@odoo/owl";

const RUNNING = ["previewing", "running"];
const SHOWN = ["state", "progress", "remaining"];
const EVERY = 3000;

/**
 * The form of a run: while the work goes on in the background it asks how far it
 * is, shows it, and says when it is done, so that nobody has to reload the page.
 */
export class RunFormController extends FormController {
    setup() {
        super.setup();
        this.notification = useService("notification");
        this.isAsking = false;
        useEffect(
            (resId, state) => {
                if (!RUNNING.includes(state)) {
                    return;
                }
                const timer = browser.setInterval(() => this.showProgress(), EVERY);
                return () => browser.clearInterval(timer);
            },
            () => [this.model.root.resId, this.model.root.data.state]
        );
    }

    async showProgress() {
        const run = this.model.root;
        // Nobody looks at a tab in the background; what is being typed stays.
        if (this.isAsking || document.hidden || (await run.isDirty())) {
            return;
        }
        this.isAsking = true;
        try {
            const [now] = await this.orm.silent.read(run.resModel, [run.resId], SHOWN);
            const changed = SHOWN.some(
                (name) => (now[name] || "") !== (run.data[name] || "")
            );
            if (changed && run === this.model.root) {
                const before = run.data.state;
                await run.load();
                this.sayWhenDone(before, run.data.state);
            }
        } finally {
            this.isAsking = false;
        }
    }

    sayWhenDone(before, state) {
        if (before === "previewing" && state === "previewed") {
            this.notification.add(_t("The preview is ready."), { type: "success" });
        } else if (before === "running" && state === "done") {
            this.notification.add(_t("The run is finished."), {
                type: "success",
            });
        }
    }
}

registry.category("views").add("water_billing_run_form", {
    ...formView,
    Controller: RunFormController,
});
registry.category("views").add("water_demand_run_form", {
    ...formView,
    Controller: RunFormController,
});
registry.category("views").add("water_interest_run_form", {
    ...formView,
    Controller: RunFormController,
});
