// Markdown of markdown blocks and Slack's own mrkdwn, as nodes. Nothing is ever parsed as HTML.

import { h, visible } from "./dom.js";

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const decode = (text) => visible(text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]));

/** Return a message's text as it was typed; `nameOf` gives the name of a person's id. */
export const typed = (text, nameOf) => text.replace(/<@(\w+)>/g, (_, id) => `@${nameOf(id)}`).replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]);

// Each mark's text is bounded, so that the time stays linear for any text.
const MARKDOWN = /`([^`\n]{1,2000})`|\*\*([^*\n]{1,2000})\*\*|__([^_\n]{1,2000})__|(?<![\w*])[*]([^*\n]{1,2000})[*](?![\w*])|(?<![\w_])_([^_\n]{1,2000})_(?![\w_])|\[([^\]\n]{1,500})\]\((https?:\/\/[^\s)]{1,2000})\)|\\([\\`*_{}[\]()#+\-.!|~>])/g;
const MRKDWN = /<(https?:\/\/[^|>\s]{1,2000})(?:\|([^>\n]{1,500}))?>|<@(\w{1,40})>|`([^`\n]{1,2000})`|(?<![\w*])[*]([^*\n]{1,2000})[*](?![\w*])|(?<![\w_])_([^_\n]{1,2000})_(?![\w_])/g;

const link = (url, words) => h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, words);

function* pieces(text, pattern, nodeOf) {
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) yield decode(text.slice(end, match.index));
    yield nodeOf(match);
    end = match.index + match[0].length;
  }
  if (end < text.length) yield decode(text.slice(end));
}

/** Return one line of Markdown as nodes. */
export function inline(text) {
  return [...pieces(text, MARKDOWN, ([, code, strong, strong2, em, em2, words, url, escaped]) => {
    if (code) return h("code", {}, decode(code));
    if (strong || strong2) return h("strong", {}, inline(strong || strong2));
    if (em || em2) return h("em", {}, inline(em || em2));
    return url ? link(url, decode(words)) : decode(escaped);
  })];
}

/** Return mrkdwn as nodes; `nameOf` gives the name of a person's id. */
export function mrkdwn(text, nameOf) {
  const lines = text.split("\n").map((line) =>
    [...pieces(line, MRKDWN, ([, url, words, user, code, strong, em]) => {
      if (url) return link(url, decode(words || url));
      if (user) return h("span", { class: "mention" }, `@${nameOf(user)}`);
      if (code) return h("code", {}, decode(code));
      return strong ? h("strong", {}, mrkdwn(strong, nameOf)) : h("em", {}, mrkdwn(em, nameOf));
    })]);
  return lines.flatMap((line, number) => (number ? [h("br"), ...line] : line));
}

const ITEM = /^ {0,6}(?:([-*+•])|(\d{1,4})[.)])\s+(.*)$/;

/** Return a Markdown text as block elements. */
export function markdown(text) {
  const made = [];
  let list = null;
  let paragraph = [];
  const close = () => {
    if (paragraph.length) made.push(h("p", {}, paragraph.flatMap((line, n) => (n ? [h("br"), ...inline(line)] : inline(line)))));
    paragraph = [];
  };
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    const item = ITEM.exec(line);
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (line.startsWith("```")) {
      const end = lines.findIndex((other, n) => n > at && other.startsWith("```"));
      const last = end < 0 ? lines.length : end;
      close();
      list = null;
      made.push(h("pre", {}, visible(lines.slice(at + 1, last).join("\n"))));
      at = last;
    } else if (item) {
      close();
      const name = item[1] ? "ul" : "ol";
      if (!list || list.localName !== name) made.push((list = h(name, { start: item[2] })));
      list.append(h("li", {}, inline(item[3])));
    } else if (heading) {
      close();
      list = null;
      made.push(h("p", { class: "heading" }, h("strong", {}, inline(heading[2]))));
    } else if (line.startsWith(">")) {
      close();
      list = null;
      made.push(h("blockquote", {}, inline(line.replace(/^>\s?/, ""))));
    } else if (!line.trim()) {
      close();
      list = null;
    } else {
      list = null;
      paragraph.push(line);
    }
  }
  close();
  return made;
}
