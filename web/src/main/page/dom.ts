/** What every module needs of the document. */

/** The element of that id, which the page's HTML has. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`find #${id}: the page has no such element`);
  return found as T;
}

/** A new element with these properties and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** A part that scrolls by itself, by the keyboard too. */
export function region(title: string, ...children: Node[]): HTMLElement {
  return make('div', { className: 'table', tabIndex: 0, role: 'region', ariaLabel: title }, ...children);
}

export type Pen = CanvasRenderingContext2D;

/** The pen of a canvas. */
export function penOf(canvas: HTMLCanvasElement): Pen {
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('draw: this browser gives no canvas');
  return pen;
}
