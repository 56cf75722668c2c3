/** The stack of panels: which series each shows, where everything lies, when it is drawn. */
import type { Key, Series } from './api.ts';
import { byId, type Pen } from './dom.ts';
import { axisTicks } from './clock.ts';
import * as data from './data.ts';
import * as model from './model.ts';
import * as plot from './plot.ts';
import { drawCross } from './cross.ts';
import * as findings from './findings.ts';
import { shown } from './notes.ts';
import * as layout from './layout.ts';
import { legend, lit } from './legend.ts';
import { DEFAULTS, DEFAULTS_OF_ONE, isNone, look, SEQUENCE } from './series.ts';
import { scaleOf } from './scale.ts';
import { state } from './state.ts';
import * as tsg from './tsg.ts';
import { colours } from './theme.ts';
import * as uncertain from './uncertain.ts';
import { shown as shownAs } from './units.ts';
import { absence, blank, explain } from './why.ts';

/** A line, and where it stands on the page. */
export type PanelLine = plot.Line & {
  key: Key;
  flow: model.Flow;
  unit: string;
  /** the unit that values are told in, and what leads to it */
  told: string;
  times: number;
  off: boolean;
  end: number;
  label: number;
  second: boolean;
  entry: HTMLElement;
  valueBox: HTMLElement;
  swatch: HTMLCanvasElement;
};
interface Filled extends layout.Place {
  wanted: { name: string; series: Series; order: number }[];
}
export interface Panel {
  id: string;
  title: string;
  dimension: string;
  strip: boolean;
  order: number;
  lines: PanelLine[];
  /** names of its series */
  wanted: string[];
  /** why a series of it is not there */
  missing: string[];
  frame: plot.Frame;
  /** of the labels of its axis */
  unit: string;
  element: HTMLElement;
  heading: HTMLElement;
  why: HTMLElement;
  catcher: HTMLElement;
  canvas: HTMLCanvasElement;
  over: HTMLCanvasElement;
  legend: HTMLElement;
}

/** from top to bottom */
export let panels: Panel[] = [];
/** ns */
export let timeTicks: { at: number[]; step: number } = { at: [], step: 1e9 };

const root = byId('panels');
let pending = 0;
const NO_FRAME: plot.Frame = { left: 0, top: 0, right: 1, bottom: 1, view: [0, 1], y: [0, 1] };

/** Of the panels, without a scroll bar; CSS pixels. */
export const width = () => root.clientWidth;

/** Distances of the plot from the panel's edges, in CSS pixels. */
export function gutters() {
  const all = width();
  return { left: 58, right: all < 900 ? 236 : all > 2000 ? 340 : 276, lead: 16 };
}

/** The names to be drawn. */
export function names() {
  const known = (name: string) => model.catalogue.has(name) || (name === SEQUENCE && model.catalogue.has('end_seq'));
  return state.series ?? (model.chosen().length === 1 ? DEFAULTS_OF_ONE : DEFAULTS).filter(known);
}

/** Works out the panels anew from the state and draws. */
export function build() {
  const old = new Map(panels.map((panel) => [panel.id, panel]));
  const next = new Map<string, Filled>();
  for (const name of names()) {
    const series = model.seriesOf(name);
    const place = layout.placeOf(series);
    if (!next.has(place.id)) next.set(place.id, { ...place, wanted: [] });
    const there = next.get(place.id)!;
    if (there.dimension !== place.dimension) {
      place.id = 'own-' + name;
      next.set(place.id, { ...place, title: name, wanted: [] });
    } else if (!state.place[name] && state.place[there.wanted[0]?.name]) Object.assign(there, { title: place.title, order: place.order });
    next.get(place.id)!.wanted.push({ name, series, order: place.order });
  }
  panels = [...next.values()].sort((a, b) => a.order - b.order).map((place) => fill(place, old.get(place.id)));
  const flows = model.chosen();
  root.replaceChildren(...(flows.length && panels.length ? panels.map((panel) => panel.element) : [blank(flows)]));
  if (!flows.length) panels = [];
  draw();
}

function fill(place: Filled, old: Panel | undefined): Panel {
  const panel: Panel = old ?? { ...place, ...elements(place), lines: [], missing: [], wanted: [] };
  Object.assign(panel, { title: place.title, dimension: place.dimension, wanted: place.wanted.map((each) => each.name) });
  panel.lines = [];
  panel.missing = [];
  panel.order = place.order;
  for (const { name, series } of place.wanted.sort((a, b) => a.order - b.order)) {
    for (const flow of model.chosen()) {
      const sides = model.sidesOf(flow.connection);
      sides.forEach((side, i) => {
        if (!model.infosOf(flow.connection.id)) return;
        if (name === SEQUENCE) return outline(panel, flow, side, i > 0);
        if (!model.infoOf(flow.connection.id, side, name)) panel.missing.push(absence(flow, side, name));
        else {
          const scale = scaleOf(series, flow.connection.id, side);
          if (scale) panel.lines.push({ ...lineOf(flow, side, series, i > 0), factor: scale.factor, told: scale.unit, times: scale.times });
          else panel.missing.push(`${name} of ${flow.tag}, ${side}, in ${state.units}: its segment size (mss_cache) was not recorded`);
        }
      });
    }
  }
  panel.lines.sort((a, b) => a.flow.slot - b.flow.slot);
  legend(panel);
  return panel;
}

