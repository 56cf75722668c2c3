/** What is seen, and nothing else: it lives in the address, so that every view is a link. */

export interface State {
  /** connections by slot; a slot is a colour; null: the page chooses */
  flows: (number | null)[] | null;
  /** names; null: the default ones */
  series: string[] | null;
  /** sender, receiver, client, server, both */
  side: string;
  /** ns; null: everything */
  range: [number, number] | null;
  /** limits of a panel that was zoomed in y, in its dimension */
  y: Record<string, [number, number]>;
  /** keys whose line is switched off */
  hide: string[];
  /** light, dark; null: as the system */
  theme: string | null;
  /** column, with - in front: greatest first */
  sort: string;
  filter: string;
  /** connection, compare, explore */
  view: string;
  /** what stands beside the panels: findings, packets, range, notes; empty: nothing */
  dock: string;
  /** ns; the part of time that was marked for statistics */
  brush: [number, number] | null;
  /** how connections are laid over each other: start, clock, data, loss, bytes */
  align: string;
  /** what is compared, and how: overlay, multiples, distribution */
  metric: string;
  mode: string;
  /** how time is told: run, connection, rtt */
  clock: string;
  /** windows and rates as stored, in bytes, in segments */
  units: string;
  /** panels that series were moved to, by name; `own`: one for itself */
  place: Record<string, string>;
  /** panels from top to bottom, where the reader has moved them */
  order: string[];
  /** panels with a logarithmic axis */
  log: string[];
  /** the statement of the explore view */
  sql: string;
  /** its expression over series, and of what: connection and side */
  formula: string;
  of: string;
}

const initial = (): State => ({
  flows: null,
  series: null,
  side: 'sender',
  range: null,
  y: {},
  hide: [],
  theme: null,
  sort: 'id',
  filter: '',
  view: 'connection',
  dock: '',
  brush: null,
  align: 'start',
  metric: '',
  mode: 'overlay',
  clock: 'run',
  units: '',
  place: {},
  order: [],
  log: [],
  sql: '',
  formula: '',
  of: '',
});

const WORDS = ['view', 'dock', 'clock', 'units', 'align', 'metric', 'mode', 'sql', 'formula', 'of'] as const;

const LISTS = ['order', 'log'] as const;

export let state: State = initial();
const listeners: ((changed: Set<string>) => void)[] = [];

/** Calls back after every change with the names of what changed. */
export function onChange(listener: (changed: Set<string>) => void) {
  listeners.push(listener);
}

/** Names of what differs. */
function difference(a: State, b: State): Set<string> {
  const names = Object.keys(a) as (keyof State)[];
  return new Set(names.filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name])));
}

/** Changes some of the state, the address, and tells. */
export function update(change: Partial<State>) {
  const next = { ...state, ...change };
  const changed = difference(next, state);
  if (!changed.size) return;
  state = next;
  history.replaceState(null, '', write(state) || '#');
  listeners.forEach((listener) => listener(changed));
}

/** Takes the state from the address. */
export function load() {
  const next = read(location.hash);
  const changed = difference(next, state);
  state = next;
  if (changed.size) listeners.forEach((listener) => listener(changed));
}

export function write(from: State): string {
  const parts: string[] = [];
  const add = (name: string, value: string) => parts.push(name + '=' + encodeURIComponent(value).replace(/%2C/g, ',').replace(/%3A/g, ':'));
  if (from.flows) add('flows', from.flows.map((id) => id ?? '').join(','));
  if (from.series) add('series', from.series.join(','));
  if (from.side !== 'sender') add('side', from.side);
  if (from.range) add('range', from.range.map((ns) => Math.round(ns)).join(','));
  const y = Object.entries(from.y).map(([panel, [low, high]]) => `${panel}:${low}:${high}`);
  if (y.length) add('y', y.join(','));
  if (from.hide.length) add('hide', from.hide.join(','));
  if (from.theme) add('theme', from.theme);
  if (from.sort !== 'id') add('sort', from.sort);
  if (from.filter) add('filter', from.filter);
  for (const name of WORDS) if (from[name] !== initial()[name]) add(name, from[name]);
  const place = Object.entries(from.place).map(([name, panel]) => `${name}:${panel}`);
  if (place.length) add('place', place.join(','));
  for (const name of LISTS) if (from[name].length) add(name, from[name].join(','));
  if (from.brush) add('brush', from.brush.map((ns) => Math.round(ns)).join(','));
  return parts.length ? '#' + parts.join('&') : '';
}

/**  @returns what cannot be understood is left at its default */
export function read(hash: string): State {
  const to = initial();
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const one = (name: string) => given.get(name) ?? '';
  const list = (name: string) => (given.get(name) || '').split(',').filter(Boolean);
  if (given.has('flows')) {
    to.flows = one('flows').split(',').map((id) => (/^\d+$/.test(id) ? Number(id) : null));
    if (to.flows.every((id) => id === null)) to.flows = [];
  }
  if (given.has('series')) to.series = list('series');
  if (['receiver', 'client', 'server', 'both'].includes(one('side'))) to.side = one('side');
  const range = list('range').map(Number);
  if (range.length === 2 && range[0] < range[1]) to.range = [range[0], range[1]];
  for (const part of list('y')) {
    const [panel, low, high] = part.split(':');
    if (Number(low) < Number(high)) to.y[panel] = [Number(low), Number(high)];
  }
  to.hide = list('hide');
  if (['light', 'dark'].includes(one('theme'))) to.theme = one('theme');
  to.sort = given.get('sort') || 'id';
  to.filter = given.get('filter') || '';
  for (const name of WORDS) if (given.has(name)) to[name] = one(name);
  for (const part of list('place')) {
    const [name, panel] = part.split(':');
    if (panel) to.place[name] = panel;
  }
  for (const name of LISTS) to[name] = list(name);
  const brush = list('brush').map(Number);
  if (brush.length === 2 && brush[0] < brush[1]) to.brush = [brush[0], brush[1]];
  return to;
}
