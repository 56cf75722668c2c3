/**
 * Points on the page. Of each series there is the whole range, coarse, and the visible range at the plot's resolution;
 * a series that came whole is never asked for again.
 */
import * as api from './api.js';
import { keyText } from './model.js';
import { look } from './series.js';

/** @typedef {api.Points & {from: number, to: number, columns: number}} Part */
/** @typedef {{key: api.Key, full?: Part, detail?: Part, t?: Float64Array, v?: Float64Array, asked?: {from: number, to: number, columns: number}}} Entry `asked`: the full part, while on its way */

/** @type {Map<string, Entry>} */
const entries = new Map();
let timer = 0;
/** @type {AbortController|null} */
let running = null;
let open = 0;
/** @type {() => void} */
let arrived = () => {};
/** @type {(message: string) => void} */
let failed = () => {};
/** Requests for points so far; for tests and the curious. */
export const counts = { requests: 0, aborted: 0 };

/** @param {() => void} onArrival @param {(message: string) => void} onFailure */
export function listen(onArrival, onFailure) {
  arrived = onArrival;
  failed = onFailure;
}

/** @param {api.Key} key @returns {Entry|undefined} with t and v once anything came */
export function get(key) {
  const entry = entries.get(keyText(key));
  return entry?.t ? entry : undefined;
}

/** Whether nothing is on its way. */
export function idle() {
  return open === 0 && timer === 0;
}

/**
 * Sees to it that `keys` can be drawn.
 * @param {api.Key[]} keys
 * @param {[number, number]} all ns, holds every point of every key
 * @param {[number, number]} view ns
 * @param {number} columns device pixels of the plot
 */
export function show(keys, all, view, columns) {
  const wanted = keys.map((key) => {
    const text = keyText(key);
    if (!entries.has(text)) entries.set(text, { key });
    return entries.get(text);
  });
  const unknown = wanted.filter((entry) => !entry.asked && !entry.full);
  if (unknown.length) askFull(unknown, all, columns);
  clearTimeout(timer);
  timer = 0;
  const [from, to] = [Math.floor(view[0]), Math.ceil(view[1])];
  const coarse = () => wanted.filter((entry) => !fine(entry, from, to, columns));
  if (coarse().length) {
    running?.abort();
    timer = setTimeout(() => {
      timer = 0;
      const rest = coarse();
      if (rest.length) askDetail(rest, from, to, columns);
    }, 70);
  }
}

/** @param {Entry} entry */
function fine(entry, from, to, columns) {
  if (entry.full && whole(entry.full)) return true;
  return [entry.full ?? entry.asked, entry.detail].some((part) => {
    if (!part || part.from > from || part.to < to) return false;
    return (part.t && whole(part)) || (part.to - part.from) / part.columns <= ((to - from) / columns) * 1.1;
  });
}

/** @param {Part} part */
const whole = (part) => part.total <= part.t.length;

async function askFull(list, [from, to], columns) {
  const [first, last] = [Math.floor(from), Math.ceil(to)];
  list.forEach((entry) => (entry.asked = { from: first, to: last, columns }));
  await ask(list, first, last, columns, undefined, (entry, part) => (entry.full = part));
}

async function askDetail(list, from, to, columns) {
  running = new AbortController();
  await ask(list, from, to, columns, running.signal, (entry, part) => (entry.detail = part));
}

async function ask(list, from, to, columns, signal, store) {
  open++;
  counts.requests++;
  try {
    for (let i = 0; i < list.length; i += 200) {
      const some = list.slice(i, i + 200);
      const parts = await api.points(some.map((entry) => entry.key), from, to, columns, signal);
      some.forEach((entry, k) => {
        store(entry, { ...parts[k], from, to, columns });
        merge(entry);
      });
    }
  } catch (problem) {
    if (signal?.aborted) counts.aborted++;
    else {
      list.forEach((entry) => (entry.asked = undefined));
      failed(problem.message);
    }
  } finally {
    open--;
    arrived();
  }
}

/** The fine part with the coarse one on both sides of it. @param {Entry} entry */
function merge(entry) {
  const { full, detail } = entry;
  if (!full || !detail || whole(full) || !detail.t.length) {
    const only = full && whole(full) ? full : detail?.t.length && !full ? detail : full ?? detail;
    [entry.t, entry.v] = [only.t, only.v];
    return;
  }
  const before = lowerBound(full.t, detail.t[0]);
  const after = lowerBound(full.t, detail.t[detail.t.length - 1] + 0.5);
  for (const column of ['t', 'v']) {
    const joined = new Float64Array(before + detail.t.length + full.t.length - after);
    joined.set(full[column].subarray(0, before));
    joined.set(detail[column], before);
    joined.set(full[column].subarray(after), before + detail.t.length);
    entry[column] = joined;
  }
}

/** Index of the first time that is not before `time`. @param {Float64Array} t @param {number} time */
export function lowerBound(t, time) {
  let low = 0;
  let high = t.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (t[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @typedef {{t: number, v: number}|null} Moment */

/**
 * The point that tells a series' value at `time`: of a state the last one before it, of samples the nearest.
 * @param {Float64Array} t
 * @param {Float64Array} v
 * @param {number} time
 * @param {import('./series.js').Style} style
 * @param {boolean} [isEnd] whether the last point is the series' last
 * @returns {Moment}
 */
export function pick(t, v, time, style, isEnd = true) {
  if (!t.length) return null;
  let i = lowerBound(t, time);
  if (i < t.length && t[i] === time) {
    while (i + 1 < t.length && t[i + 1] === time) i++;
  } else if (style === 'step' || style === 'state') {
    i--;
    if (i < 0 || (isEnd && i === t.length - 1)) return null;
  } else if (i === t.length || (i > 0 && time - t[i - 1] <= t[i] - time)) {
    i--;
  }
  return { t: t[i], v: v[i] };
}

/**
 * The exact moments at `time`, straight from the store where the page has only a reduction.
 * @param {api.Key[]} keys
 * @param {number} time ns
 * @param {AbortSignal} signal
 * @returns {Promise<Map<string, Moment>>} by key text
 */
export async function exact(keys, time, signal) {
  const found = new Map();
  const unknown = keys.filter((key) => {
    const entry = entries.get(keyText(key));
    if (!entry?.full || !whole(entry.full)) return true;
    found.set(keyText(key), pick(entry.full.t, entry.full.v, time, look(key.name).style));
    return false;
  });
  if (unknown.length) {
    const parts = await api.points(unknown, time, time, 1, signal);
    unknown.forEach((key, i) => found.set(keyText(key), pick(parts[i].t, parts[i].v, time, look(key.name).style)));
  }
  return found;
}
