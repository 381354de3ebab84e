/// Commands that write and read records.
@NullMarked
package io.varve.cli.records;

import org.jspecify.annotations.NullMarked;
