/** Where series stand: in the panel of their kind until the reader merges, splits, moves or removes panels. */
import type { Series } from './api.ts';
import { byId, make } from './dom.ts';
import type { Panel } from './panels.ts';
import * as query from './query.ts';
import { unitFor } from './scale.ts';
import { panelOf } from './series.ts';
import { state, update } from './state.ts';
import { PANEL } from './tsg.ts';
import { shown } from './units.ts';

export interface Place {
  id: string;
  title: string;
  order: number;
  dimension: string;
  strip: boolean;
}
const WINDOW_PANELS = ['cwnd', 'flight'];

/** The panel of a series, and where that comes in the page. */
export function placeOf(series: Series): Place {
  let place: Place = panelOf(series);
  if (!place.strip && place.id !== PANEL) place.dimension = shown(unitFor(series.unit)).dimension;
  if (state.units && WINDOW_PANELS.includes(place.id)) place = { ...place, id: 'flight', title: 'Windows', order: 150 + (place.order % 100) };
  const moved = state.place[series.name];
  if (moved === 'own') place = { ...place, id: 'own-' + series.name, title: series.name };
  else if (moved && !place.strip) place = { ...place, id: moved };
  const at = state.order.indexOf(place.id);
  return at < 0 ? place : { ...place, order: -100000 + at * 1000 + (place.order % 1000) };
}

/** What can be done with a panel; each with the reason why it cannot now. */
function actions(panel: Panel, all: Panel[]): [string, string, boolean][] {
  const at = all.indexOf(panel);
  const above = all[at - 1];
  const names = namesOf(panel);
  const joins = above && !panel.strip && !above.strip && above.id !== PANEL && panel.id !== PANEL && above.dimension === panel.dimension;
  return [
    ['up', 'Move up', at > 0],
    ['down', 'Move down', at < all.length - 1],
    ['merge', joins || !above ? 'Merge with the panel above' : 'Merge with the panel above: another unit', Boolean(joins)],
    ['split', 'A panel for each series', names.length > 1 && !panel.strip && panel.id !== PANEL],
    ['log', state.log.includes(panel.id) ? 'Linear axis' : 'Logarithmic axis', !panel.strip && panel.id !== PANEL],
    ['query', 'The query behind it', panel.lines.length > 0],
    ['remove', 'Remove', true],
    ['tidy', 'All panels as they were', Boolean(state.order.length || Object.keys(state.place).length)],
  ];
}

const namesOf = (panel: Panel) => panel.wanted;

/** Does what the menu of a panel offers under that word. */
export function act(action: string, panel: Panel, all: Panel[]) {
  const order = all.map((each) => each.id);
  const at = order.indexOf(panel.id);
  const swap = (to: number) => {
    [order[at], order[to]] = [order[to], order[at]];
    update({ order });
  };
  const moveTo = (place: (name: string, i: number) => string) =>
    update({ place: { ...state.place, ...Object.fromEntries(namesOf(panel).map((name, i) => [name, place(name, i)])) } });
  if (action === 'up') swap(at - 1);
  if (action === 'down') swap(at + 1);
  if (action === 'merge') moveTo(() => order[at - 1]);
  if (action === 'split') moveTo(() => 'own');
  if (action === 'log') {
    const y = { ...state.y };
    delete y[panel.id];
    update({ y, log: state.log.includes(panel.id) ? state.log.filter((id) => id !== panel.id) : [...state.log, panel.id] });
  }
  if (action === 'query') query.show(panel.lines.filter((line) => !line.off).map((line) => line.key));
  if (action === 'remove') {
    const gone = new Set(namesOf(panel));
    update({ series: all.flatMap(namesOf).filter((name) => !gone.has(name)) });
  }
  if (action === 'tidy') update({ place: {}, order: [] });
}

/** The menu of a panel; `list` tells all panels when it is used. */
export function menu(panel: () => Panel, list: () => Panel[]): HTMLSelectElement {
  const select = make('select', { className: 'panel-menu', title: 'Move, merge, split, axis, query, remove' });
  const head = make('option', { value: '', textContent: '⋯', hidden: true, selected: true });
  select.append(head);
  const fill = () => {
    select.replaceChildren(
      head,
      ...actions(panel(), list()).map(([value, says, possible]) => make('option', { value, textContent: says, disabled: !possible })),
    );
    select.value = '';
  };
  select.addEventListener('pointerdown', fill);
  select.addEventListener('focus', fill);
  select.addEventListener('change', () => {
    const action = select.value;
    select.value = '';
    select.blur();
    act(action, panel(), list());
  });
  return select;
}

/** The menu in which units are chosen. */
export function listen() {
  byId<HTMLSelectElement>('units').addEventListener('change', (event) => update({ units: (event.target as HTMLSelectElement).value, y: {} }));
}
