/** The crosshair over all panels, the values it tells, and the axis of time. */
import type { Panel, PanelLine } from './panels.ts';
import { byId, type Pen } from './dom.ts';
import * as clock from './clock.ts';
import * as data from './data.ts';
import { beyond, marksInside, valueText } from './legend.ts';
import * as model from './model.ts';
import { gutters, panels, timeTicks, width } from './panels.ts';
import * as plot from './plot.ts';
import { isNone } from './series.ts';
import { colours } from './theme.ts';
import { date, duration, exact, prefix, short } from './units.ts';

/** ns; null if the pointer is elsewhere */
export let cross: number | null = null;
/** A moment that was clicked on; the crosshair tells how far from it it is. */
export let pinned: number | null = null;
let pinnedAt: { panel: string; value: number } | null = null;
let pointed: { panel: Panel; value: number } | null = null;
/** what is told at `cross`, by key */
export let readings: Map<string, { moment: data.Moment; exact: boolean }> = new Map();

const axis = byId<HTMLCanvasElement>('time-axis');
let timer = 0;
let running: AbortController | null = null;

/** Pins a moment, at a height of a panel; null: none. */
export function pin(ns: number | null, panel = '', value = 0) {
  pinned = ns === null ? null : Math.round(ns);
  pinnedAt = { panel, value };
  drawCross();
}

/** Where the pointer is, in a panel's dimension; for measuring. */
export function point(panel: Panel | null, value = 0) {
  pointed = panel && { panel, value };
}

/** How far the crosshair is from the pin, in words. */
function measured(): string {
  if (pinned === null || cross === null || cross === pinned) return '';
  const ns = cross - pinned;
  const words = `${ns < 0 ? '−' : '+'}${duration(Math.abs(ns))} from the pin`;
  if (!pointed || pointed.panel.strip || pointed.panel.id !== pinnedAt?.panel) return words;
  const by = pointed.value - pinnedAt.value;
  const { divide, unit } = prefix(pointed.panel.dimension, by);
  const told = `${by < 0 ? '−' : '+'}${Number((Math.abs(by) / divide).toPrecision(4))} ${unit}`;
  const rate = pointed.panel.dimension === 'B' ? `, ${short(Math.abs((by * 8e9) / ns), 'bit/s')}` : '';
  return `${words}, ${told}${rate}`;
}

/** Puts the crosshair at `ns`, or takes it away. */
export function moveCross(ns: number | null) {
  cross = ns === null ? null : Math.round(ns);
  clearTimeout(timer);
  running?.abort();
  readings = new Map();
  const at = cross;
  if (at !== null) {
    const lines = panels.flatMap((panel) => panel.lines);
    lines.forEach((line) => readings.set(line.text, { moment: data.pick(line.t, line.v, at, line.look.style), exact: false }));
    timer = setTimeout(() => refine(at, lines), 35);
  }
  drawCross();
}

async function refine(time: number, lines: PanelLine[]) {
  running = new AbortController();
  try {
    const found = await data.exact(lines.map((line) => line.key), time, running.signal);
    if (time !== cross) return;
    found.forEach((moment, text) => readings.set(text, { moment, exact: true }));
    drawCross();
  } catch (problem) {
    if ((problem as Error).name !== 'AbortError') throw problem;
  }
}

export function drawCross() {
  for (const panel of panels) {
    if (!panel.frame) continue;
    const ctx = plot.pen(panel.over);
    panel.lines.forEach((line) => tell(ctx, panel, line));
    if (pinned !== null) vertical(ctx, panel.frame, pinned, []);
    if (cross === null) continue;
    const x = plot.xOf(panel.frame, cross);
    if (x < panel.frame.left || x > panel.frame.right) continue;
    ctx.globalCompositeOperation = 'destination-over';
    ctx.strokeStyle = colours.cross;
    ctx.globalAlpha = 0.55;
    ctx.lineWidth = 1;
    ctx.setLineDash([3, 3]);
    ctx.beginPath();
    ctx.moveTo(Math.round(x) + 0.5, panel.frame.top - 2);
    ctx.lineTo(Math.round(x) + 0.5, panel.frame.bottom);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
    ctx.globalCompositeOperation = 'source-over';
  }
  drawMoment();
}

