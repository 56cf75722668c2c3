/** The points that are drawn, as CSV: one line per point, in the stored unit. */
import { csvOf } from './explore.ts';
import * as model from './model.ts';
import { panels } from './panels.ts';
import { first } from './plot.ts';
import { fileName, hand } from './png.ts';

/** Of every line that is switched on, the points in view; where the page has a reduction, the reduction. */
export function text(): string {
  const [from, to] = model.view();
  const rows: (string | number)[][] = [];
  const seen = new Set<string>();
  for (const line of panels.flatMap((panel) => panel.lines)) {
    if (line.off || seen.has(line.text)) continue;
    seen.add(line.text);
    for (let i = first(line.t, from); i < line.t.length && line.t[i] <= to; i++) {
      rows.push([line.key.connection, line.key.side, line.name, line.t[i], line.v[i], line.unit]);
    }
  }
  const columns = ['connection', 'side', 'series', 'time_ns', 'value', 'unit'].map((name) => ({ name, type: '' }));
  return csvOf({ columns, rows, truncated: false, ms: 0 });
}

export function save() {
  hand(new Blob([text()], { type: 'text/csv' }), fileName(model.chosen(), 'csv'));
}
