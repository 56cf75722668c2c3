/** What a loss did to the congestion window. */
import * as api from './api.ts';
import { lowerBound } from './data.ts';

/** From this value of icsk_ca_state on the window is reduced: CWR, Recovery, Loss. */
const REDUCED = 2;
const BEFORE = 2e9; // ns
const AFTER = 10e9;
/** So long after a segment was sent again its kernel may tell that it is in recovery. */
const LATE = 50e6;
const COLUMNS = 8000;

/** Segments; `after` is null if the repair does not end within ten seconds. */
export type Episode = { before: number; after: number | null; from: number; to: number };

/** The repair of losses that a segment sent again at `time` belongs to; null if the kernel did not tell. */
export async function around(connection: number, side: string, time: number): Promise<Episode | null> {
  const keys = ['icsk_ca_state', 'snd_cwnd'].map((name) => ({ connection, side, name }));
  const [state, window] = await api.points(keys, time - BEFORE, time + AFTER, COLUMNS);
  return episode(state, window, time);
}

/** Of the kernel's state and window around `time`. */
export function episode(state: Pick<api.Points, 't' | 'v'>, window: Pick<api.Points, 't' | 'v'>, time: number): Episode | null {
  let at = lowerBound(state.t, time + 1) - 1;
  while (at + 1 < state.t.length && !(state.v[at] >= REDUCED) && state.t[at + 1] <= time + LATE) at++;
  if (!(state.v[at] >= REDUCED)) return null;
  let first = at;
  while (first > 0 && state.v[first - 1] >= REDUCED) first--;
  let end = at;
  while (end < state.t.length && state.v[end] >= REDUCED) end++;
  const before = lowerBound(window.t, state.t[first]) - 1;
  if (before < 0) return null;
  const over = end < state.t.length;
  const after = over ? lowerBound(window.t, state.t[end] + 1) - 1 : -1;
  return { before: window.v[before], after: over ? window.v[after] : null, from: state.t[first], to: over ? state.t[end] : NaN };
}
