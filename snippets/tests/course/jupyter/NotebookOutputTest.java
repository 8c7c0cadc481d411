//SOURCES ../../../course/jupyter/NotebookOutput.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("notebooks")
@DisplayName("The outputs of a notebook")
class NotebookOutputTest {
    private static final String NOTEBOOK = """
        {"cells": [
          {"cell_type": "code", "outputs": [
            {"output_type": "stream", "name": "stdout", "text": ["… starting writer.\\n"]}]},
          {"cell_type": "code", "outputs": [
            {"output_type": "stream", "name": "stdout",
             "text": ["one\\n", "… starting reader.\\n", "two …\\n"]}]}]}
        """;

    @Test
    @DisplayName("have no line that says why a cell takes long, because only some runs print it")
    void waiting(@TempDir Path dir) throws Exception {
        Path notebook = Files.writeString(dir.resolve("n.ipynb"), NOTEBOOK);
        assertEquals(List.of("cell 2: one\ntwo …"),
            NotebookOutput.read(notebook).stream().map(NotebookOutput::toString).toList());
    }
}
