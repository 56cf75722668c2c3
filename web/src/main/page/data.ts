/**
 * Points on the page. Of each series there is the whole range, coarse, and the visible range at the plot's resolution;
 * a series that came whole is never asked for again.
 */
import type { Style } from './series.ts';
import * as api from './api.ts';
import { keyText } from './model.ts';
import { look } from './series.ts';

export type Reach = { from: number; to: number; columns: number };
export type Part = api.Points & { from: number; to: number; columns: number };
/** `asked`: the full part, while on its way */
export type Entry = { key: api.Key; full?: Part; detail?: Part; t?: Float64Array; v?: Float64Array; asked?: Reach };

const entries: Map<string, Entry> = new Map();
let timer = 0;
/** When the view changed last; of a run of changes (wheel, drag) only its first and its end are asked for. */
let last = -Infinity;
/** ms; changes that follow each other within this belong together */
export const RUN = 250;
let running: AbortController | null = null;
let open = 0;
let arrived: () => void = () => {};
let failed: (message: string) => void = () => {};
/** Requests for points so far; for tests and the curious. */
export const counts = { requests: 0, aborted: 0 };

export function listen(onArrival: () => void, onFailure: (message: string) => void) {
  arrived = onArrival;
  failed = onFailure;
}

/**  @returns with t and v once anything came */
export function get(key: api.Key): Entry | undefined {
  const entry = entries.get(keyText(key));
  return entry?.t ? entry : undefined;
}

/** Whether nothing is on its way. */
export function idle() {
  return open === 0 && timer === 0;
}

/**
 * Sees to it that `keys` can be drawn.
 * @param all ns, holds every point of every key
 * @param view ns
 * @param columns device pixels of the plot
 */
export function show(keys: api.Key[], all: [number, number], view: [number, number], columns: number) {
  const wanted = keys.map((key) => {
    const text = keyText(key);
    const entry = entries.get(text) ?? { key };
    entries.set(text, entry);
    return entry;
  });
  const unknown = wanted.filter((entry) => !entry.asked && !entry.full);
  if (unknown.length) askFull(unknown, all, columns);
  clearTimeout(timer);
  timer = 0;
  const [from, to] = [Math.floor(view[0]), Math.ceil(view[1])];
  const coarse = () => wanted.filter((entry) => !fine(entry, from, to, columns));
  if (coarse().length) {
    running?.abort();
    const now = performance.now();
    timer = setTimeout(() => {
      timer = 0;
      const rest = coarse();
      if (rest.length) askDetail(rest, from, to, columns);
    }, now - last > RUN ? 0 : 70);
    last = now;
  }
}

function fine(entry: Entry, from: number, to: number, columns: number) {
  if (entry.full && whole(entry.full)) return true;
  return ([entry.full ?? entry.asked, entry.detail] as (Part | Reach | undefined)[]).some((part) => {
    if (!part || part.from > from || part.to < to) return false;
    return ('t' in part && whole(part)) || (part.to - part.from) / part.columns <= ((to - from) / columns) * 1.1;
  });
}

const whole = (part: Part) => part.total <= part.t.length;

async function askFull(list: Entry[], [from, to]: [number, number], columns: number) {
  const [first, last] = [Math.floor(from), Math.ceil(to)];
  list.forEach((entry) => (entry.asked = { from: first, to: last, columns }));
  await ask(list, first, last, columns, undefined, (entry, part) => (entry.full = part));
}

async function askDetail(list: Entry[], from: number, to: number, columns: number) {
  running = new AbortController();
  await ask(list, from, to, columns, running.signal, (entry, part) => (entry.detail = part));
}

async function ask(list: Entry[], from: number, to: number, columns: number, signal: AbortSignal | undefined, store: (entry: Entry, part: Part) => void) {
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
      failed((problem as Error).message);
    }
  } finally {
    open--;
    arrived();
  }
}

/** The fine part with the coarse one on both sides of it. */
function merge(entry: Entry) {
  const { full, detail } = entry;
  if (!full || !detail || whole(full) || !detail.t.length) {
    const only = full && whole(full) ? full : detail?.t.length && !full ? detail : full ?? detail;
    if (only) [entry.t, entry.v] = [only.t, only.v];
    return;
  }
  const before = lowerBound(full.t, detail.t[0]);
  const after = lowerBound(full.t, detail.t[detail.t.length - 1] + 0.5);
  for (const column of ['t', 'v'] as const) {
    const joined = new Float64Array(before + detail.t.length + full.t.length - after);
    joined.set(full[column].subarray(0, before));
    joined.set(detail[column], before);
    joined.set(full[column].subarray(after), before + detail.t.length);
    entry[column] = joined;
  }
}

/** Index of the first time that is not before `time`. */
export function lowerBound(t: Float64Array, time: number) {
  let low = 0;
  let high = t.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (t[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

export type Moment = { t: number; v: number } | null;

/**
 * The point that tells a series' value at `time`: of a state the last one before it, of samples the nearest.
 * @param isEnd whether the last point is the series' last
 */
export function pick(t: Float64Array, v: Float64Array, time: number, style: Style, isEnd: boolean = true): Moment {
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
 * @param time ns
 * @returns by key text
 */
export async function exact(keys: api.Key[], time: number, signal: AbortSignal): Promise<Map<string, Moment>> {
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
