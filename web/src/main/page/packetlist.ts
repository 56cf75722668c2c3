/** The packets at the cursor, as a list; one packet with all that is known of it. */
import * as api from './api.ts';
import { byId, make } from './dom.ts';
import { moveCross, pinned } from './cross.ts';
import { around } from './episode.ts';
import * as model from './model.ts';
import { columnsOf, flagWords, type Packets } from './packets.ts';
import { causeWords } from './sequence.ts';
import { exact, grouped, seconds } from './units.ts';

const AROUND = 400;
let asked = 0;
let open = 0;

export const idle = () => open === 0;

/** Lists the packets from the pinned moment on, of the first chosen connection. */
export async function draw(box: HTMLElement) {
  const flow = model.chosen()[0];
  if (!flow) return box.append(make('div', { className: 'blank', textContent: 'No connection is chosen.' }));
  const view = model.view();
  const from = pinned !== null && pinned > view[0] && pinned < view[1] ? pinned : view[0];
  const mine = ++asked;
  open++;
  try {
    const answer = await api.packets(flow.connection.id, from - 1, view[1], AROUND);
    if (mine !== asked) return;
    const text = answer.total
      ? `${grouped(String(answer.total))} packets of ${flow.tag} from ${seconds(from, 1e6)} s to the end of the view${
        answer.total > AROUND ? `, the first ${AROUND}` : ''
      }`
      : 'No packet of this connection lies here.';
    box.append(make('p', { className: 'quiet', textContent: text }), table(flow.connection.id, columnsOf(answer)));
  } catch (problem) {
    box.append(make('div', { className: 'blank', textContent: (problem as Error).message }));
  } finally {
    open--;
  }
}

function table(connection: number, all: Packets): HTMLElement {
  const body = make('tbody');
  for (let i = 0; i < all.time.length; i++) {
    const row = body.insertRow();
    row.tabIndex = 0;
    const cells = [
      seconds(all.time[i], 1e3),
      all.side[i] ? '←' : '→',
      all.payload[i] ? grouped(String(all.seq[i])) : '',
      all.payload[i] ? grouped(String(all.payload[i])) : '',
      Number.isNaN(all.ack[i]) ? '' : grouped(String(all.ack[i])),
      flagWords(all.flags[i] & ~16) + (all.sack[i] ? ' SACK' : ''),
      all.cause[i] === null ? '' : causeWords(all.cause[i]!),
    ];
    cells.forEach((text, k) => row.append(make('td', { textContent: text, className: k === 6 && text ? 'warn' : k < 5 && k !== 1 ? 'number' : '' })));
    const time = all.time[i];
    row.addEventListener('mouseenter', () => moveCross(time));
    row.addEventListener('click', () => show(connection, time));
    row.addEventListener('keydown', (event) => event.key === 'Enter' && show(connection, time));
  }
  const head = make(
    'thead',
    {},
    make('tr', {}, ...['time, s', 'way', 'seq', 'bytes', 'ack', 'flags', 'sent again'].map((text) => make('th', { textContent: text }))),
  );
  return make('table', { className: 'list' }, head, body);
}

const RETRANSMITTED = ['retransmission', 'spurious'];

/** All about the packet nearest to `time`, and the kernel's state then. */
export async function show(connection: number, time: number) {
  const box = byId('details');
  open++;
  try {
    const packet = await api.packet(connection, time);
    const close = make('button', { className: 'close', textContent: '×', title: 'Close (Esc)' });
    close.addEventListener('click', () => (box.hidden = true));
    const title = `Packet of #${connection}, ${packet.side} at ${seconds(Number(packet.time), 1)} s`;
    box.replaceChildren(close, make('h2', { textContent: title }));
    const cause = packet.retransmission;
    if (cause) box.append(make('p', { className: 'warn', textContent: `Sent again: ${causeWords(String(cause))}${packet.spurious ? ', spurious' : ''}` }));
    const told = cause ? await repair(connection, String(packet.side), Number(packet.time)) : '';
    if (told) box.append(make('p', { className: 'repair', textContent: told }));
    const add = (heading: string, facts: api.Fact[]) => facts.length && box.append(make('h3', { textContent: heading }), list(facts));
    add('Headers', columns(packet.columns ?? packet.packet));
    add('What the metrics say then', columns(packet.marks));
    for (const name of ['state', 'peer_state']) {
      const state = packet[name] as { side?: string; time?: number; columns?: api.Fact[] } | api.Fact[] | null;
      if (!state) continue;
      const facts = Array.isArray(state) ? state : state.columns ?? [];
      const when = Array.isArray(state) ? '' : ` of the ${state.side}, ${exact(Math.round((Number(packet.time) - (state.time ?? 0)) / 1e3), 'us')} before`;
      add('Kernel state' + when, facts);
    }
    box.hidden = false;
  } catch (problem) {
    byId('moment').textContent = (problem as Error).message;
  } finally {
    open--;
  }
}

/** The congestion window before a loss and after its repair, in words; empty if the kernel did not tell. */
async function repair(connection: number, side: string, time: number): Promise<string> {
  const told = await around(connection, side, time);
  if (!told) return '';
  const before = `Congestion window: ${grouped(String(told.before))} segments before the loss was noticed, at ${seconds(told.from, 1e6)} s`;
  return before + (told.after === null ? '; not repaired within 10 s.' : `; ${grouped(String(told.after))} after its repair, at ${seconds(told.to, 1e6)} s.`);
}

function columns(from: unknown): api.Fact[] {
  return Array.isArray(from) ? (from as api.Fact[]).filter((fact) => fact.value !== null && !RETRANSMITTED.includes(fact.name)) : [];
}

function list(facts: api.Fact[]) {
  const dl = make('dl');
  for (const fact of facts) {
    const value = typeof fact.value === 'number' ? exact(fact.value, fact.unit ?? '') : String(fact.value);
    dl.append(make('dt', { textContent: fact.name, title: fact.definition ?? '' }), make('dd', { textContent: value, title: fact.definition ?? '' }));
  }
  return dl;
}
