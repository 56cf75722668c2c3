/** What was recorded, in one line; warnings if it is not all. */
import { byId } from './dom.ts';
import type { Run } from './api.ts';
import * as model from './model.ts';
import { date, grouped, short } from './units.ts';
import { hide, tip } from './tip.ts';

export function build() {
  const ids = new Set(model.chosen().map((flow) => flow.connection.run));
  const runs = model.runs.filter((run) => ids.has(run.id));
  const box = byId('runs');
  box.replaceChildren(...(runs.length ? runs : model.runs.slice(0, 1)).slice(0, 3).map(line));
  document.title = runs.length ? `${runs[0].host} · TCBee` : 'TCBee';
}

function line(run: Run) {
  const box = Object.assign(document.createElement('div'), { className: 'run' });
  const add = (text: string, name = '') => box.appendChild(Object.assign(document.createElement('span'), { textContent: text, className: name }));
  add(run.host || run.source, 'name');
  add(run.kernel.split(' ').slice(0, 2).join(' '), 'quiet wide kernel');
  add(run.interfaces.split(',').join(', '), 'quiet wide');
  add(short(run.durationNs, 'ns'), 'quiet');
  add(grouped(String(run.events)) + ' events', 'quiet');
  if (run.eventsLost) add(grouped(String(run.eventsLost)) + ' lost', 'badge warn');
  else add('none lost', 'badge');
  if (!run.complete) add('trace cut off', 'badge warn');
  box.addEventListener('mouseenter', () =>
    tip([
      ['b', run.host],
      ['', `\nkernel ${run.kernel}\nfile ${run.source}\ntrace ${run.trace}`],
      ['', `\nstarted ${date(run.startRealtimeNs, 0)}`],
      ['', `\ninterfaces ${run.interfaces || 'none'}`],
      ['quiet', '\n\nhooks\n' + run.hooks],
      ['quiet', run.filters ? '\n\nleft out on purpose\n' + run.filters : ''],
      ['', `\n\n${grouped(String(run.events))} events recorded, ${grouped(String(run.eventsLost))} lost`],
      [
        'warn',
        run.complete ? '' : '\nThe trace has no end: the recorder was cut off. What came before is all here; losses after its last report are not known.',
      ],
    ], { x: box.getBoundingClientRect().left, y: box.getBoundingClientRect().bottom + 10 }));
  box.addEventListener('mouseleave', hide);
  return box;
}
