import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/**
 * What the chosen kind of matter asks for, above the field for the words. Without a
 * script the general hint below it stands alone.
 */
export class KindQuestions extends Interaction {
    static selector = ".o_water_kind_questions";
    dynamicContent = {
        _document: { "t-on-change": this.onChange },
        _root: { "t-out": () => this.words, "t-att-hidden": () => (this.words ? false : "hidden") },
    };

    setup() {
        this.questions = JSON.parse(this.el.dataset.questions);
        this.kindEl = document.getElementById(this.el.dataset.for);
        this.words = this.questions[this.kindEl.value] || "";
    }

    onChange(ev) {
        if (ev.target === this.kindEl) {
            this.words = this.questions[this.kindEl.value] || "";
        }
    }
}

registry.category("public.interactions").add("ibok_portal.kind_questions", KindQuestions);
