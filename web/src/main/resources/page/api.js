/** The server's answers. Lists are JSON, points are float64. */

/** @typedef {{name: string, unit: string, definition: string, source: string, reference: string}} Series */
/** @typedef {{side: string|null, name: string, value: number|null}} Attribute */
/**
 * @typedef {object} Connection
 * @property {number} id
 * @property {number} run
 * @property {string} client
 * @property {string} server
 * @property {string|null} local
 * @property {number} netns
 * @property {string} cookie
 * @property {number} pid
 * @property {string} comm
 * @property {string} congestionControl
 * @property {number} startNs
 * @property {number} endNs
 * @property {boolean} sidesInferred
 * @property {boolean} handshakeSeen
 * @property {string} teardown
 * @property {Attribute[]} attributes
 */
/** @typedef {{id: number, trace: string, source: string, host: string, kernel: string, startRealtimeNs: string, durationNs: number, interfaces: string, hooks: string, filters: string, complete: boolean, events: number, eventsLost: number}} Run */
/** @typedef {{connection: number, side: string, name: string, count: number, firstNs: number, lastNs: number, min: number, max: number}} SeriesInfo */
/** @typedef {{fromNs: number, toNs: number, hook: string, cpu: number, lost: number}} Loss */
/** @typedef {{t: Float64Array, v: Float64Array, total: number}} Points */
/** @typedef {{connection: number, side: string, name: string}} Key */

const SLOW = 10000; // bytes per ms, below which compressing points saves time
/** Whether points came slowly, as through a tunnel; then they are asked for compressed. */
let slow = false;

/** @param {string} path @param {AbortSignal} [signal] */
async function ask(path, signal) {
  const answer = await fetch(path, { signal });
  if (!answer.ok) throw new Error((await answer.text()).trim());
  return answer;
}

/** @returns {Promise<Run[]>} */
export const runs = async () => (await ask('runs')).json();
/** @returns {Promise<Connection[]>} */
export const connections = async () => (await ask('connections')).json();
/** @returns {Promise<Series[]>} */
export const catalogue = async () => (await ask('catalogue')).json();
/** @param {number} run @returns {Promise<Loss[]>} */
export const losses = async (run) => (await ask('losses?run=' + run)).json();
/** @param {number[]} ids @returns {Promise<SeriesInfo[]>} */
export const series = async (ids) => (await ask('series?' + ids.map((id) => 'connection=' + id).join('&'))).json();

/**
 * Points of several series in one request, in their order.
 * @param {Key[]} keys at most 256
 * @param {number} from ns
 * @param {number} to ns
 * @param {number} columns
 * @param {AbortSignal} [signal]
 * @returns {Promise<Points[]>}
 */
export async function points(keys, from, to, columns, signal) {
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
