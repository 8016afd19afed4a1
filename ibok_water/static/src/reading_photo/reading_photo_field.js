import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useFileViewer } from "@web/core/file_viewer/file_viewer_hook";
import { ImageField, imageField } from "@web/views/fields/image/image_field";

/**
 * The photo of a register, small; a click opens it as large as the screen, where it can
 * be zoomed and turned. Where there is no photo a list shows nothing.
 */
export class ReadingPhotoField extends ImageField {
    static template = "ibok_water.ReadingPhotoField";

    setup() {
        super.setup();
        this.viewer = useFileViewer();
    }

    get hasPhoto() {
        return Boolean(this.props.record.data[this.props.name]) && this.state.isValid;
    }

    /** A list would open the row on these keys before the button is pressed. */
    onKeydown(ev) {
        if (ev.key === "Enter" || ev.key === " ") {
            ev.stopPropagation();
        }
    }

    enlarge() {
        const photo = this.getUrl(this.props.name);
        this.viewer.open({
            name: _t("Photo of the meter"),
            isImage: true,
            isViewable: true,
            defaultSource: photo,
            downloadUrl: photo,
        });
    }
}

registry.category("fields").add("water_reading_photo", {
    ...imageField,
    component: ReadingPhotoField,
    displayName: _t("Photo of the meter"),
    supportedTypes: ["binary"],
});
