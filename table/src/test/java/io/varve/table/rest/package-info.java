@NullMarked
package io.varve.table.rest;

import org.jspecify.annotations.NullMarked;
