@NullMarked
package io.varve.table.feed.rest;

import org.jspecify.annotations.NullMarked;
