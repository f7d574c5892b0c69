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

const NEWS_MS = 20_000;
const lower = (words) => words[0].toLowerCase() + words.slice(1);
const labelOf = Object.fromEntries(FAULTS.flatMap(([group, faults]) => faults.map(([name, words]) => [name, `${group}: ${lower(words)}`])));
let toldUntil = 0;
let fading = null;

/** Do what breaks or mends something, and tell for a while what comes of it. */
function meddle(deed) {
  toldUntil = Date.now() + NEWS_MS;
  act(deed);
}

/** Tell which switches are on and what has happened last, wherever people look just now. */
function drawBroken() {
  const lines = store.about.lines || [];
  const on = store.faults.map((name) => labelOf[name]);
  const isTold = on.length > 0 || Date.now() < toldUntil;
  if (on.length) toldUntil = Date.now() + NEWS_MS;
  const told = isTold ? [on.length ? `Broken on purpose. ${on.join("; ")}.` : "", lines.length ? lines.at(-1).text : ""] : [];
  const words = told.filter(Boolean).map(visible);
  if ($("broken").textContent !== words.join("")) $("broken").replaceChildren(...words.map((each) => h("span", {}, each)));
  clearTimeout(fading);
  if (isTold && !on.length) fading = setTimeout(drawBroken, toldUntil - Date.now() + 10);
}

export function drawFaults() {
  drawBroken();
  const focused = document.activeElement?.dataset?.fault;
  $("faults").replaceChildren(...FAULTS.map(([group, faults]) => h("fieldset", {}, h("legend", {}, group), faults.map(([name, words]) =>
    h("label", { class: "switch" }, h("input", { type: "checkbox", role: "switch", checked: store.faults.includes(name), "data-fault": name,
      onchange: (event) => meddle({ do: "break", name, on: event.target.checked }) }), h("span", {}, words))))),
  h("button", { type: "button", class: "button", "data-fault": "restart", onclick: () => meddle({ do: "restart" }) }, "Kill and restart the bot now"));
  if (focused) $("faults").querySelector(`[data-fault="${focused}"]`)?.focus();
  const lines = store.about.lines || [];
  $("news").replaceChildren(...lines.slice(-8).map((line) => h("li", {}, h("time", {}, line.at), ` ${visible(line.text)}`)));
}
