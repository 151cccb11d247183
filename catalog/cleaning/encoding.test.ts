import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { decodeCp1252, decodeUtf8, isEncoding, repairC1, repairMojibake } from './encoding.js';

test('valid UTF-8 is read as such', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodeUtf8(Buffer.from(text))).toEqual({ text, repaired: false });
    }),
  );
});

test('a Latin-1 byte in a UTF-8 text is read as Windows-1252, the rest stays', () => {
  const bytes = Buffer.concat([Buffer.from('Café '), Buffer.from([0x93, 0xfc, 0x94]), Buffer.from(' 日本')]);
  expect(decodeUtf8(bytes)).toEqual({ text: 'Café “ü” 日本', repaired: true });
});

test('a file that is taken for Windows-1252', () => {
  expect(decodeCp1252(Buffer.from([0x4d, 0xfc, 0x80, 0x81]))).toEqual({ text: 'Mü€\u0081', repaired: true });
  expect(decodeCp1252(Buffer.from('plain'))).toEqual({ text: 'plain', repaired: false });
});

test('names of encodings', () => {
  for (const name of ['windows-1251', 'cp1250', 'Shift_JIS', 'GBK', 'utf-8'])
    expect(isEncoding(name)).toBe(true);
  for (const name of ['windows-9999', 'klingon', 'Base64', 'hex', '']) expect(isEncoding(name)).toBe(false);
});

test.each([
  ['CafÃ©', 'Café'],
  ['donâ€™t', 'don’t'],
  ['FranÃ§ois â€“ tÃªte', 'François – tête'],
  ['CafÃƒÂ©', 'Café'],
  ['Ã©tÃ©', 'été'],
  ['Å‚', 'ł'],
  ['10 kÎ©', '10 kΩ'],
  ['ÃƒË†re', 'Ère'],
  ['ÐŸÑ€Ð¸Ð²ÐµÑ‚', 'Привет'],
  ['Ð¾Ð¼ Ð¸ Ð¼Ð¸Ñ€', 'ом и мир'],
])('%s is %s', (mangled, text) => {
  expect(repairMojibake(mangled)).toBe(text);
});

test.each(['NESCAFÉ® Gold', 'CAFÉ™', 'BEYONCÉ’S', 'Weiß…', 'Ø½', '3×½', '3×½×¼'])(
  '%s is correct, although its bytes are UTF-8',
  (text) => {
    expect(repairMojibake(text)).toBe(text);
  },
);

test.each(['Café', 'SÃO PAULO', 'Ã', 'naïve – “quoted”', '日本 Ã©', 'Âme', ''])('%s stays', (text) => {
  expect(repairMojibake(text)).toBe(text);
});

test('undoes the mistake for any European text', () => {
  const letters = fc.string({ unit: fc.constantFrom(...Array.from('abcÀÉÎõüßñçø’“”–€œ ')), minLength: 1 });
  fc.assert(
    fc.property(letters, (text) => {
      const mangled = iconv.decode(Buffer.from(text), 'windows-1252');
      // A byte without a character in Windows-1252 is lost to every reader.
      // A text that looks mangled itself (`Î“`) cannot be told from one that is.
      fc.pre(!mangled.includes('\ufffd') && repairMojibake(text) === text);
      expect(repairMojibake(mangled)).toBe(text);
    }),
  );
});

test('C1 controls are punctuation of Windows-1252', () => {
  expect(repairC1('don\u0092t \u0085')).toBe('don’t …');
});
