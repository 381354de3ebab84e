package io.varve.table.rest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.RESTUtil;
import org.jspecify.annotations.Nullable;

/// What a request asks about: `/v1/config`, or something below `/v1/namespaces`.
///
/// Levels of a namespace come separated by the character U+001F. Ours has one level, so a namespace of several is one
/// that does not exist.
///
/// @param rest what follows the table
record RestPath(String root, Optional<String> namespace, boolean tables, Optional<String> table, List<String> rest) {

    private static final String VERSION = "v1";
    private static final String NAMESPACES = "namespaces";
    private static final String TABLES = "tables";

    /// @param rawPath as it came, not decoded: an encoded slash is part of a name, and so is a percent sign that
    /// encodes
    ///     nothing
    /// @return empty if there is nothing at that path
    static Optional<RestPath> parse(String rawPath) {
        List<String> parts = Arrays.stream(rawPath.split("/", -1))
                .skip(1)
                .map(RESTUtil::decodePathSegment)
                .toList();
        if (parts.size() < 2 || !parts.getFirst().equals(VERSION)) {
            return Optional.empty();
        }
        boolean tables = parts.size() > 3;
        if (parts.size() > 2 && !parts.get(1).equals(NAMESPACES)
                || tables && !parts.get(3).equals(TABLES)) {
            return Optional.empty();
        }
        return Optional.of(new RestPath(
                parts.get(1),
                at(parts, 2),
                tables,
                at(parts, 4),
                parts.subList(Math.min(5, parts.size()), parts.size())));
    }

    private static Optional<String> at(List<String> parts, int index) {
        return index < parts.size() ? Optional.of(parts.get(index)) : Optional.empty();
    }

    /// The value of a query's parameter, the first of several.
    ///
    /// @throws BadRequestException if it is not encoded rightly
    static Optional<String> parameter(@Nullable String rawQuery, String name) {
        if (rawQuery == null) {
            return Optional.empty();
        }
        return Arrays.stream(rawQuery.split("&", -1))
                .filter(parameter -> parameter.startsWith(name + "="))
                .map(parameter -> decoded(parameter.substring(name.length() + 1)))
                .findFirst();
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("a parameter is not encoded rightly: %s", e.getMessage());
        }
    }
}
