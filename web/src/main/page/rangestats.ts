/** Statistics of a range: of every line that is drawn, exact, in the stored unit. */
import * as api from './api.ts';
import { make } from './dom.ts';
import * as model from './model.ts';
import { type PanelLine, panels } from './panels.ts';
import { state } from './state.ts';
import { duration, exact, grouped, seconds } from './units.ts';

let asked = 0;
let open = 0;

export const idle = () => open === 0;

export async function draw(box: HTMLElement) {
  const [from, to] = state.brush ?? model.view();
  const told = `${seconds(from, (to - from) / 1000)} to ${seconds(to, (to - from) / 1000)} s, ${duration(Math.round(to - from))}`;
  box.append(make('p', { className: 'quiet', textContent: (state.brush ? 'Marked: ' : 'All that is seen (Alt + drag marks a part): ') + told }));
  const lines = panels.flatMap((panel) => panel.lines).filter((line) => !line.off);
  const mine = ++asked;
  open++;
  const rows = await Promise.all(lines.map((line) => rowOf(line, from, to)));
  open--;
  if (mine !== asked) return;
  const head = ['line', 'count', 'min', 'mean', 'p50', 'p95', 'p99', 'max', 'per s'];
  box.append(
    make(
      'table',
      { className: 'list' },
      make('thead', {}, make('tr', {}, ...head.map((text) => make('th', { textContent: text })))),
      make('tbody', {}, ...rows),
    ),
  );
}

async function rowOf(line: PanelLine, from: number, to: number) {
  const row = make('tr');
  const name = make('td', { textContent: `${line.flow.tag} ${line.name}` });
  name.classList.add('of-flow');
  name.style.setProperty('--flow-ink', line.colour);
  row.append(name);
  try {
    const found: api.Statistics = await api.statistics(line.key, from, to);
    row.append(make('td', { className: 'number', textContent: grouped(String(found.count)) }));
    for (const key of ['min', 'mean', 'p50', 'p95', 'p99', 'max', 'slope_per_s'] as const) {
      const value = found.count ? found[key] : null;
      row.append(
        make('td', { className: 'number', textContent: value === null || !Number.isFinite(value) ? '' : exact(Number(value.toPrecision(6)), line.unit) }),
      );
    }
  } catch (problem) {
    row.append(make('td', { colSpan: 8, className: 'quiet', textContent: (problem as Error).message }));
  }
  return row;
}
