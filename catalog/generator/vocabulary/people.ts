/** First names of the made-up shoppers. */
export const NAMES: readonly string[] =
  'Mara Jonas Elif Tomasz Priya Ansel Noor Felix Ines Kofi Yuki Leander Saoirse Mateo Wanda Idris Greta Bruno Alma Viktor Lucia Emeka Freya Dario Hana Oskar Zeynep Callum Rosa Anton Leila Pavel Nora Rafael Tilda Samir Juno Marek Ada Luis'.split(
    ' ',
  );

/** Names of lines of articles, for titles such as "Northfell Alder 3 …". */
export const LINES: readonly string[] =
  'Alder Brio Cinder Drift Ember Flint Grove Harbor Isle Jasper Kite Lark Maple Nova Onda Pebble Quill Rook Sage Tide Umber Vale Willow Yarrow Zenith Aspen Bramble Coast Dawn Echo Fable Glade Haven Indigo Juno Kestrel Lumen Mistral North Orchard'.split(
    ' ',
  );
