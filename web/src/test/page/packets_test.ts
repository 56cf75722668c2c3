import { between } from '../../main/page/align.ts';
import { difference, spread } from '../../main/page/numbers.ts';
import { columnsOf, flagWords } from '../../main/page/packets.ts';
import { causeOf } from '../../main/page/sequence.ts';
import { same } from './same.ts';

Deno.test('rows of packets become columns, and what is unknown stays so', () => {
  const columns = ['time', 'side', 'seq', 'end_seq', 'ack', 'window', 'payload_length', 'flags', 'sack', 'retransmission', 'spurious'];
  const rows = [[5, 'client', 1, 1449, 1, null, 1448, 24, [], 'fast', true], [9, 'server', 1, 1, 1449, 65536, 0, 16, [[2897, 4345]], null, null]];
  const found = columnsOf({ columns, rows: rows as never, total: 2 });
  same([...found.time], [5, 9]);
  same([...found.side], [0, 1]);
  same(Number.isNaN(found.window[0]), true);
  same(found.sack, [null, [[2897, 4345]]]);
  same(found.cause, ['fast', null]);
  same(found.spurious, [true, null]);
});

Deno.test('flags and causes have words', () => {
  same(flagWords(18), 'SYN ACK');
  same(['fast', 'timeout', 'loss_probe', 'slow_start', 'unknown'].map(causeOf), ['fast', 'timeout', 'loss_probe', 'slow_start', 'unknown']);
});

Deno.test('a step holds until the next', () => {
  const [t, v] = [Float64Array.of(10, 20), Float64Array.of(3, 5)];
  same([9, 10, 19, 20, 30].map((ns) => between(t, v, ns)), [0, 3, 3, 5, 5]);
});

Deno.test('a difference is told in percent of the first, a spread of the mean', () => {
  same(difference(200, 100), '  (−50 %)');
  same(difference(100, 350), '  (+250 %)');
  same(difference(null, 1), '');
  same(spread([2, 4, 4, 4, 5, 5, 7, 9]), '± 43 %'); // mean 5, sample deviation 2.138
});
