import { registry } from "@web/core/registry";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

import { onMounted, useExternalListener } from "@odoo/owl";

/** Frames to wait for the next row to be drawn before what was typed is given up. */
const FRAMES = 60;

/**
 * The rows of a round for who types value after value: the cursor stands in the first
 * row to read, Enter goes to the next such row, and what is typed while a row is being
 * saved goes into the next one, never behind the value just given.
 */
export class RoundLineListRenderer extends ListRenderer {
    setup() {
        super.setup();
        this.typedAhead = null;
        useExternalListener(window, "keydown", (ev) => this.keepTyped(ev), {
            capture: true,
        });
        onMounted(() => this.editToRead(this.toRead(-1)));
    }

    get valueColumn() {
        return this.columns.find((column) => column.name === "entered");
    }

    /** The next row to read after a place, then from the start of the list. */
    toRead(place) {
        const { records } = this.props.list;
        const isLeft = (record) => record.data.state === "open";
        return (
            records.slice(place + 1).find(isLeft) ||
            records.slice(0, Math.max(place, 0)).find(isLeft)
        );
    }

    async editToRead(record) {
        if (!record || this.props.list.isGrouped || this.env.isSmall) {
            return;
        }
        await this.props.list.enterEditMode(record);
        this.cellToFocus = { column: this.valueColumn, record };
        await this.valueInput(record);
    }

    /** The field for the value of a row, as soon as it is drawn, with the cursor in it. */
    async valueInput(record) {
        for (let frame = 0; frame < FRAMES; frame++) {
            const input = this.tableRef.el?.querySelector(
                `.o_data_row[data-id='${record.id}'] [name='entered'] input`
            );
            if (input) {
                input.focus();
                input.select();
                return input;
            }
            await new Promise((drawn) => requestAnimationFrame(drawn));
        }
        return null;
    }

    keepTyped(ev) {
        if (!this.typedAhead || ev.ctrlKey || ev.altKey || ev.metaKey) {
            return;
        }
        if (ev.key.length === 1 || ev.key === "Enter") {
            this.typedAhead.push(ev.key);
        } else if (ev.key === "Backspace") {
            this.typedAhead.pop();
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    async editNextRecord(record, group) {
        const { list } = this.props;
        if (list.isGrouped) {
            return super.editNextRecord(record, group);
        }
        const place = list.records.indexOf(record);
        const typed = (this.typedAhead = []);
        let input = null;
        try {
            if (!(await list.leaveEditMode({ validate: true }))) {
                return;
            }
            const next = this.toRead(place);
            if (next) {
                await list.enterEditMode(next);
                this.cellToFocus = { column: this.valueColumn, record: next };
                input = await this.valueInput(next);
            }
        } finally {
            this.typedAhead = null;
        }
        if (input) {
            this.typeAgain(input, typed);
        }
    }

    /** Give the field what was typed before it was there, an Enter included. */
    typeAgain(input, typed) {
        const end = typed.indexOf("Enter");
        const text = typed.slice(0, end < 0 ? undefined : end).join("");
        if (text) {
            input.value = text;
            input.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }
        if (end >= 0) {
            const rest = typed.slice(end + 1);
            input.dispatchEvent(
                new KeyboardEvent("keydown", { key: "Enter", bubbles: true })
            );
            this.typedAhead?.push(...rest);
        }
    }
}

registry.category("views").add("water_round_line_list", {
    ...listView,
    Renderer: RoundLineListRenderer,
});
