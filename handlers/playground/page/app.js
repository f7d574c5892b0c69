// The page: which channel, thread and panel are open, and what is drawn anew when.

import { blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { drawn } from "./course.js";
import { $, act, h, visible } from "./dom.js";
import { drawFaults } from "./faults.js";
import { typed } from "./markup.js";
import { MessageList, suggestions } from "./messages.js";
import { direct, follow, isDirect, key, load, messagesOf, nameOf, newestTs, onChange, rootsOf, store, threadOf, unread } from "./store.js";

const TOPICS = { CGENERAL: "Ask @Weather Bot about one place or many", CTRAVEL: "Where to, and what to pack" };

const main = new MessageList($("view"), { open: openThread });
const thread = new MessageList($("thread-view"), { open: openThread, inThread: true });
const compose = composer($("composer"), "composer", () => ({ channel: store.channel, thread: "" }));
const reply = composer($("thread-composer"), "reply", () => ({ channel: store.channel, thread: store.thread }));
let question = "";

function openChannel(channel, isHome = false) {
  const isOther = channel !== store.channel;
  Object.assign(store, { channel, isHome });
  if (isOther) closeThread();
  if (isHome) act({ do: "home", user: store.actor, tab: "home" });
  else if (isDirect(channel)) act({ do: "home", user: store.actor, tab: "messages" });
  document.body.classList.remove("menu-open");
  $("menu").setAttribute("aria-expanded", "false");
  draw();
}

function openThread(ts, hasFocus = true) {
  store.thread = ts;
  question = "";
  $("frame").dataset.pane = "thread";
  draw();
  // On a touch screen, the field would bring up a keyboard over the thread.
  if (hasFocus) (matchMedia("(pointer: coarse)").matches ? $("thread-view") : reply.field).focus();
}

function closeThread() {
  const opener = $("view").querySelector(`[data-ts="${store.thread}"] .replies`);
  store.thread = "";
  $("frame").dataset.pane = "none";
  opener?.focus();
}

/** Draw everything; `changed` are the ts of messages whose content is new. */
function draw(changed = new Set()) {
  drawSidebar();
  drawMain(changed);
  drawThread(changed);
}

function drawSidebar() {
  const entry = (channel, label, face, isHome = false) => {
    const count = isHome ? 0 : unread(channel);
    const isCurrent = store.channel === channel && store.isHome === isHome;
    return h("li", {}, h("button", { type: "button", class: count && !isCurrent ? "unread" : "", "aria-current": isCurrent ? "page" : null,
      "data-channel": channel, onclick: () => openChannel(channel, isHome) },
    h("span", { class: "face", "aria-hidden": "true" }, face), h("span", { class: "label" }, label),
    count && !isCurrent ? h("span", { class: "count" }, String(count), h("span", { class: "unseen" }, " unread")) : null));
  };
  const focused = document.activeElement?.dataset?.channel;
  $("channels").replaceChildren(...Object.entries(store.channels).map(([id, name]) => entry(id, name, "#")));
  $("apps").replaceChildren(entry(direct(), store.bot.name, "✉"), entry(direct(), "Home", "⌂", true));
  const others = [...Object.keys(store.channels), direct()].filter((channel) => store.isHome || channel !== store.channel);
  const hasUnread = others.some((channel) => unread(channel));
  $("menu").classList.toggle("unread", hasUnread);
  $("menu").setAttribute("aria-label", hasUnread ? "Channels, with unread messages" : "Channels");
  if (focused) $("sidebar").querySelector(`[data-channel="${focused}"][aria-current]`)?.focus();
  const { state, model, weather } = store.about;
  const words = { starting: "The bot is starting …", ended: "The bot is not running", gone: "The workspace does not answer; is the demo still running?", ready: `Model: ${model} · Weather: ${weather}` };
  const told = words[state] || "";
  if ($("bot-state").textContent !== told) $("bot-state").textContent = told;
  $("bot-state").dataset.state = state;
  $("bot-state").dataset.simulated = String(/simulated/.test(weather || ""));
}

function drawMain(changed) {
  const { channel, isHome } = store;
  const name = isDirect(channel) ? store.bot.name : `# ${store.channels[channel]}`;
  $("place-name").textContent = isHome ? `${store.bot.name}: Home` : name;
  $("place-topic").textContent = isHome ? "Your settings, and questions to try" : TOPICS[channel] || "Write to the bot directly; no mention is needed";
  $("composer").hidden = isHome;
  compose.label(`Message ${name}`);
  if (isHome) return drawHome();
  main.show(`${store.actor}/${channel}`, channel, rootsOf(channel), changed);
  $("view").querySelector(".prompts")?.remove();
  if (isDirect(channel) && !messagesOf(channel).size) $("view").append(suggestions(compose.send) || "");
  $("view").querySelector(".nothing")?.remove();
  if (!isDirect(channel) && !$("view").childElementCount) $("view").append(h("p", { class: "nothing" }, store.about.state === "starting"
    ? "The bot is starting. The first question asks itself as soon as it is connected."
    : `Nobody has written here yet. Mention @${store.bot.name} and name a place, or many.`));
  store.read.set(key(store.actor, channel), newestTs(channel));
  return undefined;
}

function drawHome() {
  const view = store.homes[store.actor];
  const place = `home/${store.actor}`;
  const text = JSON.stringify(view || null);
  if (main.place === place && main.home === text) return;
  const before = main.place === place ? entered($("view")) : [];
  main.place = place;
  main.home = text;
  main.shown.clear();
  const focused = $("view").contains(document.activeElement) ? document.activeElement.dataset.action : null;
  const around = { nameOf, onAction: (action) => act({ do: "act", user: store.actor, where: {}, action }) };
  $("view").replaceChildren(h("div", { class: "home blocks" }, view ? blocks(view.blocks, around) : h("p", {}, "The bot is drawing this tab …")));
  if (focused) $("view").querySelector(`[data-action="${CSS.escape(focused)}"]`)?.focus();
  for (const { action, drawn: own, value, selection } of before) {
    const field = $("view").querySelector(`input[data-action="${CSS.escape(action)}"]`);
    if (field?.defaultValue !== own) continue; // the bot has put something else there
    field.value = value;
    if (field === document.activeElement) field.setSelectionRange(...selection);
  }
}

/** Return the fields in which somebody types, or has typed what is not sent, each with what the bot has put there. */
const entered = (view) => [...view.querySelectorAll("input[data-action]")]
  .filter((field) => field.value !== field.dataset.sent && (field === document.activeElement || field.value !== field.defaultValue))
  .map((field) => ({ action: field.dataset.action, drawn: field.defaultValue, value: field.value,
    selection: [field.selectionStart, field.selectionEnd, field.selectionDirection] }));

function drawThread(changed) {
  if (!store.thread) return;
  const messages = threadOf(store.channel, store.thread);
  if (!messages.length) return closeThread();
  $("thread-place").textContent = isDirect(store.channel) ? store.bot.name : `# ${store.channels[store.channel]}`;
  reply.label("Reply …");
  thread.show(`${store.actor}/${store.channel}/${store.thread}`, store.channel, messages, changed);
  const status = store.statuses.get(key(store.channel, store.thread));
  const isAtWork = store.sessions.get(key(store.channel, store.thread)) === "processing" || Boolean(status);
  $("status").replaceChildren(...(isAtWork ? [h("span", { class: "dots", "aria-hidden": "true" }), `${store.bot.name} ${visible(status || "is at work")} …`,
    h("button", { type: "button", class: "button", onclick: () => act({ do: "stop", user: store.actor, channel: store.channel, thread_ts: store.thread }) }, "Stop")] : []));
  askForCourse();
  return undefined;
}

let asking = null;
let mustAskAgain = false;

/** Draw the course, one request after another: changes meanwhile ask for one more. */
function askForCourse() {
  if (asking) { mustAskAgain = true; return; }
  asking = drawCourse(threadOf(store.channel, store.thread)).catch(() => {}).finally(() => {
    asking = null;
    if (mustAskAgain && store.thread) { mustAskAgain = false; askForCourse(); }
  });
}

async function drawCourse(messages) {
  const asked = messages.filter((message) => message.user !== store.bot.id);
  for (const message of asked.reverse()) {
    const query = new URLSearchParams({ channel: store.channel, thread: store.thread, ts: message.ts });
    const course = await (await fetch(`/page/course?${query}`)).json();
    if (!course) continue;
    const drawnNow = JSON.stringify([message.ts, message.text, course.total_ms, course.bars.map((bar) => bar.detail)]);
    if (drawnNow === question) return;
    question = drawnNow;
    $("course-question").textContent = visible(typed(message.text.replace(/<@\w+>\s*/g, ""), nameOf));
    $("course-view").replaceChildren(...drawn(course).filter(Boolean));
    return;
  }
  question = "";
  $("course-question").textContent = "";
  $("course-view").replaceChildren(h("p", { class: "empty" }, "As soon as the bot has answered here, this shows how."));
}

function setActor(id) {
  const wasDirect = isDirect(store.channel);
  store.actor = id;
  const { locale, tz, units } = store.users[id];
  $("actor-facts").textContent = `${locale} · ${tz.replace("_", " ")} · ${units}`;
  closeThread();
  openChannel(wasDirect ? direct() : store.channel, store.isHome);
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  try { localStorage.setItem("theme", theme); } catch { /* private windows keep nothing */ }
}

function listen() {
  $("actor").addEventListener("change", () => setActor($("actor").value));
  $("menu").addEventListener("click", () => {
    const isOpen = document.body.classList.toggle("menu-open");
    $("menu").setAttribute("aria-expanded", String(isOpen));
    if (isOpen) $("channels").querySelector("button").focus();
  });
  $("theme").addEventListener("click", () => {
    const current = document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    setTheme(current === "dark" ? "light" : "dark");
  });
  for (const button of document.querySelectorAll("[data-close]")) button.addEventListener("click", closeThread);
  $("to-course").addEventListener("click", () => { $("frame").dataset.pane = "course"; });
  $("to-thread").addEventListener("click", () => { $("frame").dataset.pane = "thread"; });
  $("close-course").addEventListener("click", closeThread);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (document.body.classList.contains("menu-open")) { document.body.classList.remove("menu-open"); $("menu").focus(); } else closeThread();
  });
}

