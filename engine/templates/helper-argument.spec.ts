import { HelperArgumentError } from './helper-argument';

test('a wrong argument of a helper has a message, and shows how to call the helper', () => {
  const error = new HelperArgumentError('join', '3 is not a list');
  expect(error).toMatchObject({ message: 'join: 3 is not a list', hint: 'it is called as {{join list ", "}}' });
});
