/** Mouse and touch over the plots: hover, zoom, pan. */
import type { Panel } from './panels.ts';
import type { Part } from './tip.ts';
import { byId, penOf } from './dom.ts';
import * as model from './model.ts';
import { moveCross, pin, point } from './cross.ts';
import * as dock from './dock.ts';
import * as packetlist from './packetlist.ts';
import type { Frame } from './plot.ts';
import { draw, panels } from './panels.ts';
import { lossPixels, timeOf, valueOf, yOf } from './plot.ts';
import { limitY, pan, reset, zoom, zoomTo } from './range.ts';
import { nearest } from './sequence.ts';
import { describe, drawn, PANEL } from './tsg.ts';
import { state, update } from './state.ts';
import { colours } from './theme.ts';
import * as uncertain from './uncertain.ts';
import { duration, exact } from './units.ts';
import { hide, tip } from './tip.ts';

const root = byId('panels');
interface Drag {
  kind: 'zoom' | 'box' | 'pan' | 'brush';
  panel: Panel;
  x: number;
  y: number;
  view: [number, number];
  limits: [number, number];
  nowX: number;
  nowY: number;
}
let drag: Drag | null = null;

const panelAt = (event: MouseEvent) => panels.find((panel) => panel.catcher === event.target);
const inside = (panel: Panel, event: MouseEvent) => {
  const box = panel.element.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
};

export function listen() {
  root.addEventListener('pointerdown', down);
  root.addEventListener('pointermove', move);
  root.addEventListener('pointerup', up);
  root.addEventListener('pointercancel', cancel);
  root.addEventListener('pointerleave', () => {
    if (!drag) {
      moveCross(null);
      hide();
    }
  });
  root.addEventListener('wheel', wheel, { passive: false });
  root.addEventListener('dblclick', (event) => panelAt(event) && reset());
  root.addEventListener('contextmenu', (event) => panelAt(event) && event.preventDefault());
}

/** The panel under the pointer, for keys that act on one. */
export let under: Panel | null = null;

function down(event: PointerEvent) {
  const panel = panelAt(event);
  if (!panel) return;
  const { x, y } = inside(panel, event);
  const kind = event.altKey ? 'brush' : event.button !== 0 || event.shiftKey ? 'pan' : event.ctrlKey || event.metaKey ? 'box' : 'zoom';
  drag = { kind, panel, x, y, nowX: x, nowY: y, view: model.view(), limits: panel.frame.y };
  panel.catcher.setPointerCapture(event.pointerId);
  panel.element.classList.toggle('panning', kind === 'pan');
  hide();
  event.preventDefault();
}

function move(event: PointerEvent) {
  if (drag) return dragged(drag, event);
  const panel = panelAt(event);
  under = panel ?? null;
  if (!panel) return moveCross(null);
  const { x, y } = inside(panel, event);
  point(panel, valueOf(panel.frame, y));
  moveCross(timeOf(panel.frame, x));
  if (panel.id === PANEL) {
    const hit = nearest(drawn.hits, x, y);
    if (hit) return tip(describe(hit), { x: event.clientX + 16, y: event.clientY + 18 });
  }
  tellLoss(panel, x, event);
}

function dragged(drag: Drag, event: PointerEvent) {
  const { panel, kind, x, y, view, limits } = drag;
  ({ x: drag.nowX, y: drag.nowY } = inside(panel, event));
  const { frame } = panel;
  if (kind !== 'pan') {
    moveCross(timeOf(frame, Math.max(frame.left, Math.min(frame.right, drag.nowX))));
    return mark(drag);
  }
  const ns = ((x - drag.nowX) / (frame.right - frame.left)) * (view[1] - view[0]);
  zoomTo(view[0] + ns, view[1] + ns);
  if (state.y[panel.id] && !panel.strip) {
    if (frame.log) {
      const times = (limits[1] / limits[0]) ** ((drag.nowY - y) / (frame.bottom - frame.top));
      return limitY(panel.id, [limits[0] * times, limits[1] * times]);
    }
    const by = ((drag.nowY - y) / (frame.bottom - frame.top)) * (limits[1] - limits[0]);
    limitY(panel.id, [limits[0] + by, limits[1] + by]);
  }
}

/** The part that will be zoomed to. */
function mark(drag: Drag) {
  const { panel, kind, x, y, nowX, nowY } = drag;
  if (Math.abs(nowX - x) < 3 && Math.abs(nowY - y) < 3) return;
  for (const each of panels) {
    const { frame } = each;
    const ctx = penOf(each.over);
    const [from, to] = [Math.max(frame.left, Math.min(x, nowX)), Math.min(frame.right, Math.max(x, nowX))];
    const boxed = kind === 'box' && each === panel;
    const [top, bottom] = boxed ? [Math.max(frame.top, Math.min(y, nowY)), Math.min(frame.bottom, Math.max(y, nowY))] : [frame.top, frame.bottom];
    ctx.fillStyle = colours.select;
    ctx.fillRect(from, top, to - from, bottom - top);
    ctx.strokeStyle = colours.cross;
    ctx.lineWidth = 1;
    ctx.strokeRect(Math.round(from) + 0.5, Math.round(top) + 0.5, to - from, bottom - top);
  }
  const view = [timeOf(panel.frame, Math.min(x, nowX)), timeOf(panel.frame, Math.max(x, nowX))];
  byId('moment').textContent = (kind === 'brush' ? 'statistics of ' : 'zoom to ') + duration(Math.round(view[1] - view[0]));
}

