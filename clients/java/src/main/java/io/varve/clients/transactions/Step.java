package io.varve.clients.transactions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One line of a sequence: a verb, words, and settings of the form `name=value`.
///
/// @param line as it stands in the file
record Step(String line, String verb, List<String> words, Map<String, String> settings) {

    static Step parse(String line) {
        var words = new ArrayList<String>();
        var settings = new HashMap<String, String>();
        String[] all = line.trim().split("\\s+");
        for (String word : List.of(all).subList(1, all.length)) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                words.add(word);
            } else {
                settings.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return new Step(line.trim(), all[0], List.copyOf(words), Map.copyOf(settings));
    }

    String word(int index) {
        if (index >= words.size()) {
            throw new IllegalArgumentException("'" + line + "' has too few words");
        }
        return words.get(index);
    }

    int number(int index) {
        return Integer.parseInt(word(index));
    }

    int setting(String name, int otherwise) {
        return settings.containsKey(name) ? Integer.parseInt(settings.get(name)) : otherwise;
    }

    short version(int otherwise) {
        return (short) setting("v", otherwise);
    }
}
