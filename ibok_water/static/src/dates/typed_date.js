import { patch } from "@web/core/utils/patch";
import { DateTimeField } from "@web/views/fields/datetime/datetime_field";

import { useEffect } from "@odoo/owl";

/**
 * Odoo shows the old day after a new one was typed into a field with an onchange: its
 * picker closes while the server is still asked, takes the record's value of before and
 * never looks again. The record, and what is saved, has the new day. So what the record
 * says is shown as soon as it changes.
 */
patch(DateTimeField.prototype, {
    setup() {
        super.setup();
        useEffect(
            () => {
                if (!this.picker.activeInput) {
                    this.state.value = this.getRecordValue();
                }
            },
            () => [JSON.stringify(this.getRecordValue())]
        );
    },
});
