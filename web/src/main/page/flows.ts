/** The flow table: filter, sort, choose. Only the rows in sight are in the document. */
import { byId, make } from './dom.ts';
import type { Connection } from './api.ts';
import * as model from './model.ts';
import * as findings from './findings.ts';
import { matcher, type Words, wordsOf } from './filter.ts';
import * as sparkline from './sparkline.ts';
import { attribute, LIMITS } from './series.ts';
import { state, update } from './state.ts';
import { exact, grouped, seconds, short } from './units.ts';
import { hide, tip } from './tip.ts';

export interface Column {
  id: string;
  title: string;
  /** pixels */
  width: number;
  /** set to the left */
  text?: boolean;
  /** shown even if no flow has it */
  always?: boolean;
  /** name in the catalogue */
  attribute?: string;
  /** what it says, where the catalogue does not */
  about?: string;
  /** what is sorted by */
  value: (connection: Connection) => number | string | null;
  show: (value: never, connection: Connection) => string;
}

const ROW = 24;
const box = byId('flow-table');
const table = box.querySelector('table')!;
const head = table.tHead!;
const body = table.tBodies[0];
let more: (id: number) => void = () => {};
/** filtered and sorted */
let rows: Connection[] = [];

/** The value of the side whose data it is, else of the other, else of neither. */
const ofSender = (name: string) => (connection: Connection) => {
  const sender = model.senderOf(connection);
  return attribute(connection, sender, name) ?? attribute(connection, sender === 'client' ? 'server' : 'client', name) ?? attribute(connection, null, name);
};
/** Both sides together, or the one value there is. */
const ofBoth = (name: string) => (connection: Connection) => {
  const both = ['client', 'server'].map((side) => attribute(connection, side, name)).filter((value) => value !== null);
  return attribute(connection, null, name) ?? (both.length ? both.reduce((a, b) => a + b) : null);
};
const count = (value: number) => grouped(String(Math.round(value)));
const unit = (name: string) => (value: number) => short(value, model.seriesOf(name).unit);
const plain = (name: string, title: string, width: number, show = unit(name), value = ofSender(name)): Column => ({
  id: name,
  title,
  width,
  attribute: name,
  value,
  show,
});

const COLUMNS: Column[] = [
  { id: 'id', title: '#', width: 44, always: true, about: 'Number of the flow in this database.', value: (c) => c.id, show: String },
  {
    id: 'endpoints',
    title: 'Client → server',
    width: 244,
    text: true,
    always: true,
    about: 'Who opened the connection, and to whom.',
    value: (c) => c.client + ' ' + c.server,
    show: (_, c) => c.client + ' → ' + c.server,
  },
  {
    id: 'process',
    title: 'Process',
    width: 92,
    text: true,
    about: 'Local process and its number.',
    value: (c) => c.comm || (c.pid ? String(c.pid) : null),
    show: (_, c) => c.comm + (c.pid ? ' ' + c.pid : ''),
  },
  { id: 'cc', title: 'CC', width: 52, text: true, about: 'Congestion control of the local socket.', value: (c) => c.congestionControl || null, show: String },
  {
    id: 'limit',
    title: 'Limited by',
    width: 132,
    text: true,
    about: 'What limited the data sender longest, and for which share of the time.',
    value: (c) => {
      const limit = limitOf(c);
      return limit && LIMITS[limit.code];
    },
    show: (value: string, c) => `${value} ${((limitOf(c)?.share ?? 0) * 100).toFixed(0)} %`,
  },
  {
    id: 'findings',
    title: 'Findings',
    width: 68,
    about: 'How many remarkable things were found.',
    value: (c) => findings.countOf(c.id),
    show: (value: number) => value ? String(value) : '·',
  },
  {
    id: 'start',
    title: 'Start',
    width: 64,
    always: true,
    about: 'First event, seconds since the start of the run.',
    value: (c) => c.startNs,
    show: (v) => seconds(v, 1e6) + ' s',
  },
  {
    id: 'duration',
    title: 'Duration',
    width: 72,
    always: true,
    about: 'From the first to the last event.',
    value: (c) => c.endNs - c.startNs,
    show: (v) => short(v, 'ns'),
  },
  {
    id: 'bytes-client',
    title: 'Bytes →',
    width: 72,
    attribute: 'bytes',
    about: 'Of the client.',
    value: (c) => attribute(c, 'client', 'bytes'),
    show: unit('bytes'),
  },
  {
    id: 'bytes-server',
    title: '← bytes',
    width: 72,
    attribute: 'bytes',
    about: 'Of the server.',
    value: (c) => attribute(c, 'server', 'bytes'),
    show: unit('bytes'),
  },
  {
    id: 'curve',
    title: 'Curve',
    width: 84,
    about: 'Goodput over the time of the connection.',
    value: (c) => attribute(c, model.senderOf(c), 'goodput_average'),
    show: () => '',
  },
  plain('goodput_average', 'Goodput', 88),
  plain('rtt_min_us', 'RTT min', 72),
  plain('rtt_median_us', 'median', 68),
  plain('rtt_p95_us', 'p95', 68),
  plain('retransmissions', 'Retrans', 68, count),
  {
    id: 'rate',
    title: 'Rate',
    width: 58,
    about: 'Segments retransmitted, of all that the data sender sent.',
    value: retransmitted,
    show: (value: number) => (value * 100).toPrecision(value >= 0.1 ? 3 : 2) + ' %',
  },
  plain('dupack_5681', 'Dup ACK', 74, count),
  plain('snd_cwnd_max', 'Max cwnd', 84, count),
  { id: 'teardown', title: 'End', width: 52, text: true, about: 'How it ended: open, fin, reset.', value: (c) => c.teardown || null, show: String },
  plain('events', 'Events', 82, count, ofBoth('events')),
  plain('events_lost', 'Lost', 50, count, ofBoth('events_lost')),
];

