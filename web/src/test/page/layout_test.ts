import { logTicks } from '../../main/page/axis.ts';
import { statement } from '../../main/page/query.ts';
import { read, write } from '../../main/page/state.ts';
import { same } from './same.ts';

Deno.test('a logarithmic axis has its ticks at decades, with 2 and 5 where there is room', () => {
  same(logTicks(1, 1e6, 2).at, [1, 1e2, 1e4, 1e6]);
  same(logTicks(9, 120, 6).at, [10, 20, 50, 100]);
});

Deno.test('the query behind a line reads the table that has it', () => {
  const keys = [{ connection: 1, side: 'client', name: 'snd_cwnd' }, { connection: 2, side: 'server', name: 'rtt_us' }];
  const told = statement(keys, new Map([['snd_cwnd', 'tcp_state'], ['rtt_us', 'points']]), [5, 9]);
  same(
    told,
    `SELECT '1.client.snd_cwnd' AS line, time_ns, "snd_cwnd"::DOUBLE AS value
FROM tcp_state WHERE connection = 1 AND side = 0 AND "snd_cwnd" IS NOT NULL AND time_ns BETWEEN 5 AND 9
UNION ALL
SELECT '2.server.rtt_us' AS line, time_ns, value::DOUBLE AS value
FROM points WHERE connection = 2 AND side = 1 AND name = 'rtt_us' AND time_ns BETWEEN 5 AND 9
ORDER BY line, time_ns`,
  );
});

Deno.test('where panels stand is part of the address', () => {
  const hash = '#place=rtt_us:own,snd_wnd:cwnd&order=rate,rtt&log=rtt&units=bytes';
  const state = read(hash);
  same(state.place, { rtt_us: 'own', snd_wnd: 'cwnd' });
  same(read(write(state)), state);
});
