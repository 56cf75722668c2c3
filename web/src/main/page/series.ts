/** What the page knows about series: which panel, which mark, which numbers stand for "none". All else is the catalogue's. */
import type { Connection, Series } from './api.ts';
import { shown } from './units.ts';

export type Style = 'step' | 'line' | 'points' | 'marks' | 'state';
export interface Look {
  style: Style;
  /** words of a state's values */
  codes?: string[];
  /** whether each of them has its own colour */
  palette?: boolean;
  dash?: number[];
  width?: number;
  /** a limit: the axis reaches for it only if the other lines come near */
  bound?: boolean;
  /** this value and above (0: exactly) is not a number but this word */
  none?: { at: number; text: string };
}

/** The name of the time-sequence graph among the series; no series of the database. */
export const SEQUENCE = 'time_sequence';
/** Words of icsk_ca_state: include/net/tcp.h. */
export const STATES = ['Open', 'Disorder', 'CWR', 'Recovery', 'Loss'];
/** Words of limit: docs/metrics/limits.md. */
export const LIMITS = [
  'handshake',
  'application',
  'send buffer',
  'receive window',
  'zero window',
  'slow start',
  'congestion avoidance',
  'congestion signal',
  'pacing',
  'recovery',
  'timeout',
];
/** Words of uncertain, a sum: docs/metrics/certainty.md. */
const UNCERTAIN = ['', 'recorded loss', 'no handshake', 'both', 'missed packets'];

/** The panels in order, each with its series in the order of drawing and legend. */
const PANELS: { id: string; title: string; names: string[]; strip?: boolean }[] = [
  { id: 'tsg', title: 'Time–sequence', names: [SEQUENCE] },
  { id: 'cwnd', title: 'Congestion window', names: ['snd_cwnd', 'snd_ssthresh', 'prior_cwnd'] },
  { id: 'rtt', title: 'Round-trip time', names: ['rtt_us', 'srtt_us', 'min_rtt_us', 'mdev_us', 'rttvar_us', 'rto_us', 'rate_interval_us'] },
  { id: 'flight', title: 'In flight', names: ['bytes_in_flight', 'flight_pipe', 'snd_wnd', 'rcv_wnd', 'window'] },
  { id: 'rate', title: 'Throughput', names: ['goodput', 'sk_pacing_rate'] },
  { id: 'marks', title: 'Retransmissions', names: ['retransmission'], strip: true },
  { id: 'signals', title: 'Duplicate ACKs', names: ['duplicate_ack'], strip: true },
  { id: 'state', title: 'Congestion state', names: ['icsk_ca_state'], strip: true },
  { id: 'limit', title: 'What limits the sender', names: ['limit'], strip: true },
  { id: 'certainty', title: 'Uncertain values', names: ['uncertain'], strip: true },
  { id: 'segments', title: 'Segments outstanding', names: ['packets_out', 'sacked_out', 'lost_out', 'retrans_out'] },
  { id: 'buffers', title: 'Buffers', names: ['sk_wmem_queued', 'sk_sndbuf', 'sk_rmem_alloc', 'sk_rcvbuf'] },
];

const LOOKS: Record<string, Look> = {
  snd_cwnd: { style: 'step', width: 1.7 },
  snd_ssthresh: { style: 'step', dash: [5, 3], width: 1.2, bound: true, none: { at: 2 ** 31 - 1, text: 'infinite' } },
  rtt_us: { style: 'points' },
  srtt_us: { style: 'step', width: 1.7, none: { at: 0, text: 'none yet' } },
  min_rtt_us: { style: 'step', dash: [2, 3], width: 1.4, none: { at: 2 ** 32 - 1, text: 'none yet' } },
  rto_us: { style: 'step', dash: [5, 3], width: 1.2, bound: true },
  bytes_in_flight: { style: 'step', width: 1.3 },
  snd_wnd: { style: 'step', dash: [5, 3], width: 1.2, bound: true },
  rcv_wnd: { style: 'step', dash: [2, 3], width: 1.2, bound: true },
  goodput: { style: 'line', width: 1.7 },
  sk_pacing_rate: { style: 'step', dash: [2, 3], width: 1.2, bound: true, none: { at: 2 ** 64, text: 'unlimited' } },
  icsk_ca_state: { style: 'state', codes: STATES },
  limit: { style: 'state', codes: LIMITS, palette: true },
  flight_pipe: { style: 'step', width: 1.3, dash: [6, 2] },
  window: { style: 'step', width: 1.2, dash: [2, 3], bound: true },
  seq: { style: 'points' },
  end_seq: { style: 'points' },
  ack: { style: 'step', width: 1.3 },
  payload_length: { style: 'points' },
  send_length: { style: 'points' },
  recv_length: { style: 'points' },
  uncertain: { style: 'state', codes: UNCERTAIN },
  retransmission: { style: 'marks' },
  duplicate_ack: { style: 'marks' },
};

