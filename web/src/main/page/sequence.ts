/** The time-sequence graph, in the vocabulary of tcptrace: what a side sent, and what the other said of it. */
import { type Pen } from './dom.ts';
import * as packets from './packets.ts';
import { ACK, CWR, ECE, FIN, type Packets, RST, SYN } from './packets.ts';
import { type Frame, xOf, yOf } from './plot.ts';
import type { Colours } from './theme.ts';
import { lowerBound } from './data.ts';

/** One direction: the data of `side`, and the other side's ACKs. */
export interface Direction {
  connection: number;
  side: string;
  colour: string;
  alpha: number;
  /** acknowledged when the view begins, as far as that is known */
  acked: number | null;
}
/** What is at a place of the graph. */
export interface Hit {
  connection: number;
  packets: Packets;
  index: number;
  x: number;
  y: number;
}
/** Words of a cause, its letter and its colour. */
const CAUSES: Record<string, { letter: string; says: string }> = {
  fast: { letter: 'R', says: 'fast retransmission' },
  timeout: { letter: 'RTO', says: 'timeout' },
  loss_probe: { letter: 'TLP', says: 'loss probe' },
  slow_start: { letter: 'SS', says: 'slow start after a timeout' },
  unknown: { letter: 'R', says: 'retransmission, cause unknown' },
};

/** The kind of a cause, whatever words the server has for it. */
export function causeOf(word: string): string {
  const text = word.toLowerCase();
  if (text.includes('slow')) return 'slow_start';
  if (text.includes('probe') || text.includes('tlp')) return 'loss_probe';
  if (text.includes('timeout') || text.includes('rto')) return 'timeout';
  return text.includes('fast') ? 'fast' : 'unknown';
}

/** Draws the directions whose packets are all here. @returns the least and greatest sequence number in view of them, or null */
export function reach(list: Direction[], view: [number, number]): [number, number] | null {
  let [low, high] = [Infinity, -Infinity];
  for (const direction of list) {
    const all = packets.within(direction.connection, view);
    if (!all) return null;
    const sender = direction.side === 'server' ? 1 : 0;
    for (let i = lowerBound(all.time, view[0]); i < all.time.length && all.time[i] <= view[1]; i++) {
      const [a, b] = all.side[i] === sender ? [all.seq[i], all.end[i]] : [all.ack[i], all.ack[i]];
      if (all.side[i] !== sender && !(all.flags[i] & ACK)) continue;
      if (a < low) low = a;
      if (b > high) high = b;
    }
  }
  return low <= high ? [low, high] : null;
}

/** What was drawn, for the key and for pointing. */
export interface Drawn {
  hits: Hit[];
  kinds: Set<string>;
}

export function drawDirection(ctx: Pen, frame: Frame, direction: Direction, colours: Colours, several: boolean, drawn: Drawn) {
  const all = packets.within(direction.connection, frame.view);
  if (!all) return;
  const first = Math.max(0, lowerBound(all.time, frame.view[0]) - 1);
  const last = Math.min(all.time.length - 1, lowerBound(all.time, frame.view[1]));
  const sender = direction.side === 'server' ? 1 : 0;
  const roomy = last - first < (frame.right - frame.left) / 3;
  ctx.save();
  ctx.beginPath();
  ctx.rect(frame.left, frame.top - 2, frame.right - frame.left, frame.bottom - frame.top + 4);
  ctx.clip();
  ctx.globalAlpha = direction.alpha;
  const ink = several ? direction.colour : colours.ink;
  acknowledgments(ctx, frame, all, sender, direction.acked, several ? direction.colour : colours.seq.ack, colours, drawn, roomy);
  segments(ctx, frame, all, first, last, sender, ink, colours, drawn, roomy);
  for (let i = first; i <= last; i++) {
    const y = yOf(frame, all.side[i] === sender ? all.end[i] : all.ack[i]);
    if (y > frame.top - 20 && y < frame.bottom + 20) {
      drawn.hits.push({ connection: direction.connection, packets: all, index: i, x: xOf(frame, all.time[i]), y });
    }
  }
  ctx.restore();
}