let columnsOf: { connections: unknown; findings: boolean; list: Column[] } | null = null;

/** The columns that any connection has a value of. */
function shownColumns(): Column[] {
  const told = findings.known();
  if (columnsOf?.connections !== model.connections || columnsOf.findings !== told) {
    const all = [...model.connections.values()];
    columnsOf = {
      connections: model.connections,
      findings: told,
      list: COLUMNS.filter((column) => column.always || all.some((each) => column.value(each) !== null)),
    };
  }
  return columnsOf.list;
}

/** The limit that held longest, of the data sender; null if it is not known. */
export function limitOf(connection: Connection): { code: number; share: number } | null {
  const side = model.senderOf(connection);
  let [code, share] = [-1, 0];
  LIMITS.forEach((word, i) => {
    const value = attribute(connection, side, 'limited_by_' + word.replace(' ', '_')) ?? 0;
    if (value > share) [code, share] = [i, value];
  });
  return code < 0 ? null : { code, share };
}

const wordsKnown = new WeakMap<Connection, { told: boolean; words: Words }>();

function wordsFor(connection: Connection): Words {
  const known = wordsKnown.get(connection);
  if (known?.told === findings.known()) return known.words;
  const limit = limitOf(connection);
  const words = wordsOf(connection, limit ? LIMITS[limit.code] : '', findings.titlesOf(connection.id));
  wordsKnown.set(connection, { told: findings.known(), words });
  return words;
}

function retransmitted(connection: Connection): number | null {
  const [again, all] = [ofSender('retransmissions')(connection), ofSender('segments')(connection)];
  return again === null || !all ? null : again / all;
}

/** What the table lists, in its order. */
export const shownRows = () => rows;

