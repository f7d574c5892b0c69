// Line, bar and area charts as SVG, with the figures as a table for those who don't see them.

import { h, s, visible } from "./dom.js";

const WIDTH = 560;
const HEIGHT = 240;
const LEFT = 46;
const RIGHT = 14;
const TOP = 12;
const BOTTOM = 34;
const LABEL_WIDTH = 7;

/** Return round steps that cover the values, four to six of them. */
export function ticks(low, high) {
  const span = high - low || Math.abs(high) || 1;
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough);
  const made = [];
  // Steps that are added up would miss zero by a little.
  for (let number = Math.floor(low / step); made.length < 12; number += 1) {
    made.push(Number((number * step).toPrecision(12)));
    if (number * step >= high - step * 1e-9) break;
  }
  return made;
}

/** Return a chart block as a figure. */
export function chart(block) {
  const { type, series, axis_config: axes } = block.chart;
  const names = axes.categories;
  const values = series.flatMap((line) => line.data.map((point) => point.value));
  const hasZero = type !== "line";
  const marks = ticks(hasZero ? Math.min(0, ...values) : Math.min(...values), hasZero ? Math.max(0, ...values) : Math.max(...values));
  const [low, high] = [marks[0], marks[marks.length - 1] || 1];
  const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / (high - low || 1));
  const band = (WIDTH - LEFT - RIGHT) / names.length;
  const x = (number) => LEFT + band * (number + 0.5);
  const title = visible(block.title);
  const svg = s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `Chart: ${title}`, class: "chart" });
  for (const value of marks) {
    svg.append(s("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value), class: value === 0 ? "zero" : "grid" }));
    svg.append(s("text", { x: LEFT - 8, y: y(value) + 4, class: "tick end" }, String(value)));
  }
  const longest = Math.max(...names.map((name) => name.length)) * LABEL_WIDTH + 8;
  const every = Math.max(1, Math.ceil(longest / band));
  names.forEach((name, number) => {
    if (number % every === 0) svg.append(s("text", { x: x(number), y: HEIGHT - BOTTOM + 18, class: "tick middle" }, visible(name)));
  });
  series.forEach((line, number) => svg.append(drawn(type, line, number, { x, y, band, count: series.length, base: y(Math.max(low, Math.min(0, high))) })));
  return h("figure", { class: "chart-card" },
    h("figcaption", {}, h("strong", {}, title), axes.y_label ? h("span", { class: "unit" }, visible(axes.y_label)) : null),
    svg,
    series.length > 1 ? legend(series) : null,
    figures(title, names, series));
}

function drawn(type, line, number, at) {
  const group = s("g", { class: `series series-${number + 1}` });
  const points = line.data.map((point, n) => [at.x(n), at.y(point.value), point]);
  if (type === "bar") {
    const width = Math.min(44, (at.band * 0.72) / at.count);
    for (const [x, y, point] of points) {
      const left = x - (width * at.count) / 2 + width * number;
      const top = Math.min(y, at.base);
      group.append(s("rect", { x: left + 1, y: top, width: Math.max(1, width - 2), height: Math.max(1, Math.abs(y - at.base)), rx: 3, class: "bar" }, tip(line, point)));
    }
    return group;
  }
  const path = smooth(points);
  if (type === "area") group.append(s("path", { d: `${path}L${points[points.length - 1][0]},${at.base}L${points[0][0]},${at.base}Z`, class: "area" }));
  group.append(s("path", { d: path, class: "line" }));
  for (const [x, y, point] of points) group.append(s("circle", { cx: x, cy: y, r: 3.5, class: "dot" }, tip(line, point)));
  return group;
}

const tip = (line, point) => s("title", {}, visible(`${line.name}, ${point.label}: ${point.value}`));

/** Return a path through all points that never swings beyond two neighbours. */
function smooth(points) {
  let path = `M${points[0][0]},${points[0][1]}`;
  for (let n = 1; n < points.length; n += 1) {
    const [x0, y0] = points[n - 1];
    const [x1, y1] = points[n];
    const middle = (x0 + x1) / 2;
    path += `C${middle},${y0} ${middle},${y1} ${x1},${y1}`;
  }
  return path;
}

const legend = (series) => h("ul", { class: "legend" }, series.map((line, number) =>
  h("li", {}, h("span", { class: `swatch series-${number + 1}`, "aria-hidden": "true" }), visible(line.name))));

const figures = (title, names, series) => h("details", { class: "figures" },
  h("summary", {}, "Figures"),
  h("div", { class: "table-box", tabindex: "0", role: "group", "aria-label": `Figures of ${title}` },
    h("table", {},
      h("thead", {}, h("tr", {}, h("td"), series.map((line) => h("th", { scope: "col" }, visible(line.name))))),
      h("tbody", {}, names.map((name, n) => h("tr", {}, h("th", { scope: "row" }, visible(name)),
        series.map((line) => h("td", { class: "number" }, String(line.data[n].value)))))))));
