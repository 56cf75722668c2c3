/** Light and dark: the system's, until the reader says otherwise. Colours are the style sheet's. */
import { state, update } from './state.ts';

const SEQUENCE = ['ack', 'window', 'sack', 'fast', 'timeout', 'loss_probe', 'slow_start', 'unknown', 'zero', 'ecn', 'edge'];
const system = matchMedia('(prefers-color-scheme: dark)');
export type Colours = {
  ground: string;
  surface: string;
  raised: string;
  ink: string;
  quiet: string;
  line: string;
  grid: string;
  cross: string;
  select: string;
  loss: string;
  lossEdge: string;
  evidence: string;
  accent: string;
  warn: string;
  flows: string[];
  /** of the time-sequence graph, by kind */
  seq: Record<string, string>;
  /** of what limits, by code */
  limits: string[];
};
export let colours: Colours;

/** Makes the style sheet and `colours` follow the state. */
export function apply() {
  const dark = state.theme ? state.theme === 'dark' : system.matches;
  document.documentElement.classList.toggle('dark', dark);
  const style = getComputedStyle(document.documentElement);
  const get = (name: string) => style.getPropertyValue('--' + name).trim();
  colours = {
    ground: get('ground'),
    surface: get('surface'),
    raised: get('raised'),
    ink: get('ink'),
    quiet: get('quiet'),
    line: get('line'),
    grid: get('grid'),
    cross: get('cross'),
    select: get('select'),
    loss: get('loss'),
    lossEdge: get('loss-edge'),
    evidence: get('evidence'),
    accent: get('accent'),
    warn: get('warn'),
    seq: Object.fromEntries(SEQUENCE.map((name) => [name, get('seq-' + name)])),
    limits: Array.from({ length: 11 }, (_, i) => get('limit-' + i)),
    flows: Array.from({ length: 8 }, (_, i) => get('flow-' + i)),
  };
}

/** Swaps light and dark; back at the system's own, the choice is dropped. */
export function swap() {
  const dark = document.documentElement.classList.contains('dark');
  update({ theme: dark === system.matches ? (dark ? 'light' : 'dark') : null });
}

export function onSystemChange(then: () => void) {
  system.addEventListener('change', then);
}
