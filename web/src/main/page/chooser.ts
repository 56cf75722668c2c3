/** The list of series: of the chosen flows, in the groups of the panels. */
import type { Series } from './api.ts';
import { byId } from './dom.ts';
import * as model from './model.ts';
import { names } from './panels.ts';
import { panelOf, PRESETS, SEQUENCE } from './series.ts';
import { state, update } from './state.ts';
import { hide, tip } from './tip.ts';

const box = byId('chooser');

interface Group {
  title: string;
  order: number;
  list: { series: Series; order: number }[];
}
const SOURCES: Record<string, string> = { kernel: 'Read from the kernel', wire: 'Computed from headers', inferred: 'Inferred by a rule' };

export function build() {
  if (box.hidden) return;
  const top = box.scrollTop;
  const present = new Map<string, number>();
  for (const flow of model.chosen()) {
    if (model.infoOf(flow.connection.id, 'client', 'end_seq')) present.set(SEQUENCE, 1);
    for (const info of model.infosOf(flow.connection.id) ?? []) present.set(info.name, (present.get(info.name) ?? 0) + info.count);
  }
  const now = new Set(names());
  const groups = new Map<string, Group>();
  for (const name of new Set([...present.keys(), ...now])) {
    const series = model.seriesOf(name);
    const place = panelOf(series);
    const id = place.id.startsWith('code-') ? 'codes' : place.id;
    if (!groups.has(id)) groups.set(id, { title: id === 'codes' ? 'Codes and flags' : place.title, order: place.order, list: [] });
    groups.get(id)!.list.push({ series, order: place.order });
  }
  const presets = Object.assign(document.createElement('div'), { className: 'presets' });
  for (const preset of PRESETS) {
    const known = preset.names?.filter((name) => model.catalogue.has(name)) ?? null;
    if (known && !known.some((name) => present.has(name))) continue;
    const button = presets.appendChild(
      Object.assign(document.createElement('button'), { textContent: preset.title, title: known ? known.join(', ') : 'What the page shows by itself' }),
    );
    button.setAttribute('aria-pressed', String(JSON.stringify(known) === JSON.stringify(state.series)));
    button.addEventListener('click', () => update({ series: known, units: preset.units ?? state.units, y: {} }));
  }
  const parts: HTMLElement[] = [presets];
  for (const group of [...groups.values()].sort((a, b) => a.order - b.order)) {
    parts.push(Object.assign(document.createElement('h2'), { textContent: group.title }));
    group.list.sort((a, b) => a.order - b.order || (a.series.name < b.series.name ? -1 : 1)).forEach(({ series }) => parts.push(row(series, now, present)));
  }
  if (!present.size) {
    parts.push(
      Object.assign(document.createElement('div'), {
        className: 'blank',
        textContent: model.chosen().length ? 'The chosen flows have no series.' : 'Choose a flow first.',
      }),
    );
  }
  box.replaceChildren(...parts);
  box.scrollTop = top;
}

function row(series: Series, now: Set<string>, present: Map<string, number>) {
  const label = Object.assign(document.createElement('label'), { className: present.has(series.name) ? '' : 'absent' });
  label.dataset.series = series.name;
  const check = label.appendChild(Object.assign(document.createElement('input'), { type: 'checkbox', checked: now.has(series.name) }));
  label.append(series.name);
  label.append(Object.assign(document.createElement('span'), { className: 'unit', textContent: series.unit }));
  check.addEventListener('change', () => {
    const list = names();
    update({ series: check.checked ? [...list, series.name] : list.filter((name) => name !== series.name) });
  });
  label.addEventListener(
    'mouseenter',
    () =>
      tip([['b', series.name + (series.unit ? ` (${series.unit})` : '')], ['', '\n' + series.definition], [
        'quiet',
        `\n${SOURCES[series.source] ?? ''}${series.reference ? '; ' + series.reference : ''}`,
      ], ['quiet', '\n' + (present.get(series.name)?.toLocaleString('en') ?? 'no') + ' points of the chosen flows']], label.querySelector('.unit')!),
  );
  label.addEventListener('mouseleave', hide);
  return label;
}

export function show(on: boolean = box.hidden) {
  box.hidden = !on;
  byId('show-series').setAttribute('aria-pressed', String(on));
  build();
}
