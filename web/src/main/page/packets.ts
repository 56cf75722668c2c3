/** Packets on the page: of each connection the part that was asked for last, as columns. */
import * as api from './api.ts';
import { RUN } from './data.ts';

/** Packets of one connection, both sides, in time order; columns of the same length. */
export interface Packets {
  /** ns */
  time: Float64Array;
  /** 0 client, 1 server */
  side: Uint8Array;
  seq: Float64Array;
  end: Float64Array;
  ack: Float64Array;
  /** bytes, scaled; NaN: unknown */
  window: Float64Array;
  payload: Float64Array;
  flags: Uint16Array;
  ecn: Uint8Array;
  sack: ([number, number][] | null)[];
  /** why it was sent again; null: it was not */
  cause: (string | null)[];
  spurious: (boolean | null)[];
  rows: (string | number | null)[][];
  columns: string[];
}
interface Part {
  from: number;
  to: number;
  total: number;
  packets: Packets;
}

/** So many are drawn one by one; of more, lines and marks are. */
export const MOST = 20000;
export const FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16, ECE = 64, CWR = 128;

const parts = new Map<number, Part>();
/** Why a connection has no packets. */
const failures = new Map<number, string>();
let timer = 0;
/** When the view changed last. */
let last = -Infinity;
let open = 0;
let running: AbortController | null = null;
let arrived = () => {};

export function listen(onArrival: () => void) {
  arrived = onArrival;
}

export const idle = () => open === 0 && timer === 0;

/** The part that holds the view whole; undefined while it is not here, or where it has too many packets. */
export function within(connection: number, view: [number, number]): Packets | undefined {
  const part = parts.get(connection);
  return part && part.total <= MOST && part.from <= view[0] && part.to >= view[1] ? part.packets : undefined;
}

/** How many packets the view has, if that is known. */
export function countOf(connection: number, view: [number, number]): number | undefined {
  const part = parts.get(connection);
  return part && part.from <= view[0] && part.to >= view[1] ? part.total : undefined;
}

export const failure = (connection: number) => failures.get(connection);

/** Sees to it that the packets of the view are here, unless they are too many. */
export function show(connections: number[], view: [number, number]) {
  const room = (view[1] - view[0]) * 0.1;
  const [from, to] = [Math.max(0, Math.floor(view[0] - room)), Math.ceil(view[1] + room)];
  clearTimeout(timer);
  timer = 0;
  const missing = connections.filter((id) => !failures.has(id) && !holds(parts.get(id), view));
  if (!missing.length) return;
  running?.abort();
  const now = performance.now();
  timer = setTimeout(() => {
    timer = 0;
    ask(missing, from, to);
  }, now - last > RUN ? 0 : 60);
  last = now;
}

/** Whether asking again would bring no more. */
function holds(part: Part | undefined, view: [number, number]): boolean {
  if (!part || part.from > view[0] || part.to < view[1]) return false;
  return part.total <= MOST || (view[1] - view[0]) / (part.to - part.from) > 0.6;
}

async function ask(connections: number[], from: number, to: number) {
  open++;
  const mine = (running = new AbortController());
  try {
    await Promise.all(connections.map(async (id) => {
      const answer = await api.packets(id, from, to, MOST, mine.signal, true);
      parts.set(id, { from, to, total: answer.total, packets: columnsOf(answer) });
    }));
  } catch (problem) {
    if (!mine.signal.aborted) connections.forEach((id) => failures.set(id, (problem as Error).message));
  } finally {
    open--;
    arrived();
  }
}

export function columnsOf(answer: api.Rows): Packets {
  const { columns, rows } = answer;
  const at = (name: string) => columns.indexOf(name);
  const number = (name: string, none: number) => {
    const i = at(name);
    return (row: api.Row) => (i >= 0 && row[i] !== null ? Number(row[i]) : none);
  };
  const floats = (name: string, none = NaN) => Float64Array.from(rows, number(name, none));
  const [sack, cause, spurious, side] = [at('sack'), at('retransmission'), at('spurious'), at('side')];
  return {
    time: floats('time'),
    side: Uint8Array.from(rows, (row) => (row[side] === 'server' ? 1 : 0)),
    seq: floats('seq'),
    end: floats('end_seq'),
    ack: floats('ack'),
    window: floats('window'),
    payload: floats('payload_length', 0),
    flags: Uint16Array.from(rows, number('flags', 0)),
    ecn: Uint8Array.from(rows, number('ecn', 0)),
    sack: rows.map((row) => (Array.isArray(row[sack]) && row[sack].length ? row[sack] as unknown as [number, number][] : null)),
    cause: rows.map((row) => (cause >= 0 ? row[cause] as string | null : null)),
    spurious: rows.map((row) => (spurious >= 0 ? row[spurious] as unknown as boolean | null : null)),
    rows: rows as (string | number | null)[][],
    columns,
  };
}

/** The flags of a packet as words: SYN ACK. */
export function flagWords(flags: number): string {
  const names: [number, string][] = [[SYN, 'SYN'], [FIN, 'FIN'], [RST, 'RST'], [PSH, 'PSH'], [ACK, 'ACK'], [32, 'URG'], [ECE, 'ECE'], [CWR, 'CWR'], [
    256,
    'AE',
  ]];
  return names.filter(([bit]) => flags & bit).map(([, name]) => name).join(' ');
}
