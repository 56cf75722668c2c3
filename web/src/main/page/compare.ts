/** Connections beside each other: one series of each, aligned by an event, over each other or in equal axes; distributions; a table of metrics. */
import * as align from './align.ts';
import * as api from './api.ts';
import { limits as room, ticks } from './axis.ts';
import { byId, make, type Pen, region } from './dom.ts';
import * as model from './model.ts';
import { difference as percent, spread } from './numbers.ts';
import * as plot from './plot.ts';
import { attribute, isNone, look } from './series.ts';
import { difference, histogram, quantile } from './shapes.ts';
import { state, update } from './state.ts';
import { colours } from './theme.ts';
import { exact, prefix, seconds, shown } from './units.ts';

const box = byId('compare');
const ALIGNMENTS: [string, string][] = [['start', 'first event'], ['clock', 'clock'], ['data', 'first data'], ['loss', 'first loss'], [
  'bytes',
  'bytes acknowledged',
]];
const MODES: [string, string][] = [
  ['overlay', 'over each other'],
  ['multiples', 'side by side'],
  ['difference', 'difference to the first'],
  ['distribution', 'distribution (ECDF)'],
  ['histogram', 'histogram'],
  ['box', 'box plot'],
];
/** Of these, the axis across is the value, not time. */
const OF_VALUES = ['distribution', 'histogram', 'box'];
const QUANTILES = 2000;
const BINS = 60;
const SUGGESTED = ['snd_cwnd', 'bytes_in_flight', 'rtt_us', 'goodput', 'srtt_us', 'payload_length'];

interface Curve {
  flow: model.Flow;
  /** ns, or bytes; of a distribution: the value */
  x: Float64Array;
  y: Float64Array;
  why: string;
}
let asked = 0;
let open = 0;
let curves: Curve[] = [];
/** whose curve the others are compared to, in the difference */
let base = '';
let canvas: HTMLCanvasElement | null = null;

export const idle = () => open === 0;

/** The series that is compared. */
export function metric(): string {
  const present = names();
  return state.metric && present.includes(state.metric) ? state.metric : SUGGESTED.find((name) => present.includes(name)) ?? present[0] ?? '';
}

function names(): string[] {
  const all = new Set(model.chosen().flatMap((flow) => (model.infosOf(flow.connection.id) ?? []).map((info) => info.name)));
  return [...all].sort();
}

/** Makes the view anew and asks for what it shows. */
export async function build() {
  if (state.view !== 'compare') return;
  const name = metric();
  canvas = make('canvas');
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `${name} of the chosen connections`);
  box.replaceChildren(
    make(
      'div',
      { className: 'tools' },
      choice('Series', names().map((each) => [each, each]), name, (metric) => update({ metric })),
      choice('Show', MODES, state.mode, (mode) => update({ mode })),
      choice('Aligned by', ALIGNMENTS, state.align, (align) => update({ align })),
      make('span', { className: 'quiet', id: 'compare-says' }),
    ),
    canvas,
    table(),
  );
  if (!model.chosen().length) return draw();
  const mine = ++asked;
  open++;
  try {
    const found = await Promise.all(model.chosen().map((flow) => curveOf(flow, name)));
    if (mine === asked) curves = shaped(found);
  } finally {
    open--;
  }
  draw();
}

function choice(title: string, options: [string, string][], value: string, then: (value: string) => void) {
  const select = make('select', {}, ...options.map(([id, says]) => make('option', { value: id, textContent: says, selected: id === value })));
  select.addEventListener('change', () => then(select.value));
  return make('label', {}, title, select);
}

/** The side whose series it is: the data sender's, else the other. */
function sideOf(flow: model.Flow, name: string): string | null {
  const sender = model.senderOf(flow.connection);
  const other = sender === 'client' ? 'server' : 'client';
  return [sender, other].find((side) => model.infoOf(flow.connection.id, side, name)) ?? null;
}

