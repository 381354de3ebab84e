/// Commands about topics as tables, for SQL engines.
@NullMarked
package io.varve.cli.table;

import org.jspecify.annotations.NullMarked;
