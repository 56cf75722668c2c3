/** What the database says, and what follows from it for the chosen flows. */
import type { Connection, Key } from './api.ts';
import * as api from './api.ts';
import { state } from './state.ts';
import { attribute, SEQUENCE } from './series.ts';

export let runs: api.Run[] = [];
export let connections: Map<number, api.Connection> = new Map();
export let catalogue: Map<string, api.Series> = new Map();
/** by run */
export const losses: Map<number, api.Loss[]> = new Map();
/** by connection, once it was asked for */
const infos: Map<number, api.SeriesInfo[]> = new Map();

/** Asks for everything that is small. */
export async function open() {
  const [allRuns, allConnections, allSeries] = await Promise.all([api.runs(), api.connections(), api.catalogue()]);
  runs = allRuns;
  connections = new Map(allConnections.map((each) => [each.id, each]));
  catalogue = new Map(allSeries.map((each) => [each.name, each]));
  await Promise.all(runs.map(async (run) => losses.set(run.id, await api.losses(run.id))));
}

/** A series of that connection was saved. */
export async function refresh(id: number) {
  const [all, own] = await Promise.all([api.catalogue(), api.series([id])]);
  catalogue = new Map(all.map((each) => [each.name, each]));
  infos.set(id, own);
}

/** Asks for the series of the chosen flows that are not known yet. */
export async function openChosen() {
  const unknown = chosen().map((flow) => flow.connection.id).filter((id) => !infos.has(id));
  if (!unknown.length) return;
  const found = await api.series(unknown);
  unknown.forEach((id) => infos.set(id, found.filter((info) => info.connection === id)));
}

/**  @returns undefined before it was asked for */
export function infosOf(id: number): api.SeriesInfo[] | undefined {
  return infos.get(id);
}

export function infoOf(id: number, side: string, name: string) {
  return infos.get(id)?.find((info) => info.side === side && info.name === name);
}

export function seriesOf(name: string): api.Series {
  const definition = name === SEQUENCE ? 'What a side sent and what the other acknowledged, packet by packet, as tcptrace draws it.' : '';
  return catalogue.get(name) ?? { name, unit: '', definition, source: '', reference: '' };
}

export type Flow = { slot: number; connection: api.Connection; tag: string; run: api.Run | undefined };

/** The chosen flows in the order of their slots. */
export function chosen(): Flow[] {
  const flows = (state.flows ?? suggestion()).flatMap((id, slot) => {
    const connection = id === null ? undefined : connections.get(id);
    return connection ? [{ slot, connection }] : [];
  });
  const controls = flows.map((flow) => flow.connection.congestionControl);
  const telling = controls.every((name, i) => name && controls.indexOf(name) === i);
  return flows.map((flow) => ({
    slot: flow.slot,
    connection: flow.connection,
    tag: telling ? flow.connection.congestionControl : '#' + flow.connection.id,
    run: runs.find((run) => run.id === flow.connection.run),
  }));
}

/** The slots in force, whether chosen by the reader or not. */
export function slots(): (number | null)[] {
  return state.flows ?? suggestion();
}

/** The flows that moved the most: up to four, each at least a twentieth of the greatest. */
function suggestion() {
  const weight = (connection: Connection) => bytes(connection) || connection.attributes.find((each) => each.name === 'events')?.value || 0;
  const ranked = [...connections.values()].sort((a, b) => weight(b) - weight(a));
  const most = ranked.length ? weight(ranked[0]) : 0;
  return ranked.filter((each, i) => i === 0 || weight(each) >= most / 20).slice(0, 4).map((each) => each.id).sort((a, b) => a - b);
}

/** @param connection payload of both sides */
export function bytes(connection: api.Connection) {
  return (attribute(connection, 'client', 'bytes') ?? 0) + (attribute(connection, 'server', 'bytes') ?? 0);
}

/** The side that sent more payload, or whose window was watched. */
export function senderOf(connection: api.Connection): 'client' | 'server' {
  const amount = (side: string) =>
    attribute(connection, side, 'bytes') ?? infoOf(connection.id, side, 'bytes_in_flight')?.max ?? infoOf(connection.id, side, 'bytes_sent')?.max ?? 0;
  return amount('server') > amount('client') ? 'server' : 'client';
}

/** The sides of a connection that the choice of side means. */
export function sidesOf(connection: api.Connection): string[] {
  const sender = senderOf(connection);
  const other = sender === 'client' ? 'server' : 'client';
  switch (state.side) {
    case 'both':
      return [sender, other];
    case 'sender':
      return [sender];
    case 'receiver':
      return [other];
    default:
      return [state.side];
  }
}

/** From the first to the last event and point of the chosen flows, with a little room. @returns ns */
export function extent(): [number, number] {
  const flows = chosen();
  if (!flows.length) return [0, Math.max(1e9, ...runs.map((run) => run.durationNs))];
  const known = flows.flatMap((flow) => infosOf(flow.connection.id) ?? []);
  const from = Math.min(...flows.map((flow) => flow.connection.startNs), ...known.map((info) => info.firstNs));
  const to = Math.max(...flows.map((flow) => flow.connection.endNs), ...known.map((info) => info.lastNs));
  const room = Math.max(1000, Math.round((to - from) * 0.01));
  return [Math.max(0, from - room), to + room];
}

/** What is seen. @returns ns */
export function view(): [number, number] {
  return state.range ?? extent();
}

export function keyText(key: Key) {
  return `${key.connection}.${key.side}.${key.name}`;
}