async function curveOf(flow: model.Flow, name: string): Promise<Curve> {
  const none = (why: string): Curve => ({ flow, x: new Float64Array(), y: new Float64Array(), why });
  const side = sideOf(flow, name);
  if (!side) return none('has no ' + name);
  const key = { connection: flow.connection.id, side, name };
  const info = model.infoOf(flow.connection.id, side, name)!;
  try {
    if (OF_VALUES.includes(state.mode)) {
      const { values, shares, min } = await api.distribution(key, info.firstNs, info.lastNs, QUANTILES);
      return {
        flow,
        x: Float64Array.from(values.length ? [min, ...values] : []),
        y: Float64Array.from(values.length ? [0, ...shares] : []),
        why: values.length ? '' : 'has no point',
      };
    }
    const columns = Math.max(300, Math.round(box.clientWidth * (devicePixelRatio || 1)));
    const [points] = await api.points([key], info.firstNs, info.lastNs, columns);
    const zero = await align.origin(flow, state.align);
    if (zero === null) return none(state.align === 'loss' ? 'had no loss' : 'does not tell ' + state.align);
    return { flow, x: points.t.map(zero), y: points.v, why: '' };
  } catch (problem) {
    return none((problem as Error).message);
  }
}

/** What the mode makes of the points that came: differences to the first, or shares in equal parts of what all have. */
function shaped(found: Curve[]): Curve[] {
  const full = found.filter((curve) => curve.x.length);
  if (state.mode === 'difference' && full.length) {
    base = full[0].flow.tag;
    const columns = Math.max(300, box.clientWidth);
    return found.filter((curve) => curve !== full[0]).map((curve) => {
      const points = difference(known(full[0]), known(curve), columns);
      return { ...curve, ...points, why: curve.why || (points.x.length ? '' : `has nothing at the same place as ${base}`) };
    });
  }
  if (state.mode !== 'histogram') return found;
  const low = Math.min(...full.map((curve) => curve.x[0]));
  const high = Math.max(...full.map((curve) => curve.x[curve.x.length - 1]));
  const edges = Float64Array.from({ length: BINS + 1 }, (_, i) => low + ((high - low || 1) * i) / BINS);
  return found.map((curve) => {
    if (!curve.x.length) return curve;
    return { ...curve, x: edges, y: Float64Array.from([...histogram(curve, low, high || low + 1, BINS), 0]) };
  });
}

/** Without the values that stand for none. */
const known = (curve: Curve) => ({ x: curve.x, y: curve.y.map((value) => (isNone(metric(), value) ? NaN : value)) });

/** A connection's row: box from the 25th to the 75th percentile with the median in it, whiskers to the 5th and 95th, points at least and greatest. */
function drawBox(ctx: Pen, frame: plot.Frame, curve: Curve, row: number, factor: number, colour: string) {
  const x = (share: number) => plot.xOf(frame, quantile(curve, share) * factor);
  const middle = plot.yOf(frame, frame.y[1] - row - 0.5);
  const half = Math.min(22, (plot.yOf(frame, 0) - plot.yOf(frame, 1)) * 0.3);
  ctx.fillStyle = ctx.strokeStyle = colour;
  ctx.lineWidth = 1.6;
  ctx.globalAlpha = 0.25;
  ctx.fillRect(x(0.25), middle - half, x(0.75) - x(0.25), 2 * half);
  ctx.globalAlpha = 1;
  ctx.strokeRect(x(0.25), middle - half, x(0.75) - x(0.25), 2 * half);
  ctx.beginPath();
  for (const [from, to] of [[0.05, 0.25], [0.75, 0.95]]) {
    ctx.moveTo(x(from), middle);
    ctx.lineTo(x(to), middle);
  }
  for (const [share, tall] of [[0.05, half / 2], [0.5, half], [0.95, half / 2]]) {
    ctx.moveTo(x(share), middle - tall);
    ctx.lineTo(x(share), middle + tall);
  }
  ctx.stroke();
  for (const share of [0, 1]) ctx.fillRect(x(share) - 1.5, middle - 1.5, 3, 3);
}

