// Small helpers for the document. Text from people only ever becomes text nodes.

export const SVG = "http://www.w3.org/2000/svg";

/** Make an element; `on…` attributes are listeners, false and null ones are left out. */
export function h(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** Make an SVG element. */
export function s(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const $ = (id) => document.getElementById(id);

/** Return text without characters that could turn its surroundings around or hide in it. */
export function visible(text) {
  return String(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}

export const clockTime = (ts) =>
  new Date(Number(ts) * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

/** Send a deed to the server; resolve to its answer, which has "ok". */
export async function act(deed) {
  const response = await fetch("/page/do", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(deed),
  });
  return response.json();
}

export const duration = (ms) =>
  (ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`).replace(" ", "\u00a0");

const ICONS = {
  reply: "M4 5h16v11H10l-4 4v-4H4z",
  edit: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v6M14 11v6",
  up: "M7 11v9H4v-9zM7 11l4-8c2 0 2 2 2 3v3h6l-1.5 11H7",
  down: "M7 13V4H4v9zM7 13l4 8c2 0 2-2 2-3v-3h6L17.5 4H7",
  send: "M4 12L20 4l-5 16-4-6zM11 14l9-10",
};

/** Return one of the page's own icons, which stand beside a name or a label. */
export const icon = (name) => s("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }, s("path", { d: ICONS[name] }));
