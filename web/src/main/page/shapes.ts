/** What becomes of the points of several connections when they are held against each other. */
import { lowerBound } from './data.ts';

export type Points = { x: Float64Array; y: Float64Array };
/** Quantiles: `shares` of all points are at most `values`, both ascending. */
export type Quantiles = { x: Float64Array; y: Float64Array };

/** What a state is at `x`: its last point there or before; NaN before the first. */
function held({ x, y }: Points, at: number): number {
  let i = lowerBound(x, at);
  if (i === x.length || x[i] !== at) i--;
  return i < 0 ? NaN : y[i];
}

/** `other` minus `first` at the ends of equal columns of what both have. */
export function difference(first: Points, other: Points, columns: number): Points {
  if (!first.x.length || !other.x.length) return { x: new Float64Array(), y: new Float64Array() };
  const from = Math.max(first.x[0], other.x[0]);
  const to = Math.min(first.x[first.x.length - 1], other.x[other.x.length - 1]);
  if (!(from < to)) return { x: new Float64Array(), y: new Float64Array() };
  const x = Float64Array.from({ length: columns + 1 }, (_, i) => from + ((to - from) * i) / columns);
  const y = x.map((at) => held(other, at) - held(first, at));
  const known = (_: number, i: number) => Number.isFinite(y[i]);
  return { x: x.filter(known), y: y.filter(known) };
}

/** The least value that at least that share of the points does not exceed. */
export function quantile({ x, y }: Quantiles, share: number): number {
  const i = lowerBound(y, share - 1e-12);
  return x[Math.min(i, x.length - 1)];
}

/** The share of the points in each of `bins` equal parts of [low, high]. */
export function histogram({ x, y }: Quantiles, low: number, high: number, bins: number): Float64Array {
  const reached = (value: number) => {
    let i = lowerBound(x, value);
    while (i < x.length && x[i] <= value) i++;
    return i ? y[i - 1] : 0;
  };
  const shares = new Float64Array(bins);
  let before = 0;
  for (let i = 0; i < bins; i++) {
    const now = i === bins - 1 ? reached(Infinity) : reached(low + ((high - low) * (i + 1)) / bins);
    shares[i] = now - before;
    before = now;
  }
  return shares;
}

/** The steps of a series as times during which it is not 0; the last one holds until `end`. */
export function spans(t: ArrayLike<number>, v: ArrayLike<number>, end: number): { fromNs: number; toNs: number; reasons: number }[] {
  const found = [];
  for (let i = 0; i < t.length; i++) {
    if (v[i]) found.push({ fromNs: t[i], toNs: i + 1 < t.length ? t[i + 1] : Math.max(end, t[i]), reasons: v[i] });
  }
  return found;
}