/** How many pictures lie beside and above each other. */
export function grid(): [number, number] {
  const several = state.mode === 'multiples' ? Math.max(1, curves.filter((curve) => curve.x.length).length) : 1;
  const across = several > 1 ? Math.min(several, box.clientWidth > 1300 ? 3 : 2) : 1;
  return [across, Math.ceil(several / across)];
}

/** Draws what has come. */
export function draw() {
  if (state.view !== 'compare' || !canvas) return;
  const [across, down] = grid();
  canvas.style.height = Math.max(300, Math.min(620, Math.round(innerHeight * 0.46)), down * 190) + 'px';
  const ctx = plot.pen(canvas);
  paint(ctx, canvas.clientWidth, canvas.clientHeight, across, down);
  const missing = curves.filter((curve) => curve.why);
  byId('compare-says').textContent = missing.map((curve) => `${curve.flow.tag} ${curve.why}`).join('; ');
}

/** Everything on the canvas, on any pen. */
export function paint(ctx: Pen, width: number, height: number, across = 1, down = 1) {
  ctx.font = plot.font();
  const drawn = curves.filter((curve) => curve.x.length);
  const name = metric();
  const distribution = OF_VALUES.includes(state.mode);
  if (!drawn.length) {
    ctx.fillStyle = colours.quiet;
    ctx.textAlign = 'center';
    ctx.fillText(model.chosen().length ? 'Nothing to compare in this series.' : 'Choose two or more connections in the table above.', width / 2, height / 2);
    return;
  }
  const { factor, dimension } = shown(model.seriesOf(name).unit);
  const reach = (pick: (curve: Curve) => Float64Array, scale: number): [number, number] => {
    let [low, high] = [Infinity, -Infinity];
    for (const curve of drawn) {
      for (const value of pick(curve)) {
        if (value * scale < 1e15 && value < 2 ** 31 - 1 || name !== 'snd_ssthresh') {
          [low, high] = [Math.min(low, value * scale), Math.max(high, value * scale)];
        }
      }
    }
    return [low, high];
  };
  const x: [number, number] = distribution ? room(...reach((curve) => curve.x, factor), false) : reach((curve) => curve.x, 1);
  const y: [number, number] = state.mode === 'distribution'
    ? [0, 1]
    : state.mode === 'box'
    ? [0, drawn.length]
    : room(...reach((curve) => curve.y, distribution ? 1 : factor), true);
  const [cellWidth, cellHeight] = [width / across, height / down];
  const groups = state.mode === 'multiples' ? drawn.map((curve) => [curve]) : [drawn];
  groups.forEach((group, i) => {
    const left = (i % across) * cellWidth;
    const top = Math.floor(i / across) * cellHeight;
    const frame: plot.Frame = { left: left + 62, right: left + cellWidth - 24, top: top + 24, bottom: top + cellHeight - 26, view: x, y };
    cell(ctx, frame, group, name, distribution ? { dimension, factor } : null);
  });
}

