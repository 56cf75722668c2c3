/** What is seen, and nothing else: it lives in the address, so that every view is a link. */

/**
 * @typedef {object} State
 * @property {(number|null)[]|null} flows connections by slot; a slot is a colour; null: the page chooses
 * @property {string[]|null} series names; null: the default ones
 * @property {string} side sender, receiver, client, server, both
 * @property {[number, number]|null} range ns; null: everything
 * @property {Record<string, [number, number]>} y limits of a panel that was zoomed in y, in its dimension
 * @property {string[]} hide keys whose line is switched off
 * @property {string|null} theme light, dark; null: as the system
 * @property {string} sort column, with - in front: greatest first
 * @property {string} filter
 */

/** @returns {State} */
const initial = () => ({ flows: null, series: null, side: 'sender', range: null, y: {}, hide: [], theme: null, sort: 'id', filter: '' });

/** @type {State} */
export let state = initial();
/** @type {((changed: Set<string>) => void)[]} */
const listeners = [];

/** Calls back after every change with the names of what changed. @param {(changed: Set<string>) => void} listener */
export function onChange(listener) {
  listeners.push(listener);
}

/** Changes some of the state, the address, and tells. @param {Partial<State>} change */
export function update(change) {
  const next = { ...state, ...change };
  const changed = new Set(Object.keys(next).filter((name) => JSON.stringify(next[name]) !== JSON.stringify(state[name])));
  if (!changed.size) return;
  state = next;
  history.replaceState(null, '', write(state) || '#');
  listeners.forEach((listener) => listener(changed));
}

/** Takes the state from the address. */
export function load() {
  const next = read(location.hash);
  const changed = new Set(Object.keys(next).filter((name) => JSON.stringify(next[name]) !== JSON.stringify(state[name])));
  state = next;
  if (changed.size) listeners.forEach((listener) => listener(changed));
}

/** @param {State} from @returns {string} */
export function write(from) {
  const parts = [];
  const add = (name, value) => parts.push(name + '=' + encodeURIComponent(value).replace(/%2C/g, ',').replace(/%3A/g, ':'));
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
  return parts.length ? '#' + parts.join('&') : '';
}

/** @param {string} hash @returns {State} what cannot be understood is left at its default */
export function read(hash) {
  const to = initial();
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const list = (name) => (given.get(name) || '').split(',').filter(Boolean);
  if (given.has('flows')) {
    to.flows = given.get('flows').split(',').map((id) => (/^\d+$/.test(id) ? Number(id) : null));
    if (to.flows.every((id) => id === null)) to.flows = [];
  }
  if (given.has('series')) to.series = list('series');
  if (['receiver', 'client', 'server', 'both'].includes(given.get('side'))) to.side = given.get('side');
  const range = list('range').map(Number);
  if (range.length === 2 && range[0] < range[1]) to.range = [range[0], range[1]];
  for (const part of list('y')) {
    const [panel, low, high] = part.split(':');
    if (Number(low) < Number(high)) to.y[panel] = [Number(low), Number(high)];
  }
  to.hide = list('hide');
  if (['light', 'dark'].includes(given.get('theme'))) to.theme = given.get('theme');
  to.sort = given.get('sort') || 'id';
  to.filter = given.get('filter') || '';
  return to;
}
