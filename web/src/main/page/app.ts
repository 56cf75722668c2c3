/** Puts the page together: state changes go in, drawing comes out. */
import { byId } from './dom.ts';
import * as clock from './clock.ts';
import * as save from './save.ts';
import * as timeline from './timeline.ts';
import * as compare from './compare.ts';
import * as csv from './csv.ts';
import * as dock from './dock.ts';
import * as explore from './explore.ts';
import * as findings from './findings.ts';
import * as notes from './notes.ts';
import * as packetlist from './packetlist.ts';
import * as rangestats from './rangestats.ts';
import * as sparkline from './sparkline.ts';
import * as chooser from './chooser.ts';
import * as cross from './cross.ts';
import * as data from './data.ts';
import * as details from './details.ts';
import * as layout from './layout.ts';
import * as query from './query.ts';
import * as flows from './flows.ts';
import * as head from './head.ts';
import * as keys from './keys.ts';
import * as model from './model.ts';
import * as overview from './overview.ts';
import * as packets from './packets.ts';
import * as panels from './panels.ts';
import * as plot from './plot.ts';
import * as png from './png.ts';
import * as pointer from './pointer.ts';
import * as range from './range.ts';
import { load, onChange, state, update } from './state.ts';
import * as tsg from './tsg.ts';
import { UNITS } from './scale.ts';
import * as theme from './theme.ts';
import { duration } from './units.ts';

const element = (id: string) => byId(id);
let busy = 1;

/** Reads what is missing, then draws; `changed` says what can have become another. */
async function follow(changed: Set<string>) {
  const has = (...names: string[]) => names.some((name) => changed.has(name));
  if (has('theme')) theme.apply();
  if (has('flows')) {
    busy++;
    try {
      await model.openChosen();
    } finally {
      busy--;
    }
  }
  if (has('view')) showView();
  if (has('flows', 'sort', 'filter')) flows.build();
  if (has('flows')) head.build();
  if (has('flows', 'series')) chooser.build();
  if (has('flows', 'series', 'side', 'hide', 'theme', 'units', 'place', 'order', 'log')) panels.build();
  if (has('flows', 'view', 'align', 'metric', 'mode', 'theme')) compare.build();
  if (has('view', 'theme', 'flows')) explore.build();
  if (has('flows', 'view', 'theme', 'sort', 'filter')) timeline.build();
  if (has('flows', 'dock', 'view', 'brush') || (state.dock === 'packets' && has('range'))) dock.build();
  redraw();
}

function redraw() {
  const view = model.view();
  const step = (view[1] - view[0]) / 1000;
  element('range').textContent = `${clock.told(view[0], step)} – ${clock.told(view[1], step)}${clock.suffix()}  (${duration(Math.round(view[1] - view[0]))})`;
  (element('undo') as HTMLButtonElement).disabled = !range.canUndo();
  (element('reset') as HTMLButtonElement).disabled = !state.range && !Object.keys(state.y).length;
  (element('side') as HTMLSelectElement).value = state.side;
  (element('units') as HTMLSelectElement).value = state.units;
  data.show(panels.keys(), model.extent(), view, panels.columns());
  if (state.view === 'timeline') return timeline.draw();
  if (state.view !== 'connection') return compare.draw();
  tsg.fetch(panels.panels);
  panels.draw();
  overview.draw();
}

/** The part of the page that the view needs. */
function showView() {
  element('plots').hidden = state.view !== 'connection';
  element('timeline').hidden = state.view !== 'timeline';
  element('compare').hidden = state.view !== 'compare';
  element('explore').hidden = state.view !== 'explore';
  document.querySelectorAll<HTMLElement>('[data-view]').forEach((button) => button.setAttribute('aria-pressed', String(button.dataset.view === state.view)));
}

function fail(message: string) {
  element('moment').textContent = message;
  element('moment').className = 'warn';
}

function showFlows(on = element('flows').hidden) {
  element('flows').hidden = !on;
  element('show-flows').setAttribute('aria-pressed', String(on));
  flows.drawRows();
}

function nextSide() {
  const all = ['sender', 'receiver', 'both'];
  update({ side: all[(all.indexOf(state.side) + 1) % all.length] });
}

function nextUnits() {
  const all = UNITS.map(([unit]) => unit);
  update({ units: all[(all.indexOf(state.units) + 1) % all.length], y: {} });
}

function toPacket() {
  const flow = model.chosen()[0];
  if (flow && cross.cross !== null) packetlist.show(flow.connection.id, cross.cross);
}

const panBy = (share: number) => () => range.pan((model.view()[1] - model.view()[0]) * share);
const zoomY = (factor: number) => () => pointer.under && pointer.zoomY(pointer.under, factor);
const help = () => (element('help') as HTMLDialogElement).showModal();
function escape() {
  details.close();
  cross.pin(null);
  if (state.brush) update({ brush: null });
}

