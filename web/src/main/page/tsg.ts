/** The time-sequence panel: packet by packet where they are few enough, else the lines that hold them. */
import type { Pen } from './dom.ts';
import { grouped } from './units.ts';
import { limits } from './axis.ts';
import * as model from './model.ts';
import * as packets from './packets.ts';
import type { Panel, PanelLine } from './panels.ts';
import * as plot from './plot.ts';
import * as sequence from './sequence.ts';
import { state } from './state.ts';
import { colours } from './theme.ts';
import * as uncertain from './uncertain.ts';

export const PANEL = 'tsg';
/** Of the last drawing. */
export let drawn: sequence.Drawn = { hits: [], kinds: new Set() };

/** The series that hold the graph's outline: the end of what a side sent, and the other side's ACK. */
export function outline(side: string): { side: string; name: string }[] {
  const other = side === 'client' ? 'server' : 'client';
  return [{ side, name: 'end_seq' }, { side: other, name: 'ack' }, { side, name: 'retransmission' }];
}

/** The directions that are drawn, by their line end_seq. */
function directions(panel: Panel): sequence.Direction[] {
  return panel.lines.filter((line) => line.name === 'end_seq' && !line.off)
    .map((line) => ({ connection: line.key.connection, side: line.key.side, colour: line.colour, alpha: line.alpha, acked: acknowledged(panel, line) }));
}

/** What the other side had acknowledged when the view begins. */
function acknowledged(panel: Panel, sent: PanelLine): number | null {
  const line = panel.lines.find((each) => each.name === 'ack' && each.key.connection === sent.key.connection && each.key.side !== sent.key.side);
  const at = line ? plot.first(line.t, panel.frame.view[0]) - 1 : -1;
  return line && at >= 0 ? line.v[at] : null;
}

/** Asks for the packets of the view, if the panel is there. */
export function fetch(panels: Panel[]) {
  const panel = panels.find((each) => each.id === PANEL);
  if (panel) packets.show([...new Set(directions(panel).map((each) => each.connection))], model.view());
}

/** Whether every packet of the view is drawn. */
export function exact(panel: Panel): boolean {
  const list = directions(panel);
  return list.length > 0 && list.every((each) => packets.within(each.connection, panel.frame.view));
}

/** Draws grid, outline or packets, and the key. */
export function paint(ctx: Pen, panel: Panel, ticks: number[], losses: import('./api.ts').Loss[]) {
  const { frame } = panel;
  const list = directions(panel);
  const seen = panel.lines.filter((line) => !line.off && line.look.style !== 'marks');
  const reach = sequence.reach(list, frame.view);
  const several = list.length > 1;
  frame.y = state.y[panel.id] ?? (reach ? limits(reach[0], reach[1], false) : plot.autoLimits(seen, frame.view, 'sequence'));
  panel.unit = plot.drawGrid(ctx, frame, ticks, panel.dimension, colours);
  plot.drawLosses(ctx, frame, losses, colours);
  uncertain.draw(ctx, frame);
  drawn = { hits: [], kinds: new Set() };
  if (exact(panel)) list.forEach((each) => sequence.drawDirection(ctx, frame, each, colours, several, drawn));
  else {
    seen.forEach((line) => plot.drawLine(ctx, frame, line));
    panel.lines.filter((line) => line.look.style === 'marks' && !line.off).forEach((line) => marks(ctx, panel, line));
    note(ctx, panel, list);
  }
  sequence.drawKey(ctx, frame, drawn, colours, several);
}

/** Retransmissions where packets are too many: each at the height of what was sent then. */
function marks(ctx: Pen, panel: Panel, line: PanelLine) {
  const sent = panel.lines.find((each) => each.name === 'end_seq' && each.key.connection === line.key.connection && each.key.side === line.key.side);
  if (!sent?.t.length) return;
  ctx.fillStyle = colours.seq.unknown;
  for (let i = plot.first(line.t, panel.frame.view[0]); i < line.t.length && line.t[i] <= panel.frame.view[1]; i++) {
    const at = Math.min(sent.t.length - 1, plot.first(sent.t, line.t[i]));
    const [x, y] = [plot.xOf(panel.frame, line.t[i]), plot.yOf(panel.frame, sent.v[at] * sent.factor)];
    ctx.fillRect(x - 1, y - 4, 2, 8);
    drawn.kinds.add('unknown');
  }
}

/** Why the packets are not drawn one by one. */
function note(ctx: Pen, panel: Panel, list: sequence.Direction[]) {
  const { frame } = panel;
  const failure = list.map((each) => packets.failure(each.connection)).find(Boolean);
  const most = Math.max(0, ...list.map((each) => packets.countOf(each.connection, frame.view) ?? 0));
  const says = failure ? `outline only: ${failure}` : most > packets.MOST ? `${grouped(String(most))} packets: outline only; zoom in to see each` : '';
  ctx.fillStyle = colours.quiet;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.fillText(says, frame.left + 10, frame.top + 10);
}

/** What a packet is, in words. */
export function describe(hit: sequence.Hit): [string, string][] {
  const { packets: all, index: i } = hit;
  const side = all.side[i] ? 'server' : 'client';
  const size = all.payload[i];
  const parts: [string, string][] = [[
    'b',
    size ? `${grouped(String(all.seq[i]))} – ${grouped(String(all.end[i]))}` : packets.flagWords(all.flags[i]) || 'no flag',
  ]];
  if (size) parts.push(['', `\n${grouped(String(size))} B of payload, ${packets.flagWords(all.flags[i])}`]);
  if (all.cause[i] !== null) parts.push(['warn', `\nsent again: ${sequence.causeWords(all.cause[i]!)}${all.spurious[i] ? ', spurious' : ''}`]);
  if (!Number.isNaN(all.ack[i])) {
    parts.push(['', `\nACK ${grouped(String(all.ack[i]))}${Number.isNaN(all.window[i]) ? '' : `, window ${grouped(String(all.window[i]))} B`}`]);
  }
  for (const [from, to] of all.sack[i] ?? []) parts.push(['', `\nSACK ${grouped(String(from))} – ${grouped(String(to))}`]);
  parts.push(['quiet', `\nby the ${side} of #${hit.connection}, at ${grouped((all.time[i] / 1e9).toFixed(9))} s\nClick: everything about it`]);
  return parts;
}
