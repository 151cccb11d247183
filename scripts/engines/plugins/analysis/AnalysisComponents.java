package aisle.analysis;

import java.io.IOException;
import java.io.Reader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.charfilter.HTMLStripCharFilter;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.core.LetterTokenizer;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenizer;
import org.apache.lucene.analysis.ngram.NGramTokenizer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.pattern.PatternReplaceCharFilter;
import org.apache.lucene.analysis.pattern.PatternTokenizer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.index.analysis.AnalyzerScope;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/**
 * What the module analysis-common is in a full distribution, as far as a shop's index uses it: Lucene's analysers, which
 * the integration-test distribution carries in its libraries, under the names that Elasticsearch gives them.
 */
public final class AnalysisComponents extends Plugin implements AnalysisPlugin {
    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        return TokenFilters.all();
    }

    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        Map<String, AnalysisProvider<TokenizerFactory>> all = new HashMap<>();
        all.put("keyword", tokenizer(s -> new KeywordTokenizer()));
        all.put("whitespace", tokenizer(s -> new WhitespaceTokenizer()));
        all.put("letter", tokenizer(s -> new LetterTokenizer()));
        all.put("ngram", tokenizer(s -> new NGramTokenizer(s.getAsInt("min_gram", 1), s.getAsInt("max_gram", 2))));
        all.put("edge_ngram", tokenizer(s ->
                new EdgeNGramTokenizer(s.getAsInt("min_gram", 1), s.getAsInt("max_gram", 2))));
        all.put("pattern", tokenizer(s ->
                new PatternTokenizer(Pattern.compile(s.get("pattern", "\\W+")), s.getAsInt("group", -1))));
        return all;
    }

    @Override
    public Map<String, AnalysisProvider<CharFilterFactory>> getCharFilters() {
        return Map.of(
                "html_strip", (index, environment, name, settings) -> new CharFilter(name, HTMLStripCharFilter::new),
                "mapping", AnalysisPlugin.requiresAnalysisSettings((index, environment, name, settings) -> {
                    NormalizeCharMap map = charMap(Analysis.getWordList(environment, settings, "mappings"));
                    return new CharFilter(name, reader -> new MappingCharFilter(map, reader));
                }),
                "pattern_replace", AnalysisPlugin.requiresAnalysisSettings((index, environment, name, settings) -> {
                    Pattern pattern = Pattern.compile(TokenFilters.required(settings, "pattern"));
                    String replacement = settings.get("replacement", "");
                    return new CharFilter(name, reader -> new PatternReplaceCharFilter(pattern, replacement, reader));
                }));
    }

    @Override
    public Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> getAnalyzers() {
        Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> all = new HashMap<>();
        all.put("english", analyzer(EnglishAnalyzer.getDefaultStopSet(), EnglishAnalyzer::new));
        all.put("french", analyzer(FrenchAnalyzer.getDefaultStopSet(), FrenchAnalyzer::new));
        all.put("german", analyzer(GermanAnalyzer.getDefaultStopSet(), GermanAnalyzer::new));
        all.put("spanish", analyzer(SpanishAnalyzer.getDefaultStopSet(), SpanishAnalyzer::new));
        all.put("italian", analyzer(ItalianAnalyzer.getDefaultStopSet(), ItalianAnalyzer::new));
        all.put("dutch", analyzer(DutchAnalyzer.getDefaultStopSet(), DutchAnalyzer::new));
        all.put("portuguese", analyzer(PortugueseAnalyzer.getDefaultStopSet(), PortugueseAnalyzer::new));
        all.put("cjk", analyzer(CJKAnalyzer.getDefaultStopSet(), (stop, exclude) -> new CJKAnalyzer(stop)));
        return all;
    }

    private record CharFilter(String name, UnaryOperator<Reader> wrap) implements CharFilterFactory {
        @Override
        public Reader create(Reader reader) {
            return wrap.apply(reader);
        }
    }

    private record Language(String name, Analyzer get) implements AnalyzerProvider<Analyzer> {
        @Override
        public AnalyzerScope scope() {
            return AnalyzerScope.INDEX;
        }
    }

    private static AnalysisProvider<TokenizerFactory> tokenizer(Function<Settings, Tokenizer> build) {
        return (index, environment, name, settings) -> TokenizerFactory.newFactory(name, () -> build.apply(settings));
    }

    /** An analyser of a language with its settings `stopwords` and `stem_exclusion`. */
    private static AnalysisProvider<AnalyzerProvider<? extends Analyzer>> analyzer(
            CharArraySet stopWords, BiFunction<CharArraySet, CharArraySet, Analyzer> build) {
        return (index, environment, name, settings) -> new Language(
                name,
                build.apply(
                        Analysis.parseStopWords(environment, settings, stopWords),
                        Analysis.parseStemExclusion(settings, CharArraySet.EMPTY_SET)));
    }

    private static NormalizeCharMap charMap(List<String> rules) {
        if (rules == null) throw new IllegalArgumentException("mapping requires `mappings` or `mappings_path`");
        NormalizeCharMap.Builder builder = new NormalizeCharMap.Builder();
        for (String rule : rules) {
            int arrow = rule.lastIndexOf("=>");
            if (arrow < 0) throw new IllegalArgumentException("Invalid Mapping Rule : [" + rule + "]");
            builder.add(rule.substring(0, arrow).strip(), rule.substring(arrow + 2).strip());
        }
        return builder.build();
    }
}
