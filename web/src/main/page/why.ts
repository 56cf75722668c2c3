/** Why something is empty: one sentence for each case. */
import * as data from './data.ts';
import * as model from './model.ts';
import { gutters, type Panel } from './panels.ts';
import { look } from './series.ts';
import { seconds } from './units.ts';

/** Why a side of a connection has no such series. */
export function absence(flow: model.Flow, side: string, name: string) {
  const { connection } = flow;
  const kernel = model.seriesOf(name).source === 'kernel';
  const reason = !model.catalogue.has(name)
    ? 'this database does not have it'
    : kernel && connection.local && connection.local !== side
    ? `kernel state was recorded on the ${connection.local}’s host only`
    : model.infoOf(connection.id, side === 'client' ? 'server' : 'client', name)
    ? `only the ${side === 'client' ? 'server' : 'client'} has points`
    : look(name).style === 'marks'
    ? 'none'
    : 'no point was recorded';
  return `${name} of ${flow.tag}, ${side}: ${reason}`;
}

/** What stands in the place of the panels where there is none. */
export function blank(flows: model.Flow[]) {
  const box = Object.assign(document.createElement('div'), { className: 'blank' });
  const run = model.runs[0];
  box.textContent = !model.runs.length
    ? 'This database has no run: nothing was processed into it yet.'
    : !model.connections.size
    ? `The trace of ${run.host} has ${run.events} events and no TCP connection.${
      run.filters ? ' It was recorded with filters: ' + run.filters : ' Was there any traffic while it was recorded?'
    }`
    : !flows.length
    ? 'No flow is chosen. Tick one or more in the table above.'
    : 'No series is chosen. Open “Series” (S) and tick what to plot.';
  return box;
}

/** Says why a panel is empty. */
export function explain(panel: Panel, view: [number, number]) {
  const seen = panel.lines.filter((line) => !line.off);
  const inside = seen.some((line) => {
    const i = data.lowerBound(line.t, view[0]);
    return i < line.t.length && (line.t[i] <= view[1] || (i > 0 && line.look.style !== 'marks' && line.look.style !== 'points'));
  });
  let words = '';
  if (!panel.lines.length) words = panel.missing.length ? panel.missing.slice(0, 3).join('\n') : 'Reading …';
  else if (!seen.length) words = 'Every line is switched off: click its name on the right.';
  else if (!inside && !panel.strip) {
    const line = seen.find((each) => each.t.length);
    words = line
      ? `No point between ${seconds(view[0], view[1] - view[0])} s and ${seconds(view[1], view[1] - view[0])} s; ${line.name} has points from ${
        seconds(line.t[0], 1e6)
      } s to ${seconds(line.t[line.t.length - 1], 1e6)} s.`
      : 'Reading …';
  } else if (!inside) words = 'None in this range.';
  panel.why.style.right = gutters().right + 'px';
  panel.why.style.left = gutters().left + 'px';
  panel.why.style.whiteSpace = 'pre-line';
  panel.why.textContent = words;
}
