// Messages in a channel and in a thread.

import { blocks } from "./blocks.js";
import { act, clockTime, h, icon } from "./dom.js";
import { mrkdwn, typed } from "./markup.js";
import { direct, nameOf, store, threadOf } from "./store.js";

const COLOURS = 5;
const colourOf = (id) => [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % COLOURS;

function avatar(id) {
  if (id === store.bot.id) return h("span", { class: "avatar bot", "aria-hidden": "true" });
  return h("span", { class: `avatar colour-${colourOf(id)}`, "aria-hidden": "true" },
    nameOf(id).split(" ").map((word) => word[0]).join(""));
}

/** Return a message as an article; `open` opens its thread. */
export function article(message, channel, { open, inThread = false }) {
  const isBot = message.user === store.bot.id;
  const about = `${store.actor}/${channel}/${message.ts}`;
  const opinion = { get: () => store.opinions.get(about), set: (value) => store.opinions.set(about, value) };
  const around = { nameOf, opinion, onAction: (action) => act({ do: "act", user: store.actor, where: { channel, ts: message.ts }, action }) };
  const body = message.blocks?.length
    ? h("div", { class: "blocks" }, blocks(message.blocks, around))
    : h("p", { class: "words" }, mrkdwn(message.text, nameOf));
  const replies = inThread ? [] : threadOf(channel, message.ts).slice(1);
  return h("article", { class: `message${isBot ? " from-bot" : ""}`, "data-ts": message.ts, "aria-label": `${nameOf(message.user)} at ${clockTime(message.ts)}` },
    avatar(message.user),
    h("div", { class: "message-body" },
      h("p", { class: "author" }, h("strong", {}, nameOf(message.user)), isBot ? h("span", { class: "badge" }, "App") : null,
        h("time", {}, clockTime(message.ts)), message.edited ? h("span", { class: "edited" }, "(edited)") : null),
      body,
      replies.length ? h("button", { type: "button", class: "replies", onclick: () => open(message.ts) },
        h("span", { class: "faces", "aria-hidden": "true" }, [...new Set(replies.map((reply) => reply.user))].slice(0, 3).map(avatar)),
        `${replies.length} ${replies.length === 1 ? "reply" : "replies"}`, h("span", { class: "hint" }, `Last at ${clockTime(replies.at(-1).ts)}`)) : null,
      isWorking(channel, message) && !inThread ? h("p", { class: "working" }, `${store.bot.name} ${store.statuses.get(`${channel}:${message.ts}`)} …`) : null),
    tools(message, channel, { open, inThread }));
}

const isWorking = (channel, message) => Boolean(store.statuses.get(`${channel}:${message.ts}`));

function tools(message, channel, { open, inThread }) {
  const isOwn = message.user === store.actor;
  const button = (label, face, onclick) => h("button", { type: "button", class: "icon", "aria-label": label, title: label, onclick }, icon(face));
  const made = [
    inThread ? null : button("Reply in thread", "reply", () => open(message.ts)),
    isOwn ? button("Edit message", "edit", (event) => edit(message, channel, event.target.closest("article"))) : null,
    isOwn ? button("Delete message", "trash", () => act({ do: "delete", user: store.actor, channel, ts: message.ts })) : null,
  ].filter(Boolean);
  return made.length ? h("div", { class: "tools", role: "group", "aria-label": "Actions for this message" }, made) : null;
}

function edit(message, channel, shown) {
  const begun = shown.querySelector(".editing textarea");
  if (begun) { begun.focus(); return; }
  const field = h("textarea", { class: "edit", "aria-label": "Edit message", rows: "2" });
  field.value = typed(message.text, nameOf);
  const end = () => {
    const element = form.closest("article");
    form.replaceWith(form.words);
    element?.querySelector("[aria-label='Edit message']")?.focus();
  };
  const form = h("form", { class: "editing", onsubmit: async (event) => {
    event.preventDefault();
    const answer = await act({ do: "edit", user: store.actor, channel, ts: message.ts, text: field.value });
    if (answer.ok) return end();
    field.setCustomValidity(`Not saved: ${answer.error}`);
    return field.reportValidity();
  } }, field, h("div", {}, h("button", { class: "button primary" }, "Save"), h("button", { type: "button", class: "button", onclick: end }, "Cancel")));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); end(); }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });
  field.addEventListener("input", () => field.setCustomValidity(""));
  hold(form, shown);
  field.focus();
}

