// JSON as a node writes it.

/** u64 values above 2^53 are written with all their digits. */
export function stringify(value) {
  const mark = '\u0000u64:';
  const text = JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? `${mark}${item}` : item));
  return text.replace(/"\\u0000u64:(\d+)"/g, '$1');
}
