/** The server's answers. Lists are JSON, points are float64. */

export type Series = { name: string; unit: string; definition: string; source: string; reference: string };
export type Attribute = { side: string | null; name: string; value: number | null };
export interface Connection {
  id: number;
  run: number;
  client: string;
  server: string;
  local: string | null;
  netns: number;
  cookie: string;
  pid: number;
  comm: string;
  congestionControl: string;
  startNs: number;
  endNs: number;
  sidesInferred: boolean;
  handshakeSeen: boolean;
  teardown: string;
  attributes: Attribute[];
}
export type Run = {
  id: number;
  trace: string;
  source: string;
  host: string;
  kernel: string;
  startRealtimeNs: string;
  durationNs: number;
  interfaces: string;
  hooks: string;
  filters: string;
  complete: boolean;
  events: number;
  eventsLost: number;
};
export type SeriesInfo = { connection: number; side: string; name: string; count: number; firstNs: number; lastNs: number; min: number; max: number };
export type Loss = { fromNs: number; toNs: number; hook: string; cpu: number; lost: number };
export type Points = { t: Float64Array; v: Float64Array; total: number };
export type Key = { connection: number; side: string; name: string };

const SLOW = 10000; // bytes per ms, below which compressing points saves time
/** Whether points came slowly, as through a tunnel; then they are asked for compressed. */
let slow = false;

async function ask(path: string, signal?: AbortSignal) {
  const answer = await fetch(path, { signal });
  if (!answer.ok) throw new Error((await answer.text()).trim());
  return answer;
}

export const runs = async (): Promise<Run[]> => (await ask('runs')).json();
export const connections = async (): Promise<Connection[]> => (await ask('connections')).json();
export const catalogue = async (): Promise<Series[]> => (await ask('catalogue')).json();
export const losses = async (run: number): Promise<Loss[]> => (await ask('losses?run=' + run)).json();
export const series = async (ids: number[]): Promise<SeriesInfo[]> => (await ask('series?' + ids.map((id) => 'connection=' + id).join('&'))).json();

/**
 * Points of several series in one request, in their order.
 * @param keys at most 256
 * @param from ns
 * @param to ns
 */
export async function points(keys: Key[], from: number, to: number, columns: number, signal?: AbortSignal): Promise<Points[]> {
  const names = keys.map((key) => `connection=${key.connection}&side=${key.side}&series=${encodeURIComponent(key.name)}`);
  const answer = await ask(`points?from=${from}&to=${to}&columns=${columns}&${names.join('&')}${slow ? '&gzip=yes' : ''}`, signal);
  const began = performance.now();
  const body = new Float64Array(await answer.arrayBuffer());
  slow ||= body.byteLength > 60000 && body.byteLength / (performance.now() - began) < SLOW;
  return decode(body, keys.length);
}

export type Formula = { connection: number; side: string; expression: string };

/** The values of a formula. */
export async function formula(of: Formula, [from, to]: [number, number], columns: number, signal?: AbortSignal): Promise<Points> {
  const path = `formula?connection=${of.connection}&side=${of.side}&from=${Math.floor(from)}&to=${Math.ceil(to)}&columns=${columns}`;
  const answer = await fetch(path, { method: 'POST', body: of.expression, headers: { 'Content-Type': 'text/plain' }, signal });
  if (!answer.ok) throw new Error((await answer.text()).trim());
  return decode(new Float64Array(await answer.arrayBuffer()), 1)[0];
}
/** Makes a series of it. */
export const keepFormula = (of: Formula, name: string, unit: string): Promise<{ points: number }> =>
  send(`formula?connection=${of.connection}&side=${of.side}&name=${encodeURIComponent(name)}&unit=${encodeURIComponent(unit)}`, of.expression, 'text/plain');

function decode(body: Float64Array, count: number): Points[] {
  let at = 0;
  return Array.from({ length: count }, () => {
    const size = body[at];
    const total = body[at + 1];
    const t = body.subarray(at + 2, at + 2 + size);
    const v = body.subarray(at + 2 + size, at + 2 + 2 * size);
    at += 2 + 2 * size;
    return { t, v, total };
  });
}

export type Cell = string | number | boolean | null | number[][];
export type Row = Cell[];
/** A list of rows; `total` is how many there are, sent or not. */
export type Rows = { columns: string[]; rows: Row[]; total: number };
export type Fact = { name: string; value: Cell; unit?: string; definition?: string };
export type Evidence = { side: string; fromNs: number; toNs: number; series: string | null };
export type Finding = { id: string; connection: number; title: string; what: string; sure: string; evidence: Evidence[]; source: string; advice: string };
export type Statistics = {
  count: number;
  min: number;
  mean: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
  slope_per_s: number;
  first: number;
  last: number;
};
export type Distribution = { count: number; min: number; values: number[]; shares: number[] };
export type Table = { columns: { name: string; type: string }[]; rows: Cell[][]; truncated: boolean; ms: number };
export type Note = { id: number; connection: number; fromNs: number; toNs: number; text: string };

const keyQuery = (key: Key) => `connection=${key.connection}&side=${key.side}&series=${encodeURIComponent(key.name)}`;
const span = (from: number, to: number) => `&from=${Math.round(from)}&to=${Math.round(to)}`;

/** Packets of both sides in time order: the first `limit`, or if `whole` is asked for, none where there are more. */
export const packets = async (connection: number, from: number, to: number, limit: number, signal?: AbortSignal, whole = false): Promise<Rows> =>
  (await ask(`packets?connection=${connection}${span(from, to)}&limit=${limit}${whole ? '&whole=yes' : ''}`, signal)).json();
/** The packet nearest to `time`, and the kernel's state then. */
export const packet = async (connection: number, time: number): Promise<Record<string, unknown>> =>
  (await ask(`packet?connection=${connection}&time=${Math.round(time)}`)).json();
export const findings = async (): Promise<Finding[]> => (await ask('findings')).json();
export const statistics = async (key: Key, from: number, to: number, signal?: AbortSignal): Promise<Statistics> =>
  (await ask(`statistics?${keyQuery(key)}${span(from, to)}`, signal)).json();
/** Values at that many equal shares. */
export const distribution = async (key: Key, from: number, to: number, points: number): Promise<Distribution> =>
  (await ask(`distribution?${keyQuery(key)}${span(from, to)}&points=${points}`)).json();
export const annotations = async (run: number): Promise<Note[]> => (await ask('annotations?run=' + run)).json();

async function send(path: string, body: string, type: string, signal?: AbortSignal, method = 'POST') {
  const answer = await fetch(path, { method, body: method === 'POST' ? body : undefined, headers: { 'Content-Type': type }, signal });
  if (!answer.ok) throw new Error((await answer.text()).trim());
  return answer.json();
}

/** The answer to one SELECT. */
export const sql = (text: string, signal?: AbortSignal): Promise<Table> => send('sql', text, 'text/plain', signal);
export const annotate = (note: Omit<Note, 'id'>): Promise<{ id: number }> =>
  send(`annotations?connection=${note.connection}&from=${Math.round(note.fromNs)}&to=${Math.round(note.toNs)}`, note.text, 'text/plain');
export const forget = (id: number) => send('annotations?id=' + id, '', 'text/plain', undefined, 'DELETE').catch(() => null);
