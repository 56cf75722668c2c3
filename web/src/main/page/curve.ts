/** Points of two quantities as a line with its dots. */
import { limits, ticks } from './axis.ts';
import type { Pen } from './dom.ts';
import * as plot from './plot.ts';
import { colours } from './theme.ts';

/** @param t ascending, as many as `v`, at least one */
export function curve(ctx: Pen, width: number, height: number, t: Float64Array, v: Float64Array, title: string) {
  const y = limits(v.reduce((a, b) => Math.min(a, b)), v.reduce((a, b) => Math.max(a, b)), true);
  const frame: plot.Frame = { left: 74, right: width - 20, top: 26, bottom: height - 26, view: limits(t[0], t[t.length - 1], false), y };
  const marks = ticks(frame.view[0], frame.view[1], Math.max(2, width / 140));
  plot.drawGrid(ctx, frame, marks.at, '', colours);
  ctx.textAlign = 'center';
  marks.at.forEach((at) => ctx.fillText(String(Number(at.toPrecision(9))), plot.xOf(frame, at), frame.bottom + 13));
  ctx.textAlign = 'left';
  ctx.fillText(title, frame.left, 12);
  const line = { text: '', name: '', colour: colours.flows[0], alpha: 1, factor: 1, t, v };
  plot.drawLine(ctx, frame, { ...line, alpha: 0.45, look: { style: 'line', width: 1.2 } });
  plot.drawLine(ctx, frame, { ...line, look: { style: 'points' } });
}
