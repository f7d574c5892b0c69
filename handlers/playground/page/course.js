// "What just happened": the course of a question as a waterfall, beside the plain loop.

import { duration, h, s, visible } from "./dom.js";

const WIDTH = 400;
const ROW = 9;

const SOURCES = { requested: "in the one request", cached: "from the cache", joined: "joined a request under way",
  predicted: "predicted", computed: "computed here", refused: "not answered" };

/** Return the course of a question as elements. */
export function drawn(course) {
  const tokens = course.tokens[0] ? [["tokens read", course.tokens[0].toLocaleString()], ["tokens written", course.tokens[1].toLocaleString()]] : [];
  return [
    h("dl", { class: "sums" }, [["model turns", course.turns], ["tool calls", course.tools.length], ["weather requests", course.requests],
      ["Slack calls", course.slack_calls], ["in all", duration(course.total_ms)], ...tokens].map(([name, value]) =>
      h("div", { "data-sum": name }, h("dt", {}, name), h("dd", {}, String(value))))),
    course.attempt > 1 ? h("p", { class: "retold" }, retold(course)) : null,
    h("ol", { class: "waterfall", "aria-label": "Steps in the order of their beginning" },
      course.bars.map((bar) => h("li", { class: `step ${bar.kind}`, "data-kind": bar.kind },
        h("div", { class: "step-head" }, h("span", { class: "step-name" }, breakable(bar.label)), h("span", { class: "step-time" }, duration(bar.took_ms))),
        strip([bar], course.total_ms),
        h("p", { class: "step-detail" }, visible(bar.detail), bar.prompt ? ` · ${bar.prompt} + ${bar.completion} tokens` : ""),
        bar.tools?.length ? toolCalls(bar.tools) : null))),
    course.turns ? comparison(course) : null,
    course.turns ? h("details", { class: "raw" }, h("summary", {}, "The messages that the model was sent"),
      course.messages.map((turn, n) => h("details", {}, h("summary", {}, `Turn ${n + 1}: ${counted(turn.length, "message")}`),
        h("pre", { tabindex: "0" }, visible(JSON.stringify(turn.map(tidy), null, 2)))))) : null,
  ];
}

/** Return what a later attempt was for; one that only looks into the thread found the answer already saved. */
function retold({ attempt, turns, bars }) {
  const saved = bars.some((bar) => bar.label === "conversations.replies") ? " Its answer had been saved: the bot looked into the thread for its reply first." : "";
  if (turns) return `This was attempt ${attempt}: an earlier one was cut short, and the question was not lost.`;
  return `This was attempt ${attempt}; no model was asked again.${saved}`;
}

/** Return a name, such as that of a method, that may be broken behind its dots. */
const breakable = (name) => visible(name).split(/(?<=\.)/).flatMap((part, n) => (n ? [h("wbr"), part] : [part]));

/** Leave out the fields of a message that are empty. */
const tidy = (message) => Object.fromEntries(Object.entries(message).filter(([, value]) => value !== "" && value !== null && !(Array.isArray(value) && !value.length)));

const toolCalls = (tools) => h("ul", { class: "tool-calls" }, tools.map((call) =>
  h("li", {}, h("code", {}, `${visible(call.name)}(${shown(call.arguments)})`), h("span", { class: "source" }, call.sources.map((source) => SOURCES[source] || source).join(", ")))));

function shown(text) {
  try {
    return visible(Object.entries(JSON.parse(text || "{}")).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(", "));
  } catch {
    return visible(text);
  }
}

function strip(bars, scale) {
  const svg = s("svg", { viewBox: `0 0 ${WIDTH} ${ROW}`, class: "strip", preserveAspectRatio: "none", "aria-hidden": "true" },
    s("rect", { x: 0, y: 3.5, width: WIDTH, height: 2, class: "rail" }));
  for (const bar of bars) {
    svg.append(s("rect", { x: (bar.began_ms / scale) * WIDTH, y: 0, width: Math.max(2, (bar.took_ms / scale) * WIDTH), height: ROW, rx: 2, class: `bar ${bar.kind}` }));
  }
  return svg;
}

const counted = (count, thing) => `${count} ${thing}${count === 1 ? "" : "s"}`;

function comparison(course) {
  let length = 0;
  const own = course.bars.filter((bar) => ["model", "weather"].includes(bar.kind)).map((bar) => {
    length += bar.took_ms;
    return { ...bar, began_ms: length - bar.took_ms };
  });
  const plain = course.plain;
  const fits = Math.max(length, plain.total_ms, 1);
  const row = (name, note, bars) => h("div", { class: "lane" }, h("p", {}, h("strong", {}, name), ` ${note}`), strip(bars, fits));
  return h("section", { class: "comparison" },
    h("h3", {}, "Beside a loop of one call a turn"),
    row("This bot", `${counted(course.turns, "model turn")}, ${counted(course.requests, "weather request")} · ${duration(length)}`, own),
    row("Plain loop", `${counted(plain.turns, "model turn")}, ${counted(plain.requests, "weather request")} · ${duration(plain.total_ms)}`, plain.bars),
    h("p", { class: "footnote" }, "Model turns and weather requests alone, on one scale. The loop is reckoned, not run: its turns and requests take as long as the mean of this question's own."),
    h("ul", { class: "legend" }, [["model", "model turn"], ["weather", "weather request"], ["batch", "batch"], ["slack", "Slack"], ["own", "own work"]].map(([kind, name]) =>
      h("li", {}, h("span", { class: `swatch ${kind}`, "aria-hidden": "true" }), name))));
}
