import com.sun.source.util.JavacTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/** Reads every .java file below a folder for its syntax alone: what it imports need not be there. */
public class ParseOnly {
  public static void main(String[] arguments) throws Exception {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var found = new DiagnosticCollector<JavaFileObject>();
    try (var files = compiler.getStandardFileManager(found, null, null);
        var walk = Files.walk(Path.of(arguments[0]))) {
      var sources = walk.filter(p -> p.toString().endsWith(".java")).collect(Collectors.toList());
      var units = files.getJavaFileObjectsFromPaths(sources);
      ((JavacTask) compiler.getTask(null, files, found, List.of("-proc:none"), null, units)).parse();
      var errors = found.getDiagnostics().stream().filter(d -> d.getKind() == Diagnostic.Kind.ERROR).toList();
      errors.forEach(System.err::println);
      System.out.println(sources.size() + " files parsed");
      System.exit(errors.isEmpty() && !sources.isEmpty() ? 0 : 1);
    }
  }
}
