/** How the axis of time counts: from the start of the run, of the first chosen connection, or that in round-trip times. */
import { places, ticks } from './axis.ts';
import * as model from './model.ts';
import { attribute } from './series.ts';
import { state, update } from './state.ts';
import { grouped, seconds } from './units.ts';

const KINDS = ['run', 'connection', 'rtt'];

/** Where it begins, how many ns its unit has, and what it is called. */
function scale(): { origin: number; unit: number; words: string } {
  const flow = model.chosen()[0];
  if (!flow || state.clock === 'run') return { origin: 0, unit: 1e9, words: 's since start of run' };
  const { connection } = flow;
  const rtt = attribute(connection, model.senderOf(connection), 'rtt_median_us');
  if (state.clock === 'rtt' && rtt) {
    return { origin: connection.startNs, unit: rtt * 1000, words: `RTTs of ${(rtt / 1000).toPrecision(3)} ms (#${connection.id})` };
  }
  return { origin: connection.startNs, unit: 1e9, words: `s since start of #${connection.id}` };
}

/** The next way to count. */
export function next() {
  update({ clock: KINDS[(KINDS.indexOf(state.clock) + 1) % KINDS.length] });
}

/** Ticks of the axis, ns. */
export function axisTicks(view: [number, number], count: number): { at: number[]; step: number } {
  const { origin, unit } = scale();
  const found = ticks((view[0] - origin) / unit, (view[1] - origin) / unit, count);
  return { at: found.at.map((at) => at * unit + origin), step: found.step * unit };
}

/** A moment, with the places that `step` (ns) needs. */
export function told(ns: number, step: number): string {
  const { origin, unit } = scale();
  return unit === 1e9 ? seconds(ns - origin, step) : grouped(((ns - origin) / unit).toFixed(places(step / unit)));
}

/** Behind a single moment. */
export const suffix = () => (scale().unit === 1e9 ? ' s' : ' RTT');

export const words = () => scale().words;
