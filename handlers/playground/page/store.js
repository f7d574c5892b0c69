// What the page knows of the workspace: the state at first, then every change as it comes.

const listeners = new Set();

export const store = {
  bot: {}, channels: {}, users: {}, about: {}, faults: [], homes: {}, prompts: {},
  messages: new Map(), // channel -> Map(ts -> message)
  statuses: new Map(), sessions: new Map(), notes: [],
  actor: "", channel: "", thread: "", isHome: false, read: new Map(),
  opinions: new Map(), // of a person about a message, which stay when it is drawn anew
};

export const onChange = (listener) => listeners.add(listener);
export const announce = (change) => listeners.forEach((listener) => listener(change));
export const key = (channel, thread) => `${channel}:${thread}`;
export const direct = () => `D${store.actor.slice(1)}`;
export const isDirect = (channel) => channel.startsWith("D");
export const nameOf = (id) => (id === store.bot.id ? store.bot.name : store.users[id]?.real_name || id);

export function messagesOf(channel) {
  if (!store.messages.has(channel)) store.messages.set(channel, new Map());
  return store.messages.get(channel);
}

/** Return the messages of a thread, its first one included, oldest first. */
export const threadOf = (channel, root) =>
  [...messagesOf(channel).values()].filter((message) => message.ts === root || message.thread_ts === root);

/** Return the messages that stand in a channel itself. */
export const rootsOf = (channel) =>
  [...messagesOf(channel).values()].filter((message) => !message.thread_ts || message.thread_ts === message.ts);

export const newestTs = (channel) => [...messagesOf(channel).keys()].pop() || "";

/** Return how many messages of others the acting person has not seen in a channel. */
export function unread(channel) {
  const seen = store.read.get(key(store.actor, channel)) || "";
  return [...messagesOf(channel).values()].filter((message) => message.ts > seen && message.user !== store.actor).length;
}

/** Return the keys at which two maps differ. */
const differing = (old, now) =>
  [...new Set([...old.keys(), ...now.keys()])].filter((each) => JSON.stringify(old.get(each)) !== JSON.stringify(now.get(each)));

const loads = new Set(); // for each load under way, the changes that came meanwhile: its state may be older

/**
 * Load the whole state, and take the changes that came meanwhile once more; return the ts of the messages and threads that
 * are not as they were known.
 */
export async function load() {
  const meanwhile = [];
  loads.add(meanwhile);
  let state;
  try {
    state = await (await fetch("/page/state")).json();
  } finally {
    loads.delete(meanwhile);
  }
  for (const name of ["bot", "channels", "users", "about", "faults", "homes", "prompts"]) store[name] = state[name];
  const changed = new Set();
  for (const channel of new Set([...store.messages.keys(), ...Object.keys(state.messages)])) {
    const [known, loaded] = [messagesOf(channel), new Map((state.messages[channel] || []).map((message) => [message.ts, message]))];
    for (const ts of differing(known, loaded)) changed.add(ts).add((loaded.get(ts) || known.get(ts)).thread_ts);
    store.messages.set(channel, loaded);
  }
  for (const name of ["statuses", "sessions"]) {
    const loaded = new Map(state[name].map(([channel, thread, text]) => [key(channel, thread), text]));
    for (const each of differing(store[name], loaded)) changed.add(each.split(":")[1]);
    store[name] = loaded;
  }
  store.actor ||= Object.keys(store.users)[0];
  store.channel ||= Object.keys(store.channels)[0];
  for (const change of meanwhile) take(change);
  return changed;
}

const HEARD = {
  message: (change) => messagesOf(change.channel).set(change.message.ts, change.message),
  deleted: (change) => {
    const messages = messagesOf(change.channel);
    change.changed = [change.ts, messages.get(change.ts)?.thread_ts]; // the thread has a reply less
    messages.delete(change.ts);
  },
  status: (change) => store.statuses.set(key(change.channel, change.thread), change.status),
  session: (change) => store.sessions.set(key(change.channel, change.thread), change.state),
  note: (change) => store.notes.push({ ...change, at: Date.now() / 1000 }),
  home: (change) => { store.homes[change.user] = change.view; },
  news: (change) => { Object.assign(store, { about: change.about, faults: change.faults }); },
  prompts: (change) => { store.prompts[change.channel] = change.prompts; },
};

const take = (change) => HEARD[change.type]?.(change);

/** Follow the workspace's changes, and load everything again after a gap. */
export function follow() {
  const source = new EventSource("/page/news");
  source.onopen = async () => {
    announce({ type: "all", changed: await load() });
  };
  source.onerror = () => {
    store.about = { ...store.about, state: "gone" };
    announce({ type: "gone" });
  };
  source.onmessage = ({ data }) => {
    const change = JSON.parse(data);
    take(change);
    if (change.type !== "note") for (const meanwhile of loads) meanwhile.push(change); // notes are no part of the state
    announce(change);
  };
}
