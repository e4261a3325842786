using System.Globalization;
using System.Text.RegularExpressions;

namespace Pipeline.Client.Delivery.Spool;

/// <summary>The folder of one process within the spool, and the lock that says that it lives.</summary>
/// <remarks>
/// <code>
/// spool/001767225600000-8f0c2d4e5a6b7c8d.lock     open, and so locked, while its process lives
/// spool/001767225600000-8f0c2d4e5a6b7c8d/         0000000000-SOURCE-START-SEQUENCE.batch ...
/// </code>
/// The lock lies beside the folder and is taken before the folder is made: whoever sees a folder can tell whether it is orphaned.
/// Names sort by the time at which the process began. A lock file goes only after its folder; nobody makes a folder of the same name again.
/// </remarks>
internal sealed partial class SpoolDirectory : IDisposable
{
    private const string LockExtension = ".lock";
    private const string TemporaryExtension = ".tmp";

    private readonly FileStream _lock;

    private SpoolDirectory(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    public string Path { get; }

    /// <summary>A new folder with a name of its own.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not allowed.</exception>
    public static SpoolDirectory Create(string root, DateTimeOffset now)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{now.ToUnixTimeMilliseconds():D15}-{RandomNumber():x16}");
        string path = System.IO.Path.Combine(root, name);
        Directory.CreateDirectory(root);
        FileStream @lock = OpenLock(path);
        try
        {
            CreatePrivate(path);
            return new SpoolDirectory(path, @lock);
        }
        catch
        {
            @lock.Dispose();
            throw;
        }
    }

    /// <summary>The folders of processes that ended, the oldest first, each locked for this one. Lock files without a folder are removed.</summary>
    /// <exception cref="IOException">The spool cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not allowed.</exception>
    public static List<SpoolDirectory> AdoptOrphans(string root)
    {
        IEnumerable<string> names = Directory.EnumerateFiles(root, "*" + LockExtension).Select(static path => path[..^LockExtension.Length])
            .Concat(Directory.EnumerateDirectories(root))
            .Where(static path => NamePattern().IsMatch(System.IO.Path.GetFileName(path)))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        List<SpoolDirectory> adopted = [];
        foreach (string path in names)
        {
            if (TryAdopt(path) is { } directory)
                adopted.Add(directory);
        }

        return adopted;
    }

    /// <summary>Batches of the folder in the order in which they were written. What a write left unfinished is removed; other files are left alone.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not allowed.</exception>
    public List<SpoolFile> ReadFiles()
    {
        List<(long Number, SpoolFile File)> files = [];
        foreach (FileInfo file in new DirectoryInfo(Path).EnumerateFiles())
        {
            if (SpoolFile.TryParse(file.Name, out long number, out Protocol.Identities.BatchIdentity identity))
                files.Add((number, new SpoolFile(file.FullName, identity, file.Length, Ticket: null)));
            else if (file.Extension == TemporaryExtension)
                file.Delete();
        }

        return [.. files.OrderBy(static file => file.Number).Select(static file => file.File)];
    }

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not allowed.</exception>
    public string Write(string name, byte[] bytes)
    {
        string path = System.IO.Path.Combine(Path, name);
        string temporary = path + TemporaryExtension;
        try
        {
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, path);
            return path;
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary>Gives the folder up, and removes it if nothing is in it.</summary>
    public void Dispose()
    {
        bool isGone = TryRemove(Path);
        _lock.Dispose();
        if (isGone)
            TryDelete(Path + LockExtension);
    }

    private static SpoolDirectory? TryAdopt(string path)
    {
        FileStream @lock;
        try
        {
            @lock = OpenLock(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Its process lives, or it belongs to somebody else.
            return null;
        }

        SpoolDirectory directory = new(path, @lock);
        if (Directory.Exists(path))
            return directory;
        directory.Dispose();
        return null;
    }

    /// <summary>Batches tell what a business does: only its own user reads them.</summary>
    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static FileStream OpenLock(string path) =>
        new(path + LockExtension, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    /// <summary>True if there is no such folder any more.</summary>
    private static bool TryRemove(string path)
    {
        try
        {
            Directory.Delete(path);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Batches, or somebody else's files, are still in it.
            return false;
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is removed when the folder is adopted.
        }
    }

    [GeneratedRegex("^[0-9]{15}-[0-9a-f]{16}$")]
    private static partial Regex NamePattern();

    private static ulong RandomNumber() => Protocol.Identities.SourceId.CreateRandom().Low;
}
