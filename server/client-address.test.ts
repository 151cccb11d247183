import { expect, test } from '@jest/globals';
import { clientAddress } from './client-address.js';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
  ['2001:0DB8:1:2:ffff:eeee:dddd:cccc', '2001:db8:1:2::/64'],
  ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
  ['unknown', 'unknown'],
])('%s is counted as %s', (ip, client) => expect(clientAddress(ip)).toBe(client));

test('IPv4 clients of a socket for both are counted each', () => {
  expect(clientAddress('::ffff:192.0.2.7')).not.toBe(clientAddress('::ffff:192.0.2.8'));
});
