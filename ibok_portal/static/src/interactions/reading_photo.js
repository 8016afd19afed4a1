import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** What the office keeps of a photo; more only makes the sending long. */
const MAX_SIDE = 1920;

/**
 * The photo of a meter: shows what was chosen, makes it smaller before it is sent and
 * says at once when it cannot be sent. All its words stand in the page already.
 */
export class ReadingPhoto extends Interaction {
    static selector = ".o_water_photo_field";
    dynamicSelectors = { ...this.dynamicSelectors, _form: () => this.el.closest("form") };
    dynamicContent = {
        _form: { "t-on-submit": this.onSubmit },
        "input[type=file]": { "t-on-change": this.onChange },
        ".o_water_photo_remove": { "t-on-click": this.onRemove },
    };

    setup() {
        this.inputEl = this.el.querySelector("input[type=file]");
        this.errorEl = this.el.querySelector(".o_water_error");
        this.chosenEl = this.el.querySelector(".o_water_photo_chosen");
        this.imageEl = this.chosenEl.querySelector("img");
    }

    destroy() {
        this.show(null);
    }

    onChange() {
        const work = this.take();
        this.work = work;
        return work.finally(() => {
            if (this.work === work) {
                this.work = null;
            }
        });
    }

    /** Who presses the button at once would send the photo as large as it was. */
    async onSubmit(event) {
        if (!this.work) {
            return;
        }
        event.preventDefault();
        const { currentTarget: form, submitter } = event;
        await this.waitFor(this.work);
        if (!this.errorEl.textContent) {
            form.requestSubmit(submitter);
        }
    }

    async take() {
        const [file] = this.inputEl.files;
        this.say("");
        this.show(null);
        if (!file) {
            return;
        }
        const photo = await this.waitFor(this.makeSmaller(file));
        if (file !== this.inputEl.files[0]) {
            return; // another one was chosen meanwhile
        }
        if (!photo) {
            return this.refuse(".o_water_photo_no_photo");
        }
        if (photo.size > parseInt(this.el.dataset.limit)) {
            return this.refuse(".o_water_photo_too_large");
        }
        if (photo !== file) {
            const carrier = new DataTransfer();
            carrier.items.add(photo);
            this.inputEl.files = carrier.files;
        }
        this.show(photo);
    }

    onRemove() {
        this.inputEl.value = "";
        this.say("");
        this.show(null);
        this.inputEl.focus();
    }

    /**
     * @param {File} file
     * @returns {Promise<File|null>} a smaller JPEG, the same file when it is small
     *     enough, or null when the browser can open no picture in it
     */
    async makeSmaller(file) {
        let bitmap;
        try {
            bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
        } catch {
            return null;
        }
        const ratio = MAX_SIDE / Math.max(bitmap.width, bitmap.height);
        if (ratio >= 1) {
            return file;
        }
        const canvas = document.createElement("canvas");
        canvas.width = Math.round(bitmap.width * ratio);
        canvas.height = Math.round(bitmap.height * ratio);
        canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
        bitmap.close();
        const blob = await new Promise((resolve) =>
            canvas.toBlob(resolve, "image/jpeg", 0.85)
        );
        return blob ? new File([blob], "meter.jpg", { type: "image/jpeg" }) : file;
    }

    /** @param {string} selector what of the page's words says why */
    refuse(selector) {
        this.inputEl.value = "";
        this.say(this.el.querySelector(selector).textContent.trim());
    }

    /** @param {string} text what is wrong, or nothing */
    say(text) {
        this.errorEl.textContent = text;
        if (text) {
            this.inputEl.setAttribute("aria-invalid", "true");
        } else {
            this.inputEl.removeAttribute("aria-invalid");
        }
    }

    /** @param {File|null} photo */
    show(photo) {
        if (this.imageEl.src) {
            URL.revokeObjectURL(this.imageEl.src);
            this.imageEl.removeAttribute("src");
        }
        if (photo) {
            this.imageEl.src = URL.createObjectURL(photo);
        }
        this.chosenEl.classList.toggle("d-none", !photo);
    }
}

registry.category("public.interactions").add("ibok_portal.reading_photo", ReadingPhoto);
