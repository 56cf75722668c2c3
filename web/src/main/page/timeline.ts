/** All connections of the table as bars in time, in the colour of what limited them longest. */
import { ticks } from './axis.ts';
import { byId, make } from './dom.ts';
import * as flows from './flows.ts';
import * as model from './model.ts';
import { font, pen } from './plot.ts';
import { LIMITS } from './series.ts';
import { state, update } from './state.ts';
import { colours } from './theme.ts';
import { hide, tip } from './tip.ts';
import { exact, seconds } from './units.ts';

const ROW = 15;
const LEFT = 250;
const FOOT = 24;
const box = byId('timeline');
let canvas: HTMLCanvasElement | null = null;
let scroller: HTMLElement | null = null;
let content: HTMLElement | null = null;

export function build() {
  if (state.view !== 'timeline') return;
  if (!canvas) {
    content = make('div');
    scroller = make('div', { className: 'scroller', tabIndex: 0 }, content);
    scroller.role = 'group';
    scroller.ariaLabel = 'Connections in time';
    canvas = make('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', 'A bar for each connection');
    box.replaceChildren(canvas, scroller, legend());
    scroller.addEventListener('scroll', () => requestAnimationFrame(draw));
    scroller.addEventListener('mousemove', point);
    scroller.addEventListener('mouseleave', hide);
    scroller.addEventListener('click', (event) => {
      const found = at(event);
      if (found) update({ flows: [found.id], range: null, y: {}, view: 'connection' });
    });
  }
  content!.style.height = flows.shownRows().length * ROW + FOOT + 8 + 'px';
  draw();
}

function legend() {
  const parts = LIMITS.map((word, code) => {
    const mark = make('span', { className: 'swatch' });
    mark.style.background = `var(--limit-${code})`;
    return make('span', { className: 'quiet' }, mark, word);
  });
  return make('div', { className: 'tools' }, 'Limited longest by', ...parts);
}

const end = () => Math.max(1, ...model.runs.map((run) => run.durationNs));

export function draw() {
  if (state.view !== 'timeline' || !canvas || !scroller) return;
  const ctx = pen(canvas);
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const x = (ns: number) => LEFT + (ns / end()) * (width - LEFT - 24);
  const marks = ticks(0, end(), Math.max(2, (width - LEFT) / 120));
  ctx.fillStyle = colours.quiet;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'center';
  for (const tick of marks.at) {
    ctx.fillStyle = colours.grid;
    ctx.fillRect(x(tick), 0, 1, height - FOOT);
    ctx.fillStyle = colours.quiet;
    ctx.fillText(seconds(tick, marks.step) + ' s', x(tick), height - FOOT / 2);
  }
  const rows = flows.shownRows();
  const first = Math.floor(scroller.scrollTop / ROW);
  const slots = model.slots();
  ctx.font = font(11);
  for (let i = first; i < rows.length && (i - first) * ROW < height - FOOT; i++) {
    const connection = rows[i];
    const y = (i - first) * ROW + 3;
    const limit = flows.limitOf(connection);
    const slot = slots.indexOf(connection.id);
    ctx.textAlign = 'left';
    ctx.fillStyle = slot >= 0 ? colours.flows[slot % colours.flows.length] : colours.quiet;
    ctx.fillText(`#${connection.id} ${connection.client} → ${connection.server}`, 12, y + ROW / 2 - 1, LEFT - 24);
    ctx.fillStyle = limit ? colours.limits[limit.code] : colours.quiet;
    ctx.fillRect(x(connection.startNs), y, Math.max(2, x(connection.endNs) - x(connection.startNs)), ROW - 5);
  }
}

function at(event: MouseEvent) {
  const top = scroller!.getBoundingClientRect().top;
  return flows.shownRows()[Math.floor(scroller!.scrollTop / ROW) + Math.floor((event.clientY - top) / ROW)];
}

function point(event: MouseEvent) {
  const connection = at(event);
  if (!connection) return hide();
  const limit = flows.limitOf(connection);
  tip([
    ['b', `#${connection.id} ${connection.client} → ${connection.server}`],
    ['', `\n${seconds(connection.startNs, 1e6)} to ${seconds(connection.endNs, 1e6)} s, ${exact(model.bytes(connection), 'bytes')}`],
    ['', limit ? `\nlimited by ${LIMITS[limit.code]} ${(limit.share * 100).toFixed(0)} % of the time` : '\nwhat limited it is not known: no kernel state'],
    ['quiet', '\nClick: show it'],
  ], { x: event.clientX + 14, y: event.clientY + 16 });
}