let isFirst = true;

/** Follow the first answer into its thread, so that it is seen without a click. */
function follows(change) {
  if (!isFirst || change.type === "news") return;
  const answered = rootsOf(store.channel).find((message) => threadOf(store.channel, message.ts).length > 1);
  if (!answered) return;
  isFirst = false;
  if (matchMedia("(min-width: 761px)").matches) openThread(answered.ts, false);
}

let changed = null;

/** Draw what has changed at the next frame, however many changes come before it. */
function drawSoon(all) {
  if (!changed) {
    changed = new Set();
    const now = () => { const drawn = changed; changed = null; draw(drawn); };
    if (document.hidden) setTimeout(now, 50); else requestAnimationFrame(now);
  }
  for (const each of all) if (each) changed.add(each);
}

function hear(change) {
  const ts = change.message?.ts;
  drawSoon(change.changed || [ts, change.message?.thread_ts || change.thread || ts]);
  if (change.type === "message" && change.message.user === store.bot.id) $("announcer").textContent = `${store.bot.name}: ${visible(change.message.text).slice(0, 300)}`;
  if (change.type === "news") { drawFaults(); if (change.text) drawSidebar(); }
  follows(change);
}

let theme = null;
try { theme = localStorage.getItem("theme"); } catch { /* private windows keep nothing */ }
if (theme) setTheme(theme);
await load();
$("actor").replaceChildren(...Object.entries(store.users).map(([id, user]) => h("option", { value: id }, user.real_name)));
setActor(store.actor);
listen();
drawFaults();
onChange(hear);
follow();
