/** The whole range in one strip: a bar per chosen flow, losses, and the window on it. */
import type { Frame } from './plot.ts';
import { byId } from './dom.ts';
import * as data from './data.ts';
import * as model from './model.ts';
import { gutters, panels, width } from './panels.ts';
import { pen, xOf } from './plot.ts';
import { zoomTo } from './range.ts';
import { colours } from './theme.ts';

const canvas = byId<HTMLCanvasElement>('overview');
let drag: { x: number; view: [number, number]; kind: 'move' | 'draw' | 'from' | 'to' } | null = null;

function frame(): Frame {
  const { left, right } = gutters();
  return { left, right: width() - right, top: 3, bottom: 23, view: model.extent(), y: [0, 1] };
}

export function draw() {
  const ctx = pen(canvas);
  const place = frame();
  const flows = model.chosen();
  ctx.fillStyle = colours.surface;
  ctx.strokeStyle = colours.line;
  ctx.beginPath();
  ctx.roundRect(place.left, place.top, place.right - place.left, place.bottom - place.top, 4);
  ctx.fill();
  ctx.stroke();
  const height = Math.min(8, (place.bottom - place.top - 4) / Math.max(1, flows.length));
  const top = (place.top + place.bottom - height * flows.length) / 2;
  flows.forEach((flow, i) => {
    const from = xOf(place, flow.connection.startNs);
    const to = xOf(place, flow.connection.endNs);
    ctx.fillStyle = colours.flows[flow.slot % colours.flows.length];
    ctx.globalAlpha = 0.4;
    ctx.fillRect(from, top + i * height + height / 8, Math.max(2, to - from), height * 0.75);
    ctx.globalAlpha = 1;
    const marks = panels.find((panel) => panel.id === 'marks')?.lines.filter((line) => line.flow.slot === flow.slot) ?? [];
    for (const line of marks) {
      const entry = data.get(line.key);
      entry?.t?.forEach((t) => ctx.fillRect(xOf(place, t) - 0.6, top + i * height, 1.2, height));
    }
  });
  ctx.fillStyle = colours.lossEdge;
  for (const run of new Set(flows.map((flow) => flow.connection.run))) {
    for (const loss of model.losses.get(run) ?? []) {
      const x = xOf(place, loss.fromNs);
      if (x >= place.left && x <= place.right) ctx.fillRect(x, place.top + 1, Math.max(1.5, xOf(place, loss.toNs) - x), place.bottom - place.top - 2);
    }
  }
  const view = model.view();
  const [from, to] = [xOf(place, view[0]), xOf(place, view[1])];
  if (to - from > place.right - place.left - 1) return;
  ctx.fillStyle = colours.ground;
  ctx.globalAlpha = 0.72;
  ctx.fillRect(place.left, place.top, from - place.left, place.bottom - place.top);
  ctx.fillRect(to, place.top, place.right - to, place.bottom - place.top);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = colours.cross;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.roundRect(from, place.top, Math.max(2, to - from), place.bottom - place.top, 3);
  ctx.stroke();
}

export function listen() {
  const timeAt = (x: number) => {
    const place = frame();
    return place.view[0] + ((x - place.left) / (place.right - place.left)) * (place.view[1] - place.view[0]);
  };
  const kindAt = (x: number) => {
    const place = frame();
    const [from, to] = model.view().map((ns) => xOf(place, ns));
    if (to - from > place.right - place.left - 1) return 'draw';
    if (Math.abs(x - from) < 5) return 'from';
    if (Math.abs(x - to) < 5) return 'to';
    return x > from && x < to ? 'move' : 'draw';
  };
  canvas.addEventListener('pointerdown', (event) => {
    drag = { x: event.offsetX, view: model.view(), kind: kindAt(event.offsetX) };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!drag) {
      canvas.style.cursor = { move: 'grab', draw: 'crosshair', from: 'ew-resize', to: 'ew-resize' }[kindAt(event.offsetX)];
      return;
    }
    const at = timeAt(event.offsetX);
    const by = at - timeAt(drag.x);
    if (drag.kind === 'move') zoomTo(drag.view[0] + by, drag.view[1] + by);
    else if (drag.kind === 'from') zoomTo(Math.min(at, drag.view[1] - 100), drag.view[1]);
    else if (drag.kind === 'to') zoomTo(drag.view[0], Math.max(at, drag.view[0] + 100));
    else if (Math.abs(event.offsetX - drag.x) > 3) zoomTo(Math.min(at, timeAt(drag.x)), Math.max(at, timeAt(drag.x)));
  });
  canvas.addEventListener('pointerup', () => (drag = null));
  canvas.addEventListener('pointercancel', () => (drag = null));
}