/** What is drawn until the reader chooses. */
export const DEFAULTS = [
  'snd_cwnd',
  'snd_ssthresh',
  'rtt_us',
  'srtt_us',
  'min_rtt_us',
  'bytes_in_flight',
  'snd_wnd',
  'goodput',
  'retransmission',
  'icsk_ca_state',
  'limit',
];

/** The same with the graph of one connection. */
export const DEFAULTS_OF_ONE = [SEQUENCE, ...DEFAULTS];

/** One click each. */
export const PRESETS: { title: string; names: string[] | null; units?: string }[] = [
  { title: 'Default', names: null },
  { title: 'Window', names: ['snd_cwnd', 'snd_ssthresh', 'bytes_in_flight', 'snd_wnd', 'rcv_wnd', 'retransmission', 'icsk_ca_state'], units: 'bytes' },
  { title: 'RTT', names: ['rtt_us', 'srtt_us', 'min_rtt_us', 'rttvar_us', 'rto_us'] },
  { title: 'Loss', names: ['snd_cwnd', 'packets_out', 'sacked_out', 'lost_out', 'retrans_out', 'retransmission', 'duplicate_ack', 'icsk_ca_state'] },
  { title: 'Rates', names: ['goodput', 'sk_pacing_rate'] },
  { title: 'Sequence', names: [SEQUENCE, 'seq', 'snd_una', 'snd_nxt', 'write_seq'] },
];

export function look(name: string): Look {
  return LOOKS[name] ?? { style: 'step', width: 1.3 };
}

/** Whether `value` is the kernel's word for "no value". */
export function isNone(name: string, value: number) {
  const none = LOOKS[name]?.none;
  return none !== undefined && (none.at === 0 ? value === 0 : value >= none.at);
}

/** The panel that a series belongs to: its own by name and unit, else one for all of its unit; a code has its own. */
export function panelOf(series: Series): { id: string; title: string; order: number; dimension: string; strip: boolean } {
  const { dimension } = shown(series.unit);
  const index = PANELS.findIndex((panel) => panel.names.includes(series.name));
  if (index >= 0) {
    const { id, title, names, strip = false } = PANELS[index];
    return { id, title, order: index * 100 + names.indexOf(series.name), dimension: strip ? '' : id === 'tsg' ? 'B' : dimension, strip };
  }
  if (!series.unit) return { id: 'code-' + series.name, title: series.name, order: 9000, dimension: '', strip: false };
  const titles: Record<string, string> = {
    s: 'Times',
    B: 'Bytes',
    'bit/s': 'Rates',
    sequence: 'Sequence numbers',
    segments: 'Segments',
    packets: 'Packets',
    ratio: 'Shares',
    '': 'Counts',
  };
  const id = 'unit-' + (dimension.replace(/\W/g, '') || 'count');
  return { id, title: titles[dimension] ?? dimension, order: 1000 + Object.keys(titles).indexOf(dimension) * 100, dimension, strip: false };
}

/** by side and name, of connections that were asked about */
const attributes = new WeakMap<Connection, Map<string, number | null>>();

export function attribute(connection: Connection, side: string | null, name: string): number | null {
  let values = attributes.get(connection);
  if (!values) {
    values = new Map(connection.attributes.map((each) => [`${each.side}.${each.name}`, each.value]));
    attributes.set(connection, values);
  }
  return values.get(`${side}.${name}`) ?? null;
}
