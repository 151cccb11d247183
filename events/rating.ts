import { numberIn, parsedObject, recordIn } from './json-fields.js';

/** The rating, 0..5, that a stored event of type `rating` gives, or undefined where it says none. */
export function ratingOf(raw: string): number | undefined {
  const event = parsedObject(raw);
  const attributes = recordIn(event, 'event_attributes');
  const object = recordIn(attributes, 'object');
  for (const holder of [attributes, object, recordIn(object, 'object_detail'), event]) {
    const rating = numberIn(holder, 'rating');
    if (rating !== undefined && rating >= 0 && rating <= 5) return rating;
  }
  return undefined;
}
