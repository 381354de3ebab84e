package io.varve.table.feed.rest;

import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/// What Iceberg's client gets to read files with: it asks for entries of the catalog alone, never for what they name.
final class NoFiles implements FileIO {

    private static final long serialVersionUID = 1;

    @Override
    public InputFile newInputFile(String path) {
        throw new UnsupportedOperationException("nothing is read through another catalog: " + path);
    }

    @Override
    public OutputFile newOutputFile(String path) {
        throw new UnsupportedOperationException("nothing is written through another catalog: " + path);
    }

    @Override
    public void deleteFile(String path) {
        throw new UnsupportedOperationException("nothing is deleted through another catalog: " + path);
    }
}
