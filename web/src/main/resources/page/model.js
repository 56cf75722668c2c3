/** What the database says, and what follows from it for the chosen flows. */
import * as api from './api.js';
import { state } from './state.js';
import { attribute } from './series.js';

/** @type {api.Run[]} */
export let runs = [];
/** @type {Map<number, api.Connection>} */
export let connections = new Map();
/** @type {Map<string, api.Series>} */
export let catalogue = new Map();
/** @type {Map<number, api.Loss[]>} by run */
export const losses = new Map();
/** @type {Map<number, api.SeriesInfo[]>} by connection, once it was asked for */
const infos = new Map();

/** Asks for everything that is small. */
export async function open() {
  const [allRuns, allConnections, allSeries] = await Promise.all([api.runs(), api.connections(), api.catalogue()]);
  runs = allRuns;
  connections = new Map(allConnections.map((each) => [each.id, each]));
  catalogue = new Map(allSeries.map((each) => [each.name, each]));
  await Promise.all(runs.map(async (run) => losses.set(run.id, await api.losses(run.id))));
}

/** Asks for the series of the chosen flows that are not known yet. */
export async function openChosen() {
  const unknown = chosen().map((flow) => flow.connection.id).filter((id) => !infos.has(id));
  if (!unknown.length) return;
  const found = await api.series(unknown);
  unknown.forEach((id) => infos.set(id, found.filter((info) => info.connection === id)));
}

/** @param {number} id @returns {api.SeriesInfo[]|undefined} undefined before it was asked for */
export function infosOf(id) {
  return infos.get(id);
}

/** @param {number} id @param {string} side @param {string} name */
export function infoOf(id, side, name) {
  return infos.get(id)?.find((info) => info.side === side && info.name === name);
}

/** @param {string} name @returns {api.Series} */
export function seriesOf(name) {
  return catalogue.get(name) ?? { name, unit: '', definition: '', source: '', reference: '' };
}

/** @typedef {{slot: number, connection: api.Connection, tag: string, run: api.Run|undefined}} Flow */

/** The chosen flows in the order of their slots. @returns {Flow[]} */
export function chosen() {
  const flows = (state.flows ?? suggestion())
    .map((id, slot) => ({ slot, connection: id === null ? undefined : connections.get(id) }))
    .filter((flow) => flow.connection);
  const controls = flows.map((flow) => flow.connection.congestionControl);
  const telling = controls.every((name, i) => name && controls.indexOf(name) === i);
  return flows.map((flow) => ({
    slot: flow.slot,
    connection: flow.connection,
    tag: telling ? flow.connection.congestionControl : '#' + flow.connection.id,
    run: runs.find((run) => run.id === flow.connection.run),
  }));
}

/** The slots in force, whether chosen by the reader or not. @returns {(number|null)[]} */
export function slots() {
  return state.flows ?? suggestion();
}

/** The flows that moved the most: up to four, each at least a twentieth of the greatest. */
function suggestion() {
  const weight = (connection) => bytes(connection) || connection.attributes.find((each) => each.name === 'events')?.value || 0;
  const ranked = [...connections.values()].sort((a, b) => weight(b) - weight(a));
  const most = ranked.length ? weight(ranked[0]) : 0;
  return ranked.filter((each, i) => i === 0 || weight(each) >= most / 20).slice(0, 4).map((each) => each.id).sort((a, b) => a - b);
}

/** @param {api.Connection} connection payload of both sides */
export function bytes(connection) {
  return (attribute(connection, 'client', 'bytes') ?? 0) + (attribute(connection, 'server', 'bytes') ?? 0);
}

/**
 * The side that sent more payload, or whose window was watched.
 * @param {api.Connection} connection
 * @returns {'client'|'server'}
 */
export function senderOf(connection) {
  const amount = (side) => attribute(connection, side, 'bytes') ?? infoOf(connection.id, side, 'bytes_in_flight')?.max ?? infoOf(connection.id, side, 'bytes_sent')?.max ?? 0;
  return amount('server') > amount('client') ? 'server' : 'client';
}

/** The sides of a connection that the choice of side means. @param {api.Connection} connection @returns {string[]} */
export function sidesOf(connection) {
  const sender = senderOf(connection);
  const other = sender === 'client' ? 'server' : 'client';
  switch (state.side) {
    case 'both': return [sender, other];
    case 'sender': return [sender];
    case 'receiver': return [other];
    default: return [state.side];
  }
}

/** From the first to the last event and point of the chosen flows, with a little room. @returns {[number, number]} ns */
export function extent() {
  const flows = chosen();
  if (!flows.length) return [0, Math.max(1e9, ...runs.map((run) => run.durationNs))];
  const known = flows.flatMap((flow) => infosOf(flow.connection.id) ?? []);
  const from = Math.min(...flows.map((flow) => flow.connection.startNs), ...known.map((info) => info.firstNs));
  const to = Math.max(...flows.map((flow) => flow.connection.endNs), ...known.map((info) => info.lastNs));
  const room = Math.max(1000, Math.round((to - from) * 0.01));
  return [Math.max(0, from - room), to + room];
}

/** What is seen. @returns {[number, number]} ns */
export function view() {
  return state.range ?? extent();
}

/** @param {import('./api.js').Key} key */
export function keyText(key) {
  return `${key.connection}.${key.side}.${key.name}`;
}