/** The lines of the time-sequence graph. */
function outline(panel: Panel, flow: model.Flow, side: string, second: boolean) {
  for (const key of tsg.outline(side)) {
    if (model.infoOf(flow.connection.id, key.side, key.name)) panel.lines.push(lineOf(flow, key.side, model.seriesOf(key.name), second));
    else if (key.name === 'end_seq') panel.missing.push(absence(flow, side, key.name));
  }
}

function lineOf(flow: model.Flow, side: string, series: Series, second: boolean): PanelLine {
  const key = { connection: flow.connection.id, side, name: series.name };
  const text = model.keyText(key);
  return {
    key,
    text,
    name: series.name,
    flow,
    unit: series.unit,
    told: series.unit,
    times: 1,
    look: look(series.name),
    factor: shownAs(series.unit).factor,
    second,
    off: state.hide.includes(text),
    colour: '',
    alpha: 1,
    t: new Float64Array(),
    v: new Float64Array(),
    end: 0,
    label: 0,
    entry: document.createElement('div'),
    valueBox: document.createElement('span'),
    swatch: document.createElement('canvas'),
  };
}

function elements(place: layout.Place) {
  const element = document.createElement('div');
  element.className = 'panel' + (place.strip ? ' strip' : '');
  element.dataset.panel = place.id;
  const canvas = element.appendChild(document.createElement('canvas'));
  const over = element.appendChild(document.createElement('canvas'));
  const heading = element.appendChild(document.createElement('h2'));
  const why = element.appendChild(Object.assign(document.createElement('div'), { className: 'why' }));
  const catcher = element.appendChild(Object.assign(document.createElement('div'), { className: 'catch' }));
  const legend = element.appendChild(Object.assign(document.createElement('div'), { className: 'legend' }));
  const menu = element.appendChild(layout.menu(() => panels.find((panel) => panel.id === place.id)!, () => panels));
  menu.setAttribute('aria-label', 'Panel ' + place.title);
  return { element, canvas, over, heading, why, catcher, legend, frame: NO_FRAME, unit: '' };
}

/** Draws once, in the next frame. */
export function draw() {
  pending ||= requestAnimationFrame(() => {
    pending = 0;
    drawNow();
  });
}

/** Whether a frame is still to come. */
export const drawing = () => pending !== 0;

function drawNow() {
  const view = model.view();
  const { left, right, lead } = gutters();
  timeTicks = axisTicks(view, Math.max(2, (width() - left - right) / 110));
  for (const panel of panels) {
    panel.element.style.flexGrow = panel.id === tsg.PANEL ? '2.2' : '';
    if (panel.strip) panel.element.style.height = plot.HEAD + Math.max(1, panel.lines.length) * plot.LANE + 2 + 'px';
    const height = panel.element.clientHeight;
    panel.frame = {
      left,
      right: width() - right,
      top: plot.HEAD + 2,
      bottom: height - (panel.strip ? 2 : 7),
      view,
      y: [0, 1],
      log: state.log.includes(panel.id),
    };
    dress(panel);
    const ctx = plot.pen(panel.canvas);
    paint(ctx, panel);
    labels(panel);
    leaders(ctx, panel);
    explain(panel, view);
    panel.heading.style.left = left + 'px';
    Object.assign(panel.catcher.style, { left: left + 'px', right: right + 'px', top: '0', bottom: '0' });
    panel.legend.style.width = right - lead + 'px';
  }
  uncertain.tell();
  drawCross();
}

/** Gives each line its points and its colour. */
function dress(panel: Panel) {
  for (const line of panel.lines) {
    const entry = data.get(line.key);
    if (entry?.t && entry.v) [line.t, line.v] = [entry.t, entry.v];
    line.colour = colours.flows[line.flow.slot % colours.flows.length];
    line.alpha = (lit && lit !== line.text ? 0.16 : 1) * (line.second ? 0.55 : 1) *
      (line.name === 'bytes_in_flight' && panel.wanted.includes('snd_cwnd') ? 0.5 : 1);
  }
  panel.lines.forEach((line) => line.entry?.style.setProperty('--flow-ink', line.colour));
}

