package aisle.analysis;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.core.DecimalDigitFilter;
import org.apache.lucene.analysis.core.FlattenGraphFilter;
import org.apache.lucene.analysis.core.UpperCaseFilter;
import org.apache.lucene.analysis.de.GermanLightStemFilter;
import org.apache.lucene.analysis.de.GermanNormalizationFilter;
import org.apache.lucene.analysis.en.EnglishMinimalStemFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.es.SpanishLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.KeywordRepeatFilter;
import org.apache.lucene.analysis.miscellaneous.LengthFilter;
import org.apache.lucene.analysis.miscellaneous.LimitTokenCountFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.miscellaneous.SetKeywordMarkerFilter;
import org.apache.lucene.analysis.miscellaneous.StemmerOverrideFilter;
import org.apache.lucene.analysis.miscellaneous.TrimFilter;
import org.apache.lucene.analysis.miscellaneous.TruncateTokenFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.ngram.NGramTokenFilter;
import org.apache.lucene.analysis.pattern.PatternReplaceFilter;
import org.apache.lucene.analysis.reverse.ReverseStringFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.util.ElisionFilter;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;

/** The token filters of the module analysis-common by their names and defaults there. */
final class TokenFilters {
    private TokenFilters() {}

    /** Builds what wraps a stream, once for each filter of an index. */
    private interface Builder {
        UnaryOperator<TokenStream> build(Environment environment, Settings settings) throws IOException;
    }

    private record Filter(String name, boolean normalizes, UnaryOperator<TokenStream> wrap) implements TokenFilterFactory {
        @Override
        public TokenStream create(TokenStream input) {
            return wrap.apply(input);
        }

        @Override
        public TokenStream normalize(TokenStream input) {
            return normalizes ? wrap.apply(input) : input;
        }
    }

    static Map<String, AnalysisProvider<TokenFilterFactory>> all() {
        Map<String, AnalysisProvider<TokenFilterFactory>> all = new HashMap<>();
        // Those that a normalizer may use: they change characters, not tokens.
        all.put("uppercase", normalizing((e, s) -> UpperCaseFilter::new));
        all.put("trim", normalizing((e, s) -> TrimFilter::new));
        all.put("decimal_digit", normalizing((e, s) -> DecimalDigitFilter::new));
        all.put("cjk_width", normalizing((e, s) -> CJKWidthFilter::new));
        all.put("german_normalization", normalizing((e, s) -> GermanNormalizationFilter::new));
        all.put("asciifolding", normalizing((e, s) -> {
            boolean preserve = s.getAsBoolean("preserve_original", false);
            return in -> new ASCIIFoldingFilter(in, preserve);
        }));
        all.put("elision", normalizing((e, s) -> {
            CharArraySet given = Analysis.parseArticles(e, s);
            CharArraySet articles = given == null ? FrenchAnalyzer.DEFAULT_ARTICLES : given;
            return in -> new ElisionFilter(in, articles);
        }));
        all.put("pattern_replace", configured(normalizing((e, s) -> {
            Pattern pattern = Pattern.compile(required(s, "pattern"));
            String replacement = s.get("replacement", "");
            boolean every = s.getAsBoolean("all", true);
            return in -> new PatternReplaceFilter(in, pattern, replacement, every);
        })));

        all.put("porter_stem", plain((e, s) -> PorterStemFilter::new));
        all.put("kstem", plain((e, s) -> KStemFilter::new));
        all.put("stemmer", plain((e, s) -> stemmer(s.get("language", s.get("name", "porter")))));
        all.put("snowball", plain((e, s) -> snowball(s.get("language", "English"))));
        all.put("keyword_repeat", plain((e, s) -> KeywordRepeatFilter::new));
        all.put("remove_duplicates", plain((e, s) -> RemoveDuplicatesTokenFilter::new));
        all.put("flatten_graph", plain((e, s) -> FlattenGraphFilter::new));
        all.put("cjk_bigram", plain((e, s) -> CJKBigramFilter::new));
        all.put("reverse", plain((e, s) -> ReverseStringFilter::new));
        all.put("truncate", plain((e, s) -> {
            int length = s.getAsInt("length", 10);
            return in -> new TruncateTokenFilter(in, length);
        }));
        all.put("length", plain((e, s) -> {
            int min = s.getAsInt("min", 0);
            int max = s.getAsInt("max", Integer.MAX_VALUE);
            return in -> new LengthFilter(in, min, max);
        }));
        all.put("limit", plain((e, s) -> {
            int max = s.getAsInt("max_token_count", 1);
            return in -> new LimitTokenCountFilter(in, max, s.getAsBoolean("consume_all_tokens", false));
        }));
        all.put("edge_ngram", plain((e, s) -> {
            int min = s.getAsInt("min_gram", 1);
            int max = s.getAsInt("max_gram", 2);
            boolean preserve = s.getAsBoolean("preserve_original", false);
            return in -> new EdgeNGramTokenFilter(in, min, max, preserve);
        }));
        all.put("ngram", plain((e, s) -> {
            int min = s.getAsInt("min_gram", 1);
            int max = s.getAsInt("max_gram", 2);
            boolean preserve = s.getAsBoolean("preserve_original", false);
            return in -> new NGramTokenFilter(in, min, max, preserve);
        }));
        all.put("word_delimiter_graph", plain(TokenFilters::wordDelimiter));
        all.put("keyword_marker", configured(plain((e, s) -> {
            CharArraySet keywords = Analysis.getWordSet(e, s, "keywords");
            if (keywords == null) throw new IllegalArgumentException("keyword_marker requires `keywords`");
            return in -> new SetKeywordMarkerFilter(in, keywords);
        })));
        all.put("stemmer_override", configured(plain(TokenFilters::stemmerOverride)));
        all.put("synonym", configured((is, e, name, s) -> new Synonyms(name, e, s, false)));
        all.put("synonym_graph", configured((is, e, name, s) -> new Synonyms(name, e, s, true)));
        return all;
    }

