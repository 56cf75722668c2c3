/** A small curve of a connection's goodput for each row in sight, asked for in one request. */
import * as api from './api.ts';
import { penOf } from './dom.ts';
import * as model from './model.ts';

const known = new Map<number, api.Points | null>();
let wanted: { id: number; side: string; canvas: HTMLCanvasElement }[] = [];
let timer = 0;
let open = 0;
const COLUMNS = 24;

export const idle = () => open === 0 && timer === 0;

/** Draws it as soon as it is here; `canvas` may be thrown away before. */
export function draw(connection: api.Connection, canvas: HTMLCanvasElement) {
  const points = known.get(connection.id);
  if (points !== undefined) return void requestAnimationFrame(() => paint(points, canvas));
  wanted.push({ id: connection.id, side: model.senderOf(connection), canvas });
  if (!timer) timer = setTimeout(ask, 90);
}

async function ask() {
  timer = 0;
  const here = wanted.filter((each) => each.canvas.isConnected);
  wanted = [];
  here.forEach((each) => known.has(each.id) && paint(known.get(each.id)!, each.canvas));
  const list = here.filter((each) => !known.has(each.id)).slice(-80);
  if (!list.length) return;
  open++;
  try {
    const to = Math.max(...model.runs.map((run) => run.durationNs), 1e9) * 2;
    const parts = await api.points(list.map((each) => ({ connection: each.id, side: each.side, name: 'goodput' })), 0, to, COLUMNS);
    list.forEach((each, i) => {
      known.set(each.id, parts[i].t.length > 1 ? parts[i] : null);
      paint(known.get(each.id)!, each.canvas);
    });
  } catch {
    list.forEach((each) => known.set(each.id, null)); // a curve that cannot be had is left out of the row
  } finally {
    open--;
  }
}

function paint(points: api.Points | null, canvas: HTMLCanvasElement) {
  if (!points) return;
  const ratio = devicePixelRatio || 1;
  const [width, height] = [canvas.width / ratio, canvas.height / ratio];
  const ctx = penOf(canvas);
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  const { t, v } = points;
  const most = v.reduce((a, b) => Math.max(a, b), 1);
  const span = t[t.length - 1] - t[0] || 1;
  ctx.strokeStyle = getComputedStyle(canvas).color;
  ctx.lineWidth = 1;
  ctx.beginPath();
  t.forEach((ns, i) => ctx.lineTo(1 + ((ns - t[0]) / span) * (width - 2), height - 2 - (v[i] / most) * (height - 4)));
  ctx.stroke();
}
