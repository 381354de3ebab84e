package io.varve.node.api;

import io.varve.core.TopicIdPartition;
import io.varve.log.read.IsolationLevel;
import io.varve.log.read.LogOffsets;
import io.varve.log.read.OffsetAnswer;
import io.varve.log.read.OffsetQuery;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.replica.ReplicaHaltedException;
import io.varve.storage.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Answers the questions of one request about offsets of named topics, in the order in which they were asked.
final class OffsetQueries {

    private final Topics topics;
    private final LogOffsets offsets;

    OffsetQueries(Topics topics, LogOffsets offsets) {
        this.topics = topics;
        this.offsets = offsets;
    }

    record Question(String topic, int partition, OffsetQuery.Target target) {}

    List<OffsetAnswer> answer(List<Question> questions, IsolationLevel isolationLevel) {
        var answers = new OffsetAnswer[questions.size()];
        var queries = new ArrayList<OffsetQuery>();
        var indexes = new ArrayList<Integer>();
        Map<String, Optional<Topic>> found = new HashMap<>();
        for (int i = 0; i < answers.length; i++) {
            Question question = questions.get(i);
            try {
                Optional<Topic> topic = found.computeIfAbsent(question.topic(), topics::find);
                if (topic.isEmpty()) {
                    answers[i] = new OffsetAnswer.UnknownPartition();
                } else {
                    var partition = new TopicIdPartition(topic.get().id(), question.partition());
                    queries.add(new OffsetQuery(partition, question.target()));
                    indexes.add(i);
                }
            } catch (JournalException | StoreException | ReplicaHaltedException e) {
                answers[i] = new OffsetAnswer.StorageFailed(e);
            }
        }
        List<OffsetAnswer> located = offsets.find(queries, isolationLevel, BatchTimestamps.SEARCH);
        for (int i = 0; i < located.size(); i++) {
            answers[indexes.get(i)] = located.get(i);
        }
        return List.of(answers);
    }
}
