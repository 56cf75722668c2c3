/** All about one flow: what it is, and every attribute with unit and definition. */
import { byId } from './dom.ts';
import * as model from './model.ts';
import { date, exact, seconds } from './units.ts';

const box = byId('details');
let id = 0;
/** Name, value, and what it means. */
type Fact = [string, string | number, string?];

export function show(connection: number) {
  if (!box.hidden && id === connection) return close();
  id = connection;
  const flow = model.connections.get(connection);
  if (!flow) return;
  const run = model.runs.find((each) => each.id === flow.run);
  const button = Object.assign(document.createElement('button'), { className: 'close', textContent: '×', title: 'Close (Esc)' });
  button.addEventListener('click', close);
  const facts: Fact[] = [
    ['client', flow.client],
    ['server', flow.server],
    ['recorded at', flow.local ?? 'neither side, or both'],
    ['process', [flow.comm, flow.pid || ''].join(' ').trim() || 'unknown'],
    ['congestion control', flow.congestionControl || 'unknown'],
    ['first event', seconds(flow.startNs, 1e3) + ' s' + (run ? ' · ' + date(run.startRealtimeNs, flow.startNs) : '')],
    ['last event', seconds(flow.endNs, 1e3) + ' s'],
    ['handshake', flow.handshakeSeen ? 'recorded' : 'not recorded'],
    ['sides', flow.sidesInferred ? 'inferred: no SYN was seen' : 'from the SYN'],
    ['end', flow.teardown],
    ['network namespace', flow.netns || 'unknown'],
    ['socket cookie', flow.cookie === '0' ? 'unknown' : flow.cookie],
    ['run', run ? `${run.host}, ${run.source}` : String(flow.run)],
  ];
  box.replaceChildren(button, Object.assign(document.createElement('h2'), { textContent: `#${flow.id} ${flow.client} → ${flow.server}` }), list(facts));
  for (const [side, title] of [[null, 'Connection'], ['client', 'Client'], ['server', 'Server']]) {
    const some = flow.attributes.filter((each) => each.side === side && each.value !== null);
    if (!some.length) continue;
    box.append(
      Object.assign(document.createElement('h3'), { textContent: title }),
      list(some.map((each) => {
        const series = model.seriesOf(each.name);
        return [each.name, exact(each.value ?? 0, series.unit), [series.definition, series.reference].filter(Boolean).join(' ')];
      })),
    );
  }
  box.hidden = false;
}

function list(facts: Fact[]) {
  const dl = document.createElement('dl');
  for (const [name, value, about] of facts) {
    dl.append(Object.assign(document.createElement('dt'), { textContent: name }), Object.assign(document.createElement('dd'), { textContent: String(value) }));
    if (about) dl.append(Object.assign(document.createElement('dd'), { className: 'full', textContent: about }));
  }
  return dl;
}

export function close() {
  box.hidden = true;
}