/** Works out the rows anew from the state. */
export function build() {
  const box = byId<HTMLInputElement>('filter');
  if (box.value !== state.filter) box.value = state.filter;
  const matches = matcher(state.filter);
  const descending = state.sort.startsWith('-');
  const column = COLUMNS.find((each) => each.id === state.sort.replace(/^-/, '')) ?? COLUMNS[0];
  const found = [...model.connections.values()].filter((each) => matches(wordsFor(each)));
  const keyed = found.map((connection) => ({ connection, key: column.value(connection) }));
  keyed.sort((a, b) => {
    const [x, y] = [a.key, b.key];
    if (x === null || y === null) return Number(x === null) - Number(y === null) || a.connection.id - b.connection.id;
    const by = typeof x === 'number' && typeof y === 'number' ? x - y : x < y ? -1 : x > y ? 1 : 0;
    return (descending ? -by : by) || a.connection.id - b.connection.id;
  });
  rows = keyed.map((each) => each.connection);
  const all = model.connections.size;
  byId('flow-count').textContent = `${rows.length === all ? '' : rows.length + ' of '}${all} flow${all === 1 ? '' : 's'}, ${model.chosen().length} chosen`;
  const section = byId('flows');
  if (!section.style.height) section.style.maxHeight = 86 + Math.max(2, all) * ROW + 'px';
  drawHead(column, descending);
  drawRows();
}

function drawHead(sorted: Column, descending: boolean) {
  const columns = shownColumns();
  const scale = parseFloat(getComputedStyle(table).fontSize) / 12;
  table.style.minWidth = columns.reduce((sum, column) => sum + column.width * scale, 54) + 'px';
  const row = document.createElement('tr');
  row.append(cell('th', 'Plot', 'pick', 54));
  for (const column of columns) {
    const th = cell('th', column.title, column.text ? 'text' : '', column.width * scale);
    if (column === sorted) {
      th.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      th.textContent += descending ? ' ↓' : ' ↑';
    }
    th.dataset.column = column.id;
    th.tabIndex = 0;
    const sort = () => {
      const numeric = !column.text && column.id !== 'id' && column.id !== 'start';
      const next = column !== sorted ? (numeric ? '-' : '') + column.id : descending ? column.id : '-' + column.id;
      update({ sort: next });
    };
    th.addEventListener('click', sort);
    th.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      sort();
      head.querySelector<HTMLElement>(`[data-column="${column.id}"]`)?.focus();
    });
    th.addEventListener('mouseenter', () => tip(about(column), { x: th.getBoundingClientRect().left + 4, y: th.getBoundingClientRect().bottom + 8 }));
    th.addEventListener('mouseleave', hide);
    row.append(th);
  }
  row.append(cell('td', '', 'rest', 0));
  head.replaceChildren(row);
}

function about(column: Column): [string, string][] {
  const series = column.attribute ? model.seriesOf(column.attribute) : null;
  return [['b', series ? series.name + (series.unit ? ` (${series.unit})` : '') : column.title], [
    '',
    '\n' + [series?.definition, column.about].filter(Boolean).join(' '),
  ], ['quiet', series?.reference ? '\n' + series.reference : '']];
}

function cell(kind: 'td' | 'th', text: string, name: string, width: number) {
  const td = document.createElement(kind);
  td.textContent = text;
  td.className = name;
  if (width) td.style.width = width + 'px';
  return td;
}

export function drawRows() {
  const columns = shownColumns();
  const tall = Math.ceil(box.clientHeight / ROW);
  const first = Math.max(0, Math.min(Math.floor(box.scrollTop / ROW) - 8, rows.length - tall - 8));
  const last = Math.min(rows.length, first + tall + 18);
  const spacer = (count: number) => {
    const row = Object.assign(document.createElement('tr'), { className: 'spacer' });
    const td = row.appendChild(document.createElement('td'));
    td.colSpan = columns.length + 2;
    td.style.height = count * ROW + 'px';
    return row;
  };
  const slots = model.slots();
  const list = rows.slice(first, last).map((each) => drawRow(each, columns, slots));
  if (!rows.length) {
    const row = Object.assign(document.createElement('tr'), { className: 'spacer' });
    const td = row.appendChild(cell('td', model.connections.size ? 'No flow has all of these words.' : 'No TCP connection was recorded.', 'text blank', 0));
    td.colSpan = columns.length + 2;
    list.push(row);
  }
  body.replaceChildren(...(first ? [spacer(first)] : []), ...list, ...(last < rows.length ? [spacer(rows.length - last)] : []));
}

