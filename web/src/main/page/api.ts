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
  let at = 0;
  return keys.map(() => {
    const size = body[at];
    const total = body[at + 1];
    const t = body.subarray(at + 2, at + 2 + size);
    const v = body.subarray(at + 2 + size, at + 2 + 2 * size);
    at += 2 + 2 * size;
    return { t, v, total };
  });
}
