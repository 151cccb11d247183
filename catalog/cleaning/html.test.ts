import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { htmlToText } from './html.js';

test.each([
  ['<b>Bold</b> shoe', 'Bold shoe'],
  ['<p>One</p><p>Two</p>', '\nOne\n\nTwo\n'],
  ['One<br/>Two<br>Three', 'One\nTwo\nThree'],
  ['<ul><li class="a > b">x</li></ul>', '\n\nx\n\n'],
  ['<script>alert("<b>")</script>Lamp', '\nLamp'],
  ['<style type="text/css">p { color: red }</style>Lamp', '\nLamp'],
  ['a<!-- hidden -->b', 'a b'],
  ['<![CDATA[Tea & more]]>', 'Tea & more'],
  ['<!DOCTYPE html>Tea', ' Tea'],
  ['Tom &amp; Jerry', 'Tom & Jerry'],
  ['Tom &amp;amp; Jerry', 'Tom & Jerry'],
  ['&lt;b&gt;Bold&lt;/b&gt;', 'Bold'],
  ['10&quot; &#8211; &#x41; caf&eacute;', '10" – A café'],
  ['<o:p>Word</o:p>', '\nWord\n'],
])('%j becomes %j', (html, text) => {
  expect(htmlToText(html)).toBe(text);
});

test.each([
  'size < 5 and weight > 3',
  'a<b and c>d',
  'I <3 tea',
  'AT&T',
  'R&D; more',
  '<not an element>',
  '<b unclosed',
  '<',
  '&#',
  'x & y; z',
])('%j stays', (text) => {
  expect(htmlToText(text)).toBe(text);
});

test('never throws, and text without marks stays', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom('<', '>', '/', 'b', 'script', '&', ';', 'lt', '#', '"', '!--', ' '),
      }),
      (text) => {
        htmlToText(text);
      },
    ),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      if (!/[<&]/.test(text)) expect(htmlToText(text)).toBe(text);
    }),
  );
});

test('a picture within the text goes whole, however long', () => {
  expect(htmlToText(`A<img alt="" src="data:image/png;base64,${'A'.repeat(50_000)}">B`)).toBe('A\nB');
});

// Each took minutes where every opening mark looked for its end anew.
test.each(['<b ', '<!--', '<![CDATA[', '<script x=1>', '<b "', `<b "'`, '<b data:"', '<'])(
  '%j a hundred thousand times',
  (mark) => {
    const text = mark.repeat(100_000);
    expect(htmlToText(text)).toBe(mark === '<script x=1>' ? '\n'.repeat(100_000) : text);
  },
);
