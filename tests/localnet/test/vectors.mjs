// The vectors that all of HiltBot is held against.
import { readFileSync } from 'node:fs';

const { cases } = JSON.parse(readFileSync(new URL('../../data/solana.json', import.meta.url), 'utf8'));

/** All cases of a kind; none at all would be a test that shows nothing. */
export function vectorsOf(kind) {
  const found = cases.filter((entry) => entry.kind === kind);
  if (found.length === 0) throw new Error(`no vectors of kind ${kind}`);
  return found;
}

/** The one case of that name. */
export function vectorOf(kind, name) {
  const found = cases.find((entry) => entry.kind === kind && entry.name === `${kind}: ${name}`);
  if (!found) throw new Error(`no vector ${kind}: ${name}`);
  return found;
}
