/** When values of the chosen flows may be wrong (docs/metrics/certainty.md): bands, their words, their key. */
import type { Key } from './api.ts';
import { byId, make, type Pen } from './dom.ts';
import * as data from './data.ts';
import * as model from './model.ts';
import * as plot from './plot.ts';
import { spans } from './shapes.ts';
import { colours } from './theme.ts';

const NAME = 'uncertain';
/** the reason that holds from the first packet to the last */
const WHOLE = 2;
let told = '';
const REASONS: [number, string][] = [
  [1, 'events were lost in recording'],
  [2, 'its handshake was not seen'],
  [4, 'packets were missed that were acknowledged'],
];
export interface Doubt {
  flow: model.Flow;
  /** ns */
  fromNs: number;
  toNs: number;
  /** sum of reasons */
  reasons: number;
}

/** What is to be read for them; both sides have the same. */
export function keys(): Key[] {
  return model.chosen().filter((flow) => model.infoOf(flow.connection.id, 'client', NAME)).map(keyOf);
}
const keyOf = (flow: model.Flow): Key => ({ connection: flow.connection.id, side: 'client', name: NAME });

/** Of the chosen flows, as far as they came. */
export function doubts(): Doubt[] {
  return model.chosen().flatMap((flow) => {
    const { t, v } = data.get(keyOf(flow)) ?? {};
    return t && v ? spans(t, v, flow.connection.endNs).map((span) => ({ flow, ...span })) : [];
  });
}

export function words(reasons: number): string {
  return REASONS.filter(([bit]) => reasons & bit).map(([, text]) => text).join('; ');
}

/** Hatched the other way than losses, in the colour of the flow; faintly where that is all of it. */
export function draw(ctx: Pen, frame: plot.Frame) {
  for (const doubt of doubts()) {
    const colour = colours.flows[doubt.flow.slot % colours.flows.length];
    plot.drawHatch(ctx, frame, plot.lossPixels(frame, doubt), colour, -1, doubt.reasons === WHOLE ? 0.1 : 0.35);
  }
}

/** What the bands mean that are in sight: a line for each. */
export function key(): { text: string; colour: string; lean: 1 | -1 }[] {
  const [from, to] = model.view();
  const seen = (each: { fromNs: number; toNs: number }) => each.fromNs <= to && each.toNs >= from;
  const lost = [...new Set(model.chosen().map((flow) => flow.connection.run))].some((run) => (model.losses.get(run) ?? []).some(seen));
  const lines: { text: string; colour: string; lean: 1 | -1 }[] = lost ? [{ text: 'the recorder lost events', colour: colours.lossEdge, lean: 1 }] : [];
  for (const flow of model.chosen()) {
    const reasons = doubts().filter((doubt) => doubt.flow.slot === flow.slot && seen(doubt)).reduce((sum, doubt) => sum | doubt.reasons, 0);
    const colour = colours.flows[flow.slot % colours.flows.length];
    if (reasons) lines.push({ text: `${flow.tag}: values may be wrong, ${words(reasons)}`, colour, lean: -1 });
  }
  return lines;
}

/** A sample of a band and its words; @returns where the next may begin */
export function drawKey(ctx: Pen, x: number, y: number): number {
  for (const { text, colour, lean } of key()) {
    const frame = { left: x, right: x + 26, top: y - 6, bottom: y + 6, view: [0, 1] as [number, number], y: [0, 1] as [number, number] };
    plot.drawHatch(ctx, frame, [x, x + 26], colour, lean);
    ctx.fillStyle = colours.quiet;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    ctx.fillText(text, x + 32, y);
    x += 32 + ctx.measureText(text).width + 22;
  }
  return x;
}

/** Puts the key under the panels. */
export function tell() {
  const lines = key();
  const text = JSON.stringify(lines);
  if (text === told) return;
  told = text;
  const place = byId('bands');
  place.hidden = !lines.length;
  place.replaceChildren(...lines.map(({ text, colour, lean }) => {
    const sample = make('i', { className: lean > 0 ? 'hatch' : 'hatch back' });
    sample.style.setProperty('--edge', colour);
    return make('span', {}, sample, text);
  }));
}
