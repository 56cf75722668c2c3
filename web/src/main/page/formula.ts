/** A formula over the series of one side of a connection: its picture, and a series of the database made of it. */
import * as api from './api.ts';
import { curve } from './curve.ts';
import { byId, make } from './dom.ts';
import * as model from './model.ts';
import { pen } from './plot.ts';
import { state, update } from './state.ts';
import { grouped } from './units.ts';

const UNITS = ['', 'bytes', 'segments', 'packets', 'sequence', 'ns', 'us', 'ms', 's', 'bytes/s', 'bit/s', 'ratio', 'count'];
let open = 0;
let shown: { points: api.Points; title: string } | null = null;
let running: AbortController | null = null;

export const idle = () => open === 0;

/** The part of the explore view. */
export function build(): HTMLElement {
  const expression = make('input', { id: 'formula', type: 'text', maxLength: 2000, spellcheck: false, placeholder: 'snd_nxt - snd_una', value: state.formula });
  expression.setAttribute('list', 'formula-series');
  const name = make('input', { id: 'formula-name', type: 'text', maxLength: 60, spellcheck: false });
  const unit = make('select', { id: 'formula-unit' }, ...UNITS.map((each) => make('option', { value: each, textContent: each || 'none' })));
  const preview = make('button', { id: 'formula-preview', textContent: 'Preview' });
  const save = make('button', { id: 'formula-save', textContent: 'Save as series' });
  preview.addEventListener('click', () => show(expression.value));
  expression.addEventListener('change', () => (unit.value = unitOf(expression.value)));
  expression.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') show(expression.value);
  });
  save.addEventListener('click', () => keep(expression.value, name.value.trim(), unit.value));
  const box = make(
    'section',
    { className: 'formula' },
    make('h2', { textContent: 'Formula over series' }),
    make(
      'div',
      { className: 'tools' },
      make('label', {}, 'Expression', expression),
      make('datalist', { id: 'formula-series' }),
      make('label', {}, 'of', make('select', { id: 'formula-of' })),
      preview,
    ),
    make('div', { className: 'tools' }, make('label', {}, 'Name', name), make('label', {}, 'Unit', unit), save),
    make('p', {
      id: 'formula-says',
      className: 'quiet',
      textContent: 'A SQL expression; where series have points at different times, the last value of each counts.',
    }),
    make('canvas', { id: 'formula-picture', hidden: true }),
  );
  queueMicrotask(() => {
    offer();
    if (state.formula) show(state.formula);
  });
  return box;
}

/** Offers the sides of the chosen connections, and their series. */
export function offer() {
  const of = byId<HTMLSelectElement>('formula-of');
  const before = of.value || state.of;
  of.replaceChildren(
    ...model.chosen().flatMap((flow) =>
      [...model.sidesOf(flow.connection), 'client', 'server'].filter((side, i, all) => all.indexOf(side) === i)
        .map((side) => make('option', { value: `${flow.connection.id} ${side}`, textContent: `${flow.tag}, ${side}` }))
    ),
  );
  if ([...of.options].some((option) => option.value === before)) of.value = before;
  const names = new Set(model.chosen().flatMap((flow) => (model.infosOf(flow.connection.id) ?? []).map((info) => info.name)));
  byId('formula-series').replaceChildren(...[...names].sort().map((name) => make('option', { value: name })));
}

/** The unit that all named series have; none if they differ. */
function unitOf(expression: string): string {
  const units = (expression.match(/[A-Za-z_]\w*/g) ?? []).flatMap((word) => model.catalogue.get(word)?.unit ?? []);
  return new Set(units).size === 1 ? units[0] : '';
}

function chosen(): { connection: number; side: string } {
  const [connection, side] = byId<HTMLSelectElement>('formula-of').value.split(' ');
  return { connection: Number(connection), side };
}

function say(text: string, warn = false) {
  const says = byId('formula-says');
  says.textContent = text;
  says.className = warn ? 'warn' : 'quiet';
}

async function work(what: () => Promise<void>) {
  say('Running …');
  open++;
  try {
    await what();
  } catch (problem) {
    if ((problem as Error).name !== 'AbortError') say((problem as Error).message, true);
  } finally {
    open--;
  }
}

function show(expression: string) {
  const { value } = byId<HTMLSelectElement>('formula-of');
  if (!value) return say('Choose a connection first: the formula is of its series.', true);
  update({ formula: expression, of: value });
  running?.abort();
  const { signal } = (running = new AbortController());
  return work(async () => {
    const points = await api.formula({ ...chosen(), expression }, model.view(), Math.max(100, Math.round(byId('explore').clientWidth)), signal);
    shown = { points: { ...points, t: points.t.map((ns) => ns / 1e9) }, title: `${expression.trim()} over s` };
    say(`${grouped(String(points.total))} points${points.total > points.t.length ? `, ${grouped(String(points.t.length))} of them drawn` : ''}`);
    draw();
  });
}

function keep(expression: string, name: string, unit: string) {
  if (!byId<HTMLSelectElement>('formula-of').value) return say('Choose a connection first: the formula is of its series.', true);
  return work(async () => {
    const { connection, side } = chosen();
    const { points } = await api.keepFormula({ connection, side, expression }, name, unit);
    await model.refresh(connection);
    say(`Saved as ${name}: ${grouped(String(points))} points. `);
    const go = make('button', { id: 'formula-show', textContent: 'Show it' });
    go.addEventListener('click', () => update({ view: 'connection', side, series: [...new Set([...(state.series ?? []), name])] }));
    byId('formula-says').append(go);
    offer();
  });
}

export function draw() {
  const canvas = byId<HTMLCanvasElement>('formula-picture');
  canvas.hidden = !shown?.points.t.length;
  if (shown && !canvas.hidden) curve(pen(canvas), canvas.clientWidth, canvas.clientHeight, shown.points.t, shown.points.v, shown.title);
}
