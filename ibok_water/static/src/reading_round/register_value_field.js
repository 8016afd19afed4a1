import { registry } from "@web/core/registry";
import { useDebounced } from "@web/core/utils/timing";
import { CharField, charField } from "@web/views/fields/char/char_field";

/** Milliseconds without a key after which the value typed is judged. */
const PAUSE = 400;

/**
 * A register value as text: a phone opens its decimal keyboard, and what is typed is
 * judged by the server while the reader still stands before the meter.
 */
export class RegisterValueField extends CharField {
    static template = "ibok_water.RegisterValueField";

    setup() {
        super.setup();
        this.judge = useDebounced(() => {
            const { name, record } = this.props;
            if (this.input.el) {
                record.update({ [name]: this.parse(this.input.el.value) });
            }
        }, PAUSE);
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && this.env.saveAndNext) {
            ev.preventDefault();
            ev.stopPropagation();
            this.env.saveAndNext();
        }
    }
}

registry.category("fields").add("water_register_value", {
    ...charField,
    component: RegisterValueField,
});
