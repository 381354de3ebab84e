package io.varve.cli.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The source of a `@ConfigMapping` interface, read for what the class file does not have: comments and an order.
///
/// @param prefix of its settings
/// @param className of the interface
/// @param title its comment
record SettingsSource(String prefix, String className, String title, List<Setting> settings) {

    private static final Pattern PACKAGE = Pattern.compile("^package (\\S+);", Pattern.MULTILINE);
    private static final Pattern MAPPING =
            Pattern.compile("^@ConfigMapping\\(prefix = \"(.*)\"\\)$", Pattern.MULTILINE);
    private static final Pattern COMMENT = Pattern.compile(" */// (.*)");
    private static final Pattern INTERFACE = Pattern.compile(" *(?:public )?interface (\\w+) \\{");
    private static final Pattern DEFAULT = Pattern.compile(" *@WithDefault\\(\"(.*)\"\\)");
    private static final Pattern METHOD = Pattern.compile(" *(\\S+) (\\w+)\\(\\);");

    /// All of the source tree.
    static List<SettingsSource> all() {
        return SourceTree.javaFiles().stream()
                .map(Path::toString)
                .filter(file -> file.contains("/src/main/"))
                .map(file -> SourceTree.read(Path.of(file)))
                .filter(source -> MAPPING.matcher(source).find())
                .map(SettingsSource::parse)
                .toList();
    }

    /// A method of an interface, or the interface itself.
    private record Member(String type, String name, String comment, Optional<String> byDefault) {}

    private static SettingsSource parse(String source) {
        Map<String, List<Member>> interfaces = members(source);
        String top = interfaces.keySet().iterator().next();
        Member itself = members(interfaces, top).getFirst();
        String prefix = group(MAPPING, source);
        var settings = new ArrayList<Setting>();
        collect(prefix, top, interfaces, settings);
        return new SettingsSource(prefix, group(PACKAGE, source) + "." + top, itself.comment(), settings);
    }

    /// By interface, in the order of the source; each begins with itself.
    private static Map<String, List<Member>> members(String source) {
        var interfaces = new LinkedHashMap<String, List<Member>>();
        var comment = new ArrayList<String>();
        Optional<String> byDefault = Optional.empty();
        List<Member> current = List.of();
        for (String line : source.lines().toList()) {
            Matcher found = COMMENT.matcher(line);
            if (found.matches()) {
                comment.add(found.group(1).strip());
                continue;
            }
            found = DEFAULT.matcher(line);
            if (found.matches()) {
                byDefault = Optional.of(found.group(1));
                continue;
            }
            Matcher opened = INTERFACE.matcher(line);
            Matcher method = METHOD.matcher(line);
            if (opened.matches()) {
                current = new ArrayList<>();
                interfaces.put(opened.group(1), current);
                current.add(new Member(opened.group(1), "", String.join(" ", comment), byDefault));
            } else if (method.matches() && !interfaces.isEmpty()) {
                current.add(new Member(method.group(1), method.group(2), String.join(" ", comment), byDefault));
            }
            if (opened.matches() || method.matches()) {
                comment.clear();
                byDefault = Optional.empty();
            }
        }
        return interfaces;
    }

    private static void collect(
            String prefix, String name, Map<String, List<Member>> interfaces, List<Setting> settings) {
        for (Member member : members(interfaces, name).stream().skip(1).toList()) {
            String key = Setting.key(prefix, member.name());
            if (interfaces.containsKey(member.type())) {
                collect(key, member.type(), interfaces, settings);
            } else {
                settings.add(new Setting(key, member.byDefault(), member.comment()));
            }
        }
    }

    private static List<Member> members(Map<String, List<Member>> interfaces, String name) {
        return Objects.requireNonNull(interfaces.get(name));
    }

    private static String group(Pattern pattern, String source) {
        Matcher found = pattern.matcher(source);
        if (!found.find()) {
            throw new IllegalArgumentException("no " + pattern);
        }
        return found.group(1);
    }
}
