// The field for new messages: mentions are completed, Enter sends, /weather is a command.

import { act, h, icon } from "./dom.js";
import { store } from "./store.js";

const COMMAND = "/weather";

/** Make a composer in a form; `place` returns where its messages go. */
export function composer(form, name, place) {
  const id = `${name}-text`;
  const list = h("ul", { id: `${name}-names`, class: "names", role: "listbox", "aria-label": "Completions", hidden: true });
  const field = h("textarea", { id, rows: "1", "aria-label": "Message", "aria-autocomplete": "list",
    "aria-controls": list.id, placeholder: "Message" });
  const problem = h("p", { class: "problem", role: "alert" });
  const button = h("button", { class: "send", "aria-label": "Send" }, icon("send"));
  form.append(list, h("div", { class: "field" }, field, h("button", { type: "button", class: "icon", "aria-label": "Mention the bot", title: "Mention the bot",
    onclick: () => insert(`@${store.bot.name} `) }, "@"), button), problem);
  let chosen = 0;
  let offered = [];

  function insert(text) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.focus();
  }

  function asked() {
    return /(?:^|\s)([@/][\w ]{0,20})$/.exec(field.value.slice(0, field.selectionStart))?.[1];
  }

  function offer() {
    const typed = asked()?.toLowerCase();
    const all = [`@${store.bot.name}`, ...Object.values(store.users).map((user) => `@${user.real_name}`), ...(field.value.startsWith("/") ? [COMMAND] : [])];
    offered = typed ? all.filter((each) => each.toLowerCase().startsWith(typed) && each.toLowerCase() !== typed.trimEnd()) : [];
    chosen = 0;
    draw();
  }

  function draw() {
    list.hidden = !offered.length;
    list.replaceChildren(...offered.map((each, n) => h("li", { id: `${name}-name-${n}`, role: "option", "aria-selected": String(n === chosen),
      onmousedown: (event) => { event.preventDefault(); chosen = n; take(); } }, each)));
    if (offered.length) field.setAttribute("aria-activedescendant", `${name}-name-${chosen}`);
    else field.removeAttribute("aria-activedescendant");
  }

  function take() {
    const end = field.selectionStart;
    field.setRangeText(`${offered[chosen]} `, end - asked().length, end, "end");
    offered = [];
    draw();
    field.focus();
  }

  const grow = () => {
    field.rows = Math.min(8, field.value.split("\n").length);
  };

  async function send(text) {
    const { channel, thread } = place();
    const isCommand = text.startsWith(`${COMMAND} `) || text.trim() === COMMAND;
    const deed = isCommand
      ? { do: "command", user: store.actor, channel, text: text.slice(COMMAND.length).trim() }
      : { do: "say", user: store.actor, channel, text, thread_ts: thread };
    const answer = await act(deed).catch(() => ({ ok: false, error: "the workspace does not answer" }));
    problem.textContent = answer.ok ? "" : `Not sent: ${answer.error}`;
    return answer;
  }

  field.addEventListener("input", () => { offer(); grow(); });
  field.addEventListener("blur", () => { offered = []; draw(); });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter chooses a word of an input method here
    if (offered.length && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + offered.length) % offered.length;
      draw();
    } else if (offered.length && ["Enter", "Tab"].includes(event.key)) {
      event.preventDefault();
      take();
    } else if (offered.length && event.key === "Escape") {
      event.stopPropagation();
      offered = [];
      draw();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = field.value;
    if (!text.trim()) return;
    field.value = ""; // at once: a second Enter would send it again, and what is typed meanwhile would go
    grow();
    const answer = await send(text);
    if (!answer.ok) { field.value = text + field.value; grow(); }
  });
  return { send, field, label: (text) => { field.placeholder = text; field.setAttribute("aria-label", text); } };
}
