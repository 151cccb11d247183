import { expect, test } from '@jest/globals';
import { headPhrase } from './head-phrase.js';

test.each([
  ['Nike Running Shoes for Men, black', 'nike run shoe'],
  ['Case for iPhone 12', 'case'],
  ['iPhone 12 Case - clear', 'iphon case'],
  ['Desk Lamp (LED) white', 'desk lamp'],
  ["Women's Office Shoes", 'women offic shoe'],
  ['Wine Glasses without Stem', 'wine glass'],
  ['12 V 7Ah Battery | 2 Pack', 'batteri'],
  ['Tofu Press', 'tofu press'],
  ['For iPhone', ''],
  ['', ''],
])('%j names %j', (title, terms) => expect(headPhrase(title).join(' ')).toBe(terms));