function up(event: PointerEvent) {
  if (!drag) return;
  const { panel, kind, x, y, nowX, nowY } = drag;
  cancel();
  if (kind === 'pan') return move(event);
  if (Math.abs(nowX - x) < 4) return clicked(panel, nowX, nowY, event);
  if (kind === 'brush') return marked(panel.frame, Math.min(x, nowX), Math.max(x, nowX));
  const { frame } = panel;
  const clip = (at: number) => Math.max(frame.left, Math.min(frame.right, at));
  const boxed = kind === 'box' && !panel.strip && Math.abs(nowY - y) > 4;
  const limits: typeof state.y = boxed
    ? { ...state.y, [panel.id]: [valueOf(frame, Math.min(frame.bottom, Math.max(y, nowY))), valueOf(frame, Math.max(frame.top, Math.min(y, nowY)))] }
    : state.y;
  zoomTo(timeOf(frame, clip(Math.min(x, nowX))), timeOf(frame, clip(Math.max(x, nowX))), limits);
}

/** A click pins the moment; on a packet of the time-sequence graph it opens the packet. */
function clicked(panel: Panel, x: number, y: number, event: PointerEvent) {
  const hit = panel.id === PANEL ? nearest(drawn.hits, x, y) : null;
  const at = hit ? hit.packets.time[hit.index] : timeOf(panel.frame, x);
  pin(at, panel.id, valueOf(panel.frame, y));
  if (hit) packetlist.show(hit.connection, at);
  if (state.dock === 'packets') dock.build();
  move(event);
}

/** The part of time between two pixels becomes what statistics are told of. */
function marked(frame: Frame, from: number, to: number) {
  const clip = (x: number) => Math.round(timeOf(frame, Math.max(frame.left, Math.min(frame.right, x))));
  update({ brush: [clip(from), clip(to)], dock: 'range' });
}

function cancel() {
  drag?.panel.element.classList.remove('panning');
  drag = null;
  draw();
}

function wheel(event: WheelEvent) {
  const panel = panelAt(event);
  if (!panel) return;
  event.preventDefault();
  hide();
  const { x, y } = inside(panel, event);
  const pixels = event.deltaMode === 1 ? 33 : 1;
  const { frame } = panel;
  if (event.shiftKey && !panel.strip) {
    zoomY(panel, Math.exp((event.deltaY || event.deltaX) * pixels * 0.0016), y);
  } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
    pan(((event.deltaX * pixels) / (frame.right - frame.left)) * (frame.view[1] - frame.view[0]));
  } else {
    zoom(Math.exp(event.deltaY * pixels * 0.0016), timeOf(frame, x));
  }
  requestAnimationFrame(() => moveCross(timeOf({ ...frame, view: model.view() }, x)));
}

/**   @param y pixel that stays */
export function zoomY(panel: Panel, factor: number, y: number = panel.frame.bottom) {
  if (panel.strip) return;
  const [low, high] = panel.frame.y;
  if (panel.frame.log) {
    const fixed = valueOf(panel.frame, y);
    return limitY(panel.id, [fixed * (low / fixed) ** factor, fixed * (high / fixed) ** factor]);
  }
  const near = Math.abs(y - yOf(panel.frame, 0)) < 24 ? 0 : valueOf(panel.frame, y);
  limitY(panel.id, [near - (near - low) * factor, near + (high - near) * factor]);
}

function tellLoss(panel: Panel, x: number, event: PointerEvent) {
  const found = [...new Set(model.chosen().map((flow) => flow.connection.run))]
    .flatMap((run) => model.losses.get(run) ?? [])
    .filter((loss) => {
      const [from, to] = lossPixels(panel.frame, loss);
      return x >= from - 2 && x <= to + 2;
    });
  const doubts = uncertain.doubts().filter((doubt) => {
    const [from, to] = lossPixels(panel.frame, doubt);
    return x >= from - 2 && x <= to + 2;
  });
  if (!found.length && (!doubts.length || panel.id === PANEL)) return hide();
  if (!found.length) {
    const told = doubts.flatMap(({ flow, reasons }): Part[] => [['', `\n${flow.tag}: ${uncertain.words(reasons)}`]]);
    return tip([['b', 'Values may be wrong here'], ...told], { x: event.clientX + 14, y: event.clientY + 16 });
  }
  const parts: Part[] = [['b', found.length === 1 ? 'Events were lost here' : `Events were lost here, ${found.length} times`]];
  for (const loss of found.slice(0, 6)) {
    parts.push(['', `\n${exact(loss.lost, '')} of ${loss.hook}, CPU ${loss.cpu}`]);
    parts.push(['quiet', `\n  between ${exact(loss.fromNs / 1e6, '')} and ${exact(loss.toNs / 1e6, '')} ms`]);
  }
  parts.push(['quiet', '\nThe recorder had no room for them: what is drawn here is incomplete.']);
  tip(parts, { x: event.clientX + 14, y: event.clientY + 16 });
}