/** The steps of the cumulative ACK and of the window's edge; SACK blocks, repeated ACKs, zero windows. */
function acknowledgments(
  ctx: Pen,
  frame: Frame,
  all: Packets,
  sender: number,
  acked: number | null,
  colour: string,
  colours: Colours,
  drawn: Drawn,
  roomy: boolean,
) {
  const ackPath: number[] = [];
  const edgePath: number[] = [];
  const [x0, x1] = [frame.view[0], frame.view[1]];
  let [greatest, window, repeats] = [acked ?? -1, -1, 0];
  if (acked !== null) ackPath.push(frame.left, yOf(frame, acked));
  for (let i = 0; i < all.time.length; i++) {
    if (all.side[i] === sender || !(all.flags[i] & ACK)) continue;
    const x = xOf(frame, all.time[i]);
    const seen = all.time[i] >= x0 && all.time[i] <= x1;
    const pure = all.payload[i] === 0 && !(all.flags[i] & (SYN | FIN | RST));
    if (pure && all.ack[i] === greatest && all.window[i] === window) {
      repeats++;
      if (seen) repeated(ctx, frame, x, yOf(frame, all.ack[i]), repeats, colour, drawn, roomy);
    } else if (all.ack[i] > greatest) repeats = 0;
    greatest = Math.max(greatest, all.ack[i]);
    window = all.window[i];
    if (acked === null || seen) ackPath.push(x, yOf(frame, greatest));
    if (!Number.isNaN(window)) edgePath.push(x, yOf(frame, all.ack[i] + window));
    if (!seen) continue;
    if (window === 0 && !(all.flags[i] & RST)) word(ctx, 'Z', x, yOf(frame, all.ack[i]) - 9, colours.seq.zero, drawn, 'zero window');
    if (all.flags[i] & ECE && !(all.flags[i] & SYN)) word(ctx, 'ECE', x, yOf(frame, all.ack[i]) + 10, colours.seq.ecn, drawn, 'ECN');
    if (all.flags[i] & (SYN | RST)) special(ctx, frame, all, i, yOf(frame, all.ack[i]), colours, drawn, roomy);
    if (all.sack[i]) sacked(ctx, frame, x, all.sack[i]!, colours.seq.sack, drawn, roomy);
  }
  steps(ctx, frame, edgePath, colours.seq.window, 1.1, [5, 3]);
  steps(ctx, frame, ackPath, colour, 1.5, []);
  if (edgePath.length) drawn.kinds.add('window');
  if (ackPath.length) drawn.kinds.add('ACK');
}

function steps(ctx: Pen, frame: Frame, path: number[], colour: string, width: number, dash: number[]) {
  if (!path.length) return;
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.setLineDash(dash);
  ctx.beginPath();
  const far = (y: number) => Math.max(frame.top - 50, Math.min(frame.bottom + 50, y));
  for (let i = 0; i < path.length; i += 2) {
    const [x, y] = [Math.max(frame.left - 10, Math.min(frame.right + 10, path[i])), far(path[i + 1])];
    if (i) {
      ctx.lineTo(x, far(path[i - 1]));
      ctx.lineTo(x, y);
    } else ctx.moveTo(x, y);
  }
  if (path[path.length - 2] < frame.right) ctx.lineTo(frame.right, far(path[path.length - 1])); // it holds until the next
  ctx.stroke();
  ctx.setLineDash([]);
}

function repeated(ctx: Pen, frame: Frame, x: number, y: number, repeats: number, colour: string, drawn: Drawn, roomy: boolean) {
  if (y < frame.top - 4 || y > frame.bottom + 4) return;
  ctx.fillStyle = colour;
  ctx.fillRect(x - 0.6, y, 1.2, 5);
  drawn.kinds.add('duplicate ACK');
  if (repeats === 3 && roomy) word(ctx, '3', x, y + 11, colour, drawn, 'third duplicate ACK');
}

function sacked(ctx: Pen, frame: Frame, x: number, blocks: [number, number][], colour: string, drawn: Drawn, roomy: boolean) {
  ctx.fillStyle = colour;
  drawn.kinds.add('SACK');
  for (const [left, right] of blocks) {
    const [top, bottom] = [yOf(frame, right), yOf(frame, left)];
    if (bottom < frame.top - 4 || top > frame.bottom + 4) continue;
    ctx.fillRect(x - 0.7, top, 1.4, Math.max(1, bottom - top));
    if (!roomy) continue;
    ctx.fillRect(x - 2.5, top - 0.5, 5, 1);
    ctx.fillRect(x - 2.5, bottom - 0.5, 5, 1);
  }
}

/** What was sent: a bar from the first to past the last byte, with arrow heads where there is room. */
function segments(
  ctx: Pen,
  frame: Frame,
  all: Packets,
  first: number,
  last: number,
  sender: number,
  ink: string,
  colours: Colours,
  drawn: Drawn,
  roomy: boolean,
) {
  const late: number[] = [];
  ctx.fillStyle = ink;
  for (let i = first; i <= last; i++) {
    if (all.side[i] !== sender) continue;
    if (all.cause[i] !== null || all.flags[i] & (SYN | FIN | RST | CWR) || all.ecn[i] === 3) late.push(i);
    else if (all.end[i] > all.seq[i]) bar(ctx, frame, all, i, roomy, false);
  }
  drawn.kinds.add('segment');
  for (const i of late) {
    const y = yOf(frame, all.end[i]);
    if (all.cause[i] !== null) again(ctx, frame, all, i, colours, drawn, roomy);
    else if (all.end[i] > all.seq[i] && !(all.flags[i] & SYN)) {
      ctx.fillStyle = ink;
      bar(ctx, frame, all, i, roomy, false);
    }
    if (all.flags[i] & (SYN | FIN | RST)) special(ctx, frame, all, i, y, colours, drawn, roomy);
    if (all.ecn[i] === 3) word(ctx, 'CE', xOf(frame, all.time[i]), y - 8, colours.seq.ecn, drawn, 'ECN');
    if (all.flags[i] & CWR && !(all.flags[i] & SYN)) word(ctx, 'CWR', xOf(frame, all.time[i]), y - 8, colours.seq.ecn, drawn, 'ECN');
  }
}

