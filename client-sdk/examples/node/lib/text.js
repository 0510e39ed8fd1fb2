import { inspect } from 'node:util';

/** What the platform keeps of a text, in UTF-16 units as JavaScript counts them. */
export const RESULT = 4_000;
export const PROGRESS = 1_000;
export const LINE = 16_384;
export const THROWABLE = 65_536;

/**
 * A text that can travel. JavaScript strings may hold half a surrogate pair, protobuf strings must
 * not: one such string would make the platform refuse the whole batch it came in.
 */
export function wellFormed(text) {
  return String(text ?? '').replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** The beginning of a text, so many units at most; no character is torn. */
export function cut(text, most) {
  const whole = wellFormed(text);
  if (whole.length <= most) {
    return whole;
  }
  const last = whole.charCodeAt(most - 1);
  return whole.slice(0, last >= 0xd800 && last <= 0xdbff ? most - 1 : most);
}

/** `Name: message` of whatever was thrown. */
export function reason(thrown) {
  return cut(thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : inspect(thrown), RESULT);
}

/** The error with its stack and its causes; empty for none. */
export function stack(thrown) {
  return thrown === undefined ? '' : cut(inspect(thrown), THROWABLE);
}

/** What a job returned, for people. */
export function result(value) {
  if (value === undefined || value === null) {
    return '';
  }
  return cut(typeof value === 'object' ? JSON.stringify(value) : value, RESULT);
}
