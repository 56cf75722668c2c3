/** What a series is shown in: as it is stored, or windows and rates in bytes, or in segments of the sender's current size. */
import type { Series } from './api.ts';
import * as model from './model.ts';
import { state } from './state.ts';
import { shown } from './units.ts';

/** `times` leads from stored values to `unit`, `factor` from stored values to `dimension`. */
export interface Scale {
  unit: string;
  dimension: string;
  times: number;
  factor: number;
}
const WINDOWS = ['bytes', 'segments'];
const RATES = ['bytes/s', 'bit/s'];

/** The choices, with their words. */
export const UNITS: [string, string][] = [['', 'as stored'], ['bytes', 'bytes'], ['segments', 'segments']];

/** The unit that is chosen for values of that stored unit. */
export function unitFor(stored: string): string {
  if (!state.units) return stored;
  if (WINDOWS.includes(stored)) return state.units;
  if (RATES.includes(stored)) return state.units === 'bytes' ? 'B/s' : 'segments/s';
  return stored;
}

/** Bytes of a full segment that this side sends; null if neither the kernel nor a metric has told. `changed`: it was not the same all the time. */
export function segmentSize(connection: number, side: string): { bytes: number; changed: boolean } | null {
  const info = model.infoOf(connection, side, 'mss_cache');
  return info && info.max > 0 ? { bytes: info.max, changed: info.min !== info.max } : null;
}

/** null if the segment size is needed and not known. */
export function scaleOf(series: Series, connection: number, side: string): Scale | null {
  const unit = unitFor(series.unit);
  const { dimension, factor } = shown(unit);
  if (unit === series.unit) return { unit, dimension, times: 1, factor };
  const size = segmentSize(connection, side)?.bytes ?? null;
  const inBytes = series.unit === 'segments' ? size : series.unit === 'bit/s' ? 1 / 8 : 1;
  const wanted = unit.startsWith('segments') ? size : 1;
  if (inBytes === null || wanted === null) return null;
  const times = inBytes / wanted;
  return { unit, dimension, times, factor: times * factor };
}
