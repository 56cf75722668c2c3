/** How numbers of several connections are held against each other. */

/** In percent of the first. */
export function difference(first: number | null, value: number): string {
  if (first === null || first === 0 || first === value) return '';
  const by = (value / first - 1) * 100;
  return `  (${by > 0 ? '+' : '−'}${Math.abs(by) >= 100 ? Math.abs(by).toFixed(0) : Math.abs(by).toPrecision(2)} %)`;
}

/** Standard deviation over mean. */
export function spread(values: number[]): string {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  if (values.length < 2 || !mean) return '';
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  return '± ' + ((deviation / Math.abs(mean)) * 100).toPrecision(2) + ' %';
}
