/** The filter of the connection table: words, and words with a field in front (port:443 cc:bbr host:10.0. limit:pacing end:reset). */
import type { Connection } from './api.ts';

export const FIELDS = ['port', 'host', 'cc', 'limit', 'end', 'process', 'finding'];

/** What a filter can ask of a connection, all in lower case. */
export interface Words {
  text: string;
  field(name: string): string[];
}

/** Address and port of an endpoint: 10.0.0.1:80, [fd00::1]:80. */
export function parted(endpoint: string): [string, string] {
  const at = endpoint.lastIndexOf(':');
  return [endpoint.slice(0, at).replace(/^\[|\]$/g, ''), endpoint.slice(at + 1)];
}

export function wordsOf(connection: Connection, limit: string, findings: string[]): Words {
  const c = connection;
  const ends = [parted(c.client), parted(c.server)];
  const fields: Record<string, string[]> = {
    host: ends.map(([host]) => host),
    port: ends.map(([, port]) => port),
    cc: [c.congestionControl],
    limit: [limit],
    end: [c.teardown],
    process: [c.comm, String(c.pid)],
    finding: findings,
  };
  return {
    text: `#${c.id} ${c.client} ${c.server} ${c.comm} ${c.pid} ${c.congestionControl} ${c.teardown}`.toLowerCase(),
    field: (name) => (fields[name] ?? []).map((value) => value.toLowerCase()),
  };
}

/** Whether all words of the filter hold; a port must be equal, all else begins with or holds the word. A minus in front: must not hold. */
export function matcher(filter: string): (words: Words) => boolean {
  const tests = filter.toLowerCase().split(/\s+/).filter(Boolean).map((word): (words: Words) => boolean => {
    const not = word.length > 1 && word.startsWith('-');
    const [, field, rest] = /^([a-z]+):(.*)$/.exec(not ? word.slice(1) : word) ?? [];
    const plain = not ? word.slice(1) : word;
    const holds = (words: Words): boolean => {
      if (!field || !FIELDS.includes(field)) return words.text.includes(plain);
      if (field === 'port') return words.field('port').includes(rest);
      if (field === 'host') return words.field('host').some((host) => host.startsWith(rest));
      return words.field(field).some((value) => value.replace(/_/g, ' ').includes(rest.replace(/_/g, ' ')));
    };
    return not ? (words) => !holds(words) : holds;
  });
  return (words) => tests.every((test) => test(words));
}
