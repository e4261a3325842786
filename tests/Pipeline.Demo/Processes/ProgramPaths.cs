namespace Pipeline.Demo.Processes;

/// <summary>Where the programs are that the demo starts: built with it, each in its own output folder.</summary>
internal static class ProgramPaths
{
    /// <summary>How many folders lie between a project's output and the repository: bin, edition, configuration, framework, and the project's own two.</summary>
    private const int Depth = 6;

    public static string Silo => Find("silo", "Pipeline.Silo");

    public static string Shop => Find("tests", "Pipeline.Shop");

    private static string Find(string area, string project)
    {
        string output = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string[] parts = output.Split(Path.DirectorySeparatorChar);
        string root = string.Join(Path.DirectorySeparatorChar, parts[..^Depth]);
        string path = Path.Combine([root, area, project, .. parts[^(Depth - 2)..], project + ".dll"]);
        return File.Exists(path) ? path : throw new DemoException($"{path} is missing: build tests/Pipeline.Demo first");
    }
}
