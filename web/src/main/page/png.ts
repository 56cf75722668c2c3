/** A picture of what is seen: every panel with its legend, in the colours of the theme, with a title that says what it is. */
import type { Panel } from './panels.ts';
import { byId, make, type Pen, penOf } from './dom.ts';
import * as compare from './compare.ts';
import { state } from './state.ts';
import { SvgPen } from './svg.ts';
import * as model from './model.ts';
import { cross, drawAxis } from './cross.ts';
import { swatch } from './legend.ts';
import { gutters, leaders, paint, panels } from './panels.ts';
import { font } from './plot.ts';
import { colours } from './theme.ts';
import * as uncertain from './uncertain.ts';
import { date, duration, seconds } from './units.ts';

const TITLE = 22;
const FLOW = 17;
const BANDS = 20;

export async function picture(): Promise<{ blob: Blob; name: string }> {
  const ratio = Math.max(2, devicePixelRatio || 1);
  const { width, height } = size();
  const canvas = make('canvas', { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  const ctx = penOf(canvas);
  ctx.scale(ratio, ratio);
  draw(ctx, width, height);
  const blob = await new Promise<Blob>((done, fail) =>
    canvas.toBlob((made) => (made ? done(made) : fail(new Error('save: this picture is too large'))), 'image/png')
  );
  return { blob, name: fileName(model.chosen(), 'png') };
}

/** The same picture as SVG. */
export function svg(): string {
  const { width, height } = size();
  const pen = new SvgPen(width, height, penOf(make('canvas')));
  draw(pen.pen(), width, height);
  return pen.text();
}

function size() {
  const top = 14 + TITLE + model.chosen().length * FLOW + 8;
  if (state.view === 'compare') return { width: byId('compare').clientWidth, height: top + (byId('compare').querySelector('canvas')?.clientHeight ?? 300) };
  return { width: byId('panels').clientWidth, height: top + panels.reduce((sum, panel) => sum + panel.element.clientHeight, 0) + 30 + (bands() ? BANDS : 0) };
}

/** The whole picture, on any pen. */
function draw(ctx: Pen, width: number, height: number) {
  const flows = model.chosen();
  const top = 14 + TITLE + flows.length * FLOW + 8;
  ctx.fillStyle = colours.surface;
  ctx.fillRect(0, 0, width, height);
  head(ctx, flows, width);
  ctx.save();
  ctx.translate(0, top);
  if (state.view === 'compare') compare.paint(ctx, width, height - top, ...compare.grid());
  ctx.restore();
  if (state.view === 'compare') return;
  let y = top;
  for (const panel of panels) {
    const tall = panel.element.clientHeight;
    ctx.save();
    ctx.translate(0, y);
    ctx.font = font();
    paint(ctx, panel);
    leaders(ctx, panel);
    ctx.restore();
    if (cross !== null) ctx.drawImage(panel.over, 0, y, width, tall);
    names(ctx, panel, y, width);
    ctx.strokeStyle = colours.line;
    ctx.lineWidth = 1;
    ctx.strokeRect(-1, Math.round(y + tall) - 0.5, width + 2, 0);
    y += tall;
  }
  ctx.save();
  ctx.translate(0, y);
  drawAxis(ctx);
  ctx.font = font(12);
  if (bands()) uncertain.drawKey(ctx, gutters().left, 30 + BANDS / 2 - 3);
  ctx.restore();
}

const bands = () => uncertain.key().length > 0;

function head(ctx: Pen, flows: model.Flow[], width: number) {
  const [from, to] = model.view();
  const run = flows[0]?.run;
  ctx.textBaseline = 'middle';
  ctx.fillStyle = colours.ink;
  ctx.font = font(15, 650);
  const title = run ? `${run.host} · ${run.kernel}` : 'TCBee';
  ctx.fillText(title, 14, 14 + TITLE / 2);
  const after = ctx.measureText(title).width + 28;
  ctx.font = font(12);
  ctx.fillStyle = colours.quiet;
  ctx.fillText(
    `${seconds(from, (to - from) / 1000)} to ${seconds(to, (to - from) / 1000)} s (${duration(Math.round(to - from))})${
      run ? ' · ' + date(run.startRealtimeNs, from) : ''
    }`,
    after,
    15 + TITLE / 2,
  );
  ctx.textAlign = 'right';
  ctx.fillText('TCBee' + (run?.eventsLost ? ` · ${run.eventsLost} events lost` : ''), width - 14, 15 + TITLE / 2);
  ctx.textAlign = 'left';
  flows.forEach((flow, i) => {
    const y = 14 + TITLE + i * FLOW + 10;
    ctx.fillStyle = colours.flows[flow.slot % colours.flows.length];
    ctx.fillRect(14, y - 4, 14, 8);
    ctx.fillStyle = colours.ink;
    ctx.fillText(
      `#${flow.connection.id} ${flow.connection.client} → ${flow.connection.server}  ${flow.connection.congestionControl}  ${flow.connection.comm}`,
      36,
      y,
    );
  });
}

/** Titles and legend entries, which on the page are not on the canvas. */
function names(ctx: Pen, panel: Panel, y: number, width: number) {
  const { left, right, lead } = gutters();
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.font = font(12, 620);
  ctx.fillStyle = colours.ink;
  ctx.fillText(panel.title, left, y + 11);
  const after = left + ctx.measureText(panel.title).width + 5;
  ctx.font = font(12);
  ctx.fillStyle = colours.quiet;
  if (!panel.strip) ctx.fillText(panel.unit, after, y + 11);
  if (panel.why.textContent) {
    ctx.textAlign = 'center';
    panel.why.textContent.split('\n').forEach((words, i) => ctx.fillText(words, left + (width - left - right) / 2, y + 44 + i * 16));
    ctx.textAlign = 'left';
  }
  const x = width - right + lead + 4;
  panel.lines.forEach((line, i) => {
    const middle = y + (Number.isNaN(line.label) ? 10 + i * 16 : line.label);
    if (line.off || middle > y + panel.element.clientHeight) return;
    swatch(ctx, line, x, middle);
    ctx.font = font(12, 620);
    ctx.fillStyle = line.colour;
    const tag = line.entry.querySelector('.tag')?.textContent ?? '';
    ctx.fillText(tag, x + 26, middle);
    const name = x + 26 + (tag ? ctx.measureText(tag).width + 6 : 0);
    ctx.font = font(12);
    ctx.fillStyle = colours.ink;
    ctx.fillText(line.name, name, middle);
    ctx.textAlign = 'right';
    ctx.fillText(line.valueBox.textContent, width - 10, middle);
    ctx.textAlign = 'left';
  });
}

/** host, flows and range, in characters that every file system takes. */
export function fileName(flows: model.Flow[], kind: string) {
  const [from, to] = model.view();
  const run = flows[0]?.run;
  const words = [
    'tcbee',
    run?.host,
    run && date(run.startRealtimeNs, 0).slice(0, 19).replace(/:/g, ''),
    ...flows.slice(0, 3).map((flow) => flow.tag),
    `${(from / 1e9).toPrecision(6)}-${(to / 1e9).toPrecision(6)}s`,
  ];
  return words.filter(Boolean).join('_').replace(/[^\w.+-]+/g, '-').replace(/-*_-*/g, '_') + '.' + kind;
}

/** Hands a file to the browser's downloads. */
export function hand(blob: Blob, name: string) {
  const link = make('a', { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

export async function save() {
  const { blob, name } = await picture();
  hand(blob, name);
}

export function saveSvg() {
  hand(new Blob([svg()], { type: 'image/svg+xml' }), fileName(model.chosen(), 'svg'));
}
