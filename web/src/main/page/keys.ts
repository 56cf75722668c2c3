/** The keyboard, and the page that tells it. */
import { byId } from './dom.ts';

export type Binding = { keys: string[]; says: string; act: () => void };

const MOUSE: [string, string][] = [
  ['Wheel', 'zoom time around the pointer'],
  ['Shift + wheel', 'zoom that panel’s y axis'],
  ['Drag', 'zoom to a span of time'],
  ['Ctrl + drag', 'zoom to a box'],
  ['Shift, right or middle drag', 'pan'],
  ['Alt + drag', 'mark a range for statistics'],
  ['Click', 'pin the moment; on a packet: all about it'],
  ['Double click', 'everything'],
  ['Click on a name', 'switch a line off or on'],
  ['Ctrl + click on a flow', 'choose one more'],
];
const NAMES: Record<string, string> = { ArrowLeft: '←', ArrowRight: '→', ' ': 'Space' };

export function listen(bindings: Binding[]) {
  const dialog = byId<HTMLDialogElement>('help');
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    if (event.target instanceof HTMLTextAreaElement || (event.target instanceof HTMLInputElement && event.target.type !== 'checkbox')) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    if (event.target instanceof HTMLSelectElement || (event.key === ' ' && event.target instanceof HTMLButtonElement)) return;
    const binding = bindings.find((each) => each.keys.includes(event.key));
    if (!binding) return;
    event.preventDefault();
    binding.act();
  });
  fill(dialog, bindings);
}

function fill(dialog: HTMLDialogElement, bindings: Binding[]) {
  const table = (rows: [string[], string][]) => {
    const box = document.createElement('table');
    for (const [keys, says] of rows) {
      const row = box.insertRow();
      const first = row.insertCell();
      keys.forEach((key, i) => first.append(i ? ' ' : '', Object.assign(document.createElement('kbd'), { textContent: NAMES[key] ?? key })));
      row.insertCell().textContent = says;
    }
    return box;
  };
  const columns = Object.assign(document.createElement('div'), { className: 'columns' });
  const rows = bindings.map((each): [string[], string] => [
    each.keys.filter((key) => key.length > 1 || key === key.toLowerCase() || !each.keys.includes(key.toLowerCase())),
    each.says,
  ]);
  const half = Math.ceil((rows.length + MOUSE.length) / 2);
  columns.append(table(rows.slice(0, half)), table([...rows.slice(half), ...MOUSE.map(([keys, says]): [string[], string] => [[keys], says])]));
  dialog.replaceChildren(Object.assign(document.createElement('h2'), { textContent: 'Keys and mouse' }), columns);
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
}
