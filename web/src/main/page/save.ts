/** What can be taken away: the picture, the points, the packets; one menu. */
import * as csv from './csv.ts';
import { byId } from './dom.ts';
import * as model from './model.ts';
import { panels } from './panels.ts';
import * as png from './png.ts';

let failed: (message: string) => void = () => {};

/** Every point behind the lines that are switched on, in a format of the server. */
async function whole(format: string, kind: string) {
  const flow = model.chosen()[0];
  if (!flow) return failed('save: no connection is chosen');
  const [from, to] = model.view().map(Math.round);
  const lines = panels.flatMap((panel) => panel.lines).filter((line) => !line.off);
  const keys = format === 'xplot'
    ? [`connection=${flow.connection.id}&side=${model.senderOf(flow.connection)}`]
    : [...new Set(lines.map(({ key }) => `connection=${key.connection}&side=${key.side}&series=${encodeURIComponent(key.name)}`))];
  const answer = await fetch(`export?format=${format}&${keys.join('&')}&from=${from}&to=${to}`);
  if (!answer.ok) return failed((await answer.text()).trim());
  png.hand(await answer.blob(), png.fileName(model.chosen(), kind));
}

const ACTIONS: Record<string, () => unknown> = {
  png: png.save,
  svg: png.saveSvg,
  csv: csv.save,
  points: () => whole('csv', 'all.csv'),
  parquet: () => whole('parquet', 'parquet'),
  xplot: () => whole('xplot', 'xpl'),
};

export function listen(onFailure: (message: string) => void) {
  failed = onFailure;
  const menu = byId<HTMLSelectElement>('save');
  menu.addEventListener('change', () => {
    const action = ACTIONS[menu.value];
    menu.value = '';
    action?.();
  });
}
