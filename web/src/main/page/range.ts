/** Changes of the visible range, each of which can be undone. */
import * as model from './model.ts';
import { state, update } from './state.ts';

const past: { range: [number, number] | null; y: Record<string, [number, number]> }[] = [];
let last = -Infinity;
const NARROWEST = 100; // ns

/** Remembers where we were; a run of quick steps (wheel, keys held down) counts as one. */
function remember() {
  const now = performance.now();
  if (now - last > 600) {
    past.push({ range: state.range, y: state.y });
    if (past.length > 200) past.shift();
  }
  last = now;
}

/** @param from ns @param to ns */
export function zoomTo(from: number, to: number, y: Record<string, [number, number]> = state.y) {
  const all = model.extent();
  const width = Math.min(Math.max(NARROWEST, to - from), (all[1] - all[0]) * 1.0001);
  const middle = (from + to) / 2;
  let start = to - from < NARROWEST ? middle - NARROWEST / 2 : from;
  start = Math.round(Math.max(all[0], Math.min(all[1] - width, start)));
  const end = Math.round(start + width);
  remember();
  const everything = start <= all[0] + 1 && end >= all[1] - 1;
  update({ range: everything ? null : [start, end], y });
}

/** @param factor below 1: in @param around ns that stays where it is */
export function zoom(factor: number, around?: number) {
  const [from, to] = model.view();
  const at = around ?? (from + to) / 2;
  zoomTo(at - (at - from) * factor, at + (to - at) * factor);
}

/** @param ns to the right */
export function pan(ns: number) {
  const [from, to] = model.view();
  zoomTo(from + ns, to + ns);
}

/**  @param y null: by itself again */
const tidy = (value: number) => Number(value.toPrecision(8));

export function limitY(panel: string, y: [number, number] | null) {
  remember();
  const rest = { ...state.y };
  delete rest[panel];
  update({ y: y ? { ...rest, [panel]: [tidy(y[0]), tidy(y[1])] } : rest });
}

export function reset() {
  if (!state.range && !Object.keys(state.y).length) return;
  last = -Infinity;
  remember();
  last = -Infinity;
  update({ range: null, y: {} });
}

export function undo() {
  last = -Infinity;
  const before = past.pop();
  if (before) update(before);
}

export const canUndo = () => past.length > 0;
