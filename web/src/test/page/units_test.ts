import { exact, prefix, seconds, short } from '../../main/page/units.ts';
import { same } from './same.ts';

Deno.test('a stored value is told with every digit and the unit that suits', () => {
  same(exact(33871, 'us'), '33.871 ms');
  same(exact(1448, 'bytes'), '1\u202f448 B');
  same(exact(125000, 'bytes/s'), '1 Mbit/s');
  same(exact(17, 'segments'), '17 segments');
});

Deno.test('a table has three digits', () => {
  same(short(412345678, 'bytes'), '412 MB');
  same(short(0.5, 'ms'), '500 µs');
});

Deno.test('a moment has the places that its step needs', () => {
  same(seconds(1_234_567_890, 1e6), '1.235');
  same(seconds(1e9, 1e9), '1');
});

Deno.test('zero has a unit too', () => same(prefix('bit/s', 0), { divide: 1, unit: 'bit/s' }));
