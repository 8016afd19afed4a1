import { patch } from "@web/core/utils/patch";
import { SearchModel } from "@web/search/search_model";

const { Info } = luxon;

/**
 * Odoo names the months of a date filter as in "5 listopada"; a month that stands alone
 * is "listopad". Languages without this difference stay as they are.
 */
export function standalone(text) {
    const alone = Info.months("long");
    const names = new Map(
        Info.monthsFormat("long").map((month, index) => [month, alone[index]])
    );
    return text
        .split(/([ /])/)
        .map((word) => names.get(word) ?? word)
        .join("");
}

patch(SearchModel.prototype, {
    _enrichItem(searchItem) {
        const item = super._enrichItem(...arguments);
        if (searchItem.type === "dateFilter" && item) {
            item.options = item.options.map((option) => ({
                ...option,
                description: standalone(option.description.toString()),
            }));
        }
        return item;
    },

    _getDateFilterDomain(dateFilter, generatorIds, key) {
        const found = super._getDateFilterDomain(...arguments);
        return key === "description" ? standalone(found) : found;
    },
});
