/// Any catalog that speaks the Iceberg REST protocol, fed through Iceberg's own client.
@NullMarked
package io.varve.table.feed.rest;

import org.jspecify.annotations.NullMarked;