function vertical(ctx: Pen, frame: plot.Frame, ns: number, dash: number[]) {
  const x = Math.round(plot.xOf(frame, ns)) + 0.5;
  if (x < frame.left || x > frame.right) return;
  ctx.save();
  ctx.strokeStyle = colours.accent;
  ctx.lineWidth = 1.4;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.moveTo(x, frame.top - 2);
  ctx.lineTo(x, frame.bottom);
  ctx.stroke();
  ctx.restore();
}

/** The value of one line in its legend entry, and a dot where its point is. */
function tell(ctx: Pen, panel: Panel, line: PanelLine) {
  const reading = cross === null ? undefined : readings.get(line.text);
  const moment = reading?.moment;
  line.valueBox.classList.toggle('near', Boolean(reading && !reading.exact));
  line.valueBox.dataset.exact = String(Boolean(reading?.exact));
  const { frame } = panel;
  if (line.look.style === 'marks') {
    const close = moment && cross !== null && Math.abs(plot.xOf(frame, moment.t) - plot.xOf(frame, cross)) < 6;
    line.valueBox.textContent = close ? exact(moment.v, line.unit) : marksInside(line, frame.view);
    return;
  }
  line.valueBox.textContent = reading ? valueText(line, moment) : beyond(line, frame);
  line.valueBox.classList.toggle('quiet', !reading);
  if (!moment || cross === null || line.off || panel.strip || isNone(line.name, moment.v)) return;
  const x = line.look.style === 'step' ? plot.xOf(frame, cross) : plot.xOf(frame, moment.t);
  const y = plot.yOf(frame, moment.v * line.factor);
  if (x < frame.left || x > frame.right || y < frame.top - 2 || y > frame.bottom + 2) return;
  ctx.beginPath();
  ctx.arc(x, y, 3.2, 0, 7);
  ctx.fillStyle = line.colour;
  ctx.strokeStyle = colours.surface;
  ctx.lineWidth = 1.5;
  ctx.fill();
  ctx.stroke();
}

function drawMoment() {
  const ctx = plot.pen(axis);
  const moment = byId('moment');
  if (cross === null) {
    drawAxis(ctx);
    if (!moment.classList.contains('warn')) moment.textContent = '';
    return;
  }
  const { left, right } = gutters();
  const frame = { left, right: width() - right, view: model.view() };
  const text = clock.told(cross, Math.min(1e3, (frame.view[1] - frame.view[0]) / 2000)) + clock.suffix();
  ctx.font = plot.font(11, 600);
  const half = ctx.measureText(text).width / 2 + 6;
  const middle = Math.max(frame.left + half, Math.min(frame.right - half, plot.xOf(frame, cross)));
  drawAxis(ctx, [middle - half, middle + half]);
  ctx.font = plot.font(11, 600);
  ctx.fillStyle = colours.ink;
  ctx.beginPath();
  ctx.roundRect(middle - half, 3, half * 2, 18, 4);
  ctx.fill();
  ctx.fillStyle = colours.surface;
  ctx.textAlign = 'center';
  ctx.fillText(text, middle, 12.5);
  const run = model.chosen()[0]?.run;
  moment.className = 'quiet';
  moment.textContent = measured() || (run ? date(run.startRealtimeNs, cross) : '');
}

/**
 * The axis that all panels share.
 * @param keep pixels to keep free of labels
 */
export function drawAxis(ctx: Pen, keep: [number, number] = [0, 0]) {
  const { left, right } = gutters();
  const frame = { left, right: width() - right, view: model.view() };
  ctx.font = plot.font();
  ctx.fillStyle = colours.quiet;
  ctx.strokeStyle = colours.line;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'center';
  for (const at of timeTicks.at) {
    const x = plot.xOf(frame, at);
    const text = clock.told(at, timeTicks.step);
    const half = ctx.measureText(text).width / 2 + 4;
    if (x + half < keep[0] || x - half > keep[1]) ctx.fillText(text, x, 12);
  }
  ctx.textAlign = 'left';
  ctx.fillText(clock.words(), frame.right + 44, 12);
  return frame;
}
