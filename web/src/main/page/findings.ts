/** What is remarkable about connections: found by the server, shown beside the panels, each leading to its evidence. */
import * as api from './api.ts';
import { make } from './dom.ts';
import * as model from './model.ts';
import { names } from './panels.ts';
import { state, update } from './state.ts';
import { seconds } from './units.ts';

/** by connection; null: not asked for yet */
let found: Map<number, api.Finding[]> | null = null;
let failure = '';
/** The evidence that was jumped to; a band in the panels. */
export let evidence: [number, number] | null = null;

/** Asks once. */
export async function load() {
  try {
    const all = await api.findings();
    found = Map.groupBy(all, (each) => each.connection);
  } catch (problem) {
    found = new Map();
    failure = (problem as Error).message;
  }
}

/** How many a connection has; null while that is not known. */
export const countOf = (connection: number) => (found && !failure ? found.get(connection)?.length ?? 0 : null);

export const known = () => found !== null;
export const titlesOf = (connection: number) => (found?.get(connection) ?? []).map((finding) => finding.title);

const SURE: Record<string, string> = { kernel: 'by the kernel’s own word', wire: 'by the packets', inferred: 'inferred by a rule that can be wrong' };

export function draw(box: HTMLElement) {
  const chosen = model.chosen();
  const list = chosen.flatMap((flow) => (found?.get(flow.connection.id) ?? []).map((finding) => ({ flow, finding })));
  const blank = (words: string) => make('div', { className: 'blank', textContent: words });
  if (!found) return box.append(blank('Looking …'));
  if (failure) return box.append(blank(failure));
  if (!list.length) box.append(blank(chosen.length ? 'Nothing remarkable was found about what is chosen.' : 'No connection is chosen.'));
  for (const { flow, finding } of list) {
    const card = make('article', { className: 'finding' });
    card.style.setProperty('--flow', `var(--flow-${flow.slot % 8})`);
    card.append(
      make('h2', {}, finding.title, make('span', { className: 'badge', textContent: finding.sure, title: SURE[finding.sure] ?? '' })),
      make('p', { className: 'quiet', textContent: (chosen.length > 1 ? flow.tag + ': ' : '') + (finding.evidence[0]?.side ?? '') }),
      make('p', { textContent: finding.what }),
    );
    if (finding.advice) card.append(make('p', { className: 'advice', textContent: finding.advice }));
    const places = make('div', { className: 'places' });
    finding.evidence.slice(0, 12).forEach((each) => {
      const button = make('button', { textContent: `${seconds(each.fromNs, 1e6)} s`, title: each.series ? 'Show it in ' + each.series : 'Show it' });
      button.addEventListener('click', () => jump(flow.connection, each));
      places.append(button);
    });
    if (finding.evidence.length > 12) places.append(make('span', { className: 'quiet', textContent: `and ${finding.evidence.length - 12} more` }));
    card.append(places, make('p', { className: 'quiet source', textContent: finding.source }));
    box.append(card);
  }
}

/** Shows the evidence with some time around it, and the series that shows it. */
function jump(connection: model.Flow['connection'], place: api.Evidence) {
  evidence = [place.fromNs, place.toNs];
  const all = model.extent();
  const room = Math.max((place.toNs - place.fromNs) * 0.5, (all[1] - all[0]) * 0.01, 1e6);
  const list = names();
  const shown = place.series && !list.includes(place.series) && model.infoOf(connection.id, place.side, place.series)
    ? { series: [...list, place.series] }
    : {};
  update({
    view: 'connection',
    range: [Math.max(all[0], place.fromNs - room), Math.min(all[1], place.toNs + room)].map(Math.round) as [number, number],
    ...shown,
  });
  if (state.range === null) evidence = null;
}
