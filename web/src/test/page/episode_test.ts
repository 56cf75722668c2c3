import { same } from './same.ts';
import { episode } from '../../main/page/episode.ts';

const points = (...list: [number, number][]) => ({ t: Float64Array.from(list, ([t]) => t), v: Float64Array.from(list, ([, v]) => v) });

Deno.test('a loss has a window before and after it', () => {
  const state = points([0, 0], [10, 1], [20, 3], [30, 3], [40, 0], [50, 0]);
  const window = points([0, 90], [10, 100], [20, 95], [30, 72], [40, 70], [50, 71]);
  same(episode(state, window, 25), { before: 100, after: 70, from: 20, to: 40 });
  // The segment was sent again just before the kernel told its state.
  same(episode(state, window, 19), { before: 100, after: 70, from: 20, to: 40 });
});

Deno.test('a loss that is not repaired has no window after it, and no loss has none', () => {
  const state = points([0, 0], [20e6, 4]);
  const window = points([0, 10], [20e6, 1]);
  same(episode(state, window, 21e6), { before: 10, after: null, from: 20e6, to: NaN });
  same(episode(points([0, 0], [1, 0]), points([0, 10]), 5), null);
  same(episode(points(), points(), 5), null);
});
