/// Feeding other catalogs with the tables of topics.
@NullMarked
package io.varve.table.feed;

import org.jspecify.annotations.NullMarked;
