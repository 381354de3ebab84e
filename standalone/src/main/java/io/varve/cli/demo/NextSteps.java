package io.varve.cli.demo;

import java.util.List;

/// What a person would type next: the topic, read by a program of others, by their own, and by Varve's.
final class NextSteps {

    private NextSteps() {}

    /// @param bootstrap `HOST:PORT`
    static List<String> lines(String bootstrap, String topic) {
        return List.of(
                "kcat -C -b " + bootstrap + " -t " + topic + " -o beginning -e -q",
                "python3 -c \"from kafka import KafkaConsumer as C; [print(r.value.decode()) for r in C('" + topic
                        + "', bootstrap_servers='" + bootstrap
                        + "', auto_offset_reset='earliest', consumer_timeout_ms=3000)]\"  # pip install kafka-python",
                "./varve consume " + topic + " --bootstrap " + bootstrap);
    }
}
