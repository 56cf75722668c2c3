/** How numbers with a unit are written: SI prefixes on axes, every digit on hover. */

/** what a stored unit is shown as: value times factor, in dimension */
export type Shown = { dimension: string; factor: number };

const SHOWN: Record<string, Shown> = {
  ns: { dimension: 's', factor: 1e-9 },
  us: { dimension: 's', factor: 1e-6 },
  ms: { dimension: 's', factor: 1e-3 },
  s: { dimension: 's', factor: 1 },
  bytes: { dimension: 'B', factor: 1 },
  'bytes/s': { dimension: 'bit/s', factor: 8 },
  'bit/s': { dimension: 'bit/s', factor: 1 },
  'B/s': { dimension: 'B/s', factor: 1 },
  count: { dimension: '', factor: 1 },
};
/** Greatest first. */
const PREFIXES: Record<string, [number, string][]> = {
  s: [[1, 's'], [1e-3, 'ms'], [1e-6, 'µs'], [1e-9, 'ns']],
  B: [[1e12, 'TB'], [1e9, 'GB'], [1e6, 'MB'], [1e3, 'kB'], [1, 'B']],
  'B/s': [[1e12, 'TB/s'], [1e9, 'GB/s'], [1e6, 'MB/s'], [1e3, 'kB/s'], [1, 'B/s']],
  'bit/s': [[1e12, 'Tbit/s'], [1e9, 'Gbit/s'], [1e6, 'Mbit/s'], [1e3, 'kbit/s'], [1, 'bit/s']],
};
const GAP = '\u202f'; // narrow space that does not break

/** @param unit symbol of the catalogue */
export function shown(unit: string): Shown {
  return SHOWN[unit] ?? { dimension: unit, factor: 1 };
}

/**
 * The prefix that makes `greatest` at least 1.
 * @param greatest magnitude, in the dimension
 */
export function prefix(dimension: string, greatest: number): { divide: number; unit: string } {
  const steps = PREFIXES[dimension];
  if (!steps) return { divide: 1, unit: dimension };
  const step = steps.find(([size]) => Math.abs(greatest) >= size * 0.9999) ?? steps[steps.length - 1];
  return greatest === 0 ? { divide: steps === PREFIXES.s ? 1e-3 : 1, unit: steps === PREFIXES.s ? 'ms' : dimension } : { divide: step[0], unit: step[1] };
}

/** Thousands apart, before and behind the point. @param digits of a plain decimal number */
export function grouped(digits: string) {
  const [whole, rest] = digits.split('.');
  const left = whole.replace(/\B(?=(\d{3})+(?!\d))/g, GAP);
  return rest === undefined ? left : left + '.' + rest.replace(/(\d{3})(?=\d)/g, '$1' + GAP);
}

/** Every digit that a stored number has (a fraction: 9). */
function digits(value: number) {
  if (Number.isInteger(value)) return grouped(BigInt(value).toString());
  const text = String(Number(value.toPrecision(9)));
  return text.includes('e') ? text : grouped(text);
}

/**
 * A stored value, exact, with the unit that suits it: 33871 us is "33.871 ms".
 * @param value as stored
 * @param unit as stored
 */
export function exact(value: number, unit: string) {
  const { dimension, factor } = shown(unit);
  if (!PREFIXES[dimension]) return digits(value) + (dimension && dimension !== 'sequence' ? ' ' + dimension : '');
  if (dimension === 'B') return digits(value) + ' B';
  const scale = prefix(dimension, value * factor);
  const places = Number.isInteger(value) ? 15 : 9;
  return grouped(String(Number(((value * factor) / scale.divide).toPrecision(places)))) + ' ' + scale.unit;
}

/** As `exact`, in 3 or 4 digits, for tables. */
export function short(value: number, unit: string) {
  const { dimension, factor } = shown(unit);
  if (!PREFIXES[dimension]) return digits(value);
  const scale = prefix(dimension, value * factor);
  const number = (value * factor) / scale.divide;
  const text = Number.isInteger(number) || Math.abs(number) >= 1000 ? number.toFixed(0) : number.toPrecision(3);
  return grouped(text) + ' ' + scale.unit;
}

/** Nanoseconds as seconds with as many places as `stepNs` needs. */
export function seconds(ns: number, stepNs: number) {
  const places = Math.max(0, Math.min(9, Math.ceil(-Math.log10(stepNs / 1e9) - 1e-9)));
  return grouped((ns / 1e9).toFixed(places));
}

/** How long, in the unit that suits. */
export function duration(ns: number) {
  return short(ns, 'ns');
}

/**
 * The date of a moment of a run, UTC, to the nanosecond.
 * @param startRealtimeNs ns since 1970, decimal
 * @param ns since the start of the run
 */
export function date(startRealtimeNs: string, ns: number) {
  const at = BigInt(startRealtimeNs) + BigInt(Math.round(ns));
  const [day, time] = new Date(Number(at / 1000000n)).toISOString().split('T');
  const fraction = (at % 1000000000n).toString().padStart(9, '0');
  return `${day} ${time.slice(0, 8)}${grouped('.' + fraction)} UTC`;
}
