// Every block that the bot sends, as Slack shows it.

import { chart } from "./charts.js";
import { h, icon, visible } from "./dom.js";
import { markdown, mrkdwn } from "./markup.js";

/** Return blocks as elements; `around` has `nameOf`, `onAction(action)` and the acting person's `opinion`, if any. */
export const blocks = (list, around) => list.map((block) => (MAKERS[block.type] || unknown)(block, around));

const text = (object, around) =>
  object.type === "mrkdwn" ? mrkdwn(object.text, around.nameOf) : visible(object.text);

const MAKERS = {
  markdown: (block) => h("div", { class: "words" }, markdown(block.text)),
  header: (block, around) => h("h3", { class: "block-header" }, text(block.text, around)),
  section: (block, around) => h("div", { class: "section" },
    block.text ? h("p", {}, text(block.text, around)) : null,
    (block.fields || []).map((field) => h("p", {}, text(field, around))),
    block.accessory ? element(block.accessory, around, block.text?.text) : null),
  context: (block, around) => h("p", { class: "context" }, block.elements.map((item) => h("span", {}, text(item, around)))),
  divider: () => h("hr"),
  table: (block) => table(block),
  card: (block, around) => h("div", { class: "card" },
    block.title ? h("p", { class: "card-title" }, text(block.title, around)) : null,
    block.subtitle ? h("p", { class: "card-subtitle" }, text(block.subtitle, around)) : null,
    block.body ? h("p", { class: "card-body" }, text(block.body, around)) : null),
  data_visualization: (block) => chart(block),
  actions: (block, around) => h("div", { class: "actions" }, block.elements.map((item) => element(item, around))),
  context_actions: (block, around) => h("div", { class: "actions feedback" }, block.elements.flatMap((item) => feedback(item, around))),
  input: (block, around) => input(block, around),
};

const unknown = (block) => h("p", { class: "context" }, `A block of the type ${visible(block.type)}`);

function table(block) {
  const [head, ...rows] = block.rows;
  const align = (n) => `${block.column_settings?.[n]?.align || "left"}${block.column_settings?.[n]?.is_wrapped ? " wrapped" : ""}`;
  const cell = (name, at, n, attributes = {}) => h(name, { class: align(n), ...attributes }, visible(at.text));
  return h("div", { class: "table-box", tabindex: "0", role: "group", "aria-label": "Table" },
    h("table", { class: "data" },
      h("thead", {}, h("tr", {}, head.map((at, n) => cell("th", at, n, { scope: "col" })))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map((at, n) =>
        n ? cell("td", at, n) : cell("th", at, n, { scope: "row" })))))));
}

function element(item, around, label = "") {
  if (item.type === "button") {
    return h("button", { type: "button", class: "button", "data-action": item.action_id,
      onclick: () => around.onAction({ action_id: item.action_id, value: item.value || "" }) }, visible(item.text.text));
  }
  if (item.options) {
    const select = h("select", { "aria-label": visible(label || item.action_id), "data-action": item.action_id,
      onchange: () => around.onAction({ action_id: item.action_id, value: select.value }) },
    item.options.map((option) => h("option", { value: option.value, selected: option.value === item.initial_option?.value }, visible(option.text.text))));
    return select;
  }
  return unknown(item);
}

const FACES = [["positive_button", "up"], ["negative_button", "down"]];

function feedback(item, around) {
  const made = FACES.map(([name, face]) => {
    const choice = item[name];
    const button = h("button", { type: "button", class: "icon thumb", "aria-pressed": String(around.opinion?.get() === choice.value), "data-action": item.action_id,
      "aria-label": visible(choice.accessibility_label || choice.text.text), title: visible(choice.text.text),
      onclick: () => {
        around.opinion?.set(choice.value);
        for (const other of made) other.setAttribute("aria-pressed", String(other === button));
        around.onAction({ action_id: item.action_id, value: choice.value });
      } }, icon(face));
    return button;
  });
  return made;
}

function input(block, around) {
  const id = `input-${block.element.action_id}`;
  const field = h("input", { id, type: "text", value: block.element.initial_value || "", placeholder: block.element.placeholder?.text,
    "data-action": block.element.action_id, autocomplete: "off",
    onkeydown: (event) => {
      if (event.key !== "Enter") return;
      field.dataset.sent = field.value;
      around.onAction({ action_id: block.element.action_id, value: field.value });
    } });
  return h("p", { class: "input" }, h("label", { for: id }, visible(block.label.text)), field);
}
