import { difference, histogram, quantile, spans } from '../../main/page/shapes.ts';
import { same } from './same.ts';

const points = (x: number[], y: number[]) => ({ x: Float64Array.from(x), y: Float64Array.from(y) });

Deno.test('a difference is told where both have values', () => {
  const found = difference(points([0, 10, 20], [1, 2, 3]), points([10, 15, 30], [5, 7, 9]), 2);
  same([...found.x], [10, 15, 20]);
  same([...found.y], [3, 5, 4]);
  same(difference(points([0, 1], [1, 1]), points([2, 3], [1, 1]), 4).x.length, 0);
});

Deno.test('the parts of a histogram are all of the points', () => {
  // 1 1 2 4: the shares of the values that do not exceed 1, 2 and 4 are 1/2, 3/4 and 1
  const ecdf = points([1, 1, 1, 2, 4], [0, 0.25, 0.5, 0.75, 1]);
  same([...histogram(ecdf, 1, 4, 3)], [0.75, 0, 0.25]);
  same([quantile(ecdf, 0), quantile(ecdf, 0.5), quantile(ecdf, 0.75), quantile(ecdf, 1)], [1, 1, 2, 4]);
});

Deno.test('what is uncertain ends with the next step, the last one with the connection', () => {
  same(spans([10, 20, 30, 40], [2, 0, 1, 5], 60), [
    { fromNs: 10, toNs: 20, reasons: 2 },
    { fromNs: 30, toNs: 40, reasons: 1 },
    { fromNs: 40, toNs: 60, reasons: 5 },
  ]);
  same(spans([], [], 60), []);
});