function bar(ctx: Pen, frame: Frame, all: Packets, i: number, roomy: boolean, wide: boolean) {
  const x = xOf(frame, all.time[i]);
  const [top, bottom] = [yOf(frame, all.end[i]), yOf(frame, all.seq[i])];
  if (bottom < frame.top - 4 || top > frame.bottom + 4) return;
  const half = wide ? 1.3 : 0.7;
  ctx.fillRect(x - half, top, half * 2, Math.max(1.4, bottom - top));
  if (!roomy || bottom - top < 9) return;
  for (const [y, into] of [[top, 3.5], [bottom, -3.5]]) {
    ctx.beginPath();
    ctx.moveTo(x - 3, y + into);
    ctx.lineTo(x + 3, y + into);
    ctx.lineTo(x, y);
    ctx.fill();
  }
}

/** A retransmission, in the colour of its cause; hollow if it was spurious. */
function again(ctx: Pen, frame: Frame, all: Packets, i: number, colours: Colours, drawn: Drawn, roomy: boolean) {
  const kind = causeOf(all.cause[i]!);
  const colour = colours.seq[kind];
  const x = xOf(frame, all.time[i]);
  const [top, bottom] = [yOf(frame, all.end[i]), yOf(frame, all.seq[i])];
  drawn.kinds.add(kind);
  if (bottom < frame.top - 14 || top > frame.bottom + 14) return;
  ctx.fillStyle = ctx.strokeStyle = colour;
  const height = Math.max(5, bottom - top);
  const middle = (top + bottom) / 2;
  if (all.spurious[i]) {
    drawn.kinds.add('spurious');
    ctx.lineWidth = 1.2;
    ctx.strokeRect(x - 2.5, middle - height / 2, 5, height);
  } else ctx.fillRect(x - 1.5, middle - height / 2, 3, height);
  if (roomy) word(ctx, CAUSES[kind].letter, x, middle - height / 2 - 6, colour, drawn, kind);
}

function special(ctx: Pen, frame: Frame, all: Packets, i: number, y: number, colours: Colours, drawn: Drawn, roomy: boolean) {
  const x = xOf(frame, all.time[i]);
  const flags = all.flags[i];
  const colour = flags & RST ? colours.seq.fast : colours.seq.edge;
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.moveTo(x, y - 4.5);
  ctx.lineTo(x + 4.5, y);
  ctx.lineTo(x, y + 4.5);
  ctx.lineTo(x - 4.5, y);
  ctx.fill();
  if (!roomy) return;
  word(ctx, flags & RST ? 'RST' : flags & SYN ? (flags & ACK ? 'SYN-ACK' : 'SYN') : 'FIN', x + 8, y - 1, colour, drawn, 'SYN, FIN, RST', 'left');
}

function word(ctx: Pen, text: string, x: number, y: number, colour: string, drawn: Drawn, kind: string, align: CanvasTextAlign = 'center') {
  drawn.kinds.add(kind);
  ctx.fillStyle = colour;
  ctx.textAlign = align;
  ctx.textBaseline = 'middle';
  ctx.fillText(text, x, y);
}

/** The key, above the graph at its right end: only what is drawn. */
export function drawKey(ctx: Pen, frame: Frame, drawn: Drawn, colours: Colours, several: boolean) {
  const entries: [string, string, string][] = [
    ['segment', 'segment', colours.ink],
    ['ACK', 'ACK', colours.seq.ack],
    ['window', 'ACK + window', colours.seq.window],
    ['SACK', 'SACK', colours.seq.sack],
    ...Object.entries(CAUSES).map(([kind, { letter, says }]): [string, string, string] => [kind, `${letter} ${says}`, colours.seq[kind]]),
    ['spurious', 'hollow: spurious', colours.quiet],
    ['zero window', 'Z zero window', colours.seq.zero],
    ['ECN', 'ECN', colours.seq.ecn],
  ];
  let x = frame.right;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'right';
  for (const [kind, says, colour] of entries.filter(([kind]) => drawn.kinds.has(kind) && !(several && ['segment', 'ACK'].includes(kind))).reverse()) {
    const wide = ctx.measureText(says).width + 5;
    if (x - wide < frame.left + 150) return;
    ctx.fillStyle = colours.quiet;
    ctx.fillText(says, x, 11);
    x -= wide;
    ctx.fillStyle = colour;
    if (kind === 'ACK' || kind === 'window') ctx.fillRect(x - 12, 10, 12, 2);
    else ctx.fillRect(x - 5, 6, 3, 10);
    x -= 22;
  }
}

/** The glyph nearest to a place, at most 9 pixels away. */
export function nearest(hits: Hit[], x: number, y: number): Hit | null {
  let [best, least] = [null as Hit | null, 81];
  for (const hit of hits) {
    const far = (hit.x - x) ** 2 + (hit.y - y) ** 2 * 0.6;
    if (far < least) [best, least] = [hit, far];
  }
  return best;
}

export const causeWords = (word: string) => CAUSES[causeOf(word)].says;
