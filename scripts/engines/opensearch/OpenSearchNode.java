import java.util.concurrent.CountDownLatch;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/**
 * One OpenSearch node in this JVM: `java -cp … OpenSearchNode FOLDER name=value …`. The runner's own main knows the
 * HTTP port alone and makes every node that is the only one in its JVM a cluster of its own. A setting with commas is a
 * list.
 */
public final class OpenSearchNode {
    public static void main(String[] args) throws Exception {
        OpenSearchRunner runner = new OpenSearchRunner();
        runner.onBuild((number, settings) -> {
            for (int i = 1; i < args.length; i++) {
                int equals = args[i].indexOf('=');
                String name = args[i].substring(0, equals);
                String value = args[i].substring(equals + 1);
                if (value.contains(",")) settings.putList(name, value.split(","));
                else settings.put(name, value);
            }
        });
        runner.build(OpenSearchRunner.newConfigs().basePath(args[0]).numOfNode(1).build());
        new CountDownLatch(1).await();
    }
}