    private static AnalysisProvider<TokenFilterFactory> plain(Builder builder) {
        return (index, environment, name, settings) -> new Filter(name, false, builder.build(environment, settings));
    }

    private static AnalysisProvider<TokenFilterFactory> normalizing(Builder builder) {
        return (index, environment, name, settings) -> new Filter(name, true, builder.build(environment, settings));
    }

    /** One that cannot be used by its bare name. */
    private static AnalysisProvider<TokenFilterFactory> configured(AnalysisProvider<TokenFilterFactory> provider) {
        return org.elasticsearch.plugins.AnalysisPlugin.requiresAnalysisSettings(provider);
    }

    static String required(Settings settings, String key) {
        String value = settings.get(key);
        if (value == null) throw new IllegalArgumentException("`" + key + "` is missing");
        return value;
    }

    private static UnaryOperator<TokenStream> stemmer(String language) {
        return switch (language) {
            case "english", "porter" -> PorterStemFilter::new;
            case "porter2" -> snowball("English");
            case "light_english", "kstem" -> KStemFilter::new;
            case "minimal_english" -> EnglishMinimalStemFilter::new;
            case "possessive_english" -> EnglishPossessiveFilter::new;
            case "light_french" -> FrenchLightStemFilter::new;
            case "light_german" -> GermanLightStemFilter::new;
            case "light_spanish" -> SpanishLightStemFilter::new;
            default -> snowball(language.substring(0, 1).toUpperCase(Locale.ROOT) + language.substring(1));
        };
    }

    private static UnaryOperator<TokenStream> snowball(String language) {
        return in -> new SnowballFilter(in, language);
    }

    private static UnaryOperator<TokenStream> wordDelimiter(Environment environment, Settings s) {
        int flags = flag(s, "generate_word_parts", true, WordDelimiterGraphFilter.GENERATE_WORD_PARTS)
                | flag(s, "generate_number_parts", true, WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS)
                | flag(s, "catenate_words", false, WordDelimiterGraphFilter.CATENATE_WORDS)
                | flag(s, "catenate_numbers", false, WordDelimiterGraphFilter.CATENATE_NUMBERS)
                | flag(s, "catenate_all", false, WordDelimiterGraphFilter.CATENATE_ALL)
                | flag(s, "split_on_case_change", true, WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE)
                | flag(s, "split_on_numerics", true, WordDelimiterGraphFilter.SPLIT_ON_NUMERICS)
                | flag(s, "preserve_original", false, WordDelimiterGraphFilter.PRESERVE_ORIGINAL)
                | flag(s, "stem_english_possessive", true, WordDelimiterGraphFilter.STEM_ENGLISH_POSSESSIVE)
                | flag(s, "ignore_keywords", false, WordDelimiterGraphFilter.IGNORE_KEYWORDS);
        CharArraySet protectedWords = Analysis.getWordSet(environment, s, "protected_words");
        return in -> new WordDelimiterGraphFilter(in, flags, protectedWords);
    }

    private static int flag(Settings settings, String key, boolean otherwise, int flag) {
        return settings.getAsBoolean(key, otherwise) ? flag : 0;
    }

    private static UnaryOperator<TokenStream> stemmerOverride(Environment environment, Settings settings)
            throws IOException {
        List<String> rules = Analysis.getWordList(environment, settings, "rules");
        if (rules == null) throw new IllegalArgumentException("stemmer_override requires `rules`");
        StemmerOverrideFilter.Builder builder = new StemmerOverrideFilter.Builder(false);
        for (String rule : rules) {
            String[] sides = rule.split("=>");
            if (sides.length != 2) throw new IllegalArgumentException("Invalid Keyword override Rule:" + rule);
            for (String word : sides[0].split(",")) builder.add(word.strip(), sides[1].strip());
        }
        StemmerOverrideFilter.StemmerOverrideMap map = builder.build();
        return in -> new StemmerOverrideFilter(in, map);
    }
}