const BINDINGS: keys.Binding[] = [
  { keys: ['+', '=', 'x'], says: 'zoom in', act: () => range.zoom(0.6, cross.cross ?? undefined) },
  { keys: ['-', '_', 'X'], says: 'zoom out', act: () => range.zoom(1 / 0.6, cross.cross ?? undefined) },
  { keys: ['ArrowLeft', 'h'], says: 'pan left', act: panBy(-0.15) },
  { keys: ['ArrowRight', 'l'], says: 'pan right', act: panBy(0.15) },
  { keys: ['y'], says: 'zoom in the y axis under the pointer', act: zoomY(0.7) },
  { keys: ['Y'], says: 'zoom it out', act: zoomY(1 / 0.7) },
  { keys: ['0', 'r', 'R', 'Home'], says: 'everything', act: range.reset },
  { keys: ['Backspace', 'z', 'Z'], says: 'undo zoom', act: range.undo },
  { keys: ['PageDown', 'j'], says: 'next flow', act: () => flows.next(1) },
  { keys: ['PageUp', 'k'], says: 'previous flow', act: () => flows.next(-1) },
  { keys: ['d', 'D'], says: 'data sender, receiver, both', act: nextSide },
  {
    keys: ['/'],
    says: 'filter the flows',
    act: () => {
      showFlows(true);
      element('filter').focus();
    },
  },
  { keys: ['f', 'F'], says: 'flow table', act: () => showFlows() },
  { keys: ['s', 'S'], says: 'series', act: () => chooser.show() },
  { keys: ['i', 'I'], says: 'all about the first chosen flow', act: () => model.chosen()[0] && details.show(model.chosen()[0].connection.id) },
  { keys: ['p', 'P'], says: 'save as PNG', act: png.save },
  { keys: ['t', 'T'], says: 'light, dark', act: theme.swap },
  { keys: ['?'], says: 'this help', act: help },
  { keys: ['1'], says: 'connection', act: () => update({ view: 'connection' }) },
  { keys: ['2'], says: 'compare the chosen flows', act: () => update({ view: 'compare' }) },
  { keys: ['3'], says: 'explore with SQL', act: () => update({ view: 'explore' }) },
  { keys: ['4'], says: 'all connections in time', act: () => update({ view: 'timeline' }) },
  { keys: ['o', 'O'], says: 'time since the run, the connection, in RTTs', act: clock.next },
  { keys: ['u', 'U'], says: 'windows and rates as stored, in bytes, in segments', act: nextUnits },
  { keys: ['L'], says: 'logarithmic axis of the panel under the pointer', act: () => pointer.under && layout.act('log', pointer.under, panels.panels) },
  { keys: ['e', 'E'], says: 'findings', act: () => dock.toggle('findings') },
  { keys: ['a', 'A'], says: 'packets from the pin on', act: () => dock.toggle('packets') },
  { keys: ['b', 'B'], says: 'statistics of the marked range', act: () => dock.toggle('range') },
  { keys: ['g', 'G'], says: 'go to the packet at the crosshair', act: toPacket },
  { keys: ['m', 'M', ' '], says: 'pin the crosshair, to measure from', act: () => cross.pin(cross.cross) },
  { keys: ['n', 'N'], says: 'note at the crosshair', act: notes.add },
  { keys: ['v', 'V'], says: 'save as SVG', act: png.saveSvg },
  { keys: ['c', 'C'], says: 'save the drawn points as CSV', act: csv.save },
  { keys: ['Escape'], says: 'close', act: escape },
];

async function start() {
  load();
  theme.apply();
  theme.onSystemChange(() => follow(new Set(['theme'])));
  onChange((changed) => follow(changed).catch((problem) => fail(problem.message)));
  addEventListener('hashchange', load);
  data.listen(redrawArrived, fail);
  packets.listen(redrawArrived);
  flows.listen(details.show);
  notes.listen(() => {
    dock.build();
    panels.draw();
  });
  pointer.listen();
  overview.listen();
  keys.listen(BINDINGS);
  new ResizeObserver(redraw).observe(element('panels'));
  element('show-flows').addEventListener('click', () => showFlows());
  element('show-series').addEventListener('click', () => chooser.show());
  save.listen(fail);
  layout.listen();
  document.querySelectorAll<HTMLElement>('[data-view]').forEach((button) => button.addEventListener('click', () => update({ view: button.dataset.view! })));
  document.querySelectorAll<HTMLElement>('[data-dock]').forEach((button) => button.addEventListener('click', () => dock.toggle(button.dataset.dock!)));
  element('switch-theme').addEventListener('click', theme.swap);
  element('show-help').addEventListener('click', help);
  element('zoom-in').addEventListener('click', () => range.zoom(0.6));
  element('zoom-out').addEventListener('click', () => range.zoom(1 / 0.6));
  element('undo').addEventListener('click', range.undo);
  element('reset').addEventListener('click', range.reset);
  element('side').addEventListener('change', (event) => update({ side: (event.target as HTMLSelectElement).value, y: {} }));
  try {
    await model.open();
    await follow(new Set(['theme', 'view', 'flows']));
    dock.build();
    panels.draw();
    later();
  } finally {
    busy--;
  }
}

/** What is not needed for the first picture. */
async function later() {
  busy++;
  await findings.load();
  busy--;
  flows.build();
  dock.build();
}

function redrawArrived() {
  panels.draw();
  overview.draw();
}

/** For tests: whether nothing more will change by itself, and what was asked. */
Object.assign(globalThis, {
  tcbee: {
    idle: () =>
      busy === 0 && data.idle() && packets.idle() && compare.idle() && explore.idle() && query.idle() && packetlist.idle() && rangestats.idle() &&
      sparkline.idle() &&
      !panels.drawing(),
    counts: data.counts,
    picture: png.picture,
    state: () => state,
    view: model.view,
    panels: () => panels.panels,
    cross: () => cross.cross,
    pinned: () => cross.pinned,
    svg: png.svg,
    csv: csv.text,
    drawn: () => tsg.drawn,
    yOf: plot.yOf,
  },
});

start().catch((problem) => fail(problem.message));
