import { limits, step, ticks } from '../../main/page/axis.ts';
import { same } from './same.ts';

Deno.test('ticks stand at round numbers', () => {
  same(step(10, 5), 2);
  same(ticks(0.3, 1.1, 4).at.map((at) => at.toFixed(1)), ['0.4', '0.6', '0.8', '1.0']);
});

Deno.test('an axis of one value has room', () => {
  same(limits(5, 5, false), [4.75, 5.25]);
  same(limits(Infinity, -Infinity, true), [0, 1]);
});
