import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/**
 * After a decision on a held bill: say what became of it and go on to the next one, so
 * that a clerk works through the pile without leaving the keyboard. A list is only
 * shown anew.
 */
async function nextHeldBill(env, action, options) {
    const { message, type, next_id: nextId, held_ids: heldIds, left } = action.params;
    const { action: actions, notification } = env.services;
    if (message) {
        notification.add(message, { type, title: left, sticky: type === "warning" });
    }
    // Closes the dialog of a correction, and shows the view below anew.
    await actions.doAction({ type: "ir.actions.act_window_close" }, options);
    const { props, view } = actions.currentController ?? {};
    if (view?.type !== "form" || props.resModel !== "water.settlement") {
        return;
    }
    if (nextId) {
        await actions.switchView("form", { resId: nextId, resIds: heldIds });
        return;
    }
    notification.add(_t("No bill is held any more."), { type: "success" });
    await actions.doAction("ibok_water.water_settlement_action_held", {
        clearBreadcrumbs: true,
    });
}

registry.category("actions").add("water_next_held_bill", nextHeldBill);
