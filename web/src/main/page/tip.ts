/** The one tooltip. */
import { byId } from './dom.ts';
/** A class (b: bold) and a text. */
export type Part = [string, string];

const box = byId('tip');

/**
 * @param parts class (b: bold) and text
 * @param where beside an element, or at a point
 */
export function tip(parts: Part[], where: Element | { x: number; y: number }) {
  box.replaceChildren(
    ...parts.map(([kind, text]) =>
      Object.assign(document.createElement(kind === 'b' ? 'b' : 'span'), { className: kind === 'b' ? '' : kind, textContent: text })
    ),
  );
  box.hidden = false;
  const { width, height } = box.getBoundingClientRect();
  const place = where instanceof Element ? where.getBoundingClientRect() : { left: where.x, right: where.x, top: where.y, bottom: where.y };
  const left = place.left - width - 10 > 0 ? place.left - width - 10 : place.right + 12;
  box.style.left = Math.max(6, Math.min(innerWidth - width - 6, left)) + 'px';
  box.style.top = Math.max(6, Math.min(innerHeight - height - 6, place.top - 4)) + 'px';
}

export function hide() {
  box.hidden = true;
}
