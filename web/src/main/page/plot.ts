/** Draws one panel: grid, loss, lines, axis. Knows pixels and numbers, nothing of the page. */
import type { Loss } from './api.ts';
import type { Colours } from './theme.ts';
import { type Pen, penOf } from './dom.ts';
import type { Look } from './series.ts';
import { limits, logTicks, places, ticks } from './axis.ts';
import { lowerBound } from './data.ts';
import { isNone } from './series.ts';
import { grouped, prefix } from './units.ts';

export interface Line {
  /** key as text */
  text: string;
  /** of the series */
  name: string;
  look: Look;
  colour: string;
  alpha: number;
  /** from stored values to the panel's dimension */
  factor: number;
  t: Float64Array;
  v: Float64Array;
}
/** in CSS pixels */
/** What places a time. */
export type Across = Pick<Frame, 'left' | 'right' | 'view'>;
export interface Frame {
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** ns */
  view: [number, number];
  /** limits, in the dimension */
  y: [number, number];
  /** whether the y axis is logarithmic */
  log?: boolean;
}

export const LANE = 18;
export const HEAD = 20;

/** Sizes `canvas` to its place on the page and gives its pen, scaled to CSS pixels. */
export function pen(canvas: HTMLCanvasElement) {
  const ratio = devicePixelRatio || 1;
  const { width, height } = canvas.getBoundingClientRect();
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const ctx = penOf(canvas);
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
  ctx.font = font();
  return ctx;
}

