import type { Connection } from '../../main/page/api.ts';
import { matcher, parted, wordsOf } from '../../main/page/filter.ts';
import { same } from './same.ts';

const connection = {
  id: 7,
  client: '10.0.0.1:51000',
  server: '[fd00::2]:443',
  comm: 'curl',
  pid: 12,
  congestionControl: 'bbr',
  teardown: 'reset',
  attributes: [],
} as unknown as Connection;
const words = wordsOf(connection, 'congestion avoidance', ['bufferbloat']);

Deno.test('an endpoint has an address and a port', () => same(parted('[fd00::2]:443'), ['fd00::2', '443']));

Deno.test('all words of a filter must hold', () => {
  const found = [
    '',
    'curl bbr',
    'port:443',
    'port:44',
    'host:10.',
    'host:fd00',
    'cc:bbr',
    'cc:cubic',
    'limit:congestion_avoid',
    'finding:bloat',
    '-end:reset',
    '-cubic port:51000',
    'nonsense:x',
  ];
  same(found.filter((filter) => matcher(filter)(words)), [
    '',
    'curl bbr',
    'port:443',
    'host:10.',
    'host:fd00',
    'cc:bbr',
    'limit:congestion_avoid',
    'finding:bloat',
    '-cubic port:51000',
  ]);
});
