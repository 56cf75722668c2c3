/** Ticks at round numbers, for both axes. */

/** The round step (1, 2, 5 times a power of ten) that gives about `count` ticks. */
export function step(span: number, count: number) {
  const raw = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const lead = raw / power;
  return (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10) * power;
}

/**
 * @param count wanted, about
 * @returns ticks within [low, high]
 */
export function ticks(low: number, high: number, count: number): { at: number[]; step: number } {
  const size = step(high - low, count);
  const at = [];
  for (let i = Math.ceil(low / size - 1e-9); i * size <= high + size * 1e-9; i++) at.push(i * size);
  return { at, step: size };
}

/** Places behind the point that tell two ticks apart. @param size of the step */
export function places(size: number) {
  return Math.max(0, Math.min(12, Math.ceil(-Math.log10(size) - 1e-9)));
}

/** Limits of an axis that hold [low, high] with a little room. */
export function limits(low: number, high: number, fromZero: boolean): [number, number] {
  if (!(low <= high)) return [0, 1];
  if (fromZero && low >= 0) return [0, high > 0 ? high * 1.06 : 1];
  const room = (high - low) * 0.05 || Math.abs(high) * 0.05 || 1;
  return [low - room, high + room];
}

/** Ticks of a logarithmic axis: decades, with 2 and 5 between them where there is room. */
export function logTicks(low: number, high: number, count: number): { at: number[]; step: number } {
  const at: number[] = [];
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const leads = Math.log10(high / low) * 3 <= count * 2 ? [1, 2, 5] : [1];
  const stride = Math.max(1, Math.ceil((to - from) / (count * 1.5)));
  for (let power = from; power <= to; power += stride) at.push(...leads.map((lead) => lead * 10 ** power).filter((each) => each >= low && each <= high));
  return { at, step: 10 ** from };
}
