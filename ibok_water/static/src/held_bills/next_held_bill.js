import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus } from "@web/core/utils/hooks";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

const NEXT_BILL = "WATER:NEXT_HELD_BILL";

/** The form of a settlement: goes on to the held bill that comes next. */
export class SettlementFormController extends FormController {
    setup() {
        super.setup();
        useBus(this.env.bus, NEXT_BILL, ({ detail }) => this.model.load(detail));
    }
}

registry.category("views").add("water_settlement_form", {
    ...formView,
    Controller: SettlementFormController,
});

/**
 * After a decision on a held bill: say what became of it and go on to the next one, so
 * that a clerk works through the pile without leaving the keyboard. A list is only
 * shown anew.
 */
async function nextHeldBill(env, action) {
    const { message, type, next_id: nextId, held_ids: heldIds, left } = action.params;
    const { action: actions, notification } = env.services;
    if (message) {
        notification.add(message, { type, title: left, sticky: type === "warning" });
    }
    const { props, view } = actions.currentController ?? {};
    if (view?.type !== "form" || props.resModel !== "water.settlement") {
        return { type: "ir.actions.act_window_close" };
    }
    // The dialog of a correction, if there is one. The bill below is left anyway.
    await actions.doAction({ type: "ir.actions.act_window_close" });
    if (nextId) {
        env.bus.trigger(NEXT_BILL, { resId: nextId, resIds: heldIds });
        return;
    }
    notification.add(_t("No bill is held any more."), { type: "success" });
    await actions.doAction("ibok_water.water_settlement_action_held", {
        clearBreadcrumbs: true,
    });
}

registry.category("actions").add("water_next_held_bill", nextHeldBill);
