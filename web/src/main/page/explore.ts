/** SQL over the database: a statement, its rows, and a plot of two of its columns. */
import * as api from './api.ts';
import { curve } from './curve.ts';
import { byId, make, type Pen, region } from './dom.ts';
import * as formula from './formula.ts';
import * as plot from './plot.ts';
import { state, update } from './state.ts';
import { grouped } from './units.ts';

const box = byId('explore');
const START = 'SELECT connection, side, count(*) AS packets, sum(payload_length) AS bytes\nFROM packets GROUP BY connection, side ORDER BY bytes DESC';
let open = 0;
/** the statement that was run last */
let ran = '';
let running: AbortController | null = null;
let result: api.Table | null = null;
let picture: HTMLCanvasElement | null = null;
let picked: { x: number; y: number } = { x: 0, y: 1 };

export const idle = () => open === 0 && formula.idle();

export function build() {
  if (state.view !== 'explore') return;
  if (box.childElementCount) {
    if (state.sql && state.sql !== ran) {
      byId<HTMLTextAreaElement>('statement').value = state.sql;
      run(state.sql);
    }
    formula.offer();
    return draw();
  }
  const text = make('textarea', { id: 'statement', value: state.sql || START, spellcheck: false });
  text.setAttribute('aria-label', 'SQL statement');
  text.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run(text.value);
  });
  const go = make('button', { textContent: 'Run (Ctrl + Enter)', id: 'run-sql' });
  go.addEventListener('click', () => run(text.value));
  box.replaceChildren(
    make(
      'div',
      { className: 'tools' },
      go,
      make('span', { className: 'quiet', id: 'sql-says', textContent: 'One SELECT over this database; nothing else of this machine is reached.' }),
    ),
    make('div', { className: 'statement' }, text),
    make('div', { className: 'tools', id: 'sql-plot' }),
    Object.assign(region('Rows of the statement'), { id: 'sql-rows' }),
    formula.build(),
  );
  if (state.sql) run(state.sql);
}

async function run(text: string) {
  ran = text;
  update({ sql: text });
  running?.abort();
  const mine = (running = new AbortController());
  const says = byId('sql-says');
  says.className = 'quiet';
  says.textContent = 'Running …';
  open++;
  try {
    result = await api.sql(text, mine.signal);
    says.textContent = `${grouped(String(result.rows.length))} rows${result.truncated ? ', the first of more' : ''}, ${result.ms} ms`;
    rows(result);
    plotTools(result);
  } catch (problem) {
    if (mine.signal.aborted) return;
    says.className = 'warn';
    says.textContent = (problem as Error).message;
  } finally {
    open--;
  }
}

/** At most 500 rows are put into the page. */
function rows(table: api.Table) {
  const body = make('tbody');
  for (const row of table.rows.slice(0, 500)) {
    body.append(
      make('tr', {}, ...row.map((cell) => make('td', { className: typeof cell === 'number' ? 'number' : '', textContent: cell === null ? '' : String(cell) }))),
    );
  }
  const head = make('tr', {}, ...table.columns.map((column) => make('th', { textContent: column.name, title: column.type })));
  byId('sql-rows').replaceChildren(make('table', { className: 'list' }, make('thead', {}, head), body));
}

/** Which columns have numbers. */
function numeric(table: api.Table): number[] {
  return table.columns.map((_, i) => i).filter((i) => table.rows.some((row) => typeof row[i] === 'number'));
}

function plotTools(table: api.Table) {
  const tools = byId('sql-plot');
  const columns = numeric(table);
  picture?.remove();
  picture = null;
  if (columns.length < 2) return tools.replaceChildren();
  picked = { x: columns[0], y: columns[1] };
  const pick = (axis: 'x' | 'y') => {
    const select = make(
      'select',
      {},
      ...columns.map((i) => make('option', { value: String(i), textContent: table.columns[i].name, selected: i === picked[axis] })),
    );
    select.addEventListener('change', () => {
      picked[axis] = Number(select.value);
      draw();
    });
    return make('label', {}, axis, select);
  };
  const go = make('button', { textContent: 'Plot this', id: 'plot-sql' });
  go.addEventListener('click', () => {
    picture ??= make('canvas', { id: 'sql-picture' });
    tools.after(picture);
    draw();
  });
  const csv = make('button', { textContent: 'CSV' });
  csv.addEventListener('click', () => save(csvOf(table)));
  tools.replaceChildren(go, pick('x'), pick('y'), csv);
}

export function draw() {
  formula.draw();
  if (!picture || !result) return;
  paint(plot.pen(picture), picture.clientWidth, picture.clientHeight);
}

/** Points of two columns, in order of x a line. */
function paint(ctx: Pen, width: number, height: number) {
  const table = result!;
  const pairs = table.rows.map((row) => [Number(row[picked.x]), Number(row[picked.y])]).filter(([x, y], i) =>
    table.rows[i][picked.y] !== null && Number.isFinite(x) && Number.isFinite(y)
  );
  if (!pairs.length) return;
  pairs.sort((a, b) => a[0] - b[0]);
  const t = Float64Array.from(pairs, ([x]) => x);
  const v = Float64Array.from(pairs, ([, y]) => y);
  curve(ctx, width, height, t, v, `${table.columns[picked.y].name} over ${table.columns[picked.x].name}`);
}

/** Rows as CSV: RFC 4180. */
export function csvOf(table: api.Table): string {
  const cell = (value: unknown) => {
    const text = value === null || value === undefined ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  return [table.columns.map((column) => cell(column.name)), ...table.rows.map((row) => row.map(cell))].map((row) => row.join(',')).join('\r\n') + '\r\n';
}

function save(text: string) {
  const link = make('a', { href: URL.createObjectURL(new Blob([text], { type: 'text/csv' })), download: 'tcbee_query.csv' });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
