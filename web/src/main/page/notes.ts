/** Notes of the reader, kept in the database file: a text at a moment or a range of a connection. */
import * as api from './api.ts';
import { byId, make } from './dom.ts';
import { cross, pinned } from './cross.ts';
import * as model from './model.ts';
import { state, update } from './state.ts';
import { seconds } from './units.ts';

export let notes: api.Note[] = [];
let failure = '';
let changed = () => {};

export function listen(onChange: () => void) {
  changed = onChange;
}

/** Asks for the notes of every run. */
export async function load() {
  try {
    notes = (await Promise.all(model.runs.map((run) => api.annotations(run.id)))).flat();
  } catch (problem) {
    failure = (problem as Error).message;
  }
}

/** Of the chosen connections. */
export function shown(): api.Note[] {
  const ids = new Set(model.chosen().map((flow) => flow.connection.id));
  return notes.filter((note) => ids.has(note.connection));
}

/** Asks for a text for the marked range, else for the moment at the crosshair. */
export function add() {
  const flow = model.chosen()[0];
  if (!flow) return;
  const at = cross ?? pinned ?? model.view()[0];
  const [fromNs, toNs] = state.brush ?? [at, at];
  const dialog = byId<HTMLDialogElement>('note');
  const text = make('input', { type: 'text', maxLength: 500 });
  text.setAttribute('aria-label', 'Text of the note');
  const form = make(
    'form',
    { method: 'dialog' },
    make('h2', { textContent: `Note at ${seconds(fromNs, 1e6)} s` }),
    text,
    make('button', { textContent: 'Save' }),
  );
  form.addEventListener('submit', () => save({ connection: flow.connection.id, fromNs, toNs, text: text.value.trim() }));
  dialog.replaceChildren(form);
  dialog.showModal();
}

async function save(note: Omit<api.Note, 'id'>) {
  if (!note.text) return;
  try {
    const { id } = await api.annotate(note);
    notes = [...notes, { ...note, id }];
    failure = '';
  } catch (problem) {
    failure = (problem as Error).message;
  }
  update({ dock: 'notes' });
  changed();
}

export function draw(box: HTMLElement) {
  if (failure) box.append(make('div', { className: 'blank warn', textContent: failure }));
  const list = shown();
  if (!list.length) {
    box.append(
      make('div', {
        className: 'blank',
        textContent: 'No note on what is chosen. N makes one at the crosshair, or for the range that was marked with Alt + drag.',
      }),
    );
  }
  for (const note of list) {
    const where = make('button', { textContent: seconds(note.fromNs, 1e6) + ' s', title: 'Show it' });
    where.addEventListener('click', () => {
      const room = Math.max(note.toNs - note.fromNs, (model.extent()[1] - model.extent()[0]) * 0.02);
      update({ range: [Math.round(note.fromNs - room), Math.round(note.toNs + room)] });
    });
    const gone = make('button', { textContent: 'Delete' });
    gone.addEventListener('click', async () => {
      await api.forget(note.id);
      notes = notes.filter((each) => each !== note);
      changed();
    });
    box.append(make('article', { className: 'finding' }, make('p', { textContent: note.text }), make('div', { className: 'places' }, where, gone)));
  }
}
