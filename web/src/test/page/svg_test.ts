import { SvgPen } from '../../main/page/svg.ts';
import { same } from './same.ts';

Deno.test('what is drawn becomes shapes at their places', () => {
  const svg = new SvgPen(100, 50);
  const pen = svg.pen();
  pen.save();
  pen.translate(10, 5);
  pen.fillStyle = 'red';
  pen.globalAlpha = 0.5;
  pen.fillRect(1, 2, 3, 4);
  pen.restore();
  pen.strokeStyle = '#123';
  pen.beginPath();
  pen.moveTo(0, 0);
  pen.lineTo(9.999, 1);
  pen.stroke();
  pen.fillText('a < b & c', 5, 6);
  const lines = svg.text().split('\n');
  same(lines[1], '<rect x="11" y="7" width="3" height="4" fill="red" opacity="0.5"/>');
  same(lines[2], '<path d="M0 0L10 1" fill="none" stroke="#123" stroke-width="1" stroke-linejoin="miter"/>');
  same(lines[3].endsWith('>a &lt; b &amp; c</text>'), true);
});