function cell(ctx: Pen, frame: plot.Frame, group: Curve[], name: string, distribution: { dimension: string; factor: number } | null) {
  const { dimension, factor } = shown(model.seriesOf(name).unit);
  const marks = ticks(frame.view[0], frame.view[1], Math.max(2, (frame.right - frame.left) / 110));
  const boxes = state.mode === 'box';
  const unit = plot.drawGrid(ctx, frame, marks.at, distribution ? '' : dimension, boxes ? { ...colours, quiet: 'transparent' } : colours);
  const title = boxes ? name : distribution ? 'Share of ' + name : state.mode === 'difference' ? `${name} minus that of ${base}` : name;
  const scale = distribution
    ? prefix(distribution.dimension, frame.view[1])
    : state.align === 'bytes'
    ? prefix('B', frame.view[1])
    : { divide: 1e9, unit: 's' };
  if (state.mode === 'difference' && frame.y[0] < 0) {
    ctx.fillStyle = colours.quiet;
    ctx.fillRect(frame.left, Math.round(plot.yOf(frame, 0)), frame.right - frame.left, 1);
  }
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'center';
  ctx.fillStyle = colours.quiet;
  for (const at of marks.at) {
    const text = scale.unit === 's' && !distribution ? seconds(at, marks.step) : String(Number((at / scale.divide).toPrecision(6)));
    if (plot.xOf(frame, at) < frame.right - 14) ctx.fillText(text, plot.xOf(frame, at), frame.bottom + 12);
  }
  ctx.textAlign = 'right';
  ctx.fillText(scale.unit, frame.right + 20, frame.bottom + 12);
  ctx.textAlign = 'left';
  ctx.fillStyle = colours.ink;
  ctx.font = plot.font(12, 620);
  ctx.fillText(title, frame.left, frame.top - 12);
  let at = frame.left + ctx.measureText(title).width + 6;
  ctx.font = plot.font(12);
  ctx.fillStyle = colours.quiet;
  ctx.fillText(unit, at, frame.top - 12);
  at += ctx.measureText(unit).width + 18;
  for (const curve of group) {
    const colour = colours.flows[curve.flow.slot % colours.flows.length];
    const style = look(name);
    const line: plot.Line = {
      text: '',
      name: distribution || state.mode === 'difference' ? '' : name,
      colour,
      alpha: 1,
      factor: distribution ? 1 : factor,
      t: distribution ? curve.x.map((value) => value * factor) : curve.x,
      v: curve.y,
      look: distribution ? { style: 'step', width: 1.8 } : style.style === 'marks' ? { style: 'points' } : { ...style, dash: [], bound: false },
    };
    if (boxes) drawBox(ctx, frame, curve, group.indexOf(curve), factor, colour);
    else plot.drawLine(ctx, frame, line);
    ctx.fillStyle = colour;
    ctx.fillRect(at, frame.top - 15, 12, 6);
    ctx.fillText(curve.flow.tag, at + 17, frame.top - 12);
    at += ctx.measureText(curve.flow.tag).width + 36;
  }
}

const NUMBERS = [
  'bytes',
  'goodput_average',
  'completion_time_us',
  'connect_time_us',
  'rtt_min_us',
  'rtt_median_us',
  'rtt_p95_us',
  'queueing_delay_max_us',
  'retransmissions',
  'segments',
  'dupack_5681',
  'snd_cwnd_max',
  'bytes_in_flight_max',
  'initial_window_bytes',
];

/** Metrics as rows, connections as columns, each after the first with its difference to the first. */
function table(): HTMLElement {
  const flows = model.chosen();
  const limits = [...model.catalogue.keys()].filter((name) => name.startsWith('limited_by_'));
  const head = make('tr', {}, make('th', { textContent: 'metric' }));
  for (const flow of flows) {
    const th = make('th', { className: 'of-flow', textContent: `${flow.tag} (#${flow.connection.id})` });
    th.style.setProperty('--flow-ink', `var(--flow-${flow.slot % 8})`);
    head.append(th);
  }
  if (flows.length > 2) head.append(make('th', { textContent: 'spread' }));
  const body = make('tbody');
  for (const name of [...NUMBERS, ...limits]) {
    const values = flows.map((flow) => attribute(flow.connection, model.senderOf(flow.connection), name));
    if (!values.some((value) => value !== null)) continue;
    const { unit, definition } = model.seriesOf(name);
    const row = make('tr', {}, make('td', { textContent: name, title: definition }));
    values.forEach((value, i) =>
      row.append(make('td', { className: 'number', textContent: value === null ? '—' : told(value, unit) + (i ? percent(values[0], value) : '') }))
    );
    if (flows.length > 2) row.append(make('td', { className: 'number', textContent: spread(values.filter((value) => value !== null)) }));
    body.append(row);
  }
  return region('Metrics of the compared connections', make('table', { className: 'list' }, make('thead', {}, head), body));
}

const told = (value: number, unit: string) => unit === 'ratio' ? (value * 100).toFixed(1) + ' %' : exact(Number(value.toPrecision(6)), unit);
