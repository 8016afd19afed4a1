import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** What errs by more metres tells no place, and is not taken. */
const INEXACT = 1000;
const TIMEOUT = 20000;

/**
 * "Use my position": asks the browser once, when the button is pressed, and keeps what
 * it says in the form. All its words stand in the page; without it the place is told
 * in words.
 */
export class PlacePin extends Interaction {
    static selector = ".o_water_spot";
    dynamicContent = {
        ".o_water_spot_take": { "t-on-click": this.onTake },
        ".o_water_spot_drop": { "t-on-click": this.onDrop },
    };

    start() {
        this.takeEl = this.el.querySelector(".o_water_spot_take");
        this.dropEl = this.el.querySelector(".o_water_spot_drop");
        this.sayEl = this.el.querySelector("[role=status]");
        if (navigator.geolocation) {
            this.el.classList.remove("d-none");
            this.say(this.field("latitude").value ? "kept" : "");
        }
    }

    field(name) {
        return this.el.querySelector(`input[name=${name}]`);
    }

    async onTake() {
        this.say("waiting");
        let coords;
        try {
            ({ coords } = await this.waitFor(this.position()));
        } catch (error) {
            return this.say(error.code === 1 ? "refused" : "failed");
        }
        if (coords.accuracy > INEXACT) {
            return this.say("inexact");
        }
        this.field("latitude").value = coords.latitude.toFixed(6);
        this.field("longitude").value = coords.longitude.toFixed(6);
        this.field("spot_exact").value = Math.ceil(coords.accuracy);
        this.say("kept");
    }

    onDrop() {
        for (const name of ["latitude", "longitude", "spot_exact"]) {
            this.field(name).value = "";
        }
        this.say("dropped");
        this.takeEl.focus();
    }

    position() {
        return new Promise((resolve, reject) =>
            navigator.geolocation.getCurrentPosition(resolve, reject, {
                enableHighAccuracy: true,
                timeout: TIMEOUT,
                maximumAge: 0,
            })
        );
    }

    /** @param {string} which of the page's words is read out; none when empty */
    say(which) {
        const words = which && this.el.querySelector(`[data-spot=${which}]`);
        this.sayEl.textContent = words ? words.textContent.trim() : "";
        this.dropEl.classList.toggle("d-none", which !== "kept");
    }
}

registry.category("public.interactions").add("ibok_portal.place_pin", PlacePin);
