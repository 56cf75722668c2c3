/** The names beside the lines: what each looks like, what it is, what it is at the crosshair. */
import type { Frame } from './plot.ts';
import type { Panel, PanelLine } from './panels.ts';
import type { Part } from './tip.ts';
import { type Pen } from './dom.ts';
import * as data from './data.ts';
import * as model from './model.ts';
import { draw } from './panels.ts';
import { pen } from './plot.ts';
import { isNone } from './series.ts';
import { state, update } from './state.ts';
import { colours } from './theme.ts';
import { hide, tip } from './tip.ts';
import { exact, short } from './units.ts';

/** Key of the line whose name is pointed at; the others step back. */
export let lit: string | null = null;

/** Makes the entries, one for each line. */
export function legend(panel: Panel) {
  const several = model.chosen().length > 1 || state.side === 'both';
  panel.legend.replaceChildren(...panel.lines.map((line) => {
    const entry = document.createElement('div');
    entry.className = 'entry' + (line.off ? ' off' : '');
    entry.dataset.key = line.text;
    line.swatch = entry.appendChild(document.createElement('canvas'));
    if (several) {
      entry.append(
        Object.assign(document.createElement('span'), {
          className: 'tag',
          textContent: line.flow.tag + (state.side === 'both' ? (line.key.side === 'client' ? ' →' : ' ←') : ''),
        }),
      );
    }
    entry.append(Object.assign(document.createElement('span'), { className: 'what', textContent: line.name }));
    line.valueBox = entry.appendChild(Object.assign(document.createElement('span'), { className: 'value' }));
    entry.addEventListener('click', () => update({ hide: line.off ? state.hide.filter((each) => each !== line.text) : [...state.hide, line.text] }));
    entry.addEventListener('mouseenter', () => {
      lit = line.text;
      draw();
      tip(describe(line), entry);
    });
    entry.addEventListener('mouseleave', () => {
      lit = null;
      draw();
      hide();
    });
    line.entry = entry;
    return entry;
  }));
  requestAnimationFrame(() => panel.lines.forEach((line) => swatch(pen(line.swatch!), line, 0, 6)));
}

/** What the line looks like, 20 pixels long. */
export function swatch(ctx: Pen, line: PanelLine, x: number, y: number) {
  ctx.save();
  ctx.globalAlpha = line.second ? 0.55 : 1;
  ctx.strokeStyle = ctx.fillStyle = colours.flows[line.flow.slot % colours.flows.length];
  ctx.lineWidth = Math.max(1.6, line.look.width ?? 1.4);
  ctx.setLineDash(line.look.dash ?? []);
  if (line.look.style === 'points') [2, 8, 14].forEach((at, i) => ctx.fillRect(x + at, y - 2 + (i % 2) * 2, 3, 3));
  else if (line.look.style === 'marks') [4, 10, 16].forEach((at) => ctx.fillRect(x + at, y - 4, 1.8, 9));
  else if (line.look.style === 'state') ctx.fillRect(x + 1, y - 3, 18, 6);
  else {
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x + 20, y);
    ctx.stroke();
  }
  ctx.restore();
}

function describe(line: PanelLine): Part[] {
  const series = model.seriesOf(line.name);
  const info = model.infoOf(line.key.connection, line.key.side, line.name);
  return [['b', `${line.name}${series.unit ? ' (' + series.unit + ')' : ''}`], ['', `\n${series.definition}`], [
    'quiet',
    `\n${series.source === 'kernel' ? 'Read from the kernel' : series.source === 'wire' ? 'Computed from headers' : 'Inferred'}${
      series.reference ? '; ' + series.reference : ''
    }`,
  ], [
    'quiet',
    `\n#${line.key.connection} ${line.key.side}: ${
      info ? `${info.count.toLocaleString('en')} points, ${exact(info.min, series.unit)} to ${exact(info.max, series.unit)}` : 'no point'
    }`,
  ], ['quiet', '\nClick: switch off or on']];
}

/** What the plot cannot show of a line at its right end: that it is above, or no number. */
export function beyond(line: PanelLine, frame: Frame) {
  const i = data.lowerBound(line.t, frame.view[1] + 1) - 1;
  if (i < 0 || line.look.style === 'state') return '';
  if (isNone(line.name, line.v[i])) return line.look.none?.text ?? '';
  return line.v[i] * line.factor > frame.y[1] ? '↑ ' + short(line.v[i] * line.times, line.told) : '';
}

export function valueText(line: PanelLine, moment: data.Moment | undefined) {
  if (!moment) return '—';
  if (isNone(line.name, moment.v)) return line.look.none?.text ?? '';
  if (line.look.style === 'state') return line.look.codes?.[moment.v] ?? String(moment.v);
  return line.times === 1 ? exact(moment.v, line.told) : exact(Number((moment.v * line.times).toPrecision(6)), line.told);
}

/** How many lie in the view; "≥" where only a reduction is here. */
export function marksInside(line: PanelLine, view: [number, number]) {
  const count = data.lowerBound(line.t, view[1] + 1) - data.lowerBound(line.t, view[0]);
  const info = model.infoOf(line.key.connection, line.key.side, line.name);
  return (line.t.length < (info?.count ?? 0) ? '≥ ' : '') + count + (count === 1 ? ' packet' : ' packets');
}
