namespace Pipeline.Cli.Bench;

/// <summary>What a silo left on disk.</summary>
internal static class BenchFiles
{
    /// <summary>Size of all files below a folder.</summary>
    public static long SizeBytes(string directory) =>
        new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(static file => file.Length);
}
