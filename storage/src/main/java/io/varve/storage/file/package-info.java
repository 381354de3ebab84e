/// Objects as files in a folder.
@NullMarked
package io.varve.storage.file;

import org.jspecify.annotations.NullMarked;
