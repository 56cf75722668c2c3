/** Where the axis of a connection begins, so that several can be laid over each other. */
import * as api from './api.ts';
import { lowerBound } from './data.ts';
import * as model from './model.ts';

/** Turns a moment into a place on the shared axis: ns since an event, or bytes acknowledged until then. */
export type Origin = (ns: number) => number;

/** The least of what the sender's series say of the first data. */
function firstData(flow: model.Flow): number | null {
  const side = model.senderOf(flow.connection);
  const of = (name: string) => model.infoOf(flow.connection.id, side, name)?.firstNs;
  return of('bytes_in_flight') ?? of('payload_length') ?? of('goodput') ?? null;
}

/** null if the connection has no such event. */
export async function origin(flow: model.Flow, by: string): Promise<Origin | null> {
  const { id, startNs } = flow.connection;
  const sender = model.senderOf(flow.connection);
  const since = (from: number | null | undefined): Origin | null => (from === null || from === undefined ? null : (ns) => ns - from);
  if (by === 'clock') return (ns) => ns;
  if (by === 'data') return since(firstData(flow));
  if (by === 'loss') return since(model.infoOf(id, sender, 'retransmission')?.firstNs);
  if (by !== 'bytes') return since(startNs);
  const other = sender === 'client' ? 'server' : 'client';
  const info = model.infoOf(id, other, 'ack');
  if (!info) return null;
  const [acked] = await api.points([{ connection: id, side: other, name: 'ack' }], info.firstNs, info.lastNs, 4000);
  return (ns) => between(acked.t, acked.v, ns);
}

/** The value of a step line at a moment. */
export function between(t: Float64Array, v: Float64Array, ns: number): number {
  const i = lowerBound(t, ns);
  if (i < t.length && t[i] === ns) return v[i];
  return i === 0 ? 0 : v[i - 1];
}