/** Everything but the names. */
export function paint(ctx: Pen, panel: Panel) {
  const { frame } = panel;
  const seen = panel.lines.filter((line) => !line.off);
  const losses = [...new Set(model.chosen().map((flow) => flow.connection.run))].flatMap((run) => model.losses.get(run) ?? []);
  if (panel.strip) {
    frame.y = [0, 1];
    plot.drawGrid(ctx, { ...frame, y: [5, 6] }, timeTicks.at, 'none', { ...colours, quiet: 'transparent' });
    plot.drawLosses(ctx, frame, losses, colours);
    uncertain.draw(ctx, frame);
    panel.lines.forEach((line, i) => {
      if (line.off) return;
      const drawLane = line.look.style === 'state' ? plot.drawStates : plot.drawMarks;
      drawLane(ctx, frame, line, plot.HEAD + i * plot.LANE, colours);
    });
    bands(ctx, frame);
    return;
  }
  if (panel.id === tsg.PANEL) {
    tsg.paint(ctx, panel, timeTicks.at, losses);
    return borders(ctx, frame);
  }
  frame.y = state.y[panel.id] ?? (frame.log ? plot.logLimits(seen, frame.view) : plot.autoLimits(seen, frame.view, panel.dimension));
  const empty = !seen.some((line) => line.t.length);
  panel.unit = plot.drawGrid(ctx, frame, timeTicks.at, panel.dimension, empty ? { ...colours, quiet: 'transparent' } : colours);
  if (empty) panel.unit = '';
  plot.drawLosses(ctx, frame, losses, colours);
  uncertain.draw(ctx, frame);
  const order: Record<string, number> = { points: 0, line: 1, step: 1 };
  [...seen].sort((a, b) => (order[a.look.style] ?? 1) - (order[b.look.style] ?? 1) || Number(a.text === lit) - Number(b.text === lit)).forEach((line) =>
    plot.drawLine(ctx, frame, line)
  );
  borders(ctx, frame);
}

/** What is marked in time: for statistics, as evidence, by notes. */
function bands(ctx: Pen, frame: plot.Frame) {
  if (state.brush) plot.drawBand(ctx, frame, state.brush, colours.select);
  if (findings.evidence) plot.drawBand(ctx, frame, findings.evidence, colours.evidence);
  shown().forEach((note) => plot.drawBand(ctx, frame, [note.fromNs, note.toNs], colours.evidence));
}

function borders(ctx: Pen, frame: plot.Frame) {
  bands(ctx, frame);
  ctx.strokeStyle = colours.quiet;
  ctx.lineWidth = 1;
  ctx.globalAlpha = 0.6;
  ctx.beginPath();
  ctx.moveTo(frame.left + 0.5, frame.top);
  ctx.lineTo(frame.left + 0.5, frame.bottom + 0.5);
  ctx.lineTo(frame.right, frame.bottom + 0.5);
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** Legend entries beside the ends of their lines. */
function labels(panel: Panel) {
  const unit = panel.strip ? '' : panel.unit;
  panel.heading.textContent = panel.title;
  if (unit) panel.heading.append(Object.assign(document.createElement('span'), { textContent: ' ' + unit }));
  const ends = panel.lines.map((line, i) => (panel.strip ? plot.HEAD + i * plot.LANE + plot.LANE / 2 - 1 : endOf(line, panel.frame)));
  const placed = panel.strip ? ends : plot.spread(ends, 16, 2, panel.element.clientHeight - 2);
  panel.legend.classList.toggle('list', !placed);
  panel.lines.forEach((line, i) => {
    line.end = ends[i];
    line.label = placed ? placed[i] : NaN;
    line.entry.style.top = placed ? placed[i] - 8 + 'px' : '';
  });
}

/** What leads from the end of each line to its name. */
export function leaders(ctx: Pen, panel: Panel) {
  if (panel.strip) return;
  const { frame } = panel;
  for (const line of panel.lines) {
    if (Number.isNaN(line.label) || line.off || !line.t.length) continue;
    ctx.strokeStyle = line.colour;
    ctx.lineWidth = 1;
    ctx.globalAlpha = 0.55 * line.alpha;
    ctx.beginPath();
    ctx.moveTo(frame.right + 1, line.end);
    ctx.lineTo(frame.right + gutters().lead, line.label);
    ctx.stroke();
    ctx.globalAlpha = 1;
  }
}

/** Where a line leaves the plot on its right, kept within it. */
function endOf(line: PanelLine, frame: plot.Frame) {
  if (line.look.style === 'marks') return frame.bottom;
  let i = data.lowerBound(line.t, frame.view[1]);
  while (--i > 0 && isNone(line.name, line.v[i]));
  if (line.look.style === 'points' && i > 8) {
    const some = Array.from(line.v.subarray(Math.max(0, i - 40), i + 1)).sort((a, b) => a - b);
    return clamp(plot.yOf(frame, some[some.length >> 1] * line.factor), frame);
  }
  return i < 0 ? frame.bottom : clamp(plot.yOf(frame, line.v[i] * line.factor), frame);
}

const clamp = (y: number, frame: plot.Frame) => Math.max(frame.top, Math.min(frame.bottom, y));

/** The keys that are to be drawn. */
export function keys() {
  return [...panels.flatMap((panel) => panel.lines.map((line) => line.key)), ...uncertain.keys()];
}

/** Device pixels of the plot's width. */
export function columns() {
  const { left, right } = gutters();
  return Math.max(1, Math.min(8000, Math.round((width() - left - right) * (devicePixelRatio || 1))));
}