/** Put the form of an edit in the place of a message's words, which come back at its end. */
function hold(form, shown) {
  form.words = shown.querySelector(".words");
  form.words.replaceWith(form);
}

const labelOf = (element) => element.getAttribute("aria-label") || element.textContent;

/** Put a message's new form in the place of its old one, with an edit that is under way, and the focus where it was. */
function exchange(old, element) {
  const active = old.contains(document.activeElement) ? document.activeElement : null;
  const focused = active && labelOf(active);
  const form = old.querySelector(".editing");
  if (form) hold(form, element);
  old.replaceWith(element);
  if (focused === null) return;
  if (form?.contains(active)) { active.focus(); return; }
  const all = [...element.querySelectorAll("button, select, input, summary, [tabindex]")];
  (all.find((each) => labelOf(each) === focused) || all[0])?.focus();
}

/** A list of messages that is drawn once, and anew only where something has changed. */
export class MessageList {
  constructor(box, options) {
    this.box = box;
    this.options = options;
    this.shown = new Map();
    this.place = "";
  }

  /** Show the messages; `changed` are the ts of those to draw anew. */
  show(place, channel, messages, changed = new Set()) {
    const isNew = place !== this.place;
    const isAtEnd = isNew || this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < 80;
    if (isNew) {
      this.shown.clear();
      this.box.replaceChildren();
      this.place = place;
    }
    const wanted = new Set(messages.map((message) => message.ts));
    for (const [ts, element] of this.shown) if (!wanted.has(ts)) this.drop(ts, element);
    const hasNew = messages.length && !this.shown.has(messages.at(-1).ts);
    let before = null;
    for (const message of messages) {
      const old = this.shown.get(message.ts);
      let element = old;
      if (!old || changed.has(message.ts)) {
        element = article(message, channel, this.options);
        this.shown.set(message.ts, element);
        if (old) exchange(old, element);
        else if (before) before.after(element);
        else this.box.prepend(element);
      }
      before = element;
    }
    this.notes(channel);
    if (hasNew || isNew) this.showEnd(messages);
    else if (isAtEnd && !this.options.inThread) this.box.scrollTop = this.box.scrollHeight;
  }

  /** Take a message away; the keyboard stays in the list. */
  drop(ts, element) {
    const hadFocus = element.contains(document.activeElement);
    element.remove();
    this.shown.delete(ts);
    if (hadFocus) this.box.focus();
  }

  /** Scroll to the newest message; to the beginning of one that is longer than the box. */
  showEnd(messages) {
    this.box.scrollTop = this.box.scrollHeight;
    const [last, before] = [messages.at(-1), messages.at(-2)].map((message) => this.shown.get(message?.ts));
    if (!last || last.offsetHeight < this.box.clientHeight * 0.75 || !this.options.inThread) return;
    (before && before.offsetHeight < this.box.clientHeight / 4 ? before : last).scrollIntoView({ block: "start" });
  }

  /** Show what only the acting person may see. */
  notes(channel) {
    for (const old of this.box.querySelectorAll(".note")) old.remove();
    if (this.options.inThread) return;
    for (const note of store.notes.filter((each) => each.channel === channel && each.user === store.actor)) {
      const { message } = note;
      const around = { nameOf, onAction: () => {} };
      this.box.append(h("article", { class: "message note from-bot", "aria-label": `${store.bot.name}, for you alone` },
        avatar(store.bot.id),
        h("div", { class: "message-body" },
          h("p", { class: "only-you" }, "Only visible to you"),
          h("p", { class: "author" }, h("strong", {}, store.bot.name), h("span", { class: "badge" }, "App"), h("time", {}, clockTime(note.at))),
          message.blocks?.length ? h("div", { class: "blocks" }, blocks(message.blocks, around)) : h("p", { class: "words" }, mrkdwn(message.text || "", nameOf)))));
    }
  }
}

/** Return a person's empty direct messages: what the bot suggests. */
export function suggestions(say) {
  const prompts = store.prompts[direct()] || [];
  return prompts.length ? h("div", { class: "prompts" }, h("p", {}, "Try one of these"), prompts.map((prompt) =>
    h("button", { type: "button", class: "prompt", onclick: () => say(prompt.message) }, h("strong", {}, prompt.title), h("span", {}, prompt.message)))) : null;
}