export function font(size = 11, weight = 400) {
  return `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
}

export const xOf = (frame: Across, ns: number) => frame.left + ((ns - frame.view[0]) / (frame.view[1] - frame.view[0])) * (frame.right - frame.left);
export const timeOf = (frame: Across, x: number) => frame.view[0] + ((x - frame.left) / (frame.right - frame.left)) * (frame.view[1] - frame.view[0]);
/**  @param value in the dimension */
export function yOf(frame: Frame, value: number) {
  const [low, high] = bent(frame);
  const at = !frame.log ? value : value > 0 ? Math.log10(value) : low;
  return frame.bottom - ((at - low) / (high - low)) * (frame.bottom - frame.top);
}
export function valueOf(frame: Frame, y: number) {
  const [low, high] = bent(frame);
  const at = low + ((frame.bottom - y) / (frame.bottom - frame.top)) * (high - low);
  return frame.log ? 10 ** at : at;
}
/** The limits as the axis is divided: themselves, or their logarithms. */
const bent = ({ log, y: [low, high] }: Frame) => (log ? [Math.log10(low > 0 ? low : high / 1e6), Math.log10(high)] : [low, high]);

/** What is above zero of what is visible, from decade to decade if it has several. */
export function logLimits(lines: Line[], view: [number, number]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const line of lines) {
    const [first, last] = span(line, view);
    for (let i = first; i <= last; i++) {
      const value = line.v[i] * line.factor;
      if (!(value > 0) || isNone(line.name, line.v[i])) continue;
      [low, high] = [Math.min(low, value), Math.max(high, value)];
    }
  }
  return low <= high ? [low / 1.15, high * 1.15] : [0.1, 1];
}

/** Index of the first time that is not before. */
export const first = lowerBound;

/** First and last index to draw: one more on either side of the view. */
function span(line: Line, view: [number, number]) {
  return [Math.max(0, lowerBound(line.t, view[0]) - 1), Math.min(line.t.length - 1, lowerBound(line.t, view[1]))];
}

/** The limits that hold what is visible, from zero where that means something. */
export function autoLimits(lines: Line[], view: [number, number], dimension: string): [number, number] {
  const reach = (line: Line) => {
    let [low, high] = [Infinity, -Infinity];
    const [first, last] = span(line, view);
    for (let i = first; i <= last; i++) {
      const outside = line.t[i] < view[0] || line.t[i] > view[1];
      if (isNone(line.name, line.v[i]) || (outside && (line.look.style === 'points' || line.t[i] > view[1]))) continue;
      const value = line.v[i] * line.factor;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return [low, high];
  };
  const merge = (list: Line[]) => list.map(reach).reduce(([a, b], [c, d]) => [Math.min(a, c), Math.max(b, d)], [Infinity, -Infinity]);
  let [low, high] = merge(lines.filter((line) => !line.look.bound));
  for (const line of lines.filter((each) => each.look.bound)) {
    const [least, most] = reach(line);
    if (!(least <= most)) continue;
    if (!(low <= high) || most <= high * 1.6) [low, high] = [Math.min(low, least), Math.max(high, most)];
  }
  return limits(low, high, dimension !== 'sequence');
}

/** Grid, labels of the y axis, time grid. @returns the unit of the labels */
export function drawGrid(ctx: Pen, frame: Frame, timeTicks: number[], dimension: string, colours: Colours): string {
  ctx.lineWidth = 1;
  ctx.strokeStyle = colours.grid;
  ctx.beginPath();
  for (const at of timeTicks) {
    const x = Math.round(xOf(frame, at)) + 0.5;
    ctx.moveTo(x, frame.top);
    ctx.lineTo(x, frame.bottom);
  }
  const scale = prefix(dimension, Math.max(Math.abs(frame.y[0]), Math.abs(frame.y[1])));
  const low = frame.y[0] / scale.divide;
  const high = frame.y[1] / scale.divide;
  const room = Math.max(2, Math.min(9, (frame.bottom - frame.top) / 28));
  const marks = frame.log ? logTicks(low, high, room) : ticks(low, high, room);
  ctx.fillStyle = colours.quiet;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  for (const at of marks.at) {
    const y = Math.round(yOf(frame, at * scale.divide)) + 0.5;
    ctx.moveTo(frame.left, y);
    ctx.lineTo(frame.right, y);
    ctx.fillText(
      (frame.log ? grouped(String(Number(at.toPrecision(3)))) : grouped(at.toFixed(places(marks.step)))).replace(/^-/, '−'),
      frame.left - 7,
      Math.min(y, frame.bottom - 4),
    );
  }
  ctx.stroke();
  return scale.unit;
}

/** Hatched bands where events were lost; at least 2 pixels wide. */
export function drawLosses(ctx: Pen, frame: Frame, losses: Loss[], colours: Colours) {
  for (const loss of losses) {
    const [x0, x1] = lossPixels(frame, loss);
    if (x1 < frame.left || x0 > frame.right) continue;
    ctx.fillStyle = colours.loss;
    const from = Math.max(x0, frame.left);
    ctx.fillRect(from, frame.top, Math.min(x1, frame.right) - from, frame.bottom - frame.top);
    drawHatch(ctx, frame, [x0, x1], colours.lossEdge, 1);
  }
}

/** Slanting strokes between two pixels of the x axis; lean 1 rises to the right, -1 falls */
export function drawHatch(ctx: Pen, frame: Frame, [x0, x1]: [number, number], colour: string, lean: 1 | -1, alpha = 1) {
  const [from, to] = [Math.max(x0, frame.left), Math.min(x1, frame.right)];
  if (from >= to) return;
  const height = frame.bottom - frame.top;
  ctx.save();
  ctx.beginPath();
  ctx.rect(from, frame.top, to - from, height);
  ctx.clip();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.globalAlpha = alpha;
  ctx.beginPath();
  for (let x = Math.floor((from - height) / 7) * 7; x < to; x += 7) {
    ctx.moveTo(x, lean > 0 ? frame.bottom : frame.top);
    ctx.lineTo(x + height, lean > 0 ? frame.top : frame.bottom);
  }
  ctx.stroke();
  ctx.restore();
}

/** A part of time, at least 2 pixels wide. */
export function drawBand(ctx: Pen, frame: Frame, [from, to]: [number, number], colour: string) {
  const [a, b] = [Math.max(frame.left, xOf(frame, from) - 1), Math.min(frame.right, xOf(frame, to) + 1)];
  if (a >= b) return;
  ctx.fillStyle = colour;
  ctx.fillRect(a, frame.top, b - a, frame.bottom - frame.top);
}

export function lossPixels(frame: Frame, loss: { fromNs: number; toNs: number }): [number, number] {
  const [x0, x1] = [xOf(frame, loss.fromNs), xOf(frame, loss.toNs)];
  const room = Math.max(0, 2 - (x1 - x0)) / 2;
  return [x0 - room, x1 + room];
}

export function drawLine(ctx: Pen, frame: Frame, line: Line) {
  if (!line.t.length) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(frame.left, frame.top - 2, frame.right - frame.left, frame.bottom - frame.top + 4);
  ctx.clip();
  ctx.globalAlpha = line.alpha;
  ctx.strokeStyle = ctx.fillStyle = line.colour;
  ctx.lineWidth = line.look.width ?? 1.4;
  ctx.lineJoin = 'round';
  ctx.setLineDash(line.look.dash ?? []);
  const [first, last] = span(line, frame.view);
  if (line.look.style === 'points') drawPoints(ctx, frame, line, first, last);
  else drawPath(ctx, frame, line, first, last);
  ctx.restore();
}

function drawPoints(ctx: Pen, frame: Frame, line: Line, first: number, last: number) {
  ctx.globalAlpha = line.alpha * (last - first > 1500 ? 0.42 : 0.6);
  const size = last - first > 600 ? 1.6 : 3;
  for (let i = first; i <= last; i++) {
    if (isNone(line.name, line.v[i])) continue;
    ctx.fillRect(xOf(frame, line.t[i]) - size / 2, yOf(frame, line.v[i] * line.factor) - size / 2, size, size);
  }
}

/** A state holds until the next one; a line goes straight to it. */
function drawPath(ctx: Pen, frame: Frame, line: Line, first: number, last: number) {
  const step = line.look.style !== 'line';
  let down = false;
  let lastY = 0;
  ctx.beginPath();
  for (let i = first; i <= last; i++) {
    if (isNone(line.name, line.v[i])) {
      if (down && step) ctx.lineTo(xOf(frame, line.t[i]), lastY);
      down = false;
      continue;
    }
    const x = xOf(frame, line.t[i]);
    const y = yOf(frame, line.v[i] * line.factor);
    if (!down) ctx.moveTo(x, y);
    else {
      if (step) ctx.lineTo(x, lastY);
      ctx.lineTo(x, y);
    }
    down = true;
    lastY = y;
  }
  ctx.stroke();
}

/** One lane of the strip of marks: a stroke for each. */
export function drawMarks(ctx: Pen, frame: Frame, line: Line, top: number) {
  const [first, last] = span(line, frame.view);
  ctx.save();
  ctx.globalAlpha = line.alpha;
  ctx.fillStyle = line.colour;
  for (let i = first; i <= last; i++) {
    const x = xOf(frame, line.t[i]);
    if (x < frame.left || x > frame.right) continue;
    ctx.fillRect(x - 0.8, top + 2, 1.6, LANE - 6);
    ctx.beginPath();
    ctx.moveTo(x - 3.5, top + 1);
    ctx.lineTo(x + 3.5, top + 1);
    ctx.lineTo(x, top + 6);
    ctx.fill();
  }
  ctx.restore();
}

function inBar(ctx: Pen, word: string, x: number, y: number, colour: string) {
  ctx.save();
  ctx.globalAlpha = 1;
  ctx.fillStyle = colour;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(word, x, y);
  ctx.restore();
}

/** One lane of states: a bar as long as each held, the taller the worse. */
export function drawStates(ctx: Pen, frame: Frame, line: Line, top: number, colours: Colours) {
  const [first, last] = span(line, frame.view);
  ctx.save();
  ctx.fillStyle = line.colour;
  for (let i = first, next; i <= last; i = next) {
    for (next = i + 1; next <= last && line.v[next] === line.v[i]; next++);
    const from = Math.max(frame.left, xOf(frame, line.t[i]));
    const to = Math.min(frame.right, next < line.t.length ? xOf(frame, line.t[next]) : from + 1);
    if (to <= frame.left || from >= frame.right) continue;
    const word = line.look.codes?.[line.v[i]];
    if (line.look.palette) {
      ctx.fillStyle = colours.limits[line.v[i]] ?? line.colour;
      ctx.globalAlpha = line.alpha;
      ctx.fillRect(from, top + 1, Math.max(to - from, 0.8), LANE - 5);
      if (word && to - from > 10 + word.length * 6.2) inBar(ctx, word, (from + to) / 2, top + LANE / 2 - 1.5, colours.surface);
      continue;
    }
    const level = Math.min(4, line.v[i]);
    ctx.globalAlpha = line.alpha * (level ? 0.35 + 0.16 * level : 0.16);
    const height = [2, 6, 9, 11, 13][level] ?? 2;
    ctx.fillRect(from, top + LANE - 4 - height, Math.max(to - from, level ? 1.2 : 0), height);
    if (level && word && to - from > 8 + word.length * 7) {
      inBar(ctx, word, (from + to) / 2, top + LANE - 4 - height / 2, colours.ink);
    }
  }
  ctx.restore();
}

/**
 * Places labels as near to where they belong as their height lets them.
 * @param wanted middle of each, in pixels
 * @param height of each
 * @returns middles in the same order; null if they do not fit
 */
export function spread(wanted: number[], height: number, top: number, bottom: number): number[] | null {
  if (wanted.length * height > bottom - top) return null;
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b] || a - b);
  const placed = [];
  let floor = top + height / 2;
  for (const i of order) {
    placed[i] = Math.max(floor, wanted[i]);
    floor = placed[i] + height;
  }
  let ceiling = bottom - height / 2;
  for (const i of order.reverse()) {
    placed[i] = Math.min(placed[i], ceiling);
    ceiling = placed[i] - height;
  }
  return placed;
}
