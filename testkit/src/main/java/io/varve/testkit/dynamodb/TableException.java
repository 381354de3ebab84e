package io.varve.testkit.dynamodb;

/// An error answer by the name that DynamoDB gives it.
final class TableException extends Exception {

    private static final long serialVersionUID = 1;

    private final String type;

    TableException(String type, String message) {
        super(message);
        this.type = type;
    }

    static TableException invalid(String message) {
        return new TableException("ValidationException", message);
    }

    /// The error's name, such as `ConditionalCheckFailedException`.
    String type() {
        return type;
    }
}
