/** The SQL behind a picture: the rows of which its lines are made, as the explore view runs them. */
import * as api from './api.ts';
import { state, update } from './state.ts';

/** By series: the table that has it; null until it was asked for. */
let places: Map<string, string> | null = null;
let open = 0;

export const idle = () => open === 0;

/** Opens the explore view with the statement that gives the points of these lines. */
export async function show(keys: api.Key[]) {
  open++;
  try {
    places ??= new Map((await api.sql('SELECT name, place FROM catalogue')).rows.map(([name, place]) => [String(name), String(place)]));
    update({ sql: statement(keys, places, state.range), view: 'explore' });
  } catch (problem) {
    update({ sql: '-- ' + (problem as Error).message, view: 'explore' });
  } finally {
    open--;
  }
}

/**
 * One SELECT: a row for each point, with the columns line, time_ns and value.
 * @param where by series: the wide table of which it is a column, or `points`
 * @param range ns; null: everything
 */
export function statement(keys: api.Key[], where: Map<string, string>, range: [number, number] | null): string {
  const text = (value: string) => `'${value.replace(/'/g, "''")}'`;
  const parts = keys.map(({ connection, side, name }) => {
    const table = where.get(name) || 'points';
    const column = table === 'points' ? 'value' : `"${name}"`;
    const terms = [`connection = ${connection}`, `side = ${side === 'server' ? 1 : 0}`];
    if (table === 'points') terms.push(`name = ${text(name)}`);
    else terms.push(`${column} IS NOT NULL`);
    if (range) terms.push(`time_ns BETWEEN ${Math.floor(range[0])} AND ${Math.ceil(range[1])}`);
    return `SELECT ${text(`${connection}.${side}.${name}`)} AS line, time_ns, ${column}::DOUBLE AS value\nFROM ${table} WHERE ${terms.join(' AND ')}`;
  });
  return parts.join('\nUNION ALL\n') + '\nORDER BY line, time_ns';
}
