// The switches that break things, and the news of what the bot's process does.

import { $, act, h, visible } from "./dom.js";
import { store } from "./store.js";

const FAULTS = [
  ["Slack", [
    ["thrice", "Every event is delivered three times"],
    ["lost_response", "The next reply is posted, but its response is lost"],
    ["slack_rate_limited", "The next reply is refused for 2 s (429)"],
  ]],
  ["Chat model", [
    ["model_rate_limited", "Too many requests (429)"],
    ["model_hangs", "It hangs"],
    ["model_nonsense", "It answers nonsense"],
  ]],
  ["Weather", [["weather_down", "No weather service answers"]]],
  ["The bot", [["kill", "Kill it as the next reply is posted, and start it again"]]],
];

export function drawFaults() {
  const focused = document.activeElement?.dataset?.fault;
  $("faults").replaceChildren(...FAULTS.map(([group, faults]) => h("fieldset", {}, h("legend", {}, group), faults.map(([name, words]) =>
    h("label", { class: "switch" }, h("input", { type: "checkbox", role: "switch", checked: store.faults.includes(name), "data-fault": name,
      onchange: (event) => act({ do: "break", name, on: event.target.checked }) }), h("span", {}, words))))),
  h("button", { type: "button", class: "button", "data-fault": "restart", onclick: () => act({ do: "restart" }) }, "Kill and restart the bot now"));
  if (focused) $("faults").querySelector(`[data-fault="${focused}"]`)?.focus();
  const lines = store.about.lines || [];
  $("news").replaceChildren(...lines.slice(-8).map((line) => h("li", {}, h("time", {}, line.at), ` ${visible(line.text)}`)));
}
