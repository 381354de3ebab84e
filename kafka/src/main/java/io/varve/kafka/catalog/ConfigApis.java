package io.varve.kafka.catalog;

import io.varve.kafka.api.ApiHandler;
import io.varve.metadata.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;

/// The APIs of configs, which know topics and whatever else a node can tell the configs of.
public final class ConfigApis {

    private ConfigApis() {}

    /// @param others what has configs besides topics
    public static List<ApiHandler<?>> of(Cluster cluster, List<ConfigKind> others, TopicDefaults defaults) {
        var all = new ArrayList<ConfigKind>(others);
        all.add(new TopicKind(cluster));
        var kinds = new ConfigKinds(List.copyOf(all));
        return List.of(
                new Api32DescribeConfigs(cluster, kinds, defaults),
                new Api33AlterConfigs(cluster, kinds),
                new Api44IncrementalAlterConfigs(cluster, kinds));
    }
}