function drawRow(connection: Connection, columns: Column[], slots: (number | null)[]) {
  const row = document.createElement('tr');
  const slot = slots.indexOf(connection.id);
  row.dataset.flow = String(connection.id);
  if (slot >= 0) {
    row.className = 'chosen';
    row.style.setProperty('--flow', `var(--flow-${slot % 8})`);
  }
  const pick = row.appendChild(cell('td', '', 'pick', 0));
  const check = pick.appendChild(Object.assign(document.createElement('input'), { type: 'checkbox', checked: slot >= 0 }));
  check.setAttribute('aria-label', 'Choose flow ' + connection.id);
  check.addEventListener('change', () => toggle(connection.id));
  for (const column of columns) {
    const value = column.value(connection);
    const td = row.appendChild(cell('td', value === null ? '' : column.show(value as never, connection), column.text ? 'text' : '', 0));
    if (column.id === 'curve') td.append(curve(connection));
    if (column.id === 'limit' && value !== null) td.prepend(swatch(limitOf(connection)!.code));
    if (column.attribute && value !== null) td.title = exact(Number(value), model.seriesOf(column.attribute).unit);
    if (column.id === 'endpoints') td.title = td.textContent + (connection.sidesInferred ? '\nNo SYN was seen: who is the client is inferred' : '');
    if (column.id === 'endpoints' && connection.sidesInferred) {
      td.append(Object.assign(document.createElement('span'), { className: 'quiet', textContent: ' ?' }));
    }
    if (column.id === 'events_lost' && value) td.classList.add('warn');
  }
  row.append(cell('td', '', '', 0));
  const button = pick.appendChild(Object.assign(document.createElement('button'), { className: 'more', textContent: 'i', title: 'All about this flow (I)' }));
  button.addEventListener('click', () => more(connection.id));
  row.addEventListener('click', (event) => {
    if (event.target === check || event.target === button) return;
    if (event.ctrlKey || event.shiftKey || event.metaKey) toggle(connection.id);
    else only(connection.id);
  });
  return row;
}

function curve(connection: Connection): HTMLCanvasElement {
  const ratio = devicePixelRatio || 1;
  const canvas = make('canvas', { className: 'curve', width: 72 * ratio, height: 18 * ratio });
  sparkline.draw(connection, canvas);
  return canvas;
}

function swatch(code: number) {
  const mark = make('span', { className: 'swatch' });
  mark.style.background = `var(--limit-${code})`;
  return mark;
}

/** Chooses one more, or one less; the others keep their colours. */
export function toggle(id: number) {
  const slots = [...model.slots()];
  const at = slots.indexOf(id);
  if (at >= 0) slots[at] = null;
  else if (slots.includes(null)) slots[slots.indexOf(null)] = id;
  else slots.push(id);
  while (slots.length && slots[slots.length - 1] === null) slots.pop();
  update({ flows: slots });
}

/** Chooses this one alone. */
export function only(id: number) {
  update({ flows: [id], range: null, y: {} });
}

/** Chooses the one after the last chosen in the table's order. @param by 1 or -1 */
export function next(by: number) {
  const chosen = model.chosen().map((flow) => flow.connection.id);
  const at = rows.findIndex((each) => each.id === chosen[chosen.length - 1]);
  const to = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  if (!to) return;
  only(to.id);
  const top = rows.indexOf(to) * ROW;
  if (top < box.scrollTop || top + 3 * ROW > box.scrollTop + box.clientHeight) box.scrollTop = top - box.clientHeight / 2;
}

export function listen(onMore: (id: number) => void) {
  more = onMore;
  box.addEventListener('scroll', () => requestAnimationFrame(drawRows));
  const filter = byId<HTMLInputElement>('filter');
  filter.addEventListener('input', () => update({ filter: filter.value }));
  const size = byId('flow-size');
  const section = byId('flows');
  size.addEventListener('pointerdown', (event) => size.setPointerCapture(event.pointerId));
  size.addEventListener('pointermove', (event) => {
    if (!size.hasPointerCapture(event.pointerId)) return;
    section.style.maxHeight = '';
    section.style.height = Math.max(84, Math.min(innerHeight - 240, event.clientY - section.getBoundingClientRect().top)) + 'px';
    drawRows();
  });
}
