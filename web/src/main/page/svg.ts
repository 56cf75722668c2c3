/** A pen that writes SVG: the part of a canvas's pen that this page draws with, so that one painting gives both. */
import type { Pen } from './dom.ts';

const MEASURE = 0.56; // of the font size: mean width of a letter, where no canvas can measure

interface Look {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  lineJoin: string;
  globalAlpha: number;
  globalCompositeOperation: string;
  font: string;
  textAlign: string;
  textBaseline: string;
  dash: number[];
  x: number;
  y: number;
  clip: string;
}

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const short = (value: number) => String(Math.round(value * 100) / 100);

export class SvgPen {
  private readonly parts: string[] = [];
  private readonly kept: Look[] = [];
  private path = '';
  private clips = 0;
  private readonly ruler: Pen | null;
  look: Look = {
    fillStyle: '#000',
    strokeStyle: '#000',
    lineWidth: 1,
    lineJoin: 'miter',
    globalAlpha: 1,
    globalCompositeOperation: '',
    font: '11px sans-serif',
    textAlign: 'left',
    textBaseline: 'alphabetic',
    dash: [],
    x: 0,
    y: 0,
    clip: '',
  };

  /** @param ruler measures text as the page does; without it, it is estimated */
  constructor(private readonly width: number, private readonly height: number, ruler: Pen | null = null) {
    this.ruler = ruler;
  }

  /** The pen, as painters want it. */
  pen(): Pen {
    const look = this.look;
    for (const name of Object.keys(look) as (keyof Look)[]) {
      if (name in this) continue;
      Object.defineProperty(this, name, { get: () => this.look[name], set: (value) => Object.assign(this.look, { [name]: value }) });
    }
    return this as unknown as Pen;
  }

  text(): string {
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${short(this.width)}" height="${short(this.height)}" viewBox="0 0 ${short(this.width)} ${
      short(this.height)
    }">\n${this.parts.join('\n')}\n</svg>\n`;
  }

  save() {
    this.kept.push({ ...this.look });
  }
  restore() {
    const before = this.kept.pop();
    if (before) this.look = before;
  }
  translate(x: number, y: number) {
    this.look.x += x;
    this.look.y += y;
  }
  scale() {}
  setTransform() {}
  setLineDash(dash: number[]) {
    this.look.dash = dash;
  }
  private at(x: number, y: number) {
    return `${short(x + this.look.x)} ${short(y + this.look.y)}`;
  }
  beginPath() {
    this.path = '';
  }
  moveTo(x: number, y: number) {
    this.path += 'M' + this.at(x, y);
  }
  lineTo(x: number, y: number) {
    this.path += (this.path ? 'L' : 'M') + this.at(x, y);
  }
  rect(x: number, y: number, width: number, height: number) {
    this.path += `M${this.at(x, y)}h${short(width)}v${short(height)}h${short(-width)}z`;
  }
  roundRect(x: number, y: number, width: number, height: number) {
    this.rect(x, y, width, height);
  }
  /** Whole circles only. */
  arc(x: number, y: number, radius: number) {
    const r = short(radius);
    this.path += `M${this.at(x - radius, y)}a${r} ${r} 0 1 0 ${short(radius * 2)} 0a${r} ${r} 0 1 0 ${short(-radius * 2)} 0`;
  }
  clip() {
    const id = 'c' + ++this.clips;
    this.parts.push(`<clipPath id="${id}"><path d="${this.path}"/></clipPath>`);
    this.look.clip = id;
  }
  private add(body: string, colours: string) {
    const { globalAlpha, clip } = this.look;
    this.parts.push(`<${body} ${colours}${globalAlpha < 1 ? ` opacity="${short(globalAlpha)}"` : ''}${clip ? ` clip-path="url(#${clip})"` : ''}/>`);
  }
  private lines() {
    const { strokeStyle, lineWidth, dash, lineJoin } = this.look;
    return `fill="none" stroke="${escaped(strokeStyle)}" stroke-width="${short(lineWidth)}" stroke-linejoin="${lineJoin}"${
      dash.length ? ` stroke-dasharray="${dash.join(' ')}"` : ''
    }`;
  }
  fill() {
    if (this.path) this.add(`path d="${this.path}"`, `fill="${escaped(this.look.fillStyle)}"`);
  }
  stroke() {
    if (this.path) this.add(`path d="${this.path}"`, this.lines());
  }
  private box(x: number, y: number, width: number, height: number) {
    const [left, top] = [Math.min(x, x + width), Math.min(y, y + height)];
    return `rect x="${short(left + this.look.x)}" y="${short(top + this.look.y)}" width="${short(Math.abs(width))}" height="${short(Math.abs(height))}"`;
  }
  fillRect(x: number, y: number, width: number, height: number) {
    this.add(this.box(x, y, width, height), `fill="${escaped(this.look.fillStyle)}"`);
  }
  strokeRect(x: number, y: number, width: number, height: number) {
    this.add(this.box(x, y, width, height), this.lines());
  }
  clearRect() {}
  drawImage() {}
  fillText(text: string, x: number, y: number) {
    if (!text || this.look.fillStyle === 'transparent') return;
    const [, weight = '400', size = '11', family = 'sans-serif'] = /^(?:(\d+) )?([\d.]+)px (.*)$/.exec(this.look.font) ?? [];
    const anchor = { center: 'middle', right: 'end', end: 'end' }[this.look.textAlign] ?? 'start';
    const base = this.look.textBaseline === 'middle' ? y + Number(size) * 0.35 : y;
    const { clip, globalAlpha } = this.look;
    this.parts.push(
      `<text x="${short(x + this.look.x)}" y="${short(base + this.look.y)}" font-family="${
        escaped(family)
      }" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${escaped(this.look.fillStyle)}"${
        globalAlpha < 1 ? ` opacity="${short(globalAlpha)}"` : ''
      }${clip ? ` clip-path="url(#${clip})"` : ''}>${escaped(text)}</text>`,
    );
  }
  measureText(text: string): { width: number } {
    if (!this.ruler) return { width: text.length * 11 * MEASURE };
    this.ruler.font = this.look.font;
    return this.ruler.measureText(text);
  }
}
