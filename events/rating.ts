import type { JsonRecord } from '../base/index.js';
import { numberIn, recordIn } from './json-fields.js';

/** The rating, 0..5, that an event of type `rating` gives, or undefined where it says none. */
export function ratingOf(event: JsonRecord): number | undefined {
  const attributes = recordIn(event, 'event_attributes');
  const object = recordIn(attributes, 'object');
  for (const holder of [attributes, object, recordIn(object, 'object_detail'), event]) {
    const rating = numberIn(holder, 'rating');
    if (rating !== undefined && rating >= 0 && rating <= 5) return rating;
  }
  return undefined;
}
