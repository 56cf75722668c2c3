/** What stands beside the panels: findings, packets, statistics of a range, notes. */
import { byId, make } from './dom.ts';
import * as findings from './findings.ts';
import * as notes from './notes.ts';
import * as packetlist from './packetlist.ts';
import * as rangestats from './rangestats.ts';
import { state, update } from './state.ts';

const box = byId('dock');
const TABS: [string, string][] = [['findings', 'Findings'], ['packets', 'Packets'], ['range', 'Range'], ['notes', 'Notes']];

/** Opens one, or closes it if it is open. */
export function toggle(name: string) {
  update({ dock: state.dock === name ? '' : name });
}

export function build() {
  const open = state.dock !== '' && state.view === 'connection';
  box.hidden = !open;
  document.querySelectorAll<HTMLElement>('[data-dock]').forEach((button) =>
    button.setAttribute('aria-pressed', String(open && button.dataset.dock === state.dock))
  );
  if (!open) return;
  const top = box.scrollTop;
  const tabs = make('div', { className: 'tabs' });
  tabs.setAttribute('role', 'tablist');
  for (const [name, title] of TABS) {
    const tab = make('button', { textContent: title });
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-selected', String(state.dock === name));
    tab.addEventListener('click', () => update({ dock: name }));
    tabs.append(tab);
  }
  const close = make('button', { className: 'close', textContent: '×', title: 'Close' });
  close.addEventListener('click', () => update({ dock: '' }));
  const body = make('div', { className: 'body', tabIndex: 0, role: 'tabpanel', ariaLabel: TABS.find(([name]) => name === state.dock)?.[1] ?? '' });
  box.replaceChildren(make('div', { className: 'top' }, tabs, close), body);
  if (state.dock === 'findings') findings.draw(body);
  else if (state.dock === 'packets') packetlist.draw(body);
  else if (state.dock === 'range') rangestats.draw(body);
  else notes.load().then(() => notes.draw(body));
  box.scrollTop = top;
}
